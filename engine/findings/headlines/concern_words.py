"""What a concern says of this patient: its record's words with the patient's values in their places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from engine.case.fields import FieldCatalogue, FieldSpec
from engine.case.liver_function.child_pugh import BEST_PARTS, PARTS, class_that_follows, points_of_parts
from engine.case.patient import OF_LESIONS
from engine.evidence.library import Library
from engine.evidence.records.concerns import Concern, Statement
from engine.evidence.records.modalities import Modality
from engine.findings.assessment import Cited, ConcernFinding, SideFinding
from engine.findings.by_values import by_values
from engine.findings.conditions import Values, statement_holds
from engine.findings.headline_text.concern_briefs import SaidConcern
from engine.findings.headlines.concerns import Compiled, JudgedConcern, compiled_concerns
from engine.findings.wording import counted, join_words, lower_first, value_in_words
from engine.words.said import capital, filled, in_row, say

_PLACE = re.compile(r"\{([a-z_0-9]+)\}")
#: Parts in brackets stand side by side and are joined by commas: "[Karnofsky {karnofsky}][ECOG {ecog}]".
_BRACKETS = re.compile(r"(?:\[[^\]]*\])+")
_PART = re.compile(r"\[([^\]]*)\]")
#: the patient before the plan, the plan before the evidence
_KINDS = {"patient": 0, "plan": 1, "evidence": 2}
_ORDER = {True: 0, None: 1, False: 2}


def concern_findings(
    judged: Iterable[JudgedConcern], values: Values, fields: FieldCatalogue, library: Library, counted_words: str = ""
) -> tuple[ConcernFinding, ...]:
    """Return the concerns in words: those that hold first, hard before weigh, then those not known, then the rest.

    Parameters
    ----------
    values : of the lesions that the option treats.
    counted_words : which lesions these are, said where a concern that looks at them holds; empty where they are all.
    """
    return tuple(sorted((_kept(one, values, fields, library, counted_words) for one in judged), key=_order))


def _kept(
    judged: JudgedConcern, values: Values, fields: FieldCatalogue, library: Library, counted_words: str
) -> ConcernFinding:
    key = ("concern", judged.concern.id, judged.holds, counted_words, library)
    return by_values(lambda read: _finding(judged, read, fields, library, counted_words), values, key, fields)


def _finding(
    judged: JudgedConcern, values: Values, fields: FieldCatalogue, library: Library, counted_words: str
) -> ConcernFinding:
    concern = judged.concern
    compiled = _by_id(concern.modality, library)[concern.id]
    brief = brief_of(compiled, judged.holds, values, fields)
    text: str
    if judged.holds is None:
        unknown = say("Not known: {fields}.", fields=concern.about)
        text = in_row((unknown, _if_it_held(concern.level, asks=concern.asks)))
    elif judged.holds is False:
        text = say("Looked at, and does not hold: {about}.", about=concern.about)
    else:
        text = capital(_filled(concern.text, compiled, values, fields))
        if counted_words and not set(compiled.fields).isdisjoint(OF_LESIONS):
            text = in_row((text, counted_words))
    return ConcernFinding(
        id=concern.id,
        level=concern.level,
        kind=concern.kind,
        holds=judged.holds,
        asks=concern.asks,
        about=concern.about,
        brief=brief,
        text=text,
        fields=compiled.fields,
        sources=_sources(compiled, library),
        basis=concern.basis,
        printed=concern.printed,
        sides=tuple(SideFinding(text=s.text, source=s.source, locator=s.locator) for s in concern.sides),
        figures=concern.figures,
        discrepancies=concern.discrepancies,
        note=concern.note,
    )


@lru_cache(maxsize=64)
def _by_id(modality: Modality, library: Library) -> Mapping[str, Compiled]:
    return {one.concern.id: one for one in compiled_concerns(modality, library)}


def said_concerns(
    modality: Modality,
    answers: Iterable[bool | None],
    named: str | None,
    values: Values,
    fields: FieldCatalogue,
    library: Library,
) -> tuple[SaidConcern, ...]:
    """Return what a headline reads of the concerns of an option, in the order of `concern_findings`.

    What does not hold is read of nowhere: where nothing else is left, one such concern says that something was asked.

    Parameters
    ----------
    answers : of every concern of the option, in the order of the library.
    named : the level of those that are named where they hold; of others no words are made.
    """
    every = list(zip(compiled_concerns(modality, library), answers, strict=True))
    told = [(one, holds) for one, holds in every if holds is not False] or every[:1]
    found = [
        _said(one.concern, holds, brief_of(one, holds and one.concern.level == named, values, fields))
        for one, holds in told
    ]
    return tuple(sorted(found, key=_order))


def _said(concern: Concern, holds: bool | None, brief: str) -> SaidConcern:
    return SaidConcern(concern.level, concern.kind, holds, concern.asks, concern.about, brief, concern.basis)


def _order(one: ConcernFinding | SaidConcern) -> tuple[int, bool, int]:
    """Those that hold first, then those not known, then the rest; hard before weigh."""
    return (_ORDER[one.holds], one.level != "hard", _KINDS[one.kind])


def brief_of(compiled: Compiled, holds: bool | None, values: Values, fields: FieldCatalogue) -> str:
    """Return a concern in a few words: what is so where it holds, else what is looked at."""
    concern = compiled.concern
    return _filled(concern.brief, compiled, values, fields) if holds else concern.about


def _filled(words: str, compiled: Compiled, values: Values, fields: FieldCatalogue) -> str:
    """Return the words of a record with the patient's values in their places."""
    if "{" not in words and "[" not in words:
        return words
    answers = _answers(compiled.statement, values) if compiled.statement is not None and "[" in words else {}

    def value(name: str) -> str:
        if name == "series":
            return counted(len(compiled.stated_by), "series that states it", "series that state it")
        return _value(name, values, fields)

    def said(part: str) -> bool:
        """A part in brackets is said where what it names is known and, where it is judged, is what is grave."""
        names = _PLACE.findall(part)
        if any(values(name) is None for name in names):
            return False
        judged_too = [name for name in names if name in answers]
        return not judged_too or any(answers[name] for name in judged_too)

    def fill(words: str, of: Callable[[str], str]) -> str:
        parts = _BRACKETS.sub(lambda run: ", ".join(part for part in _PART.findall(run[0]) if said(part)), words)
        return _PLACE.sub(lambda place: of(value(place[1])), parts)

    return filled(words, fill)


