"""What a concern says of this patient: its record's words with the patient's values in their places."""

from __future__ import annotations

import re
from collections.abc import Iterable

from engine.case.child_pugh import BEST_PARTS, PARTS, class_that_follows, points_of_parts
from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.evidence.records.concerns import Statement
from engine.evidence.records.modalities import Modality
from engine.findings.assessment import Cited, ConcernFinding, SideFinding
from engine.findings.concerns import JudgedConcern, compiled_concerns
from engine.findings.conditions import Values, statement_holds
from engine.findings.lesions_treated import OF_THE_ROWS
from engine.findings.wording import counted, join_words, lower_first, value_in_words

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
    found = [_finding(one, values, fields, library, counted_words) for one in judged]
    return tuple(sorted(found, key=lambda one: (_ORDER[one.holds], one.level != "hard", _KINDS[one.kind])))


def _finding(
    judged: JudgedConcern, values: Values, fields: FieldCatalogue, library: Library, counted_words: str
) -> ConcernFinding:
    concern = judged.concern
    compiled = next(one for one in compiled_concerns(concern.modality, library) if one.concern.id == concern.id)
    series = counted(len(compiled.stated_by), "series that states it", "series that state it")

    def value(name: str) -> str:
        return series if name == "series" else _value(name, values, fields)

    def said(part: str) -> bool:
        """A part in brackets is said where what it names is known and, where it is judged, is what is grave."""
        names = _PLACE.findall(part)
        if any(values(name) is None for name in names):
            return False
        judged_too = [name for name in names if name in answers]
        return not judged_too or any(answers[name] for name in judged_too)

    def filled(words: str) -> str:
        parts = _BRACKETS.sub(lambda run: ", ".join(part for part in _PART.findall(run[0]) if said(part)), words)
        return _PLACE.sub(lambda place: value(place[1]), parts)

    answers = _answers(compiled.statement, values) if compiled.statement is not None else {}
    brief, text = filled(concern.brief), _capital(filled(concern.text))
    if judged.holds is None:
        brief = concern.about
        text = f"Not known: {concern.about}. {_if_it_held(concern.level, asks=concern.asks)}"
    elif judged.holds is False:
        brief, text = concern.about, f"Looked at, and does not hold: {concern.about}."
    if judged.holds and counted_words and not set(compiled.fields).isdisjoint(OF_THE_ROWS):
        text = f"{text} {counted_words}"
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
        sources=_sources(concern.modality, concern.id, library),
        basis=concern.basis,
        printed=concern.printed,
        sides=tuple(SideFinding(text=s.text, source=s.source, locator=s.locator) for s in concern.sides),
        figures=concern.figures,
        discrepancies=concern.discrepancies,
        note=concern.note,
    )


def _if_it_held(level: str, *, asks: bool) -> str:
    if asks:
        return "Until it is, no headline is better than undetermined."
    return "It could be a concern." if level == "hard" else "It could be something to weigh."


def _sources(modality: Modality, concern_id: str, library: Library) -> tuple[Cited, ...]:
    """A passage cites its place; a comparison the cohorts that it rests on; a question to the board nothing."""
    compiled = next(one for one in compiled_concerns(modality, library) if one.concern.id == concern_id)
    concern = compiled.concern
    own = [Cited(source=library.source_of[concern.id], locator=concern.locator)]
    if concern.basis != "passage":
        cohorts = compiled.stated_by
        own = [Cited(source=library.source_of[name], locator=library.cohorts[name].locator) for name in cohorts]
    return (*own, *(Cited(source=c.source, locator=c.locator) for c in concern.also))


def _value(field_id: str, values: Values, fields: FieldCatalogue) -> str:
    words = value_in_words(fields[field_id], values(field_id))
    if field_id == "child_pugh" and (worse := _worse_parts(values, fields)):
        return f"{words} ({worse})"
    # "Karnofsky 40", as it is said; the scale's per cent belong to tables.
    return words.removesuffix(" %") if field_id == "karnofsky" else words


def _worse_parts(values: Values, fields: FieldCatalogue) -> str:
    """Return which parts make a class that was worked out: "bilirubin 2.8 mg/dL"; empty where it does not follow."""
    parts = [values(name) for name in PARTS]
    if class_that_follows(parts) != values("child_pugh"):
        return ""
    mildest = [end if part is None else part for part, end in zip(parts, BEST_PARTS, strict=True)]
    named = zip(PARTS, parts, points_of_parts(*mildest), strict=True)
    return join_words(
        f"{lower_first(fields[name].label)} {value_in_words(fields[name], part)}"
        for name, part, points in named
        if points > 1
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _answers(statement: Statement, values: Values, *, wanted: bool = True) -> dict[str, bool]:
    """Return for each field of a statement whether any of its conditions speaks for the statement."""
    if statement.is_known is not None:
        # That a value was entered says nothing of how grave it is.
        return {}
    if statement.field:
        holds = statement_holds(statement, values) is wanted
        found = {statement.field: holds}
        if statement.per is not None:
            found[statement.per] = holds
        return found
    found = {}
    for part in statement.parts:
        for name, holds in _answers(part, values, wanted=wanted != bool(statement.none_of)).items():
            found[name] = found.get(name, False) or holds
    return found
