"""A language: its catalogue, how it writes a number, and whether a clinician has read its words.

English is what the code says, and costs nothing. A language is chosen at the edge, by a command or by the window, and
handed down; no rule knows of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from engine.words.said import Said

#: what stands in the header of a catalogue until somebody signs for it
NOBODY = "nobody yet"
_REVIEWED = "x-clinically-reviewed-by"

#: code to the language's own name, in the order of the menu
NAMES: Mapping[str, str] = {"en": "English", "de": "Deutsch"}
#: "as the system" beside them
SYSTEM = "system"

#: decimal mark, where it is not a point
_DECIMAL_MARKS = {"de": ","}

#: words that begin a label with a capital and are written small within a sentence: adjectives, participles, adverbs and
#: pronouns, where nouns keep theirs. Listed, since no ending tells an adjective from a noun
_SMALL_WITHIN = {
    "de": frozenset(
        [
            "Abdominelle",
            "Alle",
            "Amplifiziert",
            "Andere",
            "Anderer",
            "Anderes",
            "Ausgeprägt",
            "Bedroht",
            "Chronisch-entzündliche",
            "Defizient",
            "Extramurale",
            "Fehlende",
            "Frei",
            "Frühere",
            "Früherer",
            "Früheres",
            "Ganze",
            "Geplante",
            "Gering",
            "Geschonte",
            "Größte",
            "Größter",
            "Größtes",
            "Höchste",
            "Infiltriert",
            "Inkomplette",
            "Intakt",
            "Internes",
            "Intraarterielle",
            "Intraoperative",
            "Ischämische",
            "Jede",
            "Keine",
            "Keiner",
            "Keines",
            "Klinische",
            "Klinisches",
            "Kolorektale",
            "Komplett",
            "Krankheitsfreies",
            "Kurative",
            "Künftige",
            "Laterale",
            "Linke",
            "Links",
            "Lokale",
            "Lokales",
            "Mediane",
            "Mesorektale",
            "Metachron",
            "Mittlere",
            "Mutiert",
            "Männlich",
            "Nahe",
            "Nicht",
            "Nächste",
            "Obstruiert",
            "Palliative",
            "Partiell",
            "Periphere",
            "Primäre",
            "Primärer",
            "Psychische",
            "Publizierte",
            "Rechte",
            "Rechts",
            "Sinusoidale",
            "Stabil",
            "Stereotaktische",
            "Stärkste",
            "Stärkster",
            "Synchron",
            "Systemische",
            "Thermische",
            "Unteres",
            "Weiblich",
            "Weitere",
        ]
    )
}


class Language:
    """What is said in one language.

    Attributes
    ----------
    code : "en", "de".
    reviewed_by : who has read the words as a clinician; empty as long as one of the files names nobody.
    on_missing : told of every message that the catalogue lacks.
    missing : what a watched language was asked for and lacks.
    """

    def __init__(
        self,
        code: str,
        words: Mapping[tuple[str, str], str] | None = None,
        counted: Mapping[str, tuple[str, ...]] | None = None,
        reviewed_by: str = "",
    ) -> None:
        self.code = code
        self.reviewed_by = reviewed_by
        self.on_missing: Callable[[str, str], None] | None = None
        self.missing: list[str] = []
        self._words = words or {}
        self._counted = counted or {}
        self._mark = _DECIMAL_MARKS.get(code, ".")

    def watched(self) -> Language:
        """Return the same language with a list of what it was asked for and lacks, at first empty."""
        same = Language(self.code, self._words, self._counted, self.reviewed_by)
        same.on_missing = lambda _context, text: same.missing.append(text)
        return same

    @property
    def is_english(self) -> bool:
        """Whether nothing is translated."""
        return self.code == "en"

    @property
    def is_reviewed(self) -> bool:
        """Whether a clinician has signed for the words; English is what was written."""
        return self.is_english or bool(self.reviewed_by)

    def find(self, text: str, context: str = "") -> str | None:
        """Return a template or a label in this language; None where the catalogue lacks it, or for English."""
        found = self._words.get((context, text))
        if found is None and context:
            found = self._words.get(("", text))
        if found is None and not any(map(str.isalpha, text)):
            # A number, or a sign, is the same in every language that is spoken here.
            return None if self.is_english else text
        if found is None and self.on_missing is not None and not self.is_english:
            self.on_missing(context, text)
        return found

    def find_counted(self, one: str, number: float, /) -> str | None:
        """Return the template for this number."""
        forms = self._counted.get(one)
        if forms is None:
            if self.on_missing is not None and not self.is_english:
                self.on_missing("", one)
            return None
        # English and German: one, and all others. A language with more forms gets its rule here.
        return forms[0 if number == 1 else -1]

    def of(self, text: str, context: str = "") -> str:
        """Return a text in this language: said again where it was `Said`, looked up where it is a label."""
        if self.is_english:
            return text
        if isinstance(text, Said):
            return text.in_language(self)
        return self._words.get((context, text)) or self._words.get(("", text)) or text

    def within(self, text: str) -> str:
        """Return a label as it is written within a sentence, in this language already."""
        first = text.split(" ", 1)[0].rstrip(",:;")
        return text[:1].lower() + text[1:] if first in _SMALL_WITHIN.get(self.code, ()) else text

    def number(self, text: str) -> str:
        """Return a number, written with a decimal point, as this language writes it: 0.075 as 0,075."""
        return text.replace(".", self._mark) if self._mark != "." else text


ENGLISH = Language("en")


def load_language(resources: Path, code: str) -> Language:
    """Return a language; English without reading a file.

    Parameters
    ----------
    resources : the resources folder; the catalogues are the files `words/CODE/*.po` in it.

    Raises
    ------
    WordsError : a file is missing or cannot be read.
    """
    if code == "en":
        return ENGLISH
    # Here and not above: whoever reads English needs no reader of catalogues.
    from engine.words.po_file import WordsError, read_po

    paths = sorted((resources / "words" / code).glob("*.po"))
    if not paths:
        raise WordsError(f"words/{code}: there are no words of this language. Install the program again.")
    words: dict[tuple[str, str], str] = {}
    counted: dict[str, tuple[str, ...]] = {}
    reviewers = []
    for path in paths:
        file = read_po(path)
        reviewers.append(file.header.get(_REVIEWED) or NOBODY)
        for message in file.messages:
            if message.plural:
                counted[message.text] = message.translations or (message.text, message.plural)
            elif message.translations:
                words[message.context, message.text] = message.translations[0]
    signed = [] if NOBODY in reviewers else sorted(set(reviewers))
    return Language(code, words, counted, ", ".join(signed))
