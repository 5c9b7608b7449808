"""Toxicity: what the patients suffered, counted, with exact intervals and one hundred people to look at."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QScrollArea, QSplitter, QVBoxLayout, QWidget

from engine.case.case import Case
from engine.findings.assessment import Assessment, OptionFinding, ToxicityFinding
from engine.wording.figures import harm_rate
from gui.figures.drawing import fonts_of
from gui.figures.pictograph import Hundred, Pictograph, hundred_of
from gui.look.theme import Theme
from gui.shared.command import QT_TRANSLATE_NOOP
from gui.shared.language import in_use
from gui.views.lists.row_list import RowList
from gui.views.record_names import source_short
from gui.views.small_widgets import Heading, ModalityChooser, Panel, Sentence
from gui.views.toxicity.toxicity_rows import PHASES, AxisHeader, HarmDelegate, HarmRow, harm_row
from gui.views.view import AssessmentView, ViewContext


class ToxicityView(AssessmentView):
    """The harms of one modality; the row that is chosen is drawn as one hundred people."""

    title = QT_TRANSLATE_NOOP("ToxicityView", "Toxicity")

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._assessment: Assessment | None = None
        self._shown: OptionFinding | None = None
        theme = context.theme
        self._chooser = ModalityChooser(theme, self)
        self._chooser.modality_chosen.connect(self._show_modality)
        self._only_headline = QCheckBox(self.tr("&Headline harms only"), self)
        self._only_headline.clicked.connect(self._show_again)
        self._axis = AxisHeader(
            theme, self, names=(self.tr("Harm, grade and scale"), self.tr("Count and 95 % interval"))
        )
        self._harms = RowList(HarmDelegate(theme), self.tr("Harms"), self)
        self._harms.record_opened.connect(self.record_requested)
        self._harms.row_changed.connect(self._show_row)
        self._harms.viewport().installEventFilter(self)
        self._none = Sentence(parent=self)
        self._side = Panel(self)
        self._row_title = Heading("", self._side)
        self._picture = Pictograph(theme, self._side)
        self._framing = Sentence(parent=self._side)
        self._basis = Sentence(parent=self._side, muted=True)
        self._open = QPushButton(self.tr("&Open the record"), self._side)
        self._open.setAutoDefault(True)
        self._open.clicked.connect(self._open_record)
        self._lay_out()

    def _lay_out(self) -> None:
        em = round(fonts_of(self.font()).em)
        for part in (self._row_title, self._picture, self._framing, self._basis, self._open):
            self._side.rows.addWidget(part)
        self._side.rows.addStretch(1)
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._axis)
        column.addWidget(self._harms, 1)
        column.addWidget(self._none)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(left)
        beside = QScrollArea(self)
        beside.setWidget(self._side)
        beside.setWidgetResizable(True)
        beside.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._beside = beside
        self._give_room_beside()
        split.addWidget(beside)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        split.setSizes([em * 60, em * 21])
        split.setChildrenCollapsible(False)
        top = QHBoxLayout()
        top.addWidget(self._chooser, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(em, round(em * 0.5), em, em)
        whole.setSpacing(round(em * 0.6))
        whole.addLayout(top)
        whole.addWidget(self._only_headline)
        whole.addWidget(split, 1)

    def show_assessment(self, assessment: Assessment, case: Case) -> None:
        """Show the harms of the chosen modality, at first the planned one."""
        self._assessment = assessment
        self._chooser.show_assessment(assessment)
        self._show_modality(self._chooser.modality)

    def choose_modality(self, modality: str) -> None:
        """Look at this modality, as if a person had chosen it here."""
        self._chooser.choose(modality)
        self._show_modality(modality)

    def _show_again(self) -> None:
        self._shown = None
        self._show_modality(self._chooser.modality)

    def _show_modality(self, modality: str) -> None:
        if self._assessment is None:
            return
        option = self._assessment.option(modality)
        if self._shown is not None and self._shown.toxicities == option.toxicities:
            return
        self._shown = option
        self._harms.show_rows(self._rows(option))
        self._harms.setAccessibleName(self.tr("Harms, {modality}").format(modality=in_use().of(option.label)))
        any_rows = bool(self._harms.rows)
        for part in (self._harms, self._axis, self._beside):
            part.setHidden(not any_rows)
        self._none.say("" if any_rows else self.tr("The library holds no harms of this modality."))
        self._only_headline.setEnabled(any(found.headline for found in option.toxicities))
        if self._harms.current_row is None:
            self._harms.choose_first()
        self._show_row()

    def _rows(self, option: OptionFinding) -> list[HarmRow]:
        headline = self._only_headline.isChecked() and any(found.headline for found in option.toxicities)
        rows: list[HarmRow] = []
        for phase in PHASES:
            group = [
                harm_row(found, self.context.library, self._grade(found))
                for found in option.toxicities
                if (found.phase or "not_given") == phase and (found.headline or not headline)
            ]
            if group:
                rows += [self._heading(phase), *group]
        return rows

    def _heading(self, phase: str) -> HarmRow:
        names = {
            "acute": self.tr("Acute"),
            "late": self.tr("Late"),
            "acute_and_late": self.tr("Acute and late together"),
            "not_given": self.tr("Whether acute or late is not given"),
        }
        return HarmRow(key=f"heading {phase}", spoken=names[phase], heading=True, label=names[phase])

    def _grade(self, found: ToxicityFinding) -> str:
        grade = found.grade.replace(">=", "≥ ").replace("<=", "≤ ") if found.grade else ""
        grade = in_use().of(grade)
        graded = self.tr("Grade {grade}").format(grade=grade) if grade[:1] in "≥≤012345" and grade else ""
        scale = in_use().of(found.scale or "")
        if found.scale in (None, "", "not given"):
            scale = self.tr("scale not given")
        return f"{graded or self.tr('Grade not given')}; {scale}"

    def _found(self) -> ToxicityFinding | None:
        row = self._harms.current_row
        if row is None or self._shown is None:
            return None
        return next((found for found in self._shown.toxicities if found.id == row.record), None)

    def _show_row(self, _key: str = "") -> None:
        found = self._found()
        self._open.setEnabled(found is not None)
        if found is None:
            self._row_title.setText("")
            self._picture.show_hundred(None, "")
            self._framing.say("")
            self._basis.say("")
            return
        label = in_use().of(found.label)
        self._row_title.setText(label)
        hundred = hundred_of(found.rate, found.interval) if found.rate is not None and found.bound is None else None
        framing = self._framing_words(found, hundred)
        self._picture.show_hundred(hundred, f"{label}. {framing}")
        self._framing.say(framing)
        self._basis.say(self._basis_words(found))

    def _framing_words(self, found: ToxicityFinding, hundred: Hundred | None) -> str:
        """Return both framings with one denominator."""
        if hundred is None:
            if found.rate is not None:
                rate = in_use().of(harm_rate(found))
                return self.tr("The source prints {rate} and no count: nothing is drawn.").format(rate=rate)
            return self.tr("No count is published: nothing is drawn.")
        whom = self.tr("people") if found.counted == "patients" else in_use().of(found.counted)
        if found.events is not None and found.patients:
            words = self.tr("About {had} of 100 {whom} had this, {had_not} had not (counted: {events} of {patients}).")
        else:
            words = self.tr("About {had} of 100 {whom} had this, {had_not} had not.")
        words = words.format(
            whom=whom, had=hundred.had, had_not=100 - hundred.had, events=found.events, patients=found.patients
        )
        if hundred.most is not None:
            words += " " + self.tr("The interval reaches from {least} to {most} of 100 (outlined).").format(
                least=hundred.least, most=hundred.most
            )
        return words

    def _basis_words(self, found: ToxicityFinding) -> str:
        source = source_short(found.source, self.context.library)
        if found.events is not None and found.patients:
            return self.tr("Counted: {events} of {patients} {counted}. {cohort}. {source}, {locator}.").format(
                events=found.events,
                patients=found.patients,
                counted=in_use().of(found.counted),
                cohort=in_use().of(found.cohort_label or "") or self.tr("Cohort not given"),
                source=source,
                locator=found.locator,
            )
        return f"{in_use().of(found.text or '') or found.printed} {source}, {found.locator}."

    def _open_record(self) -> None:
        found = self._found()
        if found is not None:
            self.record_requested.emit(found.id)

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        for part in (self._chooser, self._axis, self._harms, self._picture):
            part.apply_theme(theme)

    def summary_text(self) -> str:
        """Return the view in words."""
        if self._shown is None:
            return ""
        rows = self._harms.in_words() or self._none.text()
        return f"{in_use().of(self._shown.label)}.\n{rows}"

    def _give_room_beside(self) -> None:
        """Let what stands on the right be as wide as it must be, its scroll bar beside it."""
        bar = self._beside.verticalScrollBar().sizeHint().width()
        frame = 2 * self._beside.frameWidth()
        self._beside.setMinimumWidth(self._side.minimumSizeHint().width() + bar + frame)

    # ------------------------------------------------------------ Qt

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # The first may come before anything is set up.
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self.layout() is not None:
            self._give_room_beside()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._axis.follow(self._harms.viewport().width())
        return super().eventFilter(watched, event)
