"""Small parts that several views are made of: headings, muted sentences, the choice of a modality."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTabBar, QVBoxLayout, QWidget

from engine.findings.assessment import Assessment, OptionFinding
from engine.findings.headline_text.concern_briefs import look_of, option_title
from engine.findings.wording import MODALITY_SHORT
from gui.figures.drawing import fonts_of, scaled
from gui.figures.status_symbol import status_icon
from gui.look.theme import Theme
from gui.messages.speech import spoken
from gui.shared.language import in_use
from gui.shared.plain_text import PlainLabel, tip


def verdict_words(option: OptionFinding) -> str:
    """Return the verdict in a few words, beginning with a capital."""
    if option.criteria:
        words = in_use().of(option_title(option))
    else:
        words = QCoreApplication.translate("VerdictWords", "comparator, no published criteria")
    return words[:1].upper() + words[1:]


class Heading(PlainLabel):
    """A heading in the hierarchy of a view."""

    def __init__(self, text: str, parent: QWidget | None = None, *, factor: float = 1.18) -> None:
        super().__init__(text, parent)
        self._factor = factor
        self.setFont(scaled(self.font(), factor, strong=True))
        self.setWordWrap(True)

    def say(self, text: str) -> None:
        """Show this text."""
        if text != self.text():
            self.setText(text)

    def follow(self, body: QFont) -> None:
        """Take on another text size: a font of its own does not follow by itself."""
        wanted = scaled(body, self._factor, strong=True)
        if wanted != self.font():
            self.setFont(wanted)


class Sentence(PlainLabel):
    """A sentence that wraps; muted where it only explains."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, muted: bool = False) -> None:
        super().__init__(text, parent)
        self._name(text)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # Selecting by mouse would make the label a stop of the Tab key that does nothing.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if muted:
            self.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _name(self, text: str) -> None:
        # Its text is its name; read aloud, several lines are one text.
        name = spoken(text) if "\n" in text else ""
        if name != self.accessibleName():
            self.setAccessibleName(name)

    def say(self, text: str) -> None:
        """Show this text; an empty one takes no room."""
        if text != self.text():
            self._name(text)
            self.setText(text)
        self.setHidden(not text)


class Surface(QFrame):
    """A framed surface, brighter than the page it stands on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setFrameShape(QFrame.Shape.StyledPanel)


class Panel(Surface):
    """A surface with a vertical layout and even margins measured in the font."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        em = round(fonts_of(self.font()).em)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(em, round(em * 0.8), em, round(em * 0.8))
        self.rows.setSpacing(round(em * 0.5))


class ModalityChooser(QTabBar):
    """The seven modalities as tabs, each with the symbol of its verdict; the planned one is marked.

    Signals
    -------
    modality_chosen : the modality that a person chose.
    """

    modality_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._modalities: list[str] = []
        self._looks: list[tuple[str, bool]] = []
        self._by_person = False
        self.setAccessibleName(self.tr("Modality"))
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setStyleSheet("QTabBar::tab { padding: 0.35em 0.6em; } QTabBar QToolButton { padding: 0; }")

    @property
    def modality(self) -> str:
        """The modality that is chosen; empty before the first assessment."""
        return self._modalities[self.currentIndex()] if self._modalities else ""

    def show_assessment(self, assessment: Assessment) -> None:
        """Show the verdicts; until a person has chosen, the planned modality is the chosen one."""
        if not self._modalities:
            self._modalities = [option.modality for option in assessment.options]
            for option in assessment.options:
                self.addTab(in_use().of(MODALITY_SHORT[option.modality]))
        looks: list[tuple[str, bool]] = [(look_of(option), option.planned) for option in assessment.options]
        before, self._looks = self._looks or [("", False)] * len(looks), looks
        for number, option in enumerate(assessment.options):
            if looks[number] != before[number]:
                self._draw(number, option)
        if not self._by_person and assessment.planned_modality is not None:
            self.setCurrentIndex(self._modalities.index(assessment.planned_modality))

    def choose(self, modality: str) -> None:
        """Choose a modality as a person would, without saying so."""
        if modality in self._modalities:
            self._by_person = True
            self.setCurrentIndex(self._modalities.index(modality))

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        self._theme = theme
        for number in range(len(self._looks)):
            self._draw_icon(number)

    def _draw(self, number: int, option: OptionFinding) -> None:
        self._draw_icon(number)
        planned = self.tr("{modality}, planned") if option.planned else "{modality}"
        short = planned.format(modality=in_use().of(MODALITY_SHORT[option.modality]))
        if short != self.tabText(number):
            self.setTabText(number, short)
        self.setTabToolTip(number, tip(f"{in_use().of(option.label)}: {verdict_words(option)}"))
        self.setAccessibleTabName(number, f"{short}: {verdict_words(option)}")

    def _draw_icon(self, number: int) -> None:
        side = round(fonts_of(self.font()).line * 0.95)
        if self.iconSize() != QSize(side, side):
            self.setIconSize(QSize(side, side))
        self.setTabIcon(number, status_icon(self._looks[number][0], self._theme, side, self.devicePixelRatioF()))

    def _say(self, before: int) -> None:
        if self.currentIndex() != before:
            self._by_person = True
            self.modality_chosen.emit(self.modality)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        before = self.currentIndex()
        super().mousePressEvent(event)
        self._say(before)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = self.currentIndex()
        super().keyPressEvent(event)
        self._say(before)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # The first may come before anything is set up.
        if event.type() == QEvent.Type.FontChange and self.count():
            self.apply_theme(self._theme)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # A wheel turned over the tabs must not change what is read.
        event.ignore()
