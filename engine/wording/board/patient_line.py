"""Who the patient is, in one breath: the line that a clinician dictates at the head of a board case.

What is not known and matters at a board is said to be not known; what is not known and seldom dictated is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from engine.case.checks.staging_age import OLD_AFTER_DAYS, days_since_resectability, days_since_staging
from engine.case.lesions import Lesion
from engine.case.patient import Patient
from engine.case.units import plain_text
from engine.findings.wording import MODALITY_SHORT, counted, join_words
from engine.modalities.catalogue import PlannedCourse, described
from engine.modalities.listed import Modality

#: rows of lesions that are told one by one; more are told by number and largest
_MOST_LESIONS = 5
#: what the line says: a page that begins with it need not say it again
FIELDS_OF_THE_LINE = frozenset(
    (
        "age_years",
        "sex",
        "primary_site",
        "tumour_height_cm",
        "clinical_t",
        "clinical_n",
        "primary_resected",
        "metastasis_timing",
        "liver_tumour",
        "lesions",
        "extrahepatic_sites",
        "metastases_resectable",
        "fit_for_surgery",
        "karnofsky",
        "ecog",
        "child_pugh",
        "albi_grade",
        "hepatic_function_adequate",
        "modality",
        "total_dose_gy",
        "fractions",
    )
)
_SEXES = {"female": "F", "male": "M"}


def patient_line(patient: Patient) -> tuple[str, ...]:
    """Return who the patient is: primary, metastases, and what decides on local treatment, as parts of one line.

    Parts are to be joined by " · ". Nothing is rounded, and nothing is said of a value that is not known but for
    resectability, disease outside the liver and performance status, whose absence a board must hear.
    """
    if not patient.inputs:
        return ()
    parts = (
        _person(patient),
        _primary(patient),
        _liver(patient),
        _outside_the_liver(patient),
        _resectability(patient),
        _performance(patient),
        _function(patient),
        _staging(patient),
        _resectability_judged(patient),
        _planned(patient),
    )
    return tuple(part for part in parts if part)


def _person(patient: Patient) -> str:
    age, sex = patient.number("age_years"), patient.text("sex")
    return " ".join(part for part in (plain_text(age) if age is not None else "", _SEXES.get(sex or "", "")) if part)


def _primary(patient: Patient) -> str:
    site, height = patient.text("primary_site"), patient.number("tumour_height_cm")
    stage = " ".join(f"c{stage}" for stage in (patient.text("clinical_t"), patient.text("clinical_n")) if stage)
    words = [{"rectum": "rectum", "colon": "colon", "other": "primary neither rectum nor colon"}.get(site or "", "")]
    if height is not None:
        words.append(f"{plain_text(height)} cm")
    words.append(stage)
    resected = patient.flag("primary_resected")
    said = " ".join(word for word in words if word)
    place = {True: "resected", False: "in situ"}.get(resected) if resected is not None else None
    if place is not None:
        said = f"{said}, {place}" if said else f"primary {place}"
    if patient.text("histology") == "other":
        said = f"{said}, not an adenocarcinoma" if said else "not an adenocarcinoma"
    return said


def _liver(patient: Patient) -> str:
    if patient.text("liver_tumour") == "primary_liver_cancer":
        kind = ("primary liver cancer, 1 lesion", "primary liver cancer, {} lesions")
    else:
        kind = ("1 liver metastasis", "{} liver metastases")
    timing = patient.text("metastasis_timing") or ""
    rows = cast("tuple[Lesion, ...] | None", patient.value("lesions"))
    number = patient.number("liver_lesion_count")
    if number is None and not rows:
        largest = patient.number("largest_lesion_cm")
        size = f", largest {plain_text(largest)} cm" if largest is not None else ""
        return f"liver lesions: number not known{size}" if size or timing else ""
    if not number and not rows:
        return "no liver metastases"
    count = round(number or 0)
    said = kind[0] if count == 1 else kind[1].format(count)
    said = f"{said}, {timing}" if timing else said
    detail = _lesions(patient, rows or ())
    return f"{said} ({detail})" if detail else said


def _lesions(patient: Patient, rows: tuple[Lesion, ...]) -> str:
    if rows and len(rows) <= _MOST_LESIONS:
        return ", ".join(_lesion(row, patient) for row in rows)
    largest = patient.number("largest_lesion_cm")
    parts = [f"largest {plain_text(largest)} cm"] if largest is not None else []
    for name, words in (
        ("near_gut", "near bowel or stomach"),
        ("near_hilum", "near the hilum"),
        ("near_major_vessel", "near a vessel"),
    ):
        if patient.flag(name):
            parts.append(words)
    gone = patient.number("disappeared_lesion_count")
    if gone:
        parts.append(f"{plain_text(gone)} no longer seen")
    return ", ".join(parts)


def _lesion(row: Lesion, patient: Patient) -> str:
    segment = patient.fields.lesion_by_id["segment"].choice_label(row.segment) if row.segment is not None else ""
    size = f"{plain_text(row.diameter_cm)} cm" if row.diameter_cm is not None else "size not known"
    near = [
        words
        for flag, words in ((row.near_gut, "gut"), (row.near_hilum, "the hilum"), (row.near_major_vessel, "a vessel"))
        if flag
    ]
    said = " ".join(part for part in (segment, size) if part)
    if near:
        said += f" near {join_words(near)}"
    return f"{said} no longer seen" if row.disappeared else said


def _outside_the_liver(patient: Patient) -> str:
    sites = patient.items("extrahepatic_sites")
    if sites is None:
        return "outside the liver not known"
    if not sites:
        return "nothing outside the liver"
    labels = patient.fields["extrahepatic_sites"]
    return f"also {join_words(labels.choice_label(site).lower() for site in sites)}"


def _resectability(patient: Patient) -> str:
    resectable, fit = patient.flag("metastases_resectable"), patient.flag("fit_for_surgery")
    said = {True: "resectable", False: "not resectable"}.get(resectable) if resectable is not None else None
    fitness = {True: "fit for surgery", False: "unfit for surgery"}.get(fit) if fit is not None else None
    if said is None and fitness is None:
        return "resectability not known"
    return ", ".join(part for part in (said or "resectability not known", fitness) if part)


def _performance(patient: Patient) -> str:
    karnofsky, ecog = patient.value("karnofsky"), patient.value("ecog")
    parts = [f"ECOG {ecog}"] if ecog is not None else []
    parts += [f"Karnofsky {karnofsky}"] if karnofsky is not None else []
    return ", ".join(parts) or "performance not known"


def _function(patient: Patient) -> str:
    child_pugh, adequate = patient.text("child_pugh"), patient.flag("hepatic_function_adequate")
    parts = [f"Child-Pugh {child_pugh}"] if child_pugh is not None else []
    albi = patient.value("albi_grade")
    if albi is not None:
        parts.append(f"ALBI grade {albi}")
    if adequate is not None:
        parts.append("liver function adequate" if adequate else "liver function not adequate")
    return ", ".join(parts)


def _staging(patient: Patient) -> str:
    """Say of the staging only what a board has to hear: that it is old, or that its day cannot be right."""
    return _old_on_the_day("staging", "staging dated", days_since_staging(patient))


def _resectability_judged(patient: Patient) -> str:
    """Say of the judgement what is said of the staging; nothing where no judgement is entered beside its day."""
    if patient.flag("metastases_resectable") is None:
        return ""
    return _old_on_the_day("resectability judged", "resectability judged", days_since_resectability(patient))


def _old_on_the_day(what: str, dated: str, days: int | None) -> str:
    if days is None or 0 <= days <= OLD_AFTER_DAYS:
        return ""
    if days < 0:
        return f"{dated} after the board"
    return f"{what} {days} days before the board, older than {OLD_AFTER_DAYS // 7} weeks"


def _planned(patient: Patient) -> str:
    modality = patient.text("modality")
    if modality is None:
        return ""
    course = planned_course(patient, modality)
    return f"planned: {MODALITY_SHORT[modality]}{f' {course}' if course else ''}"  # type: ignore[index]


def planned_course(patient: Patient, modality: str | None) -> str:
    """Return the planned course: "60 Gy in 3 fractions"; empty where nothing of it is known."""
    if modality is None:
        return ""
    plan = described(cast("Modality", modality))
    said = join_words(_courses(patient, plan.courses))
    return said or join_words(_courses(patient, (plan.whole,) if plan.whole is not None else ()))


def _courses(patient: Patient, courses: tuple[PlannedCourse, ...]) -> Iterator[str]:
    for one in courses:
        if course := _course(patient, one.dose, one.fractions):
            yield f"{one.name} {course}" if one.name else course


def _course(patient: Patient, dose: str, fractions: str | None) -> str:
    gy = patient.number(dose)
    number = patient.number(fractions) if fractions else None
    parts = [f"{plain_text(gy)} Gy"] if gy is not None else []
    if number is not None:
        parts.append(f"in {counted(round(number), 'fraction', 'fractions')}")
    return " ".join(parts)
