"""A department's own rules for trying evaluators: every kind of rule, every comparison, every group, in one file."""

from __future__ import annotations

from pathlib import Path

from engine.evidence.library import Library
from engine.evidence.loading import load_library
from tests.property.patients import FIELDS, RESOURCES

HEAD = """
format = "beamside-source/1"

[source]
id = "ourrules"
short = "Our department 2025"
authors = "not given"
title = "Rules of the department"
year = 2025
published_in = "internal audit"
design = "retrospective"
paper = ""

[[cohort]]
id = "ourrules.all"
label = "All liver SBRT"
modality = "sbrt"
locator = "page 2"
patients = 41
dose_gy = [30, 60]
fractions = [3, 5]

[[cohort.entry]]
condition = { field = "liver_lesion_count", at_most = 4 }
basis = "criterion"
printed = "up to four lesions"
locator = "page 2"

[[cohort.entry]]
condition = { field = "largest_lesion_cm", between = [0.5, 7.0] }
basis = "observed"
printed = "0.5 to 7 cm"
locator = "page 2"
"""

#: name, rule, and what else the criterion says
RULES = (
    ("at_most", '{ kind = "at_most", field = "inr", limit = 1.5 }', "observed_low = 0.8"),
    ("at_most_wide", '{ kind = "at_most", field = "cea_ng_ml", limit = 200.3, borderline_to = 400 }', ""),
    ("at_most_ecog", '{ kind = "at_most", field = "ecog", limit = 2 }', ""),
    ("at_least", '{ kind = "at_least", field = "albumin_g_dl", limit = 3.1, borderline_from = 2.6 }', ""),
    ("at_least_count", '{ kind = "at_least", field = "chemotherapy_cycles", limit = 4 }', "observed_high = 12"),
    ("above", '{ kind = "above", field = "platelets_10e9_l", limit = 74.9 }', "observed_high = 400"),
    ("below", '{ kind = "below", field = "bilirubin_mg_dl", limit = 2.3 }', "observed_low = 0.3"),
    (
        "between",
        '{ kind = "between", field = "age_years", low = 18, high = 80 }',
        "observed_low = 30\nobserved_high = 77",
    ),
    (
        "between_elsewhere",
        '{ kind = "between", field = "tumour_height_cm", low = 2, high = 9, primary_sites = ["rectum"] }',
        "",
    ),
    ("is", '{ kind = "is", field = "mismatch_repair", values = ["proficient"] }', ""),
    ("is_flag", '{ kind = "is", field = "jaundice", values = [false] }', ""),
    ("not_resectable", '{ kind = "not_resectable", primary_sites = ["rectum", "colon"] }', ""),
    ("resectable", '{ kind = "resectable" }', ""),
    (
        "spared",
        ('{ kind = "spared_liver", field = "normal_liver_below_15gy_ml", limit = 650, fractions = [3], '
        'fractions_elsewhere = [5] }'),
        'threshold_elsewhere = "ours in {fractions}"',
    ),
    ("away_from", '{ kind = "away_from", field = "near_hilum" }', ""),
    ("synchronous", '{ kind = "synchronous_unresectable" }', ""),
    ("locally_advanced", '{ kind = "locally_advanced" }', ""),
    ("any_item", '{ kind = "any_item", field = "systemic_drugs" }', ""),
    ("no_item", '{ kind = "no_item", field = "extrahepatic_sites" }', ""),
    ("all_false", '{ kind = "all_false", fields = ["jaundice", "liver_cirrhosis", "other_malignancy"] }', ""),
    ("hepatic_function", '{ kind = "hepatic_function" }', ""),
    ("no_distant", '{ kind = "no_distant_metastases" }', ""),
    ("tolerance", '{ kind = "tolerance" }', ""),
    (
        "all_below",
        '{ kind = "all_below", fields = ["left_kidney_d66_gy", "right_kidney_d66_gy"], limits = [15, 18.5] }',
        "plan_item = true",
    ),
    (
        "given_with",
        ('{ kind = "at_most", field = "cord_max_gy", limit = 21.3, '
        'given_with = [{ dose = "total_dose_gy", fractions = "fractions", gy = 1.8 }] }'),
        "plan_item = true",
    ),
)  # fmt: skip

