"""Words of the pages of records: what a code of the library means, and any text of it in the window's language."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QCoreApplication

from engine.evidence.records.figures import Figure
from engine.wording.figures import grade_words
from engine.words.said import in_row, say
from gui.shared.command import QT_TRANSLATE_NOOP
from gui.shared.language import in_use

OBTAINED = {
    "printed": QT_TRANSLATE_NOOP("RecordPage", "It stands so in the paper."),
    "derived": QT_TRANSLATE_NOOP("RecordPage", "Derived by arithmetic from what the paper prints."),
    "reading": QT_TRANSLATE_NOOP("RecordPage", "A reading: what the paper prints cannot be meant."),
}
#: what an item of a cohort is: who had to be, or who was
BASES = {
    "criterion": QT_TRANSLATE_NOOP("RecordPage", "criterion"),
    "observed": QT_TRANSLATE_NOOP("RecordPage", "observed"),
}
LEVELS = {
    "hard": QT_TRANSLATE_NOOP("RecordPage", "turns the headline"),
    "weigh": QT_TRANSLATE_NOOP("RecordPage", "to be weighed; turns nothing"),
}
ABOUT = {
    "patient": QT_TRANSLATE_NOOP("RecordPage", "patient"),
    "plan": QT_TRANSLATE_NOOP("RecordPage", "plan"),
    "evidence": QT_TRANSLATE_NOOP("RecordPage", "evidence"),
}
RESTS_ON = {
    "passage": QT_TRANSLATE_NOOP("RecordPage", "a printed passage"),
    "cohorts": QT_TRANSLATE_NOOP("RecordPage", "the cohorts of this library, compared"),
    "no_source": QT_TRANSLATE_NOOP("RecordPage", "no source: a question to the board"),
}
ANSWERS = {
    True: QT_TRANSLATE_NOOP("RecordPage", "holds"),
    False: QT_TRANSLATE_NOOP("RecordPage", "does not hold"),
    None: QT_TRANSLATE_NOOP("RecordPage", "not known"),
}
CAUTIONS = {
    "caution": QT_TRANSLATE_NOOP("RecordPage", "Caution"),
    "contested": QT_TRANSLATE_NOOP("RecordPage", "Contested"),
    "note": QT_TRANSLATE_NOOP("RecordPage", "Note"),
}


def tr(text: str) -> str:
    """Return a text of these pages in the language of the window."""
    return QCoreApplication.translate("RecordPage", text)


def said_html(text: str | None) -> str:
    """Return a text of the library, or what was found of a patient, in the language of the window, as HTML."""
    return escape(in_use().of(text or ""))


def arithmetic_html(formula: str | None) -> str:
    """Return how a number was worked out; where it holds no word, its numbers as the language writes them."""
    text = formula or ""
    return escape(in_use().of(text) if any(map(str.isalpha, text)) else in_use().number(text))


def grading(figure: Figure) -> str:
    """Grade, phase and scale of a harm in words; empty for a figure that has none of them."""
    if not (figure.grade or figure.phase or figure.scale):
        return ""
    grade = (figure.grade or "").replace("_", " ")
    graded = grade_words(grade) if grade[:1] in "><≥≤012345" and grade else say("grade not given")
    phase = (figure.phase or "").replace("_", " ").replace("not given", "acute or late not given")
    scale = say("scale not given") if figure.scale in (None, "", "not given") else figure.scale or ""
    return in_row((graded, phase, scale), ", ")
