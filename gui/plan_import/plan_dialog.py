"""The dialog between a plan's files and the case: structures, volumes, curve, warnings, and what will be written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.case.case import Case
from engine.case.entry import Entered, read_entry
from engine.case.fields import FieldCatalogue
from engine.case.lesions import Lesion
from engine.case.units import plain_text
from gui.look.screen import fit_screen
from gui.look.theme import Theme
from gui.plan_import.column_preview import ColumnPreview, is_answer
from gui.plan_import.organ_choice import OrganChoice
from gui.plan_import.plan_offers import PlanOffers, ReadValue, named
from gui.plan_import.plan_reading import Computed, NamedOrgans, OpenedFiles, PlanReading
from gui.plan_import.volume_plot import VolumePlot
from gui.shared.language import in_use
from gui.shared.plain_text import PlainLabel, in_a_line, shown, tip
from gui.shared.settings_store import SettingsStore

if TYPE_CHECKING:
    from engine.dose import DvhOptions, PlanValues, SparedLiver

__all__ = ["PlanDialog", "ReadValue"]

#: The dose that the field is about; it stands in the field's own name.
_THRESHOLD_GY = 15.0


class PlanDialog(QDialog):
    """Asks which structures are meant, shows what follows, and hands over what the person agrees to.

    Signals
    -------
    values_agreed : tuple of `ReadValue`, when the person has agreed.
    """

    values_agreed = Signal(object)

    def __init__(
        self,
        paths: tuple[Path, ...],
        fields: FieldCatalogue,
        theme: Theme,
        resources: Path,
        limit_ml: float | None = None,
        case: Case | None = None,
        settings: SettingsStore | None = None,
        parent: QWidget | None = None,
        sources: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Spared liver from a plan"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fields = fields
        self._case = case
        self._settings = settings
        self._sources = dict(sources or {})
        self._resources = resources
        self._paths = paths
        self._is_answered = False
        self._files = OpenedFiles()
        self._structures: list[tuple[str, str, str]] = []
        self._tumour_names: list[str] = []
        self.reading = PlanReading(resources, self)
        self.reading.opened.connect(self._on_opened)
        self.reading.computed.connect(self._on_computed)
        self.reading.failed.connect(self._on_failed)
        self.reading.progressed.connect(self._on_progressed)
        self._build(theme, limit_ml)
        self._say(self.tr("Reading {names} …").format(names=", ".join(path.name for path in paths)))
        self.reading.open(paths, remembered=self._remembered())

    # ------------------------------------------------------------ layout

    def _build(self, theme: Theme, limit_ml: float | None) -> None:
        self.state = PlainLabel(parent=self)
        self.state.setWordWrap(True)
        self.state.setObjectName("plan.state")
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 0)
        self.liver = QComboBox(self)
        self.liver.setObjectName("plan.liver")
        self.tumours = QListWidget(self)
        self.tumours.setObjectName("plan.tumours")
        self.volume = QLineEdit(self)
        self.volume.setObjectName("plan.volume")
        self.volume.setPlaceholderText(self.tr("mL, where the file gives percent alone"))
        self.volume.setToolTip(tip(self.volume.placeholderText()))
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.addRow(self.tr("&Liver structure"), self.liver)
        self._tumours_label = PlainLabel(self.tr("&Tumours to take off"), self)
        self._tumours_label.setBuddy(self.tumours)
        form.addRow(self._tumours_label, self.tumours)
        self._volume_label = PlainLabel(self.tr("&Volume of the structure"), self)
        self._volume_label.setBuddy(self.volume)
        form.addRow(self._volume_label, self.volume)
        self.numbers = PlainLabel(parent=self)
        self.numbers.setWordWrap(True)
        self.numbers.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # Selecting by mouse would make it a stop of the Tab key that does nothing.
        self.numbers.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.warnings = QListWidget(self)
        self.warnings.setWordWrap(True)
        self.warnings.setAccessibleName(self.tr("Warnings"))
        self.warnings.setMaximumHeight(self.fontMetrics().height() * 7)
        self.plot = VolumePlot(theme, limit_ml, self)
        self.preview = ColumnPreview(self)
        self.preview.hide()
        self.columns = QPushButton(self.tr("Colu&mns …"), self)
        self.columns.setCheckable(True)
        self.columns.hide()
        left = QVBoxLayout()
        left.addLayout(form)
        left.addWidget(self.columns, 0, Qt.AlignmentFlag.AlignLeft)
        left.addWidget(self.numbers)
        left.addStretch(1)
        middle = QHBoxLayout()
        middle.addLayout(left, 2)
        middle.addWidget(self.plot, 3)
        self.organs = OrganChoice(self)
        self.offers = PlanOffers(self._fields, self._case, self._sources, self)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, Qt.Orientation.Horizontal, self)
        self.agree = self.buttons.addButton(self.tr("&Write into the case"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.agree.setEnabled(False)
        layout = QVBoxLayout(self)
        layout.addWidget(self.state)
        layout.addWidget(self.progress)
        layout.addWidget(self.preview)
        layout.addLayout(middle, 1)
        for widget, stretch in ((self.warnings, 0), (self.organs, 0), (self.offers, 1), (self.buttons, 0)):
            layout.addWidget(widget, stretch)
        self.liver.setAccessibleName(self.tr("Liver structure"))
        self.tumours.setAccessibleName(self.tr("Tumours to take off"))
        self.volume.setAccessibleName(self.tr("Volume of the structure, mL"))
        self._show_choices(has_plan=False, has_dvh=False)
        self._show_result(None)
        self.liver.activated.connect(self._on_choice)
        self.tumours.itemChanged.connect(self._on_tumour)
        self.volume.editingFinished.connect(self._on_choice)
        self.organs.choice_changed.connect(self._on_choice)
        self.offers.choice_changed.connect(self._on_agreement)
        self.columns.toggled.connect(self.preview.setVisible)
        self.preview.answered.connect(self._on_answered)
        self.buttons.rejected.connect(self.reject)
        self.buttons.accepted.connect(self._on_agreed)
        fit_screen(self, self.fontMetrics().averageCharWidth() * 110, self.fontMetrics().height() * 46)

    def _show_choices(self, *, has_plan: bool, has_dvh: bool) -> None:
        self.liver.setEnabled(has_plan or has_dvh)
        self._tumours_label.setVisible(has_plan)
        self.tumours.setVisible(has_plan)
        self._volume_label.setVisible(has_dvh)
        self.volume.setVisible(has_dvh)

    def _say(self, sentence: str) -> None:
        self.state.setText(sentence)
        self.state.setAccessibleName(self.state.text())

    # ------------------------------------------------------------ reading

    def _on_opened(self, files: OpenedFiles) -> None:
        self._files = files
        self._rest()
        self._show_choices(has_plan=files.plan is not None, has_dvh=files.dvh is not None)
        self._show_preview(files)
        if files.plan is not None:
            self._offer_plan()
        elif files.dvh is not None:
            self._offer_dvh()
            self._draw_what_was_answered()

    def _show_preview(self, files: OpenedFiles) -> None:
        """A table that leaves something open is shown with what it was taken for; what was refused, at once."""
        self.columns.setVisible(files.preview is not None)
        if files.preview is None or files.options is None:
            self.columns.setChecked(False)
            return
        self.preview.show_preview(files.preview, files.options)
        if files.problem:
            self.columns.setChecked(True)
            self._offer_no_structure()
            self._say(
                self.tr("This table needs a word from you: {problem}.").format(problem=in_a_line(files.problem, 400))
            )
            self.preview.dose_column.setFocus()

    def _on_answered(self, options: DvhOptions) -> None:
        """Read the table again as the person says it is."""
        self._is_answered = True
        self._show_result(None)
        self._say(self.tr("Reading the table as you say it is …"))
        self.reading.open(self._paths, options)

    def _draw_what_was_answered(self) -> None:
        """Remember the answers for this layout; where they leave one curve, draw it at once."""
        files = self._files
        if not self._is_answered or files.preview is None or files.options is None or files.dvh is None:
            return
        if self._settings is not None:
            o = files.options
            said = (o.dose_unit, o.volume_unit, o.dose_column, o.volume_column)
            kept = {k: v for k, v in self._settings.table_answers.items() if k != files.preview.layout}
            self._settings.table_answers = {**kept, files.preview.layout: said} if any(said) else kept
        if len(files.dvh.structures) == 1:
            self.liver.setCurrentIndex(1)
            self._on_choice()

    def _remembered(self) -> dict[str, DvhOptions]:
        """What was said of tables before, by layout."""
        if self._settings is None or not self._settings.table_answers:
            return {}
        from engine.dose import overruling

        found = self._settings.table_answers.items()
        return {layout: overruling(said) for layout, said in found if is_answer(said)}

    def _offer_plan(self) -> None:
        """List the structures; those that TG-263 would name so are marked as proposed and never taken by itself."""
        from engine.dose import propose_structures

        plan = self._files.plan
        assert plan is not None
        proposal = propose_structures(plan)
        self._offer_no_structure()
        names = [structure.name for structure in plan.structures if structure.has_closed_contours]
        self._offer_organs(names)
        for name in (*proposal.liver, *(name for name in names if name not in proposal.liver)):
            self._offer_structure(name, self._named(name, proposed=name in proposal.liver))
        self.tumours.clear()
        self._tumour_names = []
        for name in (*proposal.tumours, *(name for name in names if name not in proposal.tumours)):
            item = QListWidgetItem(self._named(name, proposed=name in proposal.tumours), self.tumours)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self._tumour_names.append(name)
        self._say(self.tr("The plan is read. Say which structure is the liver and which are the tumours."))
        self.liver.setFocus()

    def _offer_organs(self, names: list[str]) -> None:
        """Organs and structures to choose from; a table that cannot be read is told when it is needed."""
        from engine.dose import DoseFileError, PlanTable, load_plan_table

        try:
            table = load_plan_table(self._resources)
        except DoseFileError:
            table = PlanTable((), ())
        self.organs.show_organs(table, names)

    def _named(self, name: str, *, proposed: bool) -> str:
        words = self.tr("{name} (proposed by its name)") if proposed else "{name}"
        return in_a_line(words.format(name=name))

    def _offer_no_structure(self) -> None:
        self.liver.clear()
        self.liver.addItem(self.tr("Choose …"))
        self._structures = []

    def _offer_structure(self, name: str, words: str, plan: str = "", course: str = "") -> None:
        # The name stays here: on its way through Qt it might become another one.
        self.liver.addItem(in_a_line(words))
        self._structures.append((name, plan, course))

    def _chosen(self) -> tuple[str, str, str] | None:
        """Return the structure that is the liver, its plan and course; None before somebody has said it."""
        place = self.liver.currentIndex() - 1
        return self._structures[place] if 0 <= place < len(self._structures) else None

    def _offer_dvh(self) -> None:
        dvh = self._files.dvh
        assert dvh is not None
        self._offer_no_structure()
        self._offer_organs(list(dict.fromkeys(structure.name for structure in dvh.structures)))
        for structure in dvh.structures:
            of = ", ".join(part for part in (structure.plan, structure.course) if part)
            words = f"{structure.name} ({of})" if of else structure.name
            self._offer_structure(structure.name, words, structure.plan, structure.course)
        read = self.tr("The export is read. Say which curve is that of the normal liver (liver minus tumour).")
        options = self._files.options
        if options is not None and options.says_anything and not self._is_answered:
            words = self.tr("{read} Columns and units are those that you named for this layout before.")
            read = words.format(read=read)
        self._say(read)
        self.liver.setFocus()

    def _on_choice(self, _index: int = 0) -> None:
        """Compute for the structures chosen; nothing is computed before somebody has chosen a liver."""
        chosen = self._chosen()
        self._show_result(None)
        if chosen is None:
            self.reading.stop()
            return
        self._say(self.tr("Computing …"))
        self.progress.setRange(0, 100)
        self.progress.setValue(0)
        self.progress.show()
        if self._files.plan is not None:
            self.reading.compute(self._files.plan, chosen[0], self._chosen_tumours(), _THRESHOLD_GY, self._organs())
        elif self._files.dvh is not None:
            volume = self._typed_volume()
            self.reading.compute_from_dvh(self._files.dvh, chosen, _THRESHOLD_GY, volume, self._organs())

    def _organs(self) -> NamedOrgans:
        return NamedOrgans(self.organs.organs, self.organs.insisted)

    def _typed_volume(self) -> float | None:
        entry = read_entry(self._fields["liver_volume_ml"], self.volume.text())
        return float(entry.value) if isinstance(entry, Entered) else None

    def _on_tumour(self, _item: QListWidgetItem) -> None:
        if self._chosen() is not None:
            self._on_choice()

    def _chosen_tumours(self) -> tuple[str, ...]:
        chosen = self._chosen()
        return tuple(
            name
            for row, name in enumerate(self._tumour_names)
            if self.tumours.item(row).checkState() is Qt.CheckState.Checked and (chosen is None or name != chosen[0])
        )

    def _rest(self) -> None:
        """Nothing is under way: a full or empty bar would only stand in the way."""
        self.progress.hide()

    def _on_progressed(self, share: float) -> None:
        self.progress.setValue(round(share * 100))

    def _on_failed(self, sentence: str) -> None:
        self._rest()
        self._show_result(None)
        self.columns.setChecked(self._files.preview is not None)
        self._say(sentence if sentence.endswith(".") else f"{sentence}.")

    # ------------------------------------------------------------ result

    def _on_computed(self, computed: Computed) -> None:
        self._rest()
        self._say(in_use().of(computed.result.method))
        self._show_result(computed.result, computed.values)

    def _show_result(self, result: SparedLiver | None, values: PlanValues | None = None) -> None:
        self.warnings.clear()
        self.numbers.setText("" if result is None else self._numbers_in_words(result, values))
        if result is None or values is None:
            self.plot.clear()
            self.offers.clear_values()
            self.organs.setVisible(False)
        else:
            self.plot.show_result(result)
            self.offers.show_values(values)
            self.organs.setVisible(True)
            self.warnings.addItems([shown(in_use().of(warning.text)) for warning in result.warnings])
            of = in_use().of
            asked = [of(missing.text) for missing in result.missing if missing.item != "fractions"]
            asked += [of(item.text) for item in values.not_given]
            self.warnings.addItems([shown(text) for text in dict.fromkeys(asked)])
        self.warnings.setVisible(self.warnings.count() > 0)
        self._on_agreement()

    def _numbers_in_words(self, result: SparedLiver, values: PlanValues | None) -> str:
        threshold = in_use().number(f"{result.threshold_gy:g}")
        rows = [
            (self.tr("Normal liver"), result.normal_liver_ml),
            (self.tr("Below {gy} Gy, computed").format(gy=threshold), result.below_threshold_ml),
            (self.tr("Below {gy} Gy, planning system").format(gy=threshold), result.tps_below_threshold_ml),
        ]
        if result.outside_grid_ml:
            rows.append((self.tr("Outside the dose grid"), result.outside_grid_ml))
        if result.outside_grid_ml or result.below_threshold_ml is None:
            rows += [
                (self.tr("At least"), result.lower_bound_ml),
                (self.tr("At most"), result.upper_bound_ml),
            ]
        lines = [f"{words}: {in_use().number(f'{volume:.1f}')} mL" for words, volume in rows if volume is not None]
        return "\n".join([*lines, *(self._beside(values) if values is not None else [])])

    def _beside(self, values: PlanValues) -> list[str]:
        """What is shown and written nowhere: mean dose, other thresholds, and the tumours beside the typed ones."""
        lines = []
        for value in values.values:
            if value.field:
                continue
            words = {
                "mean": self.tr("{organ}, mean dose"),
                "maximum": self.tr("{organ}, maximum"),
                "volume": self.tr("{organ}, volume"),
                "below": self.tr("{organ} below {amount} Gy"),
                "dose_at_percent": self.tr("{organ}, dose to {amount} %"),
            }[value.quantity]
            language = in_use()
            amount = "" if value.amount is None else language.number(plain_text(value.amount))
            what = words.format(organ=language.of(value.organ), amount=amount)
            text = f"{what}: {language.number(plain_text(value.value))} {value.unit}"
            said = " ".join(
                filter(None, [language.of(value.caution), named(language.of(value.printed), self._sources)])
            )
            lines.append(in_a_line(f"{text} ({said})" if said else text))
        for size in values.tumours:
            across = (
                ""
                if size.diameter_cm is None
                else self.tr(", {cm} cm across").format(cm=in_use().number(f"{size.diameter_cm:.1f}"))
            )
            volume = in_use().number(f"{size.volume_ml:.1f}")
            lines.append(in_a_line(f"{size.structure}: {volume} mL{across}"))
        typed = self._typed_diameters()
        if values.tumours and typed:
            lines.append(self.tr("Typed: {cm}").format(cm=typed))
        return lines

    def _typed_diameters(self) -> str:
        """Diameters that the case holds, to be held against the contoured ones."""
        patient = None if self._case is None else self._case.patient
        if patient is None:
            return ""
        lesions = patient.inputs.get("lesions")
        each = [row for row in lesions if isinstance(row, Lesion)] if isinstance(lesions, tuple) else []
        rows = [row.diameter_cm for row in each if row.diameter_cm is not None]
        largest = patient.inputs.get("largest_lesion_cm")
        found = rows or ([largest] if isinstance(largest, (int, float)) else [])
        return ", ".join(f"{in_use().number(plain_text(float(value)))} cm" for value in found)

    def _on_agreement(self) -> None:
        self.agree.setEnabled(bool(self.offers.ticked))

    def _on_agreed(self) -> None:
        values = self.offers.ticked
        if values:
            self.values_agreed.emit(values)
            self.accept()

    def done(self, result: int) -> None:
        """Let go of the worker before the dialog closes, whichever way it closes."""
        self.reading.let_go()
        super().done(result)
