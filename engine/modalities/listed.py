"""The one list of the modalities: the kinds of treatment that are weighed against one another."""

from __future__ import annotations

from typing import Literal, get_args

Modality = Literal[
    "sbrt",
    "whole_liver_boost",
    "liver_palliation",
    "chemoradiotherapy",
    "short_course_radiotherapy",
    "iort",
    "resection",
    "thermal_ablation",
    "liver_transplantation",
    "systemic_therapy",
]

#: The modalities in the order in which they are shown.
MODALITIES: tuple[Modality, ...] = get_args(Modality)
