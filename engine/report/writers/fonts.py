"""The fonts of the paper: found in installed packages, never taken from the system, and what they can show.

A typesetter that conforms to PDF/UA refuses a character that no font has. So every text is checked first: a character
that cannot be shown stands as its code point, `[U+0645]`, and the document says so.
"""

from __future__ import annotations

import importlib.util
import re
import struct
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from engine.reading.mistakes import UserMistake
from engine.words.said import fault

#: package, folder inside it, family as the typesetter knows it, files of the weights in use (regular, bold)
_FONTS = (
    ("font_source_sans_pro", "files", "Source Sans Pro", ("SourceSansPro-Regular.ttf", "SourceSansPro-Bold.ttf")),
    # Comes with lifelines anyway; it has what the first one lacks, Arabic and Hebrew among it.
    ("matplotlib", "mpl-data/fonts/ttf", "DejaVu Sans", ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")),
)
#: the optional extra for Chinese, Japanese and Korean; it has one weight
_CJK = ("noto_cjk_sans_jp_regular", ".", "Noto Sans CJK JP", "NotoSansCJKjp-Regular.otf")

_LONG_WORD = re.compile(r"[^\s\u200b]{25,}")
_BREAK_EVERY = 12
_BREAK = "\u200b"

Ranges = tuple[tuple[int, int], ...]


class FontsMissingError(UserMistake):
    """The fonts of the paper are not installed: a fault of the installation."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """Where the fonts are and what they show.

    Attributes
    ----------
    families : in the order in which the typesetter tries them.
    """

    folders: tuple[Path, ...]
    families: tuple[str, ...]
    uncovered: re.Pattern[str] = field(repr=False)

    def printable(self, text: str, *, breakable: bool = True) -> tuple[str, tuple[str, ...]]:
        """Return the text as it can be printed, and the characters that had to be named instead.

        Composed first (é as one character); line ends stay; very long words may break where `breakable`.
        """
        if text.isascii() and text.isprintable() and (len(text) < 25 or not breakable):
            return text, ()
        composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        named: dict[str, None] = {}

        def name(match: re.Match[str]) -> str:
            named[match[0]] = None
            return f"[U+{ord(match[0]):04X}]"

        shown = self.uncovered.sub(name, composed).replace("][U+", f"]{_BREAK}[U+" if breakable else "][U+")
        return _LONG_WORD.sub(_breakable, shown) if breakable else shown, tuple(named)


def _breakable(match: re.Match[str]) -> str:
    word = match[0]
    return _BREAK.join(word[start : start + _BREAK_EVERY] for start in range(0, len(word), _BREAK_EVERY))


@lru_cache(maxsize=4)
def find_fonts(extra_folder: Path | None = None) -> Fonts:
    """Find the fonts.

    Parameters
    ----------
    extra_folder : where to look for the optional font for Chinese, Japanese and Korean besides its package.

    Raises
    ------
    FontsMissingError : one of the two required packages is not installed.
    """
    folders: list[Path] = []
    families: list[str] = []
    weights: list[list[Ranges]] = [[], []]
    for package, folder, family, files in _FONTS:
        place = _folder_of(package, folder)
        if place is None or not all((place / file).is_file() for file in files):
            raise FontsMissingError(
                fault(
                    "The font {family} is missing. Install the package that carries it: {package}.",
                    family=family,
                    package=package,
                )
            )
        folders.append(place)
        families.append(family)
        for weight, file in zip(weights, files, strict=True):
            weight.append(covered_ranges((place / file).read_bytes()))
    package, folder, family, file = _CJK
    optional = extra_folder if extra_folder is not None else _folder_of(package, folder)
    if optional is not None and (optional / file).is_file():
        folders.append(optional)
        families.append(family)
        ranges = covered_ranges((optional / file).read_bytes())
        for weight in weights:
            weight.append(ranges)
    regular, bold = (_union(weight) for weight in weights)
    return Fonts(tuple(folders), tuple(families), _pattern_of_uncovered(_intersection(regular, bold)))


def _folder_of(package: str, folder: str) -> Path | None:
    # find_spec does not run the package: matplotlib alone would cost half a second.
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / folder


# ---------------------------------------------------------------------- which characters a font has


def covered_ranges(font: bytes) -> Ranges:
    """Return the code points of an OpenType font as inclusive ranges, from its cmap table.

    Formats 4 and 12 are read (https://learn.microsoft.com/typography/opentype/spec/cmap), the larger first.
    """
    tables = {
        font[at : at + 4]: struct.unpack(">II", font[at + 8 : at + 16])
        for at in range(12, 12 + 16 * struct.unpack(">H", font[4:6])[0], 16)
    }
    start, length = tables[b"cmap"]
    cmap = font[start : start + length]
    places = {}
    for number in range(struct.unpack(">H", cmap[2:4])[0]):
        offset = struct.unpack(">I", cmap[8 + 8 * number : 12 + 8 * number])[0]
        places[struct.unpack(">H", cmap[offset : offset + 2])[0]] = offset
    if 12 in places:
        return _union([tuple(_format_12(cmap, places[12]))])
    return _union([tuple(_format_4(cmap, places[4]))]) if 4 in places else ()


def _format_12(cmap: bytes, offset: int) -> Iterator[tuple[int, int]]:
    count = struct.unpack(">I", cmap[offset + 12 : offset + 16])[0]
    for first, last, _ in struct.iter_unpack(">III", cmap[offset + 16 : offset + 16 + 12 * count]):
        yield first, last


def _format_4(cmap: bytes, offset: int) -> Iterator[tuple[int, int]]:
    segments = struct.unpack(">H", cmap[offset + 6 : offset + 8])[0] // 2
    words = struct.unpack(f">{4 * segments + 1}H", cmap[offset + 14 : offset + 16 + 8 * segments])
    ends, starts = words[:segments], words[segments + 1 : 2 * segments + 1]
    # A segment may point a few of its characters at the glyph for "missing"; that costs a box, never a refusal,
    # and the fonts used here have format 12.
    for first, last in zip(starts, ends, strict=True):
        if first <= last != 0xFFFF:
            yield first, last


def _union(many: Iterable[Ranges]) -> Ranges:
    merged: list[list[int]] = []
    for first, last in sorted(pair for ranges in many for pair in ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], last)
        else:
            merged.append([first, last])
    return tuple((first, last) for first, last in merged)


def _intersection(one: Ranges, other: Ranges) -> Ranges:
    found = []
    i = j = 0
    while i < len(one) and j < len(other):
        first, last = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
        if first <= last:
            found.append((first, last))
        if one[i][1] < other[j][1]:
            i += 1
        else:
            j += 1
    return tuple(found)


#: control, format, surrogate and private-use characters are named even where a font has something for them: they
#: are invisible, turn the reading direction, or mean something else elsewhere
_NEVER = ((0x00, 0x09), (0x0B, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x600, 0x605), (0x61C, 0x61C), (0x6DD, 0x6DD),
          (0x70F, 0x70F), (0x180E, 0x180E), (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0xD800, 0xF8FF),
          (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFF0, 0xFFFF), (0x110BD, 0x110BD), (0x1BCA0, 0x1BCA3),
          (0x1D173, 0x1D17A), (0xE0000, 0x10FFFF))  # fmt: skip


def _complement(ranges: Ranges) -> Ranges:
    found = []
    following = 0
    for first, last in ranges:
        if first > following:
            found.append((following, first - 1))
        following = last + 1
    if following <= 0x10FFFF:
        found.append((following, 0x10FFFF))
    return tuple(found)


def _pattern_of_uncovered(covered: Ranges) -> re.Pattern[str]:
    allowed = _intersection(_union([covered, ((0x0A, 0x0A),)]), _complement(_union([_NEVER])))
    parts = (f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in allowed)
    return re.compile(f"[^{''.join(parts)}]")
