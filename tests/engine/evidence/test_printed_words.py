"""Every printed string stands in the paper it is said to stand in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.evidence.library import Library

PAPERS = ("000", "001", "002", "003", "004")

#: The words of a locator by which a record says that it was read in the study itself.
READ_ELSEWHERE = ("not in the", "the study itself", "the review does not restate")

#: The core papers themselves; a source that nobody else reports and that is none of them was read itself.
CORE = ("masaki2020", "zhu2013", "harbin2014", "sanuki2022", "blyth2018")

#: Records whose words stand in the paper, but not in one piece: id to why.
NOT_IN_ONE_PIECE = {
    "krishnan2006.survival": "the caption of Figure 4 stands between “12.6” and “months”",
    "sanuki2022.hilum_bile_ducts": "Table 2 stands inside the sentence",
    "D3-18": "Table 2 stands inside the sentence",
    "takeda2016.prescription_isodose": "Table 1 stands inside the sentence",
    "zhu2013.primary_only_resected": "Tables 1 and 2 stand inside the sentence",
    "zhu2013.table4_age_non_definitive": "the table prints both groups in one row",
    "DX-7": "quotes two papers and names them in brackets",
}


@pytest.fixture(scope="module")
def papers(project: Path) -> dict[str, str]:
    """Return the texts of the core papers by number, squeezed for comparison, or skip where they are absent."""
    folder = project.parent / "shared" / "papers"
    found = {path.name[:3]: squeezed(path.read_text("utf-8")) for path in sorted(folder.glob("*.txt"))}
    if set(found) != set(PAPERS):
        pytest.skip("the papers that belong in ../shared/papers are not on this machine")
    return found


def squeezed(text: str) -> str:
    """Leave out what typesetting changes: white space, hyphens and dashes, ligatures, kinds of quotation marks."""
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"[“”„]", '"', re.sub(r"[‘’]", "'", plain))
    return re.sub(r"[\s\-\u00ad\u2010-\u2015\u2212]+", "", plain).lower()


def printed_strings(value: Any, name: str = "", locator: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield (id of the record, place named, printed string) of everything below a source."""
    if isinstance(value, dict):
        name = value.get("id") or value.get("code") or name
        locator = value.get("locator") or locator
        for key, item in value.items():
            if key == "observed_printed":
                yield name, value.get("observed_locator") or locator, item
            elif key == "printed":
                yield name, locator, item
            else:
                yield from printed_strings(item, name, locator)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from printed_strings(item, name, locator)


def missing_parts(printed: str, paper: str) -> list[str]:
    """Return the parts of a quotation (parted by “...” or a semicolon) that the paper does not hold."""
    if squeezed(printed) in paper:
        return []
    return [part for part in re.split(r"\.\.\.|…|;", printed) if part.strip() and squeezed(part) not in paper]


@pytest.mark.hazard("number-without-source")
def test_that_every_printed_string_stands_in_its_paper(library: Library, papers: dict[str, str]) -> None:
    wrong, looked_at, split = [], 0, set()
    for file in library.files:
        paper = file.source.paper
        if file.source.as_reported_by is None and file.source.id not in CORE:
            continue
        for name, locator, printed in printed_strings(msgspec.to_builtins(file)):
            if any(words in locator for words in READ_ELSEWHERE):
                continue
            looked_at += 1
            missing = missing_parts(printed, papers[paper])
            if missing and name in NOT_IN_ONE_PIECE:
                split.add(name)
            elif missing:
                wrong.append(f"{name} ({paper}, {locator}): {missing}")
    assert not wrong, "\n".join(wrong)
    assert looked_at > 800
    assert split == set(NOT_IN_ONE_PIECE), "an exception that is no longer needed"


def test_that_words_in_several_pieces_still_stand_in_the_paper_word_by_word(
    library: Library, papers: dict[str, str]
) -> None:
    for file in library.files:
        for name, _, printed in printed_strings(msgspec.to_builtins(file)):
            if name in NOT_IN_ONE_PIECE:
                words = [word for word in re.findall(r"\w[\w.%/-]*", printed) if word not in ("paper", "000", "004")]
                everywhere = papers["000"] + papers["004"] if name == "DX-7" else papers[file.source.paper]
                assert [word for word in words if squeezed(word) not in everywhere] == [], name


def test_that_a_number_in_a_figure_is_among_its_printed_digits_or_said_to_be_derived(library: Library) -> None:
    """A printed figure whose digits are not in its printed words would be a slip of the pen."""
    wrong = []
    for figure in library.figures.values():
        if figure.obtained != "printed" or figure.value is None or figure.statistic == "text":
            continue
        # 60·3 % is printed with a raised point by some journals.
        digits = [
            float(text.replace(",", "")) for text in re.findall(r"\d[\d,]*(?:\.\d+)?", figure.printed.replace("·", "."))
        ]
        spelt = spelt_numbers(figure.printed)
        candidates = {*digits, *spelt}
        if re.search(r"\ball\b", figure.printed.lower()):
            candidates |= {float(n) for n in (figure.patients, figure.events) if n is not None}
        close = any(abs(number * scale - figure.value) < 1e-9 for number in candidates for scale in SCALES)
        if not close:
            wrong.append(f"{figure.id}: {figure.value} against “{figure.printed}”")
    assert not wrong, "\n".join(wrong)


#: per cent to proportion; years and weeks to months are conversions, which have a formula and are "derived"
SCALES = (1.0, 0.01)
NUMBER_WORDS = {
    word: number
    for number, words in {
        0: "no none",
        1: "one",
        2: "two both",
        3: "three",
        4: "four",
        5: "five",
        6: "six",
        7: "seven",
        8: "eight",
        9: "nine",
        10: "ten",
        11: "eleven",
        12: "twelve",
        14: "fourteen",
        18: "eighteen",
        19: "nineteen",
        20: "twenty",
        21: "twenty-one",
        29: "twenty-nine",
        30: "thirty",
    }.items()
    for word in words.split()
}


def spelt_numbers(text: str) -> set[float]:
    """Return the numbers that a text spells out."""
    words = text.lower()
    return {float(n) for word, n in NUMBER_WORDS.items() if re.search(rf"\b{word}\b", words)}
