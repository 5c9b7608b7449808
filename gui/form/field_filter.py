"""Which fields the form shows: those of the planned modality, those that were searched for. No Qt."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol, TypeVar

from engine.case.fields import FieldCatalogue, FieldSpec
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.modalities.catalogue import described
from engine.modalities.listed import MODALITIES
from gui.shared.language import in_use


@dataclass(frozen=True, slots=True)
class FieldFilter:
    """What a person wants to see.

    Attributes
    ----------
    query : words to look for; every one must occur in a field's words.
    only_relevant : leave out what the criteria of the planned modality do not look at.
    question : the organ that the board is asked about, or "everything".
    asked_for : fields that are shown whatever the rest says, since somebody went to them.
    """

    query: str = ""
    only_relevant: bool = False
    asked_for: frozenset[str] = frozenset()
    question: str = "everything"

    def finds(self, words: str) -> bool:
        """Whether every word that is looked for occurs in these."""
        return all(word in words.casefold() for word in self.query.casefold().split())

    def with_query(self, query: str) -> FieldFilter:
        """Return the filter with other words."""
        return replace(self, query=query.strip())


def shown_fields(filtered: FieldFilter, patient: Patient, library: Library, entered: Collection[str]) -> frozenset[str]:
    """Return the ids of the fields to show.

    Parameters
    ----------
    entered : fields that hold something, readable or not; what was entered is never hidden but by a search.
    """
    fields = patient.fields
    if filtered.query:
        return frozenset(spec.id for spec in fields if filtered.finds(words_of(spec)))
    planned = patient.text("modality")
    relevant = relevant_fields(fields, library, planned) if filtered.only_relevant and planned else None
    shown = {spec.id for spec in fields if not spec.modalities or planned in spec.modalities}
    if relevant is not None:
        shown &= relevant
    if filtered.question != "everything":
        shown -= of_others_alone(fields, library, filtered.question)
    return frozenset(shown | set(entered) | filtered.asked_for)


class Labelled(Protocol):
    """A field, or another place of the form with a name."""

    @property
    def label(self) -> str:
        """What it is called on the form."""


_Place = TypeVar("_Place", bound=Labelled)


def best_match(query: str, places: Sequence[_Place]) -> _Place | None:
    """Return the place that a person most likely means: one that is called so before one that only speaks of it."""
    words = query.casefold().split()

    def rank(place: _Place) -> int:
        label = place.label.casefold()
        if label.startswith(query.casefold().strip()):
            return 0
        return 1 if all(word in label for word in words) else 2

    return min(places, key=rank, default=None)


@lru_cache(maxsize=200)
def words_of(spec: FieldSpec) -> str:
    """Return everything that a search may find a field by, in small letters."""
    parts = [spec.label, spec.help, spec.id.replace("_", " "), *spec.units, *(choice.label for choice in spec.choices)]
    return " ".join(parts).casefold()


@lru_cache(maxsize=16)
def relevant_fields(fields: FieldCatalogue, library: Library, modality: str) -> frozenset[str]:
    """Return the fields that matter for a modality: its plan, criteria, concerns and scores, and what they follow from.

    A concern may be all that asks for a field, and its answer turns a headline as that of a criterion does.
    """
    # Imported here: the findings are loaded after the window's first paint.
    from engine.findings.criteria.rules import fields_of
    from engine.findings.headlines.concerns import compiled_concerns

    found = {"modality"} | {spec.id for spec in fields if modality in spec.modalities}
    for criterion in library.criteria.values():
        if criterion.modality == modality:
            found.update(fields_of(criterion.rule))
    for concern in compiled_concerns(modality, library):
        found.update(name for name in concern.fields if name in fields)
    for score in library.scores.values():
        if score.modality == modality:
            found.update(item.condition.field for item in score.items)
    for name in tuple(found):
        found.update(fields[name].derived_from)
    return frozenset(found)


@lru_cache(maxsize=8)
def of_others_alone(fields: FieldCatalogue, library: Library, organ: str) -> frozenset[str]:
    """Return the fields that matter only for treatments of another organ than this."""
    ours: set[str] = set()
    others: set[str] = set()
    for modality in MODALITIES:
        found = relevant_fields(fields, library, modality)
        (ours if described(modality).treats in (organ, "body") else others).update(found)
    return frozenset(others - ours)


def criteria_in_words(fields: FieldCatalogue, library: Library, field_id: str) -> tuple[tuple[str, str], ...]:
    """Return (modality, "label: threshold") for each criterion that looks at this field, or at what follows from it."""
    from engine.findings.criteria.rules import fields_of

    names = {field_id} | {spec.id for spec in fields if field_id in spec.derived_from}
    return tuple(
        (criterion.modality, f"{in_use().of(criterion.label)}: {in_use().of(criterion.threshold)}")
        for criterion in library.criteria.values()
        if names & set(fields_of(criterion.rule))
    )
