"""How far a patient resembles a published cohort, item by item."""

from __future__ import annotations

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.evidence.records.cohorts import Cohort, EntryItem
from engine.evidence.records.concerns import Statement
from engine.findings.by_values import by_values
from engine.findings.comparability.aspects import not_compared_in
from engine.findings.comparability.courses import courses_in_words, dose_statement, range_in_words
from engine.findings.conditions import Values, all_hold, any_holds, holds, statement_holds
from engine.findings.published.scores import span_of
from engine.findings.records.curve_records import Match, MatchItem, MatchStatus
from engine.findings.wording import join_words, lower_first, value_in_words
from engine.modalities.catalogue import described
from engine.words.said import in_row, say, say_counted, say_label

#: what a statement about the patient makes of an item
AS_STATUS: dict[bool | None, MatchStatus] = {True: "met", False: "not_met", None: "unknown"}


def match_to(cohort: Cohort, values: Values, fields: FieldCatalogue, library: Library) -> Match:
    """Return the comparison of the patient with one cohort, item by item."""
    return by_values(
        lambda read: _match_to(cohort, read, fields, library), values, ("match_to", cohort.id, library), fields
    )


def _match_to(cohort: Cohort, values: Values, fields: FieldCatalogue, library: Library) -> Match:
    items = compared_items(cohort, values, fields, library)
    by_status = {status: [item for item in items if item.status == status] for status in AS_STATUS.values()}
    return Match(
        met=len(by_status["met"]),
        not_met=len(by_status["not_met"]),
        unknown=len(by_status["unknown"]),
        items=items,
        remarks=_remarks(cohort, library) + not_compared_in(items, values),
        in_words=_in_words(by_status),
    )


def compared_items(cohort: Cohort, values: Values, fields: FieldCatalogue, library: Library) -> tuple[MatchItem, ...]:
    """Return every item of one cohort held against the patient and the plan."""
    return by_values(
        lambda read: _compared_items(cohort, read, fields, library), values, ("compared", cohort.id, library), fields
    )


def _compared_items(cohort: Cohort, values: Values, fields: FieldCatalogue, library: Library) -> tuple[MatchItem, ...]:
    return (
        _defining_items(cohort, values, fields)
        + _score_items(cohort, values, library)
        + entry_items(cohort, values, fields, library)
        + plan_items(cohort, values, fields)
    )


def defining_fields(cohort: Cohort, library: Library) -> frozenset[str]:
    """Return the fields whose values make a patient one of this subgroup."""
    asked = {condition.field for condition in cohort.selected_by}
    if cohort.score_points is not None:
        asked.update(item.condition.field for item in library.scores[cohort.score_points.score].items)
    return frozenset(asked)


def _defining_items(cohort: Cohort, values: Values, fields: FieldCatalogue) -> tuple[MatchItem, ...]:
    """What makes a patient one of a group comes before all else, unless an entry item says it."""
    own = {entry.condition.field for entry in cohort.entry}
    return tuple(
        MatchItem(
            label=fields[condition.field].label,
            status=AS_STATUS[holds(condition, values)],
            fields=(condition.field,),
            patient_value=_as_json(values(condition.field)),
            published=cohort.label,
            basis="criterion",
            locator=cohort.locator,
        )
        for condition in cohort.selected_by
        if condition.field not in own
    )


def _score_items(cohort: Cohort, values: Values, library: Library) -> tuple[MatchItem, ...]:
    """The points of a score that the group had, against those that the patient can have."""
    band = cohort.score_points
    if band is None:
        return ()
    score = library.scores[band.score]
    low, high = span_of(score, values)
    points = f"{low}" if low == high else say("{low} to {high}", low=str(low), high=str(high))
    group = say("{low} to {high}", low=str(band.from_points), high=str(band.to_points))
    asked = dict.fromkeys(
        condition.field
        for item in score.items
        for condition in (item.condition, item.also_where)
        if condition is not None
    )
    return (
        MatchItem(
            label=say("{name} ({words})", name=score.label, words=group),
            status=AS_STATUS[in_band(cohort, values, library)],
            fields=tuple(asked),
            patient_value=points,
            published=band.printed,
            basis="criterion",
            locator=band.locator,
        ),
    )


def in_band(cohort: Cohort, values: Values, library: Library) -> bool | None:
    """Return whether the patient has the points of the group; None where that is open or the group names none."""
    band = cohort.score_points
    if band is None:
        return None
    low, high = span_of(library.scores[band.score], values)
    if high < band.from_points or low > band.to_points:
        return False
    return True if band.from_points <= low and high <= band.to_points else None


