"""The summary of an assessment as text in another language than English, with the groups studied; below it the English.

As long as no clinician has signed for the translation the English is what counts, and stands below a line as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from engine.case.fields import FieldCatalogue
from engine.findings.assessment import Assessment
from engine.report.summary.document import build_document
from engine.report.tree.document_records import Block, Bullets, Heading, Paragraph, References, run
from engine.report.tree.in_language import blocks_in
from engine.report.writers.plain_text import as_plain_text
from engine.wording.numbers import powers_of_ten
from engine.words.language import Language
from engine.words.said import in_row, say, say_counted, template

_COLUMNS = 100
_FITS = {"met": template("fits"), "not_met": template("does not fit"), "unknown": template("not decided")}
_ALIKE = {"met": template("alike"), "not_met": template("not alike"), "unknown": template("not known")}


def assessment_in_language(assessment: Assessment, fields: FieldCatalogue, language: Language) -> str:
    """Return the summary in a language, in lines of at most 100 characters, and that in English below it."""
    language = language.watched()
    document = build_document(assessment, None, fields, language=language)
    blocks = [*document.blocks]
    # Behind the references nobody looks for more of the patient.
    end = next((place - 1 for place, block in enumerate(blocks) if isinstance(block, References)), len(blocks))
    blocks[end:end] = blocks_in(language, _groups(assessment))
    document = msgspec.structs.replace(document, blocks=(*blocks, *_untranslated(language)))
    said = as_plain_text(document, width=_COLUMNS, language=language)
    english = as_plain_text(build_document(assessment, None, fields), width=_COLUMNS)
    return f"{said}\n{'=' * _COLUMNS}\n{english}"


def _groups(assessment: Assessment) -> Iterator[Block]:
    """Yield the matrix of groups of the planned option as a list: each with all that was compared."""
    planned = assessment.option(assessment.planned_modality) if assessment.planned_modality else None
    if planned is None or not planned.populations:
        return
    yield Heading(level=2, text=say("Published populations: which would have held this patient"))
    yield Bullets(
        items=tuple(
            run(
                powers_of_ten(
                    say(
                        "{group}: {fits}. {items}",
                        group=group.label,
                        fits=_FITS[group.fits],
                        items=in_row(
                            (
                                say("{name}: {words}", name=item.label, words=_ALIKE[item.status])
                                for item in group.items
                            ),
                            "; ",
                        ),
                    )
                )
            )
            for group in planned.populations
        ),
        symbols=tuple(group.fits for group in planned.populations),
    )


def _untranslated(language: Language) -> list[Block]:
    """Say how much stands in English: a department's own study, or a record newer than the catalogue."""
    number = len(set(language.missing))
    if not number:
        return []
    words = say_counted(
        number,
        "{number} sentence above has no translation yet and stands in English.",
        "{number} sentences above have no translation yet and stand in English.",
    )
    return [Paragraph(runs=run(language.of(words)))]
