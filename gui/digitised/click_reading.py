"""Reading clicks and numbers at risk as a person says they are; nothing here touches the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from engine.curves.patients.clicks import DigitisedInputError
from engine.curves.patients.digitised import DigitisedCurve, NumbersAtRisk, RebuiltArm, rebuild
from engine.curves.tables.click_files import ClickOptions, ReadClicks, read_clicks
from engine.curves.tables.click_preview import ClickPreview, preview_clicks
from engine.curves.tables.click_text import ClickFileError
from engine.curves.tables.risk_files import read_numbers_at_risk
from engine.reading.mistakes import Problem
from engine.words.said import NOTHING, fault, in_row, say
from gui.shared.language import in_use

TIME_UNITS: Final = ("", "days", "weeks", "months", "years")
VALUES: Final = ("", "survival", "failure")
SCALES: Final = ("", "percent", "fractions")


class ClickAnswers(NamedTuple):
    """What a person said of a file of clicks; empty where the file says it. Columns are numbers from 1.

    at_risk: the column of numbers at risk in the same file.
    """

    time_column: str = ""
    time_unit: str = ""
    value_column: str = ""
    values: str = ""
    scale: str = ""
    at_risk: str = ""

    @property
    def names_both_or_none(self) -> bool:
        """Whether time and value are named together, as two columns, or neither is."""
        return bool(self.time_column) == bool(self.value_column) and (
            not self.time_column or self.time_column != self.value_column
        )

    def options(self, series: str) -> ClickOptions:
        """Return the answers as the reader takes them; series: name of the curve, empty for the first."""
        return ClickOptions(
            series=series or None,
            is_failure=self.values == "failure",
            time_unit=self.time_unit or None,
            time_column=self.time_column or None,
            value_column=self.value_column or None,
            is_survival=self.values == "survival",
            scale=self.scale or None,
        )


def remembered(answers: Mapping[str, Sequence[str]], layout: str) -> ClickAnswers:
    """Return what was said of this layout before; a file of settings may hold anything."""
    said = answers.get(layout, ())
    if len(said) != len(ClickAnswers._fields):
        return ClickAnswers()
    found = ClickAnswers(*said)
    numbers = (found.time_column, found.value_column, found.at_risk)
    is_known = found.time_unit in TIME_UNITS and found.values in VALUES and found.scale in SCALES
    if not is_known or any(number and not (number.isascii() and number.isdigit()) for number in numbers):
        return ClickAnswers()
    return found if found.names_both_or_none else ClickAnswers()


@dataclass(frozen=True, slots=True)
class Opened:
    """A file of clicks as read, or why not: problem is then one sentence, and the preview is there to be put right.

    preview: None where there are no columns to look at. was_remembered: the answers are those of an earlier file.
    """

    preview: ClickPreview | None
    answers: ClickAnswers
    clicks: ReadClicks | None = None
    result: RebuiltArm | DigitisedCurve | None = None
    notes: tuple[str, ...] = ()
    problem: str = ""
    was_remembered: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be read: the file, a file of numbers at risk, the curve and the arm in them, and the answers.

    answers: None where nothing was said yet, so that what was remembered counts.
    """

    path: Path
    risk_path: Path | None = None
    series: str = ""
    patients: int | None = None
    answers: ClickAnswers | None = None


def open_clicks(question: Question, known: Mapping[str, Sequence[str]]) -> Opened:
    """Read a file of clicks; what cannot be read is a sentence beside the columns, never an exception of a file."""
    try:
        preview = preview_clicks(question.path)
    except ClickFileError as error:
        return Opened(None, ClickAnswers(), problem=_sentence(error))
    answers = question.answers
    was_remembered = False
    if answers is None:
        answers = remembered(known, preview.layout) if preview is not None else ClickAnswers()
        was_remembered = answers != ClickAnswers()
    try:
        clicks = read_clicks(question.path, answers.options(question.series))
        table, notes = _at_risk(question, answers, clicks)
        result = rebuild(clicks.time_months, clicks.survival, table, patients=question.patients, lines=clicks.lines)
    except ClickFileError as error:
        return Opened(preview, answers, problem=_sentence(error), was_remembered=was_remembered)
    except DigitisedInputError as error:
        return Opened(
            preview,
            answers,
            problem=in_use().of(in_row((error.problem, error.remedy), "; ")),
            was_remembered=was_remembered,
        )
    said = (*clicks.notes, *notes, *result.notes)
    return Opened(preview, answers, clicks, result, said, was_remembered=was_remembered)


def _at_risk(
    question: Question, answers: ClickAnswers, clicks: ReadClicks
) -> tuple[NumbersAtRisk | None, tuple[str, ...]]:
    arm = question.series or (clicks.series if len(clicks.all_series) > 1 else None)
    if question.risk_path is not None:
        read = read_numbers_at_risk(question.risk_path, arm or None)
        if read.unit is None and clicks.unit not in (None, "months"):
            remedy = fault("write “time (months)” or “time ({unit})” into its header", unit=clicks.unit)
            raise ClickFileError(
                question.risk_path, None, say("its times have no unit, while the clicks have one"), remedy
            )
        return read.table, read.notes
    if not answers.at_risk:
        return None, ()
    columns = (str(clicks.understood.time_column), answers.at_risk)
    read = read_numbers_at_risk(question.path, None, clicks.unit, columns)
    return read.table, read.notes


def _sentence(error: ClickFileError) -> str:
    # What the command line calls its options is not what this window does.
    remedy = NOTHING if "--" in error.remedy else error.remedy
    return in_use().of(Problem(Path(error.file).name, "", error.problem, remedy, error.line).said)