def _as_json(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _entries(cohort: Cohort, library: Library) -> tuple[EntryItem, ...]:
    """A subgroup has its own items and those of the cohort it is part of; an earlier report those of the last one."""
    whole = cohort.subgroup_of or cohort.earlier_report_of
    if whole is None:
        return cohort.entry
    own = {entry.condition.field for entry in cohort.entry} | {one.field for one in cohort.selected_by}
    parent = _entries(library.cohorts[whole], library)
    return cohort.entry + tuple(entry for entry in parent if entry.condition.field not in own)


def entry_items(cohort: Cohort, values: Values, fields: FieldCatalogue, library: Library) -> tuple[MatchItem, ...]:
    """Return who the patients of a cohort had to be, or were, each item held against the patient."""
    return tuple(entry_item(entry, values, fields) for entry in _entries(cohort, library))


def entry_item(entry: EntryItem, values: Values, fields: FieldCatalogue) -> MatchItem:
    """Return one item of a population held against the patient."""
    spec = fields[entry.condition.field]
    value = values(spec.id)
    against = any_holds(entry.against_where, values) is True
    held = False if against else any_holds((entry.condition, *entry.or_else), values)
    decides = against or not entry.decides_only_met
    others = (other.field for other in (*entry.or_else, *entry.against_where))
    return MatchItem(
        label=entry.label or say_label(spec.label, spec.id),
        status=AS_STATUS[held if held or decides else None],
        fields=tuple(dict.fromkeys((spec.id, *others))),
        patient_value=_as_json(value),
        published=entry.printed,
        basis=entry.basis,
        locator=entry.locator,
        decides=decides,
    )


def plan_items(cohort: Cohort, values: Values, fields: FieldCatalogue) -> tuple[MatchItem, ...]:
    """Return dose and fractions of the plan against those given, where the cohort's modality is the planned one."""
    if values("modality") != cohort.modality:
        return ()
    parts: list[tuple[str, Statement, str]] = []
    if (dose := dose_statement(cohort)) is not None:
        name = described(cohort.modality).dose_field
        parts.append((name, dose, courses_in_words(cohort, fields[name].unit)))
    if (given := cohort.fractions) is not None:
        asked = Statement(field="fractions", between=(float(given[0]), float(given[1])))
        parts.append(("fractions", asked, range_in_words(given, fields["fractions"].unit)))
    return tuple(
        MatchItem(
            label=say_label(fields[name].label, name),
            status=AS_STATUS[statement_holds(asked, values)],
            fields=(name,),
            patient_value=values(name),
            published=published,
            basis="observed",
            locator=cohort.locator,
        )
        for name, asked, published in parts
    )


def _remarks(cohort: Cohort, library: Library) -> tuple[str, ...]:
    """What is known of the cohort that no field of the case can be held against."""
    remarks = []
    if cohort.colorectal_patients is not None and cohort.patients:
        remarks.append(_colorectal_share(cohort, library))
    elif cohort.colorectal_proportion is not None:
        share = str(round(cohort.colorectal_proportion * 100))
        remarks.append(say("{share} % had colorectal cancer.", share=share))
    source = library.sources[library.source_of[cohort.id]]
    first, last = cohort.enrolled_from or source.enrolled_from, cohort.enrolled_to or source.enrolled_to
    if first is not None and last is not None:
        remarks.append(say("Treated {first} to {last}.", first=str(first), last=str(last)))
    else:
        year = "" if source.year is None else say("Published {year}.", year=str(source.year))
        remarks.append(in_row((year, say("Years of treatment not given."))))
    if cohort.earlier_report_of is not None:
        later = library.sources[library.source_of[cohort.earlier_report_of]].short
        remarks.append(
            say("An earlier report of the patients of {later}: one study, of which the later comes first.", later=later)
        )
    if earlier := [one for one in library.cohorts_for(cohort.modality) if one.earlier_report_of == cohort.id]:
        shorts = join_words(library.sources[library.source_of[one.id]].short for one in earlier)
        remarks.append(
            say("Reported earlier as {studies}: one study, of which this is the last report.", studies=shorts)
        )
    if cohort.overlaps:
        others = dict.fromkeys(
            say("other groups of the same study")
            if library.source_of[name] == source.id
            else library.sources[library.source_of[name]].short
            for name in cohort.overlaps
        )
        remarks.append(say("Shares patients with {groups}: not to be counted twice.", groups=join_words(others)))
    return tuple(remarks)


def _colorectal_share(cohort: Cohort, library: Library) -> str:
    """Say how many had colorectal cancer, and where that is our reading of a misprint and not what the paper prints."""
    some, all_ = str(cohort.colorectal_patients), str(cohort.patients)
    for figure in library.figures_of_cohort(cohort.id):
        if figure.id.endswith(".colorectal_patients") and figure.obtained == "reading":
            return say(
                "{some} of {all} patients had colorectal cancer (printed “{printed}”: our reading).",
                some=some,
                all=all_,
                printed=figure.printed,
            )
    return say("{some} of {all} patients had colorectal cancer.", some=some, all=all_)


def _in_words(by_status: dict[MatchStatus, list[MatchItem]]) -> str:
    total = sum(len(items) for items in by_status.values())
    if not total:
        return say("The source gives no items to compare with.")
    like = say_counted(
        total,
        "Like this cohort in {met} of {number} item",
        "Like this cohort in {met} of {number} items",
        met=str(len(by_status["met"])),
    )
    unlike = join_words(lower_first(item.label) for item in by_status["not_met"])
    open_ = join_words(lower_first(item.label) for item in by_status["unknown"])
    parts = (
        like,
        say("unlike it in {items}", items=unlike) if unlike else "",
        say("not known: {items}", items=open_) if open_ else "",
    )
    return say("{sentence}.", sentence=in_row(parts, "; "))


def selected(cohort: Cohort, values: Values, library: Library) -> bool | None:
    """Return whether the patient's own values select this subgroup: False where they select another, else None.

    None as well for a cohort that no value selects.
    """
    asked = [all_hold(cohort.selected_by, values)] if cohort.selected_by else []
    asked += [in_band(cohort, values, library)] if cohort.score_points is not None else []
    if not asked:
        return None
    return False if False in asked else None if None in asked else True


def describe_patient_value(fields: FieldCatalogue, field_id: str, value: object) -> str:
    """Return a patient's value of a match item in words."""
    return value_in_words(fields[field_id], tuple(value) if isinstance(value, list) else value)
