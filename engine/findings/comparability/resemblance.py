"""Which published groups of an option the patient resembles, and what of it was not compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from engine.case.fields import FieldCatalogue
from engine.case.patient import OF_LESIONS
from engine.evidence.library import Library
from engine.evidence.records.cohorts import Cohort
from engine.evidence.records.modalities import Modality
from engine.findings.assessment import NotCompared, Population, Studied
from engine.findings.by_values import by_values
from engine.findings.comparability.aspects import ASPECTS, Aspect, aspect_of
from engine.findings.comparability.matching import entry_items, plan_items
from engine.findings.conditions import Values
from engine.findings.records.curve_records import MatchItem, MatchStatus
from engine.findings.records.finding import Finding
from engine.findings.wording import join_words, lower_first
from engine.words.said import Number, in_row, say, say_counted, say_label


class Resemblance(Finding, frozen=True, kw_only=True):
    """The matrix of published groups, how many resemble, and the same as one sentence."""

    populations: tuple[Population, ...]
    studied: Studied
    in_words: str


def resemblance(
    modality: Modality, values: Values, fields: FieldCatalogue, library: Library, counted_lesions: str = ""
) -> Resemblance:
    """Return the published groups of one option held against the patient, and against the plan where it is of them.

    A study counts once, whatever its arms and reports, and so do series that share patients.

    Parameters
    ----------
    values : with count, size and place of the lesions that the option treats.
    counted_lesions : which these are, in words; empty where they are all.
    """
    found = by_values(
        lambda read: _resemblance(modality, read, fields, library), values, ("resemblance", modality, library), fields
    )
    items = (item for row in found.populations for item in row.items)
    if counted_lesions and any(set(item.fields).intersection(OF_LESIONS) for item in items):
        return msgspec.structs.replace(found, in_words=in_row((found.in_words, counted_lesions)))
    return found


def _resemblance(modality: Modality, values: Values, fields: FieldCatalogue, library: Library) -> Resemblance:
    rows = tuple(
        _population(cohort, values, fields, library) for cohort in library.cohorts_for(modality) if is_group(cohort)
    )
    by_fit = _studies(rows, library)
    items = [item for row in rows for item in row.items]
    asked = _asked(items) if rows else {}
    compared = {aspect_of(item).label for item in items if item.status != "unknown"}
    against = [item for row in by_fit["not_met"] for item in row.items if item.status == "not_met"]
    studied = Studied(
        fit=len(by_fit["met"]),
        undecided=len(by_fit["unknown"]),
        studies=sum(len(studies) for studies in by_fit.values()),
        compared=sum(1 for label in asked if label in compared),
        items=len(asked),
        outside_because=tuple(dict.fromkeys(name for item in against for name in item.fields[:1])),
        not_compared=tuple(_not_compared(asked, compared, items)),
    )
    return Resemblance(populations=rows, studied=studied, in_words=_in_words(by_fit, studied, fields))


def is_group(cohort: Cohort) -> bool:
    """Whether a cohort is a published group of its own that says who its patients were."""
    return bool(cohort.entry) and cohort.subgroup_of is None and cohort.earlier_report_of is None


def _population(cohort: Cohort, values: Values, fields: FieldCatalogue, library: Library) -> Population:
    return by_values(
        lambda read: _held_against(cohort, read, fields, library), values, ("population", cohort.id, library), fields
    )


def _held_against(cohort: Cohort, values: Values, fields: FieldCatalogue, library: Library) -> Population:
    items = entry_items(cohort, values, fields, library) + plan_items(cohort, values, fields)
    statuses = {item.status for item in items if item.decides}
    fits: MatchStatus = "not_met" if "not_met" in statuses else "unknown" if "unknown" in statuses else "met"
    return Population(
        cohort=cohort.id,
        source=library.source_of[cohort.id],
        label=say(
            "{source}: {group}",
            source=library.sources[library.source_of[cohort.id]].short,
            group=say_label(cohort.label),
        ),
        patients=cohort.patients,
        fits=fits,
        items=items,
    )


def _asked(items: Iterable[MatchItem]) -> dict[str, Aspect]:
    """What a board asks of any group, and whatever a group of this option states; in one order."""
    stated = {aspect.label: aspect for aspect in map(aspect_of, items)}
    known = {aspect.label: aspect for aspect in ASPECTS if aspect.always or aspect.label in stated}
    return {**known, **{label: aspect for label, aspect in stated.items() if label not in known}}


def _not_compared(asked: dict[str, Aspect], compared: set[str], items: list[MatchItem]) -> Iterator[NotCompared]:
    stated = {aspect_of(item).label for item in items}
    for label, aspect in asked.items():
        if label not in compared:
            known = any(item.patient_value is not None for item in items if aspect_of(item).label == label)
            yield NotCompared(
                label=label,
                fields=aspect.fields,
                because="not_stated" if label not in stated else "not_decided" if known else "not_known",
            )


def _studies(rows: tuple[Population, ...], library: Library) -> dict[MatchStatus, list[Population]]:
    """Return one row a study by whether it would have held the patient.

    The arms and series that say most of their patients speak for a study; it admits where one of these does.
    """
    by_fit: dict[MatchStatus, list[Population]] = {"met": [], "not_met": [], "unknown": []}
    for study in _grouped(rows, library):
        most = max(len(row.items) for row in study)
        speaking = [row for row in study if len(row.items) == most]
        for fit in ("met", "unknown", "not_met"):
            admitting = [row for row in speaking if row.fits == fit]
            if admitting:
                by_fit[fit].append(admitting[0])
                break
    return by_fit


def _grouped(rows: tuple[Population, ...], library: Library) -> list[list[Population]]:
    """Put together the arms of a trial and the series that share patients: they are not to be counted twice."""
    studies: list[list[Population]] = []
    for row in rows:
        joined = [study for study in studies if any(_same(row, other, library) for other in study)]
        studies = [study for study in studies if study not in joined]
        studies.append([*(other for study in joined for other in study), row])
    return studies


def _same(one: Population, other: Population, library: Library) -> bool:
    first, second = library.cohorts[one.cohort], library.cohorts[other.cohort]
    if first.trial is not None and first.trial == second.trial:
        return True
    return second.id in first.overlaps or first.id in second.overlaps


def _in_words(by_fit: dict[MatchStatus, list[Population]], studied: Studied, fields: FieldCatalogue) -> str:
    """How many groups resemble, which fields stand in the way (not every label), and what was not compared."""
    if not studied.studies:
        return ""
    parts: list[str] = [
        say_counted(
            studied.studies,
            "Resembles {fit} of {number} group",
            "Resembles {fit} of {number} groups",
            fit=Number(str(studied.fit)),
        )
    ]
    if by_fit["not_met"]:
        reasons = join_words(lower_first(say_label(fields[name].label, name)) for name in studied.outside_because)
        outside = Number(str(len(by_fit["not_met"])))
        parts.append(say("outside {number} because of {fields}", number=outside, fields=reasons))
    if studied.undecided:
        parts.append(say("{number} not decided", number=Number(str(studied.undecided))))
    if left := studied.not_compared:
        items = join_words(one.label for one in left)
        parts.append(
            say_counted(
                len(left),
                "{number} item not compared ({items})",
                "{number} items not compared ({items})",
                items=items,
            )
        )
    return say("{facts}.", facts=in_row(parts, "; "))
