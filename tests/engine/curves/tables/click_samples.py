"""Files of clicks as the usual tools write them: S(t) = 0.5^(t/24), monthly from 0 to 60, so that the median is 24."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

MONTHS = list(range(61))
SURVIVAL = [0.5 ** (month / 24.0) for month in MONTHS]
OTHER = [0.5 ** (month / 12.0) for month in MONTHS]
RISK = [(0, 120), (12, 82), (24, 54), (36, 33), (48, 20), (60, 9)]


def rows(*columns: Sequence[object], separator: str = ",") -> str:
    return "".join(separator.join(str(cell) for cell in cells) + "\n" for cells in zip(*columns, strict=True))


def fixed(values: Sequence[float], digits: int = 5, comma: bool = False) -> list[str]:
    texts = [f"{value:.{digits}f}" for value in values]
    return [text.replace(".", ",") for text in texts] if comma else texts


def plain(values: Sequence[float]) -> list[str]:
    """As programs write numbers: 1 and not 1.00000."""
    return [f"{value:.6g}" for value in values]


def percent(values: Sequence[float], comma: bool = False) -> list[str]:
    return fixed([100.0 * value for value in values], 2, comma)


def failure(values: Sequence[float]) -> list[float]:
    return [1.0 - value for value in values]


def _wide_of_unequal_length() -> str:
    text = "SBRT,,RFA,\nX,Y,X,Y\n"
    for month, value, other in zip(MONTHS, fixed(SURVIVAL), fixed(OTHER), strict=True):
        text += f"{month},{value},{month},{other}\n" if month <= 36 else f"{month},{value},,\n"
    return text


def _long() -> str:
    text = '"strata","time","estimate"\n'
    for name, values in (("SBRT", SURVIVAL), ("RFA", OTHER)):
        text += "".join(f'"{name}",{month},{value}\n' for month, value in zip(MONTHS, fixed(values), strict=True))
    return text


def _engauge_blocks() -> str:
    text = ""
    for name, values in (("SBRT", SURVIVAL), ("RFA", OTHER)):
        text += f"x,{name}\n" + rows(MONTHS, fixed(values)) + "\n"
    return text


def _guyot(values: Sequence[float] = SURVIVAL) -> str:
    return "ID\ttime\tsurvival\n" + rows(range(1, 62), MONTHS, fixed(values), separator="\t")


YEARS = [month / 12.0 for month in MONTHS]
DAYS = [month * 365.25 / 12.0 for month in MONTHS]
WEEKS = [day / 7.0 for day in DAYS]

#: files that must give a median of 24 months without any option
READ: dict[str, str] = {
    "no header": rows(MONTHS, fixed(SURVIVAL)),
    "index column": "ID,time,survival\n" + rows(range(1, 62), MONTHS, fixed(SURVIVAL)),
    "index column without header": rows(range(1, 62), MONTHS, fixed(SURVIVAL)),
    "index column in the middle": "time,no,survival\n" + rows(MONTHS, range(1, 62), fixed(SURVIVAL)),
    "R write.csv": '"","time","surv"\n'
    + "".join(
        f'"{i + 1}",{month},{value}\n' for i, (month, value) in enumerate(zip(MONTHS, fixed(SURVIVAL), strict=True))
    ),
    "R write.table": '"time" "surv"\n'
    + "".join(
        f'"{i + 1}" {month} {value}\n' for i, (month, value) in enumerate(zip(MONTHS, fixed(SURVIVAL), strict=True))
    ),
    "R write.table with commas": '"time","surv"\n'
    + "".join(
        f'"{i + 1}",{month},{value}\n' for i, (month, value) in enumerate(zip(MONTHS, fixed(SURVIVAL), strict=True))
    ),
    "remarks behind the numbers": "time,survival\n" + rows(MONTHS, fixed(SURVIVAL), ["read by eye"] * 61),
    "R survfit": "time,n.risk,n.event,n.censor,surv,std.err,upper,lower\n"
    + rows(
        MONTHS,
        [int(120 * value) for value in SURVIVAL],
        [1] * 61,
        [0] * 61,
        fixed(SURVIVAL),
        [0.01] * 61,
        fixed(SURVIVAL),
        fixed(OTHER),
    ),
    "years": "time (years),survival\n" + rows(fixed(YEARS), fixed(SURVIVAL)),
    "years as an abbreviation": "t [y];S(t)\n" + rows(fixed(YEARS), fixed(SURVIVAL), separator=";"),
    "days": "time_days,survival\n" + rows(fixed(DAYS, 1), fixed(SURVIVAL)),
    "weeks": "Weeks,OS\n" + rows(fixed(WEEKS, 3), fixed(SURVIVAL)),
    "months alone": "Months,Overall survival (%)\n" + rows(MONTHS, percent(SURVIVAL)),
    "unit row with letters": "time,survival\n(d),(%)\n" + rows(fixed(DAYS, 1), percent(SURVIVAL)),
    "units row": "time,survival\nmonths,fraction\n" + rows(MONTHS, fixed(SURVIVAL)),
    "percent with decimal commas": "Zeit (Monate);Überleben (%)\n"
    + rows(MONTHS, percent(SURVIVAL, comma=True), separator=";"),
    "German words": "Zeit [Tage];Gesamtüberleben\n"
    + rows(fixed(DAYS, 1, True), fixed(SURVIVAL, comma=True), separator=";"),
    "German mortality": "Zeit in Jahren;Sterblichkeit in Prozent\n"
    + rows(fixed(YEARS, 4, True), percent(failure(SURVIVAL), True), separator=";"),
    "French words": "temps (mois);survie\n" + rows(MONTHS, fixed(SURVIVAL, comma=True), separator=";"),
    "Spanish words": "tiempo (meses);supervivencia global\n" + rows(MONTHS, fixed(SURVIVAL, comma=True), separator=";"),
    "swapped by header": "survival,time\n" + rows(fixed(SURVIVAL), MONTHS),
    "swapped without header": rows(fixed(SURVIVAL), MONTHS),
    "swapped percent without header": rows(percent(SURVIVAL), MONTHS),
    "swapped in years": "Survival (%),Time (years)\n" + rows(percent(SURVIVAL), fixed(YEARS)),
    "mortality in percent": "time (months),mortality (%)\n" + rows(MONTHS, percent(failure(SURVIVAL))),
    "cumulative incidence": "time,cumulative_incidence\n" + rows(MONTHS, fixed(failure(SURVIVAL))),
    "1 - survival": "time,1-S(t)\n" + rows(MONTHS, fixed(failure(SURVIVAL))),
    "local failure": "months,Local failure\n" + rows(MONTHS, fixed(failure(SURVIVAL))),
    "recurrence-free survival": "months,Recurrence-free survival\n" + rows(MONTHS, fixed(SURVIVAL)),
    "blanks": "".join(f"  {month:8.3f}  {value}\n" for month, value in zip(MONTHS, fixed(SURVIVAL), strict=True)),
    "blanks with decimal commas": "time survival\n" + rows(MONTHS, fixed(SURVIVAL, comma=True), separator=" "),
    "blanks with words in brackets": "Time (years)   Survival (%)\n"
    + rows(fixed(YEARS), percent(SURVIVAL), separator="   "),
    "tab": "time\tsurvival\n" + rows(MONTHS, fixed(SURVIVAL), separator="\t"),
    "Guyot text": _guyot(),
    "sep= line": "sep=;\ntime;survival\n" + rows(MONTHS, fixed(SURVIVAL), separator=";"),
    "comment lines": "# figure 2\n# upper curve\nx,y\n" + rows(MONTHS, fixed(SURVIVAL)),
    "comment as header": "# time survival\n" + rows(fixed(MONTHS, 3), fixed(SURVIVAL), separator=" "),
    "unit in a comment": "# time axis in days\nx,y\n" + rows(fixed(DAYS, 1), fixed(SURVIVAL)),
    "blank rows": "time,survival\n,\n" + "\n,\n".join(rows(MONTHS, fixed(SURVIVAL)).splitlines()) + "\n",
    "trailing separators": "time;survival;;\n" + rows(MONTHS, fixed(SURVIVAL), [""] * 61, [""] * 61, separator=";"),
    "WebPlotDigitizer one curve": "Default Dataset,\nX,Y\n" + rows(MONTHS, fixed(SURVIVAL)),
    "WebPlotDigitizer all": "SBRT,,RFA,\nX,Y,X,Y\n" + rows(MONTHS, fixed(SURVIVAL), MONTHS, fixed(OTHER)),
    "WebPlotDigitizer, numbers as names": "1,,2,\nX,Y,X,Y\n" + rows(MONTHS, fixed(SURVIVAL), MONTHS, fixed(OTHER)),
    "curves of different length": _wide_of_unequal_length(),
    "shared times": "time (months),SBRT,RFA\n" + rows(MONTHS, fixed(SURVIVAL), fixed(OTHER)),
    "pairs without header": rows(MONTHS, fixed(SURVIVAL), MONTHS, fixed(OTHER)),
    "a column of names": _long(),
    "Engauge blocks": _engauge_blocks(),
    "DigitizeIt": "x\tSBRT\n" + rows(MONTHS, fixed(SURVIVAL), separator="\t"),
    "quoted cells": '"time","survival"\n'
    + "".join(f'"{month}","{value}"\n' for month, value in zip(MONTHS, fixed(SURVIVAL), strict=True)),
    "percent signs": "time;survival\n"
    + "".join(f"{month};{value} %\n" for month, value in zip(MONTHS, percent(SURVIVAL), strict=True)),
    "Engauge one table": "x,SBRT,RFA\n" + rows(MONTHS, plain(SURVIVAL), plain(OTHER)),
    "Guyot's letters": "k\tTk\tSk\n" + rows(range(1, 62), MONTHS, fixed(SURVIVAL), separator="\t"),
    "percent with three decimals": "time,sur\n" + rows(MONTHS, fixed([100 * value for value in SURVIVAL], 3)),
    "exponents": "Time (months),Survival (%)\n"
    + "".join(f"{month:.4E},{100 * value:.4E}\n" for month, value in zip(MONTHS, SURVIVAL, strict=True)),
    "words below the numbers": "time,survival\n"
    + rows(MONTHS, fixed(SURVIVAL))
    + "\nRead from figure 2 by two people\n",
    "title above": "Figure 2: overall survival\n\nTime (months),Survival\n" + rows(MONTHS, fixed(SURVIVAL)),
    "last rows first": "time,survival\n" + rows(MONTHS[::-1], fixed(SURVIVAL[::-1])),
}

#: files that hold a second curve, with a median of 12 months, and what it is called
SECOND: dict[str, str] = {
    "WebPlotDigitizer all": "RFA",
    "WebPlotDigitizer, numbers as names": "2",
    "curves of different length": "rfa",
    "shared times": "RFA",
    "pairs without header": "2",
    "a column of names": "RFA",
    "Engauge blocks": "RFA",
    "Engauge one table": "RFA",
}

#: files that are refused, with words of the problem
REFUSED: dict[str, tuple[str, str]] = {
    "rising without a word": (rows(MONTHS, fixed(failure(SURVIVAL))), "is this 1 − survival"),
    "rising under survival": ("time,survival\n" + rows(MONTHS, fixed(failure(SURVIVAL))), "is this 1 − survival"),
    "falling under mortality": ("time,mortality\n" + rows(MONTHS, fixed(SURVIVAL)), "do not rise from 0"),
    "unknown unit": ("time (hours),survival\n" + rows(MONTHS, fixed(SURVIVAL)), "'hours' is not understood"),
    "unit in an unread language": ("Time (hónap),survival\n" + rows(MONTHS, fixed(SURVIVAL)), "is not understood"),
    "header in an unread language": (
        "Hónap;Túlélés\n" + rows(MONTHS, fixed(SURVIVAL), separator=";"),
        "is not understood",
    ),
    "days without a word": (rows(fixed(DAYS, 1), fixed(SURVIVAL)), "are no months"),
    "percent that is none": ("time,survival (%)\n" + rows(MONTHS, fixed(SURVIVAL)), "header says percent"),
    "a thousands mark": ("time;survival\n0;100,0\n1.000;97,15\n2.000;94,4\n", "another mark"),
    "numbers at risk": ("time,n at risk\n" + rows(MONTHS, range(120, 59, -1)), "only one column of numbers"),
    "patients without a header": (rows(MONTHS, range(120, 59, -1)), "neither fractions"),
    "grouped by blanks": ("time survival\n0 1.0\n1 000 0.9\n", "values where other"),
    "one click out of line": ("time,survival\n0,1\n6,0.9\n12,0.6\n18,0.7\n24,0.5\n", "rises by more than"),
}


def written(folder: Path, text: str, name: str = "clicks.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path
