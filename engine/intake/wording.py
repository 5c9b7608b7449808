"""The words for what was found in a record: written here and nowhere else, from ids and numbers.

Nothing that a record holds as free text is repeated: it may hold a name.
"""

from __future__ import annotations

from engine.case.case import Origin
from engine.intake.facts import Asked, Reason, Source, Taken
from engine.words.said import first_capital, say, template

_DAYS_PER_MONTH = 30.44
_MONTHS_FROM = 60

_SITES = {
    "rectosigmoid": template("the rectosigmoid junction, which is neither rectum nor colon here"),
    "bowel": template("a metastasis in the bowel, which is not the primary"),
    "liver": template("a tumour of the liver of which it is not said whether it is primary or secondary"),
    "nodes": template("lymph nodes that may be regional or distant"),
}

_WORDS: dict[Reason, str] = {
    "after_death": template(
        "A record{of} is dated after the death of the patient. One of the two is wrong. Not taken."
    ),
    "after_the_board": template("A record{of} lies after the day of the board and is passed over."),
    "after_treatment": template(
        "The category{on} is one after treatment (y); the one before it is asked for. Not taken."
    ),
    "age_unclear": template("Only a part of the date of birth is given: the age is {detail}. Enter it."),
    "born_after_the_board": template("The date of birth lies after the day of the board. Not taken."),
    "born_too_early": template("By the date of birth the patient would be {detail} years old. Not taken."),
    "bound_not_value": template("{detail} is a bound and not a value{on}. Enter the value if it is known."),
    "code_contradicts_name": template(
        "The code and the name that stands beside it are of different things{on}. Not taken."
    ),
    "codes_disagree": template("The codes of one record contradict one another{on}. Not taken."),
    "contradicts_primary": template("It contradicts the primary{on}. Not taken."),
    "dead_on_the_day": template(
        "The record says that the patient had died by the day of the board. The age is not taken."
    ),
    "deceased": template("The record says that the patient has died."),
    "deceased_undated": template("The record says that the patient has died, and not when. The age is not taken."),
    "egfr": template(
        "An eGFR per 1.73 m² is given{on}. It is a different quantity from creatinine clearance and is not taken."
    ),
    "height_near_colon": template(
        "A distance from the anal verge is given{on}, but the primary is not in the rectum. "
        "One of the two is wrong. Not taken."
    ),
    "kind_unclear": template(
        "A structure in the liver is recorded with a morphology that may be no metastasis. Ask; not taken."
    ),
    "later_of_one_day": template(
        "There are several results of {day} with different values; the latest instant counts, {when}."
    ),
    "lesion_gone_from_body": template("A size was measured on a specimen{on}: that tumour may have been removed."),
    "lesion_of_the_primary": template(
        "A structure in the liver is recorded as belonging to the primary. Is it a metastasis?"
    ),
    "lesion_without_size": template("{Detail} has no size that can be used: its row has none."),
    "measured_again": template("{Detail} was measured more than once; the latest size counts, {when}."),
    "near_birthday": template("The age on {board} is {age}. A birthday is within a month of that day."),
    "newer_not_final": template("A newer result is not final{on}."),
    "no_date": template("A record has no date, so its age is not known. Not taken."),
    "no_number": template("There is no number{on}. Not taken."),
    "no_size": template("The size is given as nothing{on}: no longer seen, or not entered. Ask; not taken."),
    "no_subject": template("A record does not say that it is about this patient{on}. Not taken."),
    "no_such_choice": template("The value{on} is none of the choices of this field. Not taken."),
    "not_confirmed": template("It is not confirmed, or no longer present{on}. Ask; not taken."),
    "not_final": template("A result{on} is preliminary. Ask for the final one; not taken."),
    "not_given_only_ordered": template("It was ordered{on}; that it was given is not recorded."),
    "not_in_the_case": template("It has no field."),
    "not_performed": template("Not performed, or no result{on}{because}."),
    "not_resolved": template("A record{on} refers to something that the file does not hold. Not taken."),
    "not_understood": template(
        "Something in the record may change its meaning and is not understood here{on}. Not taken."
    ),
    "old_told": template("It is {age} on the day of the board."),
    "other_specimen": template("A result of another specimen than serum is given{on}. Not taken."),
    "unknown_cancer": template(
        "A primary cancer{on} has a code and a place that are in no table. Ask which it is; not taken."
    ),
    "which_tumour": template("A record{on} does not say of which of several tumours it is. Not taken."),
    "other_tumour": template("A record{on} is about another tumour. Not taken."),
    "out_of_range": template("{detail} is outside what is possible or usual{on}: perhaps a slip of units. Not taken."),
    "part_only": template("Only a part of the quantity is given{on}. Not taken."),
    "pathological": template("Only a pathological category is given{on}; the clinical one is asked for."),
    "several_disagree": template("Several records disagree{on}, and none is the later one. Not taken."),
    "several_values": template("One result holds several values{on}. Not taken."),
    "place_unclear": template(
        "A structure of a diagnosis in the liver does not say where it lies. Is it a lesion? Not taken."
    ),
    "sex_unknown": template("The record says unknown or other. It stays unknown."),
    "site_unclear": template("A diagnosis names {site}. Not taken."),
    "stage_type_unclear": template("It is not said whether the category is clinical or pathological{on}. Not taken."),
    "stopped_early": template("A treatment was stopped{on}; how much was given is not recorded. Not taken."),
    "systemic_unclear": template(
        "A systemic treatment was given{on}; whether it was chemotherapy is not said. Ask; not taken."
    ),
    "text_not_number": template("The result{on} is a text and not a number. Not taken."),
    "too_many_lesions": template("More lesions are recorded than the table can hold. Enter their number; not taken."),
    "too_old": template("The latest record{of_day} is {age}. Ask; not taken."),
    "unit_missing": template("The number{on} has no UCUM unit. Not taken."),
    "unit_not_in_table": template("The unit {detail}{on} is not known for this field. Not taken."),
    "units_disagree": template("Two units stand beside one number ({detail}){on}. Not taken."),
    "unusual": template("The value is unusual. Is it right?"),
}


