"""The fields that a board hears first, in the order in which a case is told."""

from __future__ import annotations

from engine.case.fields import FieldCatalogue, FieldSpec

#: What is asked, who it is, where the tumour sits and how far it goes.
WHO_AND_WHERE = (
    "modality",
    "age_years",
    "ecog",
    "primary_site",
    "tumour_height_cm",
    "clinical_t",
    "clinical_n",
    "primary_resected",
)
#: What is in the liver, what is outside it, and what a surgeon says.
HOW_FAR = (
    "metastasis_timing",
    "liver_tumour",
    "liver_lesion_count",
    "largest_lesion_cm",
    "near_gut",
    "extrahepatic_sites",
    "metastases_resectable",
    "fit_for_surgery",
    "hepatic_function_adequate",
    "lesions",
)


def board_fields(fields: FieldCatalogue) -> tuple[tuple[FieldSpec, ...], tuple[FieldSpec, ...]]:
    """Return both parts of the first minute; what a catalogue does not have is left out."""
    return tuple(fields[name] for name in WHO_AND_WHERE if name in fields), tuple(
        fields[name] for name in HOW_FAR if name in fields
    )
