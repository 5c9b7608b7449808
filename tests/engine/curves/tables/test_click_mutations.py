"""Every change to a valid file of clicks has one outcome: the right number, a note that names it, or a refusal."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.curves.patients.clicks import DigitisedInputError
from engine.curves.patients.digitised import rebuild
from engine.curves.tables.click_files import ClickFileError, read_clicks
from tests.engine.curves.tables.click_mutations import MUTATIONS, Sheet
from tests.engine.curves.tables.click_samples import READ

pytestmark = pytest.mark.slow

R, N, X, C = "right", "noted", "refused", "as the file now says"
#: places of time and value, where they are not the first two columns
PLACES = {
    "index column": (1, 2),
    "index column without header": (1, 2),
    "index column in the middle": (0, 2),
    "R write.csv": (1, 2),
    "R write.table": (1, 2),
    "R write.table with commas": (1, 2),
    "R survfit": (0, 4),
    "swapped by header": (1, 0),
    "swapped without header": (1, 0),
    "swapped percent without header": (1, 0),
    "swapped in years": (1, 0),
    "Guyot text": (1, 2),
    "Guyot's letters": (1, 2),
    "a column of names": (1, 2),
}
#: what a note has to say so that a changed number is not one in silence
NAMES_IT = ("evenly spaced", "does not say the unit of time", "were converted from")
#: how many times longer the follow-up becomes by another word for its unit
LONGER = {"months": 12.0, "years": 1.0 / 12.0, "days": 7.0, "weeks": 1.0 / 7.0}


def separator_of(text: str) -> str:
    row = [line for line in text.splitlines() if re.search("[0-9]", line)][5]
    if found := next((sign for sign in "\t;" if sign in row), ""):
        return found
    return "," if "," in row and not re.search(r"\d \d", row.replace(",", ".")) else " "


def sheet(dialect: str) -> Sheet:
    text = READ[dialect]
    return Sheet.of(text, *PLACES.get(dialect, (0, 1)), separator_of(text))


def outcome(path: Path, text: str, expected: float = 24.0) -> str:
    """``right``, ``noted``, ``refused``, or the wrong number itself."""
    path.write_bytes(text.encode())
    try:
        clicks = read_clicks(path)
        median = rebuild(clicks.time_months, clicks.survival, lines=clicks.lines).median_months
    except (ClickFileError, DigitisedInputError) as error:
        return X if "\n" not in str(error) else str(error)
    if median == pytest.approx(expected, abs=0.01 * expected):
        return R
    return N if any(words in note for note in clicks.notes for words in NAMES_IT) else str(median)


_RISING = ("German mortality", "mortality in percent", "cumulative incidence", "1 - survival", "local failure")
_NO_HEADER = ("no header", "swapped without header", "swapped percent without header", "blanks")
_YEARS = ("years", "years as an abbreviation", "swapped in years", "blanks with words in brackets")
_DAYS = ("days", "unit row with letters", "German words", "unit in a comment")
_IN_PERCENT = (
    "exponents",
    "months alone",
    "percent with decimal commas",
    "percent signs",
    "swapped in years",
    "blanks with words in brackets",
    "unit row with letters",
    "units row",
    "German mortality",
    "mortality in percent",
)
_SEVERAL = (
    "WebPlotDigitizer all",
    "WebPlotDigitizer, numbers as names",
    "curves of different length",
    "pairs without header",
    "a column of names",
    "Engauge blocks",
    "shared times",
)
_ALIKE = (*_NO_HEADER, "index column without header")
_NOT_BY_COMMA = (
    "R write.table",
    "years as an abbreviation",
    "percent with decimal commas",
    "German words",
    "German mortality",
    "French words",
    "Spanish words",
    "blanks with decimal commas",
    "tab",
    "Guyot text",
    "Guyot's letters",
    "sep= line",
    "trailing separators",
    "DigitizeIt",
    "quoted cells",
    "percent signs",
)
_LABELS_KEPT = ("unit row with letters", "German words", "German mortality", "comment as header")
#: one outcome for each mutation and dialect: the rule, and which dialects differ from it
EXPECTED: dict[str, tuple[str, dict[str, str]]] = {
    # Without a header the numbers say it; 1 − survival is as good a curve the other way round.
    "columns swapped under their labels": (
        X,
        dict.fromkeys(_ALIKE, R) | dict.fromkeys((*_RISING, "last rows first"), N),
    ),
    "time unit changed": (C, {}),
    "unit nobody measures in": (X, {}),
    "percent against fractions": (R, dict.fromkeys(_IN_PERCENT, X)),
    "inner row dropped": (R, {}),
    # Rows and months both count from 1 then.
    "first row dropped": (R, {"index column without header": X}),
    "last rows dropped": (R, {}),
    "value is a word": (X, {}),
    "time is a word": (X, {}),
    "other decimal mark": (X, dict.fromkeys(_NOT_BY_COMMA, R)),
    "one other decimal mark": (X, {}),
    "thousands mark": (X, {}),
    "header in German": (R, {}),
    "header in an unread language": (X, dict.fromkeys(_LABELS_KEPT, R)),
    "header dropped": (R, dict.fromkeys((*_RISING, *_DAYS), X) | dict.fromkeys((*_YEARS, "weeks"), N)),
}


def changed(mutation: str, dialect: str) -> str | None:
    """The changed text; None where there is nothing to change, as the header of a file without one."""
    file = sheet(dialect)
    before = file.text()
    MUTATIONS[mutation](file)
    after = file.text()
    return None if after == before else after


PAIRS = [(m, d) for m in MUTATIONS for d in READ if changed(m, d) is not None]


def longer(dialect: str) -> float:
    """How many times longer a follow-up becomes when the unit above it is the next one."""
    if dialect in (*_YEARS, "German mortality"):
        return LONGER["years"]
    if dialect in _DAYS:
        return LONGER["days"]
    return LONGER["weeks" if dialect == "weeks" else "months"]


@pytest.mark.parametrize("dialect", READ)
def test_that_a_sheet_of_the_file_is_the_file(dialect, tmp_path):
    assert outcome(tmp_path / "clicks.csv", sheet(dialect).text()) == R


@pytest.mark.hazard("wrong-unit")
@pytest.mark.parametrize(("mutation", "dialect"), PAIRS)
def test_that_a_changed_file_of_clicks_has_its_one_outcome(mutation, dialect, tmp_path):
    text = changed(mutation, dialect)
    assert text is not None
    rule, others = EXPECTED[mutation]
    wanted = others.get(dialect, rule)
    if wanted == C:
        assert outcome(tmp_path / "clicks.csv", text, 24.0 * longer(dialect)) == R
    else:
        assert outcome(tmp_path / "clicks.csv", text) == wanted


def test_that_every_dialect_meets_most_mutations():
    met = Counter(dialect for _, dialect in PAIRS)
    assert min(met.values()) >= 9
    assert set(met) == set(READ)


@pytest.mark.hazard("bad-input")
@settings(max_examples=150, deadline=None)
@given(data=st.data(), dialect=st.sampled_from(sorted(READ)))
def test_that_no_damaged_cell_of_clicks_gives_another_number(data, dialect, tmp_path_factory):
    """A cell of the curve that becomes a word, a grouped number or nothing never moves the median in silence."""
    file = sheet(dialect)
    at = data.draw(st.sampled_from(file.rows))
    place = data.draw(st.sampled_from([file.time, file.value]))
    new = data.draw(st.sampled_from(["abc", "1.234.567", "1'234", "nan", "--", "0x10", "1e400"]))
    file.put(at, place, new)
    found = outcome(tmp_path_factory.mktemp("clicks") / "clicks.csv", file.text())
    assert found in (R, X)
