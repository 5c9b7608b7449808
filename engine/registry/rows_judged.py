"""Rows of values held against the library: headline and reasons of every option, as ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient, Value
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.columns.answers import Array
from engine.findings.columns.judging import (
    VERDICTS,
    ColumnJudgements,
    OptionColumns,
    bits_of,
    fields_judged,
    judge_columns,
)
from engine.findings.columns.reasons import ReasonIds, SetsOfIds, ids_of
from engine.findings.columns.table import columns_of
from engine.findings.records.finding import Verdict

#: values by field, each as long as there are rows; None is not known, an absent field not known of anybody
Values = Mapping[str, Sequence[Value | None]]
#: the same, some of them made into columns already
Columns = Mapping[str, Sequence[Value | None] | Array]
#: what begins the reason of a headline that values keep open which contradict one another
CONTRADICTION = "contradiction:"


class RowsJudged(NamedTuple):
    """For every option one entry a row.

    Attributes
    ----------
    reasons : ids of what decides the headline: criteria, then concerns, then contradictions, each in the order of
        the library; none where every criterion is met and nothing speaks against it.
    counts : of each option how many rows have each pair of a verdict and a reason.
    over_columns : what all of it was made from; None where there are no rows.
    """

    verdicts: Mapping[Modality, Sequence[Verdict]]
    reasons: Mapping[Modality, SetsOfIds]
    counts: Mapping[Modality, Mapping[tuple[Verdict, str], int]]
    over_columns: ColumnJudgements | None


def judge_rows(columns: Columns, size: int, fields: FieldCatalogue, library: Library) -> RowsJudged:
    """Judge every option of every row; pure, and a row does not depend on any other."""
    if not size:
        return RowsJudged(
            dict.fromkeys(MODALITIES, ()),
            dict.fromkeys(MODALITIES, SetsOfIds([], [])),
            {one: {} for one in MODALITIES},
            None,
        )
    mattering = fields_judged(fields, library)
    looked_at = {name: values for name, values in columns.items() if name in mattering}
    judged = judge_columns(columns_of(looked_at, fields), fields, library, size)
    options = judged.options
    found = {name: _reasons_of(option) for name, option in options.items()}
    return RowsJudged(
        {name: [VERDICTS[code] for code in option.verdicts.tolist()] for name, option in options.items()},
        {name: reasons for name, (reasons, _) in found.items()},
        {name: counts for name, (_, counts) in found.items()},
        judged,
    )


def _reasons_of(option: OptionColumns) -> tuple[SetsOfIds, dict[tuple[Verdict, str], int]]:
    ids, deciding = ids_of(option, CONTRADICTION), option.deciding()
    counts = {(verdict, ids[place]): times for (verdict, place), times in option.reason_counts(deciding).items()}
    return _reason_ids(ids).of(bits_of(deciding)), counts


@lru_cache(maxsize=64)
def _reason_ids(ids: tuple[str, ...]) -> ReasonIds:
    return ReasonIds(ids)


def cases_of(columns: Values, size: int, fields: FieldCatalogue) -> list[Case]:
    """Return a case for every row."""
    return [Case(Patient(fields, {name: values[place] for name, values in columns.items()})) for place in range(size)]
