"""The document tree as a PDF: PDF/A-3a and PDF/UA-1 in one file, the same bytes for the same case, date and version."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.files.atomic_file import write_atomically
from engine.findings.assessment import Assessment
from engine.findings.records.band_records import BandTable
from engine.reading.disk.os_reasons import reason_as_it_stands
from engine.reading.mistakes import UserMistake
from engine.report.summary.document import build_document, title_of
from engine.report.tree.dates import date_in_words
from engine.report.tree.document_records import Document
from engine.report.writers.attachments import Attachment, attachments_of
from engine.report.writers.fonts import Fonts, FontsMissingError, find_fonts
from engine.wording.literature import old_words
from engine.words.language import ENGLISH, Language
from engine.words.said import english, fault, say

Paper = Literal["a4", "letter"]

_PAPERS: dict[str, str] = {"a4": "a4", "letter": "us-letter"}
_STANDARDS = ["a-3a", "ua-1"]


#: keys of the tree whose texts steer the template and are never printed
_NEVER_SHOWN = frozenset(
    (
        "block",
        "symbol",
        "style",
        "name",
        "format",
        "language",
        "colour",
        "fill",
        "outline",
        "anchor",
        "weight",
        "stamps",
    )
)


#: what the template says around the blocks; a document without a name is described by the first of them
_AROUND = {
    "description": say("Published criteria, harms and results beside one patient's data, for a tumour board"),
    "keywords": say("radiotherapy; colorectal cancer; metastases"),
    "data": say("Data"),
    "printed": say("Printed"),
    "page": say("Page"),
    "of": say("of", "pages"),
    "inside": say("Carried inside: "),
    "shown_by_code": say("Characters shown by their code points:"),
    "lacking": say("the fonts of this page lack, or must not print,"),
    "and_others": say(" and others"),
    "as_typed": say("The case file inside this PDF holds them as typed."),
    "not_sealed": say("The case inside this PDF is not sealed."),
    "open_copy": say(
        "Its own file is under a passphrase; whoever has this PDF can open the copy inside it without one."
    ),
}


class ReportError(UserMistake):
    """The summary cannot be typeset: a fault of the installation, in one sentence."""


@dataclass(frozen=True, slots=True)
class _Carried:
    """What lies inside, and whether the case's own file is sealed."""

    attachments: Sequence[Attachment] = ()
    of_sealed: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document and the date of its data."""

    document: Document
    data_date: dt.date


def render_pdf(
    document: Document,
    *,
    paper: Paper = "a4",
    data_date: dt.date,
    print_date: dt.date,
    resources: Path,
    attachments: Sequence[Attachment] = (),
    sealed: bool = False,
    fonts: Fonts | None = None,
    language: Language = ENGLISH,
) -> bytes:
    """Typeset a document.

    Parameters
    ----------
    sealed : the case's own file is under a passphrase; the page says that the copy inside is not.
    data_date : of the data of the case.
    print_date : of this export; also the date in the file's properties.
    resources : the resources folder; the templates lie in `report/` below it.
    attachments : files to carry inside.
    fonts : to be used instead of the installed ones.
    language : of what stands around the document's own blocks; it is said in this language already.

    Raises
    ------
    ReportError : a template or a font is missing or wrong.
    """
    carried = _Carried(attachments, sealed)
    sheets = (Sheet(document, data_date),)
    return bytes(_compile(sheets, paper, print_date, resources, language, carried, fonts, "pdf"))


def render_sheets(
    sheets: Sequence[Sheet],
    *,
    paper: Paper = "a4",
    print_date: dt.date,
    resources: Path,
    language: Language = ENGLISH,
) -> bytes:
    """Typeset several documents one behind the other as one PDF, each on pages of its own; errors as `render_pdf`."""
    return bytes(_compile(sheets, paper, print_date, resources, language, _Carried(), None, "pdf"))


def render_pages(
    document: Document,
    *,
    paper: Paper = "a4",
    data_date: dt.date,
    print_date: dt.date,
    resources: Path,
    pixels_per_inch: float = 144.0,
    fonts: Fonts | None = None,
    language: Language = ENGLISH,
) -> tuple[bytes, ...]:
    """Return the very same pages as PNG images, for a preview.

    Raises
    ------
    ReportError : as `render_pdf`.
    """
    sheets = (Sheet(document, data_date),)
    return _as_images(
        _compile(sheets, paper, print_date, resources, language, _Carried(), fonts, "png", pixels_per_inch)
    )


def render_pages_of_sheets(
    sheets: Sequence[Sheet],
    *,
    paper: Paper = "a4",
    print_date: dt.date,
    resources: Path,
    pixels_per_inch: float,
    language: Language = ENGLISH,
) -> tuple[bytes, ...]:
    """Return the pages of several documents as PNG images, for a printer; errors as `render_pdf`."""
    return _as_images(
        _compile(sheets, paper, print_date, resources, language, _Carried(), None, "png", pixels_per_inch)
    )


def _as_images(pages: Any) -> tuple[bytes, ...]:
    return tuple(pages) if isinstance(pages, list) else (pages,)


def write_report(
    path: Path,
    assessment: Assessment,
    case: Case,
    fields: FieldCatalogue,
    *,
    long: bool = False,
    paper: Paper = "a4",
    data_date: dt.date,
    print_date: dt.date,
    resources: Path,
    sealed: bool = False,
    wanted: Callable[[], bool] | None = None,
    language: Language = ENGLISH,
    bands: Sequence[BandTable] = (),
) -> None:
    """Write the summary of an assessment, with case and assessment inside; wholly or not at all.

    Parameters
    ----------
    sealed : as of `render_pdf`.
    wanted : asked once, at the last moment at which nothing has been written yet.
    language : of the summary; case and assessment inside it are the same in every language.
    bands : as of `build_document`.

    Raises
    ------
    WriteError : the place is not writable or full; a previous file is as it was.
    WriteCancelled : it is not wanted any more.
    ReportError : as `render_pdf`.
    """
    data = render_pdf(
        build_document(assessment, case, fields, long=long, language=language, bands=bands),
        paper=paper,
        data_date=data_date,
        print_date=print_date,
        resources=resources,
        attachments=attachments_of(case, assessment),
        sealed=sealed,
        language=language,
    )
    write_atomically(path, data, wanted)


def write_patient_sheet(
    path: Path,
    assessment: Assessment,
    case: Case,
    fields: FieldCatalogue,
    *,
    paper: Paper = "a4",
    data_date: dt.date,
    print_date: dt.date,
    resources: Path,
    wanted: Callable[[], bool] | None = None,
    language: Language = ENGLISH,
) -> None:
    """Write the sheet for the patient's talk; the case is not inside it, since it is given away.

    Raises
    ------
    NothingPlannedError : no modality is planned.
    WriteError, WriteCancelled, ReportError : as `write_report`.
    """
    from engine.report.summary.patient_sheet import build_patient_sheet

    document = build_patient_sheet(assessment, case, fields, language)
    data = render_pdf(
        document, paper=paper, data_date=data_date, print_date=print_date, resources=resources, language=language
    )
    write_atomically(path, data, wanted)


def _compile(
    sheets: Sequence[Sheet],
    paper: Paper,
    print_date: dt.date,
    resources: Path,
    language: Language,
    carried: _Carried,
    fonts: Fonts | None,
    form: Literal["pdf", "png"],
    pixels_per_inch: float | None = None,
) -> Any:
    typesetter = _typesetter()
    try:
        chosen = fonts if fonts is not None else find_fonts()
    except FontsMissingError as error:
        raise ReportError(*error.problems) from error
    folder = resources / "report"
    data = _data(sheets, paper, print_date, language, carried, chosen, typesetter.__version__)
    files: dict[str, bytes] = {**_templates(folder), "data.json": json.dumps(data, ensure_ascii=False).encode()}
    files |= {f"attached/{attached.name}": attached.data for attached in carried.attachments}
    # A compiler object would lose these virtual files after its first use; each export is a compile of its own.
    try:
        compiled, warnings = typesetter.compile_with_warnings(
            files,
            root=str(folder),
            font_paths=_typst_fonts(chosen.folders),
            format=form,
            ppi=pixels_per_inch,
            pdf_standards=_STANDARDS if form == "pdf" else [],
            timestamp=dt.datetime.combine(print_date, dt.time(), dt.UTC),
        )
    except typesetter.TypstError as error:
        raise ReportError(fault("The summary cannot be typeset: {error}.", error=error)) from error
    if warnings:
        # A warning is a missing font or the like: the page would not be what it should be.
        raise ReportError(
            fault("The summary cannot be typeset well: {warnings}.", warnings="; ".join(str(w) for w in warnings))
        )
    return compiled


def _typesetter() -> Any:
    # Imported here: the typesetter is large, and most commands never need it.
    import typst

    return typst


@lru_cache(maxsize=4)
def _typst_fonts(folders: tuple[Path, ...]) -> Any:
    return _typesetter().Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in folders]
    )


def _templates(folder: Path) -> dict[str, bytes]:
    try:
        found = {path.name: path.read_bytes() for path in sorted(folder.glob("*.typ"))}
    except OSError as error:
        raise ReportError(
            fault("The templates of the summary cannot be read ({strerror}).", strerror=reason_as_it_stands(error))
        ) from error
    if "main.typ" not in found:
        raise ReportError(fault("The template main.typ is missing from {folder}/.", folder=folder.name))
    return found


def _data(
    sheets: Sequence[Sheet],
    paper: Paper,
    print_date: dt.date,
    language: Language,
    carried: _Carried,
    fonts: Fonts,
    typesetter: str,
) -> dict[str, Any]:
    """Everything the template shows, as inert data: a text of the case never becomes markup."""
    first = sheets[0].document
    words = {name: language.of(text) for name, text in _AROUND.items()}
    return {
        # The title and the hashes are copied from the page: no break hidden inside them.
        "title": fonts.printable(title_of(first), breakable=False)[0],
        "paper": _PAPERS[paper],
        "families": list(fonts.families),
        "large": first.large,
        "lang": language.code,
        # The region decides nothing but the marks of quotations, which the texts bring.
        "region": "GB" if language.is_english else None,
        "words": words,
        "attached": [{"name": a.name, "description": a.description, "role": a.role} for a in carried.attachments],
        "is_open_copy": carried.of_sealed and bool(carried.attachments),
        "sheets": [_sheet_data(sheet, print_date, language, fonts, typesetter) for sheet in sheets],
    }


def _sheet_data(sheet: Sheet, print_date: dt.date, language: Language, fonts: Fonts, typesetter: str) -> dict[str, Any]:
    named: dict[str, None] = {}
    document = sheet.document
    data = {
        "document": msgspec.to_builtins(document, enc_hook=english),
        "data_date": language.of(date_in_words(sheet.data_date)),
        "print_date": language.of(date_in_words(print_date)),
    }
    shown: dict[str, Any] = _printable(data, fonts, named)
    first, *others = (fonts.printable(stamp, breakable=False)[0] for stamp in document.stamps)
    made_with = say("{program}, typeset with typst {version}", program=first, version=typesetter)
    shown["stamps"] = [language.of(made_with), *others]
    shown["old_evidence"] = language.of(old_words(document.evidence, print_date) if document.evidence else "")
    shown["named_characters"] = [f"[U+{ord(character):04X}]" for character in named]
    return shown


def _printable(node: Any, fonts: Fonts, named: dict[str, None]) -> Any:
    if isinstance(node, str):
        text, characters = fonts.printable(node)
        named.update(dict.fromkeys(characters))
        return text
    if isinstance(node, dict):
        return {key: value if key in _NEVER_SHOWN else _printable(value, fonts, named) for key, value in node.items()}
    if isinstance(node, (list, tuple)):
        return [_printable(value, fonts, named) for value in node]
    return node
