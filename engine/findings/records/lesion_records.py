"""What is found for one lesion, and for the liver that is left: ids and numbers, no words."""

from __future__ import annotations

from typing import Any

from engine.evidence.records.modalities import Modality
from engine.findings.records.finding import Finding, Status, Verdict


class LesionReason(Finding, frozen=True, kw_only=True):
    """A criterion that decides the verdict of one lesion: what it looks at, and what is so of the lesion there."""

    criterion: str
    field: str
    status: Status
    value: Any = None


class LesionOption(Finding, frozen=True, kw_only=True):
    """One treatment for one lesion: the verdict of its size and place alone, with what decides it.

    Attributes
    ----------
    reasons : those criteria that decide the verdict; none where every one is met.
    criteria : every criterion that was looked at.
    """

    modality: Modality
    verdict: Verdict
    reasons: tuple[LesionReason, ...]
    criteria: tuple[str, ...]


class LesionFinding(Finding, frozen=True, kw_only=True):
    """One lesion, by its row from 1.

    Attributes
    ----------
    planned : the treatment that the plan names for it; None where it names nothing.
    judged_resectable, judged_ablatable : the board's own judgement; None where it gave none.
    options : what the published criteria of size and place say of each local treatment that has such criteria.
    """

    lesion: int
    planned: str | None
    judged_resectable: bool | None
    judged_ablatable: bool | None
    options: tuple[LesionOption, ...]


class LiverReserve(Finding, frozen=True, kw_only=True):
    """Volumes by arithmetic on the values of the case, in millilitres; it is no volumetry.

    A volume of tumour is that of spheres of the longest diameters: the most that ellipsoids of these can have. What
    is left after taking tumour away therefore lies between `low` (all of it taken) and `high` (none of it).

    Attributes
    ----------
    tumours_at_most_ml : of all lesions that are still seen.
    without_diameter : lesions that are still seen and are not in it.
    normal_low_ml, normal_high_ml : liver without tumour.
    remnant_percent, remnant_ml : share of the whole liver that volumetry gave, and what it is of the liver's volume.
    removed_ml : the rest of the liver.
    tumours_left_at_most_ml : of the lesions that the plan does not give to resection.
    remnant_normal_low_ml, remnant_normal_high_ml : remnant without the tumour that may be left in it.
    remnant_normal_percent_low, remnant_normal_percent_high : the same as a share of the liver without tumour; a lesion
        for which the plan names nothing may be taken or left.
    needed_percent : published share of the whole liver to be left, from and to.
    needed_after_chemotherapy_percent : the share that a concern of resection asks for after more than three months of
        chemotherapy; None: no record of the library gives it.
    after_chemotherapy : whether there was chemotherapy; None where that is not known.
    spared_limit_ml : published volume of normal liver to be spared by radiotherapy.
    left_to_irradiate_low_ml, left_to_irradiate_high_ml : remnant without tumour less that volume: how much of it may
        get more dose than the rule allows. Below nothing: after this resection the rule cannot be met.
    """

    liver_ml: float
    tumours_at_most_ml: float
    without_diameter: int
    normal_low_ml: float
    normal_high_ml: float
    remnant_percent: float | None
    remnant_ml: float | None
    removed_ml: float | None
    tumours_left_at_most_ml: float
    remnant_normal_low_ml: float | None
    remnant_normal_high_ml: float | None
    remnant_normal_percent_low: float | None
    remnant_normal_percent_high: float | None
    needed_percent: tuple[float, float] | None
    needed_after_chemotherapy_percent: float | None
    after_chemotherapy: bool | None
    spared_limit_ml: float | None
    left_to_irradiate_low_ml: float | None
    left_to_irradiate_high_ml: float | None
