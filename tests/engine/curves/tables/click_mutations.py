"""Changes to a valid file of clicks, one function each: a sheet of cells in, the changed text out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]+)?")


@dataclass(frozen=True)
class Sheet:
    """A file in lines of cells, with the places (from 0) of the first curve's time and value."""

    lines: list[list[str]]
    separator: str
    time: int
    value: int

    @classmethod
    def of(cls, text: str, time: int, value: int, separator: str) -> Sheet:
        return cls([line.split(separator.strip(" ") or None) for line in text.splitlines()], separator, time, value)

    @property
    def rows(self) -> list[int]:
        """Places of the lines that hold the first curve's numbers."""
        return [
            at
            for at, cells in enumerate(self.lines)
            if len(cells) > max(self.time, self.value)
            and all(_NUMBER.fullmatch(cells[place].strip(' "%')) for place in (self.time, self.value))
        ]

    @property
    def above(self) -> list[list[str]]:
        return self.lines[: self.rows[0]]

    @property
    def mark(self) -> str:
        return "," if any("," in self.lines[at][self.value] for at in self.rows) else "."

    @property
    def other_mark(self) -> str:
        return "." if self.mark == "," else ","

    def number(self, at: int) -> float:
        return float(_NUMBER.search(self.lines[at][self.value])[0].replace(",", "."))

    def put(self, at: int, place: int, new: str) -> None:
        self.lines[at][place] = _NUMBER.sub(new, self.lines[at][place], count=1)

    def text(self) -> str:
        return "".join(self.separator.join(cells) + "\n" for cells in self.lines)


def columns_swapped(file: Sheet) -> None:
    """The numbers of time and value change places, the labels do not."""
    for at in file.rows:
        cells = file.lines[at]
        cells[file.time], cells[file.value] = cells[file.value], cells[file.time]


def inner_row_dropped(file: Sheet) -> None:
    del file.lines[file.rows[20]]


def first_row_dropped(file: Sheet) -> None:
    del file.lines[file.rows[0]]


def last_rows_dropped(file: Sheet) -> None:
    for at in reversed(file.rows[-5:]):
        del file.lines[at]


def damaged_value(file: Sheet) -> None:
    file.put(file.rows[20], file.value, "abc")


def damaged_time(file: Sheet) -> None:
    file.put(file.rows[20], file.time, "abc")


def other_decimal_mark(file: Sheet) -> None:
    """Every number of the file is written with the other decimal mark."""
    mark, other = file.mark, file.other_mark
    for at in file.rows:
        file.lines[at] = [re.sub(rf"(?<=[0-9]){re.escape(mark)}(?=[0-9])", other, cell) for cell in file.lines[at]]


def one_other_mark(file: Sheet) -> None:
    cells = file.lines[file.rows[20]]
    cells[file.value] = cells[file.value].replace(file.mark, file.other_mark)


def thousands_mark(file: Sheet) -> None:
    """Numbers of a thousand or more get a mark before their hundreds."""
    other = file.other_mark
    for at in file.rows:
        file.lines[at] = [
            re.sub(r"^(\"?[1-9])([0-9]{3})(?![0-9])", rf"\g<1>{other}\g<2>", cell) for cell in file.lines[at]
        ]


def percent_against_fractions(file: Sheet) -> None:
    """Percent become fractions and fractions percent in the numbers, while the words stay."""
    mark = file.mark
    is_percent = max(file.number(at) for at in file.rows) > 1.2
    for at in file.rows:
        new = file.number(at) / 100.0 if is_percent else file.number(at) * 100.0
        file.put(at, file.value, f"{new:.5f}".replace(".", mark))


_OTHER_UNIT = (
    ("months", "years"),
    ("month", "year"),
    ("Monate", "Jahre"),
    ("mois", "ans"),
    ("meses", "anos"),
    ("years", "months"),
    ("Jahren", "Monaten"),
    ("days", "weeks"),
    ("Tage", "Wochen"),
    ("weeks", "days"),
)
_LETTERS = {"d": "w", "y": "m"}


def _put_words(file: Sheet, words: Iterable[tuple[str, str]], letter: Callable[[str], str] | None = None) -> None:
    for line in file.above:
        for place, cell in enumerate(line):
            changed = cell
            for old, new in words:
                changed = re.sub(rf"(?<![A-Za-z]){old}(?![A-Za-z])", new, changed, flags=re.IGNORECASE)
                if changed != cell and letter is not None:
                    break
            if letter is not None:
                changed = re.sub(r"([\[(])(d|y)(?=[\])])", lambda found: found[1] + letter(found[2]), changed)
            line[place] = changed


def time_unit_changed(file: Sheet) -> None:
    """The unit of time in the words above the numbers becomes another one."""
    _put_words(file, _OTHER_UNIT, _LETTERS.__getitem__)


def unit_nobody_measures_in(file: Sheet) -> None:
    _put_words(file, [(old, "lustra") for old, _ in _OTHER_UNIT], lambda _: "lustra")


def header_in_german(file: Sheet) -> None:
    _put_words(
        file,
        (
            ("time", "Zeit"),
            ("survival", "Überleben"),
            ("surv", "Überleben"),
            ("months", "Monate"),
            ("years", "Jahre"),
            ("days", "Tage"),
            ("weeks", "Wochen"),
            ("mortality", "Sterblichkeit"),
        ),
    )


def header_in_an_unread_language(file: Sheet) -> None:
    _put_words(
        file,
        (
            ("time", "ido"),
            ("survival", "tuleles"),
            ("surv", "tuleles"),
            ("months", "honap"),
            ("years", "ev"),
            ("days", "nap"),
            ("weeks", "het"),
            ("mortality", "halalozas"),
            ("survie", "tuleles"),
            ("zeit", "ido"),
            ("monate", "honap"),
            ("temps", "ido"),
            ("tiempo", "ido"),
            ("mois", "honap"),
            ("meses", "honap"),
        ),
    )


def header_dropped(file: Sheet) -> None:
    """The words above the numbers are gone, comment lines and all."""
    del file.lines[: file.rows[0]]


MUTATIONS: dict[str, Callable[[Sheet], None]] = {
    "columns swapped under their labels": columns_swapped,
    "time unit changed": time_unit_changed,
    "unit nobody measures in": unit_nobody_measures_in,
    "percent against fractions": percent_against_fractions,
    "inner row dropped": inner_row_dropped,
    "first row dropped": first_row_dropped,
    "last rows dropped": last_rows_dropped,
    "value is a word": damaged_value,
    "time is a word": damaged_time,
    "other decimal mark": other_decimal_mark,
    "one other decimal mark": one_other_mark,
    "thousands mark": thousands_mark,
    "header in German": header_in_german,
    "header in an unread language": header_in_an_unread_language,
    "header dropped": header_dropped,
}
