"""How old a reader must be for a text: the Flesch-Kincaid grade level, in years of age.

Kincaid, Fishburne, Rogers and Chissom 1975: grade = 0.39 x words per sentence + 11.8 x syllables per word - 15.59.
A grade is the school year of the United States, which begins at an age of about six; the age is the grade plus five.
Syllables are counted by the groups of vowels in a word, a silent e at its end aside: within a tenth of a dictionary's
count over a page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

FORMULA = "Flesch–Kincaid: 0.39 × words per sentence + 11.8 × syllables per word − 15.59, plus 5 years"

_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|\d+(?:\.\d+)?")
_VOWELS = re.compile(r"[aeiouy]+")
#: two vowels that are spoken apart: ra-di-a-tion
_APART = re.compile(r"ia(?!l)")
_SILENT_END = re.compile(r"(?:[^laeiouy]e|[^aeiouytd]ed|[^aeiouyscxz]es)$")


def syllables_of(word: str) -> int:
    """Return the number of syllables of an English word; a number counts as one."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    if not plain:
        return 1
    groups = len(_VOWELS.findall(plain)) + len(_APART.findall(plain))
    if groups > 1 and _SILENT_END.search(plain):
        groups -= 1
    return max(groups, 1)


def reading_age_years(sentences: Sequence[str]) -> float:
    """Return the age in years at which the sentences can be read.

    Parameters
    ----------
    sentences : one each; headings count as sentences.

    Raises
    ------
    ValueError : there is no word in them.
    """
    words = [_WORD.findall(sentence) for sentence in sentences]
    words = [found for found in words if found]
    total = sum(map(len, words))
    if not total:
        raise ValueError("a text without words has no reading age")
    syllables = sum(syllables_of(word) for found in words for word in found)
    return 0.39 * total / len(words) + 11.8 * syllables / total - 15.59 + 5.0