def _if_it_held(level: str, *, asks: bool) -> str:
    if asks:
        return say("Until it is, no headline is better than undetermined.")
    return say("It could be a concern.") if level == "hard" else say("It could be something to weigh.")


def _sources(compiled: Compiled, library: Library) -> tuple[Cited, ...]:
    """A passage cites its place; a comparison the cohorts that it rests on; a question to the board nothing."""
    concern = compiled.concern
    own = [Cited(source=library.source_of[concern.id], locator=concern.locator)]
    if concern.basis != "passage":
        cohorts = compiled.stated_by
        own = [Cited(source=library.source_of[name], locator=library.cohorts[name].locator) for name in cohorts]
    return (*own, *(Cited(source=c.source, locator=c.locator) for c in concern.also))


def _value(field_id: str, values: Values, fields: FieldCatalogue) -> str:
    words = value_in_words(fields[field_id], values(field_id))
    if field_id == "child_pugh" and (worse := _worse_parts(values, fields)):
        return say("{value} ({score})", value=words, score=worse)
    words = _within_a_sentence(fields[field_id], words)
    # "Karnofsky 40", as it is said; the scale's per cent belong to tables.
    return fields[field_id].choice_label(values(field_id)) if field_id == "karnofsky" else words


def _within_a_sentence(spec: FieldSpec, words: str) -> str:
    """Return "ascites severe" and not "ascites Severe"; a class or a stage keeps its letters."""
    return lower_first(words) if spec.kind == "choice" and words[1:2].islower() else words


def _worse_parts(values: Values, fields: FieldCatalogue) -> str:
    """Return which parts make a class that was worked out: "bilirubin 2.8 mg/dL"; empty where it does not follow."""
    parts = [values(name) for name in PARTS]
    if class_that_follows(parts) != values("child_pugh"):
        return ""
    mildest = [end if part is None else part for part, end in zip(parts, BEST_PARTS, strict=True)]
    named = zip(PARTS, parts, points_of_parts(*mildest), strict=True)
    return join_words(
        say(
            "{field} {value}",
            field=lower_first(fields[name].label),
            value=_within_a_sentence(fields[name], value_in_words(fields[name], part)),
        )
        for name, part, points in named
        if points > 1
    )


def _answers(statement: Statement, values: Values, *, wanted: bool = True) -> dict[str, bool]:
    """Return for each field of a statement whether any of its conditions speaks for the statement."""
    if statement.is_known is not None:
        # That a value was entered says nothing of how grave it is.
        return {}
    if statement.field:
        holds = statement_holds(statement, values) is wanted
        found = {statement.field: holds}
        for other in (statement.per, statement.days_after):
            if other is not None:
                found[other] = holds
        return found
    found = {}
    for part in statement.parts:
        for name, holds in _answers(part, values, wanted=wanted != bool(statement.none_of)).items():
            found[name] = found.get(name, False) or holds
    return found
