"""What was found in a record: values that can be taken, and what has to be asked or told. Ids and numbers, no words."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as kept_out
from typing import Literal

from engine.intake.instants import Moment

#: There is nothing to be asked either: ruled out, entered by mistake, never begun.
Dropped = Literal["dropped"]

#: Why something was not taken, or is to be looked at although it was.
Reason = Literal[
    "after_death",
    "after_the_board",
    "after_treatment",
    "age_unclear",
    "born_after_the_board",
    "born_too_early",
    "bound_not_value",
    "code_contradicts_name",
    "codes_disagree",
    "contradicts_primary",
    "dead_on_the_day",
    "deceased",
    "deceased_undated",
    "egfr",
    "height_near_colon",
    "kind_unclear",
    "later_of_one_day",
    "lesion_gone_from_body",
    "lesion_of_the_primary",
    "lesion_without_size",
    "measured_again",
    "near_birthday",
    "newer_not_final",
    "no_date",
    "no_number",
    "no_size",
    "no_subject",
    "no_such_choice",
    "not_confirmed",
    "not_final",
    "not_given_only_ordered",
    "not_in_the_case",
    "not_performed",
    "not_resolved",
    "not_understood",
    "old_told",
    "other_specimen",
    "other_tumour",
    "out_of_range",
    "part_only",
    "pathological",
    "place_unclear",
    "several_disagree",
    "several_values",
    "sex_unknown",
    "site_unclear",
    "stage_type_unclear",
    "stopped_early",
    "systemic_unclear",
    "text_not_number",
    "too_many_lesions",
    "too_old",
    "unknown_cancer",
    "unit_missing",
    "unit_not_in_table",
    "units_disagree",
    "unusual",
    "which_tumour",
]


@dataclass(frozen=True, slots=True)
class Source:
    """From which resource something comes: never its identifier, which may be a hospital number.

    Attributes
    ----------
    position : of the entry in the file, from 1; for NDJSON the line.
    kind : type of the resource.
    coded : system and code that were recognised, as text.
    when : as the record gives it; None where it does not.
    """

    position: int
    kind: str
    coded: str = ""
    when: Moment | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """One value for one field of the case.

    Attributes
    ----------
    value : as it stands in a case file.
    given : number and unit as the record gave them, where they were converted.
    """

    field: str
    source: Source
    # Kept out of the repr, which ends in logs and crash reports.
    value: object = kept_out(repr=False)
    given: str = kept_out(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that a person has to look at; the field stays as it is unless it was also taken."""

    field: str
    reason: Reason
    source: Source | None = None
    detail: str = kept_out(default="", repr=False)
