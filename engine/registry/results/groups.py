"""Groups of patients by a concern that holds of them, and by a published group that they resemble."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.columns.answers import YES, Array
from engine.findings.columns.judging import ColumnJudgements
from engine.findings.columns.resembling import groups_of, resembling
from engine.findings.headlines.concerns import compiled_concerns

#: what begins the name of a group, before the id of the concern or of the cohort
CONCERN, MATCH = "concern:", "match:"


class Named(NamedTuple):
    """A group of an option."""

    option: Modality
    name: str


@lru_cache(maxsize=8)
def named_groups(library: Library) -> tuple[Named, ...]:
    """Return every group, option by option: its concerns, then its published groups, in the order of the library."""
    found: list[Named] = []
    for option in MODALITIES:
        found += [Named(option, f"{CONCERN}{one.concern.id}") for one in compiled_concerns(option, library)]
        found += [Named(option, f"{MATCH}{cohort.id}") for cohort in groups_of(option, library)]
    return tuple(found)


def memberships(judged: ColumnJudgements, library: Library) -> Array:
    """Return who belongs to which of `named_groups`: groups by patients.

    Whose values contradict one another in what an option looks at resembles none of its groups: which value holds is
    not known. A concern holds by the reading that governs.
    """
    found: list[Array] = []
    for option in MODALITIES:
        columns = judged.options[option]
        found.append(columns.holds == YES)
        found.append(resembling(option, judged.treated[option], library) & ~columns.contested)
    return np.concatenate(found)