#: name, and the statement
CONCERNS = (
    (
        "numbers",
        ('{ any_of = [{ field = "inr", above = 2 }, { field = "inr", below = 0.9 }, '
        '{ field = "inr", equals = 1.5 }] }'),
    ),
    (
        "others",
        ('{ all_of = [{ field = "age_years", differs_from = 66 }, '
        '{ field = "age_years", one_of = [40, 50, 70.5] }] }'),
    ),
    ("range", '{ none_of = [{ field = "cea_ng_ml", between = [5, 200] }, { field = "cea_ng_ml", at_least = 900 }] }'),
    (
        "known",
        ('{ all_of = [{ field = "lesions", is_known = true }, '
        '{ field = "systemic_drugs", is_known = false }] }'),
    ),
    ("known_number", '{ field = "liver_volume_ml", is_known = false }'),
    (
        "choices",
        ('{ any_known_of = [{ field = "karnofsky", between = [50, 80] }, '
        '{ field = "ecog", differs_from = 0 }, { field = "clinical_t", one_of = ["T1", "T4b"] }] }'),
    ),
    (
        "flags",
        ('{ at_least_parts = 2, any_of = [{ field = "jaundice", equals = true }, '
        '{ field = "liver_steatosis", differs_from = true }, { field = "near_gut", one_of = [false] }] }'),
    ),
    (
        "lists",
        ('{ any_of = [{ field = "extrahepatic_sites", includes = "lung" }, '
        '{ field = "local_symptoms", is_empty = true }] }'),
    ),
    ("quotient", '{ field = "total_dose_gy", per = "fractions", between = [1.7, 1.9] }'),
    ("of_none", '{ field = "disappeared_lesion_count", per = "liver_lesion_count", at_most = 0.5 }'),
)  # fmt: skip


def written() -> str:
    """Return the whole file."""
    parts = [HEAD]
    for name, rule, more in RULES:
        parts.append(
            f'[[criterion]]\nid = "sbrt.our_{name}"\nmodality = "sbrt"\nlabel = "{name}"\nthreshold = "ours"\n'
            f'rule = {rule}\nprinted = "as we do"\nlocator = "page 3"\n{more}\n'
        )
        if more.startswith("observed") and "plan_item" not in more:
            parts.append('observed_printed = "as seen"\nobserved_locator = "page 3"\n')
    for place, (name, when) in enumerate(CONCERNS):
        level = "hard" if place % 2 else "weigh"
        asks = "asks = true\n" if place % 4 == 1 else ""
        only = 'only_where = { field = "modality", one_of = ["sbrt", "resection"] }\n' if place % 3 == 1 else ""
        parts.append(
            f'[[concern]]\nid = "ourrules.{name}"\nmodality = "sbrt"\nlevel = "{level}"\nkind = "patient"\n{asks}'
            f'about = "{name}"\nbrief = "{name}"\ntext = "Ours."\n{only}when = {when}\n'
            'printed = "as we do"\nlocator = "page 4"\n'
        )
    parts.append(
        '[[concern]]\nid = "ourrules.group"\nmodality = "sbrt"\nlevel = "hard"\nkind = "evidence"\nbasis = "cohorts"\n'
        'beyond = ["liver_lesion_count", "largest_lesion_cm", "fractions"]\nabout = "groups"\nbrief = "no group"\n'
        'text = "None of ours."\nlocator = "page 4"\n'
    )
    return "\n".join(parts)


def library_with_our_rules(folder: Path) -> Library:
    """Return the shipped library with the department's own rules.

    Parameters
    ----------
    folder : a place for the file.
    """
    (folder / "ourrules.toml").write_text(written(), encoding="utf-8")
    return load_library(RESOURCES / "evidence", {spec.id: spec.kind for spec in FIELDS}, local=folder)
