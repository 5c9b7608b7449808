"""The board page: who the patient is, what must be heard first, a row for each option, what to decide next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

import msgspec

from engine.case.patient import Patient
from engine.evidence.records.modalities import Modality
from engine.findings.assessment import Assessment, CautionFinding, ConcernFinding, MissingFinding, OptionFinding
from engine.findings.by_case import by_parts
from engine.findings.headline_text.concern_briefs import ids_of_points, in_brief
from engine.findings.headline_text.headline_words import failures_in_words
from engine.findings.headlines.applicability import cannot_apply, set_apart
from engine.findings.headlines.looked_past import looked_past
from engine.findings.wording import MODALITY_SHORT, join_words, lower_first, value_in_sentence
from engine.wording.board.board_lesions import board_lesions
from engine.wording.board.board_minutes import minutes
from engine.wording.board.board_records import BoardNeed, BoardNotice, BoardPage, NoticeKind
from engine.wording.board.board_rows import board_rows
from engine.wording.board.board_series import axis_months
from engine.wording.board.patient_line import patient_line
from engine.wording.literature import version_words
from engine.wording.liver_reserve import reserve_lines
from engine.words.said import in_row, say, say_label

_DESCRIPTIVE = ("sex",)
#: sentences of what is to weigh for the planned option above the options; more than these stand there in a few words
_MOST_IN_FULL = 3
#: what a board has to bring itself: nothing here holds it, so that nothing here can speak of it
_NOT_ASKED_FOR = say(
    "No field of this form, and judged by nothing here: pregnancy, infection, perforation or bleeding, life "
    "expectancy, anticoagulants, DPYD, dialysis, thrombosis of the portal vein."
)


def board_page(assessment: Assessment, patient: Patient) -> BoardPage:
    """Return the first page of one assessment.

    Parameters
    ----------
    assessment : the result.
    patient : the patient assessed, for the words of the values.
    """
    rows = board_rows(assessment)
    apart = set_apart(assessment)
    shown = tuple(row for row in rows if row.modality not in apart)
    return BoardPage(
        patient=patient_line(patient),
        notices=(*_contradictions(assessment), *_weighed_of_the_plan(assessment), *_unchecked(assessment, patient)),
        rows=shown,
        apart=tuple(
            msgspec.structs.replace(row, reason=_why_apart(assessment.option(row.modality)))
            for row in rows
            if row.modality in apart
        ),
        needs=tuple(_needs(assessment, apart)),
        mind=tuple(_mind(assessment, apart)),
        in_words=minutes(assessment),
        lesions=board_lesions(assessment, patient),
        reserve=reserve_lines(assessment.liver_reserve) if assessment.liver_reserve is not None else (),
        evidence=lower_first(version_words(assessment.evidence)),
        axis_months=axis_months(tuple(series for row in shown for series in row.series)),
    )


def _why_apart(option: OptionFinding) -> str:
    """Return what the patient is that the option is not for: a liver with nothing to treat fails no criterion of it."""
    return say("no metastasis of the liver") if not cannot_apply(option) else failures_in_words(option)


def _contradictions(assessment: Assessment) -> Iterator[BoardNotice]:
    for question in assessment.questions:
        # One value that is unusual contradicts nothing: it is asked whether it is right.
        kind: NoticeKind = "contradiction" if len(question.fields) > 1 else "unusual"
        yield BoardNotice(kind=kind, text=question.text, fields=question.fields)


def _weighed_of_the_plan(assessment: Assessment) -> Iterator[BoardNotice]:
    """Yield what speaks against the planned option without turning its headline: no criterion looks at it."""
    if assessment.planned_modality is not None:
        sources = {source.id: source.short for source in assessment.sources}
        option = assessment.option(assessment.planned_modality)
        points = ids_of_points(option.concerns)
        # What is told in the words of another point stands where the option is opened.
        weighing = [one for one in option.concerns if one.id in points or (_of_the_evidence(one) and one.holds)]
        if len(weighing) <= _MOST_IN_FULL:
            yield from (_to_weigh(option, concern, sources) for concern in weighing)
        else:
            # In full they would push the options out of sight; in full they stand in the opened row.
            name = MODALITY_SHORT[option.modality]
            items = in_brief(concern for concern in weighing if not _of_the_evidence(concern))
            fields = dict.fromkeys(field for concern in weighing for field in concern.fields)
            text = say("{name}: {items}. In full where the option is opened.", name=name, items=items)
            yield BoardNotice(kind="concern", text=text, fields=tuple(fields))


def _unchecked(assessment: Assessment, patient: Patient) -> Iterator[BoardNotice]:
    """Yield what is entered and looked at by no record at all."""
    # What only says who the patient is stands in his line already.
    unused = [name for name in assessment.unused_inputs if name in patient.fields and name not in _DESCRIPTIVE]
    if unused:
        items = join_words(_entered(unused, patient))
        yield BoardNotice(
            kind="unchecked",
            text=say("Entered, and looked at by no record: {items}.", items=items),
            fields=tuple(unused),
        )
    yield from _looked_past(assessment, patient)


def _looked_past(assessment: Assessment, patient: Patient) -> Iterator[BoardNotice]:
    """Yield what is entered and speaks against another option, while nothing of the planned one looks at it."""
    ids = looked_past(assessment, patient.fields)
    if assessment.planned_modality is not None and ids:
        passed = [concern for option in assessment.options for concern in option.concerns if concern.id in ids]
        names = dict.fromkeys(name for concern in passed for name in concern.fields if name in patient.inputs)
        yield BoardNotice(
            kind="unchecked",
            text=say(
                "Speaks against another option, and no record of {option} looks at it: {items}.",
                option=MODALITY_SHORT[assessment.planned_modality],
                items=in_brief(passed),
            ),
            fields=tuple(names),
        )


def _entered(names: Iterable[str], patient: Patient) -> Iterator[str]:
    for name in names:
        yield say(
            "{field} {value}",
            field=lower_first(say_label(patient.fields[name].label, name)),
            value=value_in_sentence(patient.fields[name], patient.value(name)),
        )


def _needs(assessment: Assessment, apart: frozenset[Modality]) -> Iterator[BoardNeed]:
    for missing in assessment.missing:
        modalities = tuple(name for name in missing.decides if name not in apart)
        if modalities:
            yield by_parts(partial(_need, missing, modalities), ("need", missing.fields, modalities), missing)


def _need(missing: MissingFinding, modalities: tuple[Modality, ...]) -> BoardNeed:
    names = join_words(MODALITY_SHORT[name] for name in modalities)
    return BoardNeed(
        text=say("{name} ({words})", name=missing.label, words=names),
        detail=missing.in_words,
        fields=(missing.field,),
        modalities=modalities,
    )


def _mind(assessment: Assessment, apart: frozenset[Modality]) -> Iterator[BoardNotice]:
    """Yield the cautions that the case's own values brought up, contested points, each once, and what has no field.

    The planned option's come first; of options that are outside only what the patient's own values brought up is told
    where they are opened, so that the page stays readable.
    """
    sources = {source.id: source.short for source in assessment.sources}
    told: set[str] = set()
    for option in _weightiest(assessment):
        if option.modality in apart or (option.verdict == "outside" and not option.planned):
            continue
        for concern in () if option.planned else option.concerns:
            if concern.level == "weigh" and concern.holds and concern.id not in told:
                told.add(concern.id)
                yield _to_weigh(option, concern, sources)
        for caution in option.cautions:
            if caution.id not in told and (caution.fired_by or caution.kind == "contested"):
                told.add(caution.id)
                yield _notice(caution, sources)
    yield BoardNotice(kind="note", text=_NOT_ASKED_FOR)


def _to_weigh(option: OptionFinding, concern: ConcernFinding, sources: dict[str, str]) -> BoardNotice:
    """Return a concern that turns nothing; one without a source is a question to the board and says so."""
    cited = join_words(dict.fromkeys(sources.get(one.source, one.source) for one in concern.sources))
    return BoardNotice(
        kind="evidence" if _of_the_evidence(concern) else "concern",
        text=say("{name}: {words}", name=MODALITY_SHORT[option.modality], words=concern.text),
        fields=concern.fields,
        record=concern.id,
        cited=cited or say("no source"),
    )


def _of_the_evidence(concern: ConcernFinding) -> bool:
    return concern.level == "weigh" and concern.kind == "evidence"


def _weightiest(assessment: Assessment) -> list[OptionFinding]:
    return sorted(assessment.options, key=lambda option: not option.planned)


def _notice(caution: CautionFinding, sources: dict[str, str]) -> BoardNotice:
    sides = [
        say("{name} ({words})", name=side.text, words=sources.get(side.source, side.source)) for side in caution.sides
    ]
    cited = join_words(dict.fromkeys(sources.get(cited.source, cited.source) for cited in caution.sources))
    return BoardNotice(
        kind=caution.kind,
        text=in_row((caution.text, *sides), " / ") if sides else caution.text,
        fields=caution.fired_by,
        record=caution.id,
        cited=cited,
    )
