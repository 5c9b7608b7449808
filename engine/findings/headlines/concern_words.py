"""What a concern says of this patient: its record's words with the patient's values in their places."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from functools import lru_cache, partial

from engine.case.fields import FieldCatalogue
from engine.case.patient import OF_LESIONS
from engine.evidence.library import Library
from engine.evidence.records.concerns import Concern
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.assessment import Cited, ConcernFinding, SideFinding
from engine.findings.by_values import by_values
from engine.findings.conditions import Values
from engine.findings.headline_text.concern_briefs import SaidConcern
from engine.findings.headlines.concern_places import in_words
from engine.findings.headlines.concerns import Compiled, JudgedConcern, compiled_concerns
from engine.findings.shared_by_values import SharedByValues
from engine.words.said import capital, in_row, say

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
        text = capital(in_words(concern.text, compiled, values, fields))
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
    every = list(zip(_told_by_values(modality, fields, library), answers, strict=True))
    told = [(one, holds) for one, holds in every if holds is not False and one.is_read(holds, named)] or every[:1]
    return tuple(sorted((one.said(holds, named, values) for one, holds in told), key=_order))


class _Told:
    """One concern as a headline reads it: what does not depend on the patient is made once."""

    def __init__(self, compiled: Compiled, brief: SharedByValues[str]) -> None:
        self._concern = compiled.concern
        self._unnamed = {holds: _said(compiled.concern, holds, compiled.concern.about) for holds in _ORDER}
        self._brief = brief

    def is_read(self, holds: bool | None, named: str | None) -> bool:
        """Whether a headline reads it: where hard ones are named, nothing else is read beside them."""
        return named != "hard" or (holds is True and self._concern.level == named)

    def said(self, holds: bool | None, named: str | None, values: Values) -> SaidConcern:
        """Return it with its words where it holds and is named."""
        if holds and self._concern.level == named:
            return _said(self._concern, True, self._brief(values))
        return self._unnamed[holds]


@lru_cache(maxsize=64)
def _told_by_values(modality: Modality, fields: FieldCatalogue, library: Library) -> tuple[_Told, ...]:
    briefs = _briefs(fields, library)
    return tuple(_Told(one, briefs[_made_of(one)]) for one in compiled_concerns(modality, library))


@lru_cache(maxsize=4)
def _briefs(fields: FieldCatalogue, library: Library) -> dict[Hashable, SharedByValues[str]]:
    """Return what says each brief: the same words of the same statement are made once for all options."""
    every = {_made_of(one): one for modality in MODALITIES for one in compiled_concerns(modality, library)}
    return {
        made_of: SharedByValues(partial(_brief_where_it_holds, compiled, fields)) for made_of, compiled in every.items()
    }


def _made_of(compiled: Compiled) -> Hashable:
    return compiled.concern.brief, compiled.statement, compiled.stated_by


def _brief_where_it_holds(compiled: Compiled, fields: FieldCatalogue, values: Values) -> str:
    return brief_of(compiled, True, values, fields)


def _said(concern: Concern, holds: bool | None, brief: str) -> SaidConcern:
    return SaidConcern(concern.level, concern.kind, holds, concern.asks, concern.about, brief, concern.basis)


def _order(one: ConcernFinding | SaidConcern) -> tuple[int, bool, int]:
    """Those that hold first, then those not known, then the rest; hard before weigh."""
    return (_ORDER[one.holds], one.level != "hard", _KINDS[one.kind])


def brief_of(compiled: Compiled, holds: bool | None, values: Values, fields: FieldCatalogue) -> str:
    """Return a concern in a few words: what is so where it holds, else what is looked at."""
    concern = compiled.concern
    return in_words(concern.brief, compiled, values, fields) if holds else concern.about


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
