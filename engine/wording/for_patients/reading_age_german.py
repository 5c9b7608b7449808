"""How far a reader must be in school for a German text: the first Wiener Sachtextformel, in school years.

Bamberger and Vanecek 1984: grade = 0.1935 MS + 0.1672 SL + 0.1297 IW - 0.0327 ES - 0.875, where MS is the percentage
of words of three or more syllables, SL the words per sentence, IW the percentage of words of more than six letters and
ES the percentage of words of one syllable. The scale runs from grade 4 to 15. School begins at an age of about six, so
the age is the grade plus five, as in English. Syllables are counted by the groups of vowels in a word, with the double
vowels that are spoken as one; a number counts as one syllable.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

GERMAN_FORMULA = (
    "1. Wiener Sachtextformel: 0,1935 × Anteil dreisilbiger und längerer Wörter + 0,1672 × Wörter je Satz "
    "+ 0,1297 × Anteil der Wörter über sechs Buchstaben − 0,0327 × Anteil einsilbiger Wörter − 0,875; "
    "Alter: Schulstufe plus 5; Anteile in %"
)
#: from a school grade to the age that goes with it
YEARS_BEFORE_SCHOOL = 5
#: the scale begins here; a text that is easier is not told apart
LOWEST_GRADE = 4.0

_WORD = re.compile(r"[A-Za-zÄÖÜäöüß]+(?:-[A-Za-zÄÖÜäöüß]+)*|\d+(?:[.,]\d+)?")
_VOWELS = re.compile(r"aa|ee|oo|ie|ei|ai|au|eu|äu|ey|ay|[aeiouyäöü]")
_LONG_SYLLABLES = 3
_LONG_LETTERS = 6


def syllables_of_german(word: str) -> int:
    """Return the number of syllables of a German word; a number counts as one."""
    # The u of qu is no vowel.
    return max(len(_VOWELS.findall(word.lower().replace("qu", "q"))), 1)


def school_grade(sentences: Sequence[str]) -> float:
    """Return the school grade at which German sentences can be read.

    Parameters
    ----------
    sentences : one each; headings count as sentences.

    Raises
    ------
    ValueError : there is no word in them.
    """
    found = [words for words in map(_WORD.findall, sentences) if words]
    words = [word for sentence in found for word in sentence]
    if not words:
        raise ValueError("a text without words has no school grade")
    syllables = [syllables_of_german(word) for word in words]
    percent = 100.0 / len(words)
    many = percent * sum(number >= _LONG_SYLLABLES for number in syllables)
    one = percent * sum(number == 1 for number in syllables)
    long = percent * sum(sum(map(str.isalpha, word)) > _LONG_LETTERS for word in words)
    return 0.1935 * many + 0.1672 * len(words) / len(found) + 0.1297 * long - 0.0327 * one - 0.875
