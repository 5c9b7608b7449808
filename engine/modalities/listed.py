"""The one list of the modalities: the kinds of treatment that are weighed against one another."""

from __future__ import annotations

from typing import Literal, get_args

Modality = Literal[
    "sbrt",
    "whole_liver_boost",
    "chemoradiotherapy",
    "iort",
    "resection",
    "thermal_ablation",
    "systemic_therapy",
]

#: The modalities in the order in which they are shown.
MODALITIES: tuple[Modality, ...] = get_args(Modality)