def asked_text(asked: Asked) -> str:
    """Return one thing to be told, as a sentence."""
    when = asked.source.when if asked.source is not None else None
    age, board = asked.detail, ""
    if asked.reason == "near_birthday":
        age, board = asked.detail.split(" ")
    elif asked.reason in ("too_old", "old_told"):
        age = _age_words(asked.detail)
    words = _WORDS[asked.reason]
    parts = {
        # A unit that is no unit is not repeated.
        "detail": asked.detail or say("that is recorded"),
        "Detail": first_capital(asked.detail),
        "on": f" ({when.text})" if when is not None else "",
        "of": say(" of {day}", day=when.text) if when is not None else "",
        "of_day": f" ({when.day_text})" if when is not None else "",
        "day": when.day_text if when is not None else say("one day"),
        "when": when.text if when is not None else say("as recorded"),
        "because": f" ({asked.detail})" if asked.detail else "",
        "site": _SITES.get(asked.detail, say("a place that has no field")),
        "age": age,
        "board": board,
    }
    return say(words, **parts)


_LETTER_WORDS = {
    "bound": template("a bound and not a value"),
    "no_choice": template("none of the choices of this field"),
    "no_unit": template("no unit is written, and more than one is possible"),
    "not_clinical": template("not a clinical category before treatment"),
    "out_of_range": template("outside what is possible or usual: perhaps a slip of units"),
    "stage_type": template("it is not said whether the category is clinical or pathological"),
    "taken_back": template("denied, limited, doubted or somebody else's by the words beside it"),
    "unknown_unit": template("the unit is not known for this field"),
    "unreadable": template("the number can be read in more than one way"),
}


def letter_problem_text(problem: str) -> str:
    """Return why a piece of a letter is no value."""
    return say(_LETTER_WORDS[problem])


def _age_words(days: str) -> str:
    number = int(days) if days.isascii() and days.isdigit() else 0
    if number < _MONTHS_FROM:
        return say("{number} weeks old", number=str(number // 7))
    return say("{number} months old", number=str(int(number / _DAYS_PER_MONTH)))


def source_text(source: Source) -> str:
    """Return where a value stands in the record: type, code and place in the file."""
    if source.coded:
        coded = _coded(source.coded)
        return say("FHIR {kind}, {code}, entry {place}", kind=source.kind, code=coded, place=str(source.position))
    return say("FHIR {kind}, entry {place}", kind=source.kind, place=str(source.position))


def _coded(coded: str) -> str:
    names = {"loinc": "LOINC", "snomed": "SNOMED CT", "icd-10": "ICD-10", "icd-o": "ICD-O", "atc": "ATC", "ops": "OPS"}
    system, _, code = coded.partition(" ")
    return f"{names.get(system, system)} {code}"


def origin_of(taken: Taken, sha256: str) -> Origin:
    """Return what stays with the value in the case: resource, code, date and conversion, never an identifier."""
    parts = [source_text(taken.source)]
    if taken.source.when is not None:
        parts.append(f"of {taken.source.when.text}")
    if taken.given:
        parts.append(f"recorded as {taken.given}")
    return Origin(", ".join(parts), (sha256,))
