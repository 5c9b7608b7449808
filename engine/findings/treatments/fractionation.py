"""The planned course and the published ones on one scale: BED and EQD2, with the alpha/beta ratio and who uses it.

The 15 Gy of the spared-liver rule are never converted: sources name their own threshold for their fractions.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from engine.dose.fractionation import bed_gy, eqd2_gy
from engine.evidence.library import Library
from engine.evidence.records.cohorts import Cohort
from engine.findings.assessment import CohortDose, FractionationFinding, FractionationScale
from engine.findings.conditions import Values
from engine.words.said import template

_NOTE = template(
    "Linear-quadratic model, without time or repopulation; above about 8 to 10 Gy per fraction it is disputed. "
    "Neither figure is a limit, and the spared-liver threshold is not converted."
)
_DIGITS = 2


def fractionation(values: Values, library: Library) -> FractionationFinding | None:
    """Return the planned course on every published scale; None where dose or fractions are not known."""
    scales = tuple(
        scale_for(record.value_gy, values, library, tissue=record.tissue, text=record.text)
        for record in library.alpha_betas
    )
    dose, fractions = values("total_dose_gy"), values("fractions")
    if not dose or not fractions:
        return None
    cited = tuple(
        _with_source(scale, library.source_of[record.id], record.locator)
        for scale, record in zip(scales, library.alpha_betas, strict=True)
        if scale is not None
    )
    return FractionationFinding(
        total_dose_gy=dose,
        fractions=fractions,
        dose_per_fraction_gy=round(dose / fractions, _DIGITS),
        scales=cited,
        note=_NOTE,
    )


def scale_for(
    alpha_beta_gy: float, values: Values, library: Library, *, tissue: str = "chosen", text: str = ""
) -> FractionationScale | None:
    """Return the planned course and the published ones for any alpha/beta ratio, such as one typed by the user.

    Raises
    ------
    ValueError : the ratio is not above 0.
    """
    dose, fractions = values("total_dose_gy"), values("fractions")
    if not dose or not fractions:
        return None
    modality = values("modality")
    return FractionationScale(
        alpha_beta_gy=alpha_beta_gy,
        tissue=tissue,
        text=text,
        source=None,
        locator=None,
        bed_gy=round(bed_gy(dose, fractions, alpha_beta_gy), _DIGITS),
        eqd2_gy=round(eqd2_gy(dose, fractions, alpha_beta_gy), _DIGITS),
        cohorts=_published(modality, alpha_beta_gy, library),
    )


@lru_cache(maxsize=64)
def _published(modality: str | None, alpha_beta_gy: float, library: Library) -> tuple[CohortDose, ...]:
    """The published courses of a modality on one scale: the same for every patient."""
    return tuple(
        _cohort_dose(cohort, alpha_beta_gy, library)
        for cohort in library.cohorts.values()
        if cohort.modality == modality and cohort.subgroup_of is None and cohort.dose_gy is not None
    )


def _with_source(scale: FractionationScale, source: str, locator: str) -> FractionationScale:
    return msgspec.structs.replace(scale, source=source, locator=locator)


def _cohort_dose(cohort: Cohort, alpha_beta_gy: float, library: Library) -> CohortDose:
    """A published course; BED only where one number of fractions is given, since other pairs are not published."""
    doses, fractions = cohort.dose_gy or (0.0, 0.0), cohort.fractions
    bed: tuple[float, float] | None = None
    eqd2: tuple[float, float] | None = None
    if fractions is not None and fractions[0] == fractions[1] and min(doses) > 0:
        low, high = (bed_gy(dose, fractions[0], alpha_beta_gy) for dose in doses)
        bed = (round(low, _DIGITS), round(high, _DIGITS))
        factor = 1.0 + 2.0 / alpha_beta_gy
        eqd2 = (round(low / factor, _DIGITS), round(high / factor, _DIGITS))
    source = library.source_of[cohort.id]
    return CohortDose(
        cohort=cohort.id,
        source=source,
        label=library.sources[source].short,
        dose_gy=doses,
        fractions=fractions,
        bed_gy=bed,
        eqd2_gy=eqd2,
        locator=cohort.locator,
    )
