"""How far a patient resembles a published cohort, and which published populations would have held the patient."""

from __future__ import annotations

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.evidence.records.base import Condition
from engine.evidence.records.cohorts import Cohort, EntryItem
from engine.evidence.records.modalities import Modality
from engine.findings.assessment import Match, MatchItem, MatchStatus, Population
from engine.findings.conditions import Values, all_hold, any_holds, holds
from engine.findings.wording import counted, join_words, lower_first, value_in_words, with_unit

_AS_STATUS: dict[bool | None, MatchStatus] = {True: "met", False: "not_met", None: "unknown"}

#: what a clinician asks of any cohort, and the fields that speak of it
_WEIGHTY = (
    ("age", ("age_years",)),
    ("performance status", ("karnofsky", "ecog")),
    ("liver function", ("child_pugh", "hepatic_function_adequate", "bilirubin_mg_dl")),
    ("earlier chemotherapy", ("prior_chemotherapy", "chemotherapy_regimens", "chemotherapy_cycles")),
    ("disease outside the liver", ("extrahepatic_sites",)),
)


def match_to(cohort: Cohort, values: Values, fields: FieldCatalogue, library: Library) -> Match:
    """Return the comparison of the patient with one cohort, item by item."""
    items = (
        _defining_items(cohort, values, fields)
        + tuple(_item(entry, values, fields) for entry in _entries(cohort, library))
        + _plan_items(cohort, values, fields)
    )
    by_status = {status: [item for item in items if item.status == status] for status in _AS_STATUS.values()}
    return Match(
        met=len(by_status["met"]),
        not_met=len(by_status["not_met"]),
        unknown=len(by_status["unknown"]),
        items=items,
        remarks=_remarks(cohort, library) + _not_compared(items, values),
        in_words=_in_words(by_status),
    )


def _defining_items(cohort: Cohort, values: Values, fields: FieldCatalogue) -> tuple[MatchItem, ...]:
    """What makes a patient one of a subgroup comes before all else; elsewhere it is said by the entry items."""
    if cohort.subgroup_of is None:
        return ()
    own = {entry.condition.field for entry in cohort.entry}
    return tuple(
        MatchItem(
            label=fields[condition.field].label,
            status=_AS_STATUS[holds(condition, values)],
            fields=(condition.field,),
            patient_value=_as_json(values(condition.field)),
            published=cohort.label,
            basis="criterion",
            locator=cohort.locator,
        )
        for condition in cohort.selected_by
        if condition.field not in own
    )


