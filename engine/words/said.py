"""What is said, as text: it reads as its English, and keeps what it was made of, so that it can be said again.

A rule that phrases its finding returns one of these in place of an f-string. To everybody who only shows it, it is a
plain English text, the same to the last character; whoever shows it in another language hands it to that `Language`,
which says the whole sentence from its own catalogue. Nobody takes the text apart for that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol

#: begins with a capital in the middle of a sentence too
_NAMES = frozenset({"Karnofsky", "Child", "D66", "D100"})


class Speaker(Protocol):
    """What a `Language` can do; what is said knows no more of it."""

    def find(self, text: str, context: str = "") -> str | None:
        """Return a template in this language; None where its catalogue lacks it."""

    def find_counted(self, one: str, number: float, /) -> str | None:
        """Return the template for this number."""

    def of(self, text: str, context: str = "") -> str:
        """Return a text in this language."""

    def within(self, text: str) -> str:
        """Return a label of this language as it is written within a sentence."""

    def number(self, text: str) -> str:
        """Return a number as this language writes it."""


class Said(str):
    """Base: an English text that can be said in another language."""

    __slots__ = ()

    def in_language(self, language: Speaker) -> str:
        """Return the same in another language; the English, whole, where its catalogue lacks it."""
        raise NotImplementedError

    def __reduce__(self) -> tuple[Any, ...]:
        # Copied or sent to another process it is the English text: what it was made of stays where it was made.
        return (str, (str(self),))


class Sentence(Said):
    """A template with named places, filled.

    Attributes
    ----------
    template : the English, as the catalogues name it.
    parts : name of a place to its text, which may itself be `Said`.
    context : tells two templates apart that are one text in English.
    """

    __slots__ = ("context", "parts", "template")
    template: str
    parts: dict[str, str]
    context: str

    def in_language(self, language: Speaker) -> str:
        """Return the same in another language; the English, whole, where its catalogue lacks it."""
        found = language.find(self.template, self.context)
        if found is None:
            return str(self)
        # What has no places may hold braces of its own, as something to type does.
        return found.format(**{name: language.of(part) for name, part in self.parts.items()}) if self.parts else found


class Counted(Sentence):
    """A sentence that depends on a number: `template` is that for one, `many` for all others."""

    __slots__ = ("many", "number")
    many: str
    number: float

    def in_language(self, language: Speaker) -> str:
        """Return the same in another language; the English, whole, where its catalogue lacks it."""
        found = language.find_counted(self.template, self.number)
        if found is None:
            return str(self)
        return found.format(**{name: language.of(part) for name, part in self.parts.items()})


class Number(Said):
    """A number as `plain_text` writes it, with a decimal point and no grouping."""

    __slots__ = ()

    def in_language(self, language: Speaker) -> str:
        """Return the same in another language; the English, whole, where its catalogue lacks it."""
        return language.number(str(self))


class InSentence(Said):
    """A label in the middle of a sentence; English takes its capital away, and not every language does."""

    __slots__ = ("label",)
    label: str

    def in_language(self, language: Speaker) -> str:
        """Return the same in another language; the English, whole, where its catalogue lacks it."""
        return language.within(language.of(self.label))


class Listed(Said):
    """Several things: "a", "a and b", "a, b and c"."""

    __slots__ = ("context", "items", "last")
    items: tuple[str, ...]
    last: str
    context: str

    def in_language(self, language: Speaker) -> str:
        """Return the same in another language; the English, whole, where its catalogue lacks it."""
        comma = language.find(_COMMA, self.context) or _COMMA
        last = language.find(self.last, self.context) or self.last
        return _joined([language.of(item) for item in self.items], comma, last)


class Capital(Said):
    """A text at the beginning of a sentence."""

    __slots__ = ("text",)
    text: str

    def in_language(self, language: Speaker) -> str:
        """Return the same in another language; the English, whole, where its catalogue lacks it."""
        return first_capital(language.of(self.text))


class Own(Said):
    """A name, a quotation, or what a person typed: it is the same in every language."""

    __slots__ = ()

    def in_language(self, _language: Speaker) -> str:
        """Return it as it is."""
        return str(self)


class Changed(Said):
    """A text whose signs are changed once it is said: its full stop taken off, its powers of ten written as printed."""

    __slots__ = ("change", "text")
    text: str
    change: Callable[[str], str]

    def in_language(self, language: Speaker) -> str:
        """Return the same in another language, changed in the same way."""
        return self.change(language.of(self.text))


class InRow(Said):
    """Sentences or facts one after the other, with one sign between them."""

    __slots__ = ("between", "items")
    items: tuple[str, ...]
    between: str

    def in_language(self, language: Speaker) -> str:
        """Return the same in another language; the English, whole, where its catalogue lacks it."""
        return self.between.join(language.of(item) for item in self.items)


class Filled(Said):
    """Words of a record with places that only the record's own rules can fill.

    Attributes
    ----------
    words : as the record has them.
    fill : fills them, each value by way of the function that it is given.
    """

    __slots__ = ("context", "fill", "words")
    words: str
    fill: Callable[[str, Callable[[str], str]], str]
    context: str

    def in_language(self, language: Speaker) -> str:
        """Return the same in another language; the English, whole, where its catalogue lacks it."""
        found = language.find(self.words, self.context)
        return str(self) if found is None else self.fill(found, language.of)


_COMMA = "{first}, {last}"


def _joined(words: list[str], comma: str, last: str) -> str:
    text = words[0] if words else ""
    for word in words[1:-1]:
        text = comma.format(first=text, last=word)
    return last.format(first=text, last=words[-1]) if len(words) > 1 else text


def say(template: str, /, context: str = "", **parts: str) -> Sentence:
    """Return a sentence: the template with its places filled.

    Parameters
    ----------
    template : English, with `{name}` for every part; whole sentences, so that another language can order them anew.
    context : where two templates of one text mean different things.
    """
    said = Sentence(template.format(**parts) if parts else template)
    said.template, said.parts, said.context = template, parts, context
    return said


def fault(template: str, /, **parts: object) -> Sentence:
    """Return a sentence about something from outside; a part that is no `Said` is a name or a passage of it.

    Parameters
    ----------
    template : as of `say`.
    parts : an integer is a number; a text that is no `Said` stays as it is in every language.
    """
    return say(template, **{name: _part(part) for name, part in parts.items()})


def _part(part: object) -> str:
    return Number(part) if isinstance(part, int) else as_said(part)


def as_said(text: object) -> Said:
    """Return what is said as it is, and anything else as a text that is the same in every language."""
    return text if isinstance(text, Said) else Own(text)


def template(text: str) -> str:
    """Return a template as it is; it marks one that stands elsewhere than where it is said."""
    return text


def templates(one: str, many: str) -> tuple[str, str]:
    """Return the templates of what is counted as they are; see `template`."""
    return one, many


def say_counted(number: float, one: str, many: str, /, **parts: str) -> Counted:
    """Return a sentence that depends on a number, as `{number}`: "{number} lesion", "{number} lesions"."""
    parts.setdefault("number", Number(str(number).removesuffix(".0")))
    said = Counted((one if number == 1 else many).format(**parts))
    said.template, said.many, said.parts, said.context, said.number = one, many, parts, "", number
    return said


def say_label(text: str, context: str = "") -> Sentence:
    """Return a label as it stands, where it may mean different things: "None" of ascites, "None" of motion."""
    said = Sentence(text)
    said.template, said.parts, said.context = text, {}, context
    return said


def small(label: str) -> str:
    """Return a label all in small letters, as English has it in the middle of a sentence."""
    said = InSentence(label.lower())
    said.label = label
    return said


def in_sentence(label: str) -> str:
    """Return a label without its capital, unless it begins with an abbreviation or a name."""
    first = label.split(" ", 1)[0].split("-", 1)[0]
    if (len(label) > 1 and (label[1].isupper() or label[1] == "-")) or first in _NAMES:
        return label
    said = InSentence(label[:1].lower() + label[1:])
    said.label = label
    return said


def capital(text: str) -> Capital:
    """Return a text with a capital, as a sentence begins."""
    said = Capital(first_capital(text))
    said.text = text
    return said


def first_capital(text: str) -> str:
    """Return a text with a capital, but for one that begins with an abbreviation in small letters: cT1, mL, mFOLFOX6.

    A small letter before a capital is no word: it keeps its form at the head of a sentence as well.
    """
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]


def own(text: str) -> Own:
    """Return a text that is not to be translated."""
    return Own(text)


#: says nothing, in any language
NOTHING = Own("")


def changed(text: str, change: Callable[[str], str]) -> Changed:
    """Return a text whose signs are changed in every language alike."""
    said = Changed(change(text))
    said.text, said.change = text, change
    return said


def without_stop(text: str) -> Changed:
    """Return a sentence without its full stop, to be followed by something."""
    return changed(text, _without_stop)


def _without_stop(text: str) -> str:
    return text.rstrip(".")


def in_row(items: Iterable[str], between: str = " ") -> InRow:
    """Return texts one after the other; what is empty is left out."""
    kept = tuple(item for item in items if item)
    said = InRow(between.join(kept))
    said.items, said.between = kept, between
    return said


def filled(words: str, fill: Callable[[str, Callable[[str], str]], str], context: str = "") -> Filled:
    """Return words of a record, filled; see `Filled`."""
    said = Filled(fill(words, str))
    said.words, said.fill, said.context = words, fill, context
    return said


def listed(items: Iterable[str], last: str = "{first} and {last}", *, context: str = "list") -> Listed:
    """Return "a", "a and b", or "a, b and c".

    Parameters
    ----------
    last : joins the last one.
    context : of the signs between them: in some languages a comma stands inside a number.
    """
    many = tuple(items)
    said = Listed(_joined(list(many), _COMMA, last))
    said.items, said.last, said.context = many, last, context
    return said


def linked(items: Iterable[str]) -> str:
    """Return "a", "a and b", or "a and b and c"."""
    first, *rest = items
    for item in rest:
        first = say("{first} and {last}", "list", first=first, last=item)
    return first


def english(value: object) -> str:
    """Return the plain English text of what is said: for encoders that know no text but their own."""
    if isinstance(value, Said):
        return str(value)
    raise NotImplementedError(f"no text: {type(value).__name__}")
