"""Who the patient is, in one breath: the line that a clinician dictates at the head of a board case.

What is not known and matters at a board is said to be not known; what is not known and seldom dictated is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from engine.case.checks.staging_age import OLD_AFTER_DAYS, days_since_resectability, days_since_staging
from engine.case.fields import FieldSpec
from engine.case.lesions import Lesion
from engine.case.patient import Patient
from engine.case.units import plain_text
from engine.findings.wording import MODALITY_SHORT, counted, join_words, lower_first, value_in_sentence, with_unit
from engine.modalities.catalogue import PlannedCourse, described
from engine.modalities.listed import Modality
from engine.words.said import Number, in_row, say, say_counted, say_label, small, template, templates

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
#: what headlines hang on most often
_TOLD_AS_TYPED = ("liver_lesion_count", "largest_lesion_cm", "total_dose_gy", "child_pugh")
_SEXES = {"female": say("F", "sex"), "male": say("M", "sex")}
_TIMINGS = {"synchronous": template("synchronous"), "metachronous": template("metachronous")}
_SITES = {
    "rectum": template("rectum"),
    "colon": template("colon"),
    "other": template("primary neither rectum nor colon"),
}


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
        _typed_otherwise(patient),
    )
    return tuple(part for part in parts if part)


def _person(patient: Patient) -> str:
    age, sex = patient.number("age_years"), patient.text("sex")
    letter = _SEXES.get(sex or "", "")
    return in_row((Number(plain_text(age)) if age is not None else "", letter))


def _primary(patient: Patient) -> str:
    site, height = patient.text("primary_site"), patient.number("tumour_height_cm")
    stage = " ".join(f"c{stage}" for stage in (patient.text("clinical_t"), patient.text("clinical_n")) if stage)
    words = [say(_SITES[site]) if site in _SITES else "", with_unit(height, "cm") if height is not None else "", stage]
    resected = patient.flag("primary_resected")
    said: str = in_row(words)
    if resected is not None:
        alone = say("primary resected") if resected else say("primary in situ")
        place = say("resected") if resected else say("in situ")
        said = in_row((said, place), ", ") if said else alone
    if patient.text("histology") == "other":
        said = in_row((said, say("not an adenocarcinoma")), ", ")
    return said


def _liver(patient: Patient) -> str:
    if patient.text("liver_tumour") == "primary_liver_cancer":
        kind = templates("primary liver cancer, {number} lesion", "primary liver cancer, {number} lesions")
    else:
        kind = templates("{number} liver metastasis", "{number} liver metastases")
    timing = _TIMINGS.get(patient.text("metastasis_timing") or "", "")
    rows = cast("tuple[Lesion, ...] | None", patient.value("lesions"))
    number = patient.number("liver_lesion_count")
    if number is None and not rows:
        largest = patient.number("largest_lesion_cm")
        size = say("largest {size}", size=with_unit(largest, "cm")) if largest is not None else ""
        unknown = say("liver lesions: number not known")
        return in_row((unknown, size), ", ") if size or timing else ""
    if not number and not rows:
        return say("no liver metastases")
    said = in_row((say_counted(round(number or 0), *kind), timing), ", ")
    detail = _lesions(patient, rows or ())
    return say("{lesions} ({detail})", lesions=said, detail=detail) if detail else said


def _lesions(patient: Patient, rows: tuple[Lesion, ...]) -> str:
    if rows and len(rows) <= _MOST_LESIONS:
        return in_row((_lesion(row, patient) for row in rows), ", ")
    largest = patient.number("largest_lesion_cm")
    parts: list[str] = [say("largest {size}", size=with_unit(largest, "cm"))] if largest is not None else []
    for name, words in (
        ("near_gut", say("near bowel or stomach")),
        ("near_hilum", say("near the hilum")),
        ("near_major_vessel", say("near a vessel")),
    ):
        if patient.flag(name):
            parts.append(words)
    gone = patient.number("disappeared_lesion_count")
    if gone:
        parts.append(say("{number} no longer seen", number=Number(plain_text(gone))))
    return in_row(parts, ", ")


def _lesion(row: Lesion, patient: Patient) -> str:
    segment = patient.fields.lesion_by_id["segment"].choice_label(row.segment) if row.segment is not None else ""
    segment = say_label(segment, "segment") if segment else ""
    size = with_unit(row.diameter_cm, "cm") if row.diameter_cm is not None else say("size not known")
    near = [
        words
        for flag, words in (
            (row.is_near_gut, say("gut")),
            (row.is_near_hilum, say("the hilum")),
            (row.is_near_major_vessel, say("a vessel")),
        )
        if flag
    ]
    said: str = in_row((segment, size))
    if near:
        said = say("{lesion} near {places}", lesion=said, places=join_words(near))
    return say("{lesion} no longer seen", lesion=said) if row.disappeared else said


def _outside_the_liver(patient: Patient) -> str:
    sites = patient.items("extrahepatic_sites")
    if sites is None:
        return say("outside the liver not known")
    if not sites:
        return say("nothing outside the liver")
    labels = patient.fields["extrahepatic_sites"]
    named = (small(say_label(labels.choice_label(site), labels.id)) for site in sites)
    return say("also {sites}", sites=join_words(named))


def _resectability(patient: Patient) -> str:
    resectable, fit = patient.flag("metastases_resectable"), patient.flag("fit_for_surgery")
    if resectable is None:
        said = say("resectability not known")
    else:
        said = say("resectable") if resectable else say("not resectable")
    if fit is None:
        return said
    return in_row((said, say("fit for surgery") if fit else say("unfit for surgery")), ", ")


def _performance(patient: Patient) -> str:
    karnofsky, ecog = patient.value("karnofsky"), patient.value("ecog")
    parts = [f"ECOG {ecog}"] if ecog is not None else []
    parts += [f"Karnofsky {karnofsky}"] if karnofsky is not None else []
    return ", ".join(parts) or say("performance not known")


def _function(patient: Patient) -> str:
    child_pugh, adequate = patient.text("child_pugh"), patient.flag("hepatic_function_adequate")
    parts: list[str] = [f"Child-Pugh {child_pugh}"] if child_pugh is not None else []
    albi = patient.value("albi_grade")
    if albi is not None:
        parts.append(say("ALBI grade {grade}", grade=str(albi)))
    if adequate is not None:
        parts.append(say("liver function adequate") if adequate else say("liver function not adequate"))
    return in_row(parts, ", ")


def _typed_otherwise(patient: Patient) -> str:
    """Say what was typed where the line tells what follows from other values: nobody is to hear the milder alone."""
    items = [
        _named(patient.fields[name], derived.replaces)
        for name, derived in patient.derived.items()
        if derived.replaces is not None and name in _TOLD_AS_TYPED
    ]
    return say("typed otherwise: {items}", items=join_words(items)) if items else ""


def _named(spec: FieldSpec, value: object) -> str:
    words = value_in_sentence(spec, value)
    if isinstance(value, int | float) and (spec.unit or "") in spec.label.lower():
        # "number of liver lesions 5", not "5 lesions".
        words = Number(plain_text(value))
    return say("{field} {value}", field=lower_first(say_label(spec.label, spec.id)), value=words)


def _staging(patient: Patient) -> str:
    """Say of the staging only what a board has to hear: that it is old, or that its day cannot be right."""
    one, many = templates(
        "staging {number} day before the board, older than {weeks} weeks",
        "staging {number} days before the board, older than {weeks} weeks",
    )
    return _old_on_the_day(days_since_staging(patient), say("staging dated after the board"), one, many)


def _resectability_judged(patient: Patient) -> str:
    """Say of the judgement what is said of the staging; nothing where no judgement is entered beside its day."""
    if patient.flag("metastases_resectable") is None:
        return ""
    one, many = templates(
        "resectability judged {number} day before the board, older than {weeks} weeks",
        "resectability judged {number} days before the board, older than {weeks} weeks",
    )
    after = say("resectability judged after the board")
    return _old_on_the_day(days_since_resectability(patient), after, one, many)


def _old_on_the_day(days: int | None, after: str, one: str, many: str) -> str:
    if days is None or 0 <= days <= OLD_AFTER_DAYS:
        return ""
    return after if days < 0 else say_counted(days, one, many, weeks=str(OLD_AFTER_DAYS // 7))


def _planned(patient: Patient) -> str:
    modality = patient.text("modality")
    if modality is None:
        return ""
    short: str = MODALITY_SHORT[modality]  # type: ignore[index]
    parts = described(cast("Modality", modality)).courses
    told = [*_courses(patient, parts)]
    if not (told and all(one.name for one in parts)):
        return say("planned: {option}", option=in_row((short, planned_course(patient, modality))))
    # Courses with names of their own name the option; where one of them is not known it stands before them.
    if len(told) == len(parts):
        return say("planned: {option}", option=join_words(told))
    return say("planned: {option}", option=say("{name} ({words})", name=short, words=join_words(told)))


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
            yield in_row((one.name, course))


def _course(patient: Patient, dose: str, fractions: str | None) -> str:
    gy = patient.number(dose)
    number = patient.number(fractions) if fractions else None
    dose = with_unit(gy, "Gy") if gy is not None else ""
    if number is None:
        return dose
    fractions = counted(round(number), "fraction", "fractions")
    return say("{dose} in {fractions}", dose=dose, fractions=fractions) if dose else say("in {n}", n=fractions)