def _as_json(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _entries(cohort: Cohort, library: Library) -> tuple[EntryItem, ...]:
    """A subgroup has its own items and those of the cohort it is part of."""
    if cohort.subgroup_of is None:
        return cohort.entry
    own = {entry.condition.field for entry in cohort.entry} | {one.field for one in cohort.selected_by}
    parent = _entries(library.cohorts[cohort.subgroup_of], library)
    return cohort.entry + tuple(entry for entry in parent if entry.condition.field not in own)


def _item(entry: EntryItem, values: Values, fields: FieldCatalogue) -> MatchItem:
    spec = fields[entry.condition.field]
    value = values(spec.id)
    return MatchItem(
        label=entry.label or spec.label,
        status=_AS_STATUS[any_holds((entry.condition, *entry.or_else), values)],
        fields=tuple(dict.fromkeys((spec.id, *(other.field for other in entry.or_else)))),
        patient_value=_as_json(value),
        published=entry.printed,
        basis=entry.basis,
        locator=entry.locator,
    )


def _plan_items(cohort: Cohort, values: Values, fields: FieldCatalogue) -> tuple[MatchItem, ...]:
    """Dose and fractions of the plan against those given, where the cohort's modality is the planned one."""
    if values("modality") != cohort.modality:
        return ()
    ranges = (("total_dose_gy", cohort.dose_gy), ("fractions", cohort.fractions))
    return tuple(
        MatchItem(
            label=fields[name].label,
            status=_AS_STATUS[holds(Condition(field=name, between=(float(given[0]), float(given[1]))), values)],
            fields=(name,),
            patient_value=values(name),
            published=_range_in_words(given, fields[name].unit),
            basis="observed",
            locator=cohort.locator,
        )
        for name, given in ranges
        if given is not None
    )


def _range_in_words(given: tuple[float, float], unit: str | None) -> str:
    if given[0] == given[1]:
        return with_unit(given[0], unit)
    return f"{with_unit(given[0], None)} to {with_unit(given[1], unit)}"


def _remarks(cohort: Cohort, library: Library) -> tuple[str, ...]:
    """What is known of the cohort that no field of the case can be held against."""
    remarks = []
    if cohort.colorectal_patients is not None and cohort.patients:
        share = f"{cohort.colorectal_patients} of {cohort.patients} patients had colorectal cancer"
        remarks.append(f"{share}{_reading_of_share(cohort, library)}.")
    elif cohort.colorectal_proportion is not None:
        remarks.append(f"{round(cohort.colorectal_proportion * 100)} % had colorectal cancer.")
    source = library.sources[library.source_of[cohort.id]]
    first, last = cohort.enrolled_from or source.enrolled_from, cohort.enrolled_to or source.enrolled_to
    if first is not None and last is not None:
        remarks.append(f"Treated {first} to {last}.")
    else:
        year = "" if source.year is None else f"Published {source.year}. "
        remarks.append(f"{year}Years of treatment not given.")
    if cohort.overlaps:
        others = dict.fromkeys(
            "other groups of the same study"
            if library.source_of[name] == source.id
            else library.sources[library.source_of[name]].short
            for name in cohort.overlaps
        )
        remarks.append(f"Shares patients with {join_words(others)}: not to be counted twice.")
    return tuple(remarks)


def _reading_of_share(cohort: Cohort, library: Library) -> str:
    """Say where the share is our reading of a misprint, so that it is not taken for what the paper prints."""
    for figure in library.figures_of_cohort(cohort.id):
        if figure.id.endswith(".colorectal_patients") and figure.obtained == "reading":
            return f" (printed “{figure.printed}”: our reading)"
    return ""


def _not_compared(items: tuple[MatchItem, ...], values: Values) -> tuple[str, ...]:
    """Name what weighs in any patient, is known of this one, and is no item of the cohort."""
    compared = {name for item in items for name in item.fields}
    missing = [
        words
        for words, names in _WEIGHTY
        if not compared & set(names) and any(values(name) is not None for name in names)
    ]
    return (f"Not compared: {join_words(missing)}.",) if missing else ()


def _in_words(by_status: dict[MatchStatus, list[MatchItem]]) -> str:
    total = sum(len(items) for items in by_status.values())
    if not total:
        return "The source gives no items to compare with."
    sentence = f"Like this cohort in {len(by_status['met'])} of {counted(total, 'item', 'items')}"
    if by_status["not_met"]:
        sentence += f"; unlike it in {join_words(lower_first(item.label) for item in by_status['not_met'])}"
    if by_status["unknown"]:
        sentence += f"; not known: {join_words(lower_first(item.label) for item in by_status['unknown'])}"
    return f"{sentence}."


def selected(cohort: Cohort, values: Values) -> bool | None:
    """Return whether the patient's own values select this subgroup: False where they select another, else None.

    None as well for a cohort that no value selects.
    """
    return all_hold(cohort.selected_by, values) if cohort.selected_by else None


def populations_for(
    modality: Modality, values: Values, fields: FieldCatalogue, library: Library
) -> tuple[tuple[Population, ...], str, tuple[int, int]]:
    """Return the matrix of published populations, its sentence, and how many studies fit of how many."""
    rows = tuple(
        _population(cohort, values, fields, library)
        for cohort in library.cohorts_for(modality)
        if cohort.entry and cohort.subgroup_of is None
    )
    by_fit = _studies(rows, library)
    counts = (len(by_fit["met"]), sum(len(studies) for studies in by_fit.values()))
    return rows, _populations_in_words(by_fit, counts, fields), counts


def _population(cohort: Cohort, values: Values, fields: FieldCatalogue, library: Library) -> Population:
    items = tuple(_item(entry, values, fields) for entry in cohort.entry)
    statuses = {item.status for item in items}
    fits: MatchStatus = "not_met" if "not_met" in statuses else "unknown" if "unknown" in statuses else "met"
    return Population(
        cohort=cohort.id,
        source=library.source_of[cohort.id],
        label=f"{library.sources[library.source_of[cohort.id]].short}: {cohort.label}",
        patients=cohort.patients,
        fits=fits,
        items=items,
    )


def _studies(rows: tuple[Population, ...], library: Library) -> dict[MatchStatus, list[Population]]:
    """Return one row a study by whether it would have held the patient: a trial counts once, whatever its arms."""
    arms: dict[str, list[Population]] = {}
    for row in rows:
        arms.setdefault(library.cohorts[row.cohort].trial or row.cohort, []).append(row)
    by_fit: dict[MatchStatus, list[Population]] = {"met": [], "not_met": [], "unknown": []}
    for study in arms.values():
        by_fit[_fit_of_study(study)].append(study[0])
    return by_fit


def _populations_in_words(
    by_fit: dict[MatchStatus, list[Population]], counts: tuple[int, int], fields: FieldCatalogue
) -> str:
    """Name the fields that stand in the way, not every label."""
    fits, total = counts
    if not total:
        return ""
    sentence = f"Fits {fits} of {counted(total, 'published population', 'published populations')}"
    if by_fit["not_met"]:
        failing = [item for row in by_fit["not_met"] for item in row.items if item.status == "not_met"]
        reasons = dict.fromkeys(lower_first(fields[name].label) for item in failing for name in item.fields[:1])
        sentence += f"; outside {len(by_fit['not_met'])} because of {join_words(reasons)}"
    if by_fit["unknown"]:
        sentence += f"; {len(by_fit['unknown'])} not decided"
    return f"{sentence}."


def _fit_of_study(arms: list[Population]) -> MatchStatus:
    """A trial admits the patient where any of its arms does."""
    fits = {arm.fits for arm in arms}
    return "met" if "met" in fits else "unknown" if "unknown" in fits else "not_met"


def describe_patient_value(fields: FieldCatalogue, field_id: str, value: object) -> str:
    """Return a patient's value of a match item in words."""
    return value_in_words(fields[field_id], tuple(value) if isinstance(value, list) else value)
