"""Observations: which field each speaks of, and with which value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from engine.case.fields import FieldCatalogue
from engine.case.units import plain_text
from engine.intake.codes import CodeTables, Meaning
from engine.intake.facts import Asked, Reason, Source
from engine.intake.fhir.bundle_file import MOST_RESOURCES, too_many
from engine.intake.fhir.quantities import NoValue, Number, as_bound, read_quantity, short_unit
from engine.intake.fhir.resources import (
    Json,
    PatientRecord,
    Resource,
    codings,
    extensions,
    is_modified,
    names_shown,
    objects,
)
from engine.intake.fhir.series import Candidate, Outcome
from engine.intake.instants import Moment, read_moment

#: A report that takes the place of an earlier one.
AMENDING = ("amended", "corrected")
_USABLE = ("final", *AMENDING)
#: of the TNM of UICC, and of SNOMED CT in the German profile
_Y_SYMBOLS = ("y", "421755005")
_NO_RESULT = ("entered-in-error", "cancelled", "registered")
#: As in "cT3", "T3", "3" and "uT3"; recurrence, autopsy and treatment before are other categories.
_T = re.compile(r"(?P<prefix>[cpu]?)T?(?P<value>[1-4])(?P<part>[a-e]?)(?:mi)?")
_N = re.compile(r"(?P<prefix>[cpu]?)N?(?P<value>[0-3])(?P<part>[a-c]?)(?:mi)?")
_PARTS_OF_T4 = ("a", "b")


#: A category in the name of a code, as in "American Joint Committee on Cancer cT3 (qualifier value)".
_NAMED = re.compile(r"(?<![\w])(?P<prefix>[cpuy]{0,2})(?P<letter>[TN])(?P<number>[0-4])(?=[a-d]?\b)")


@dataclass(frozen=True, slots=True)
class _SpokenOf:
    """What an observation is about, or would be, but for a problem with its code."""

    meaning: Meaning
    problem: Reason | None = None


class ObservationReader:
    """Collects what the observations of a record say, field by field."""

    def __init__(self, record: PatientRecord, tables: CodeTables, fields: FieldCatalogue) -> None:
        self._record = record
        self.tables = tables
        self._fields = fields
        self.found: dict[str, list[Candidate]] = {}
        self.asked: list[Asked] = []
        #: other quantities than the field's own, worth telling where the field's own is not there
        self.instead: list[Asked] = []
        #: where a stage is said to be one after treatment
        self.after_treatment: list[Source] = []
        #: observations of sizes, which belong to lesions, and those of stage and histology, which belong to a tumour
        self.sizes: list[tuple[Resource, Json]] = []
        self.of_a_tumour: list[tuple[str, Resource, Candidate]] = []
        self._known: dict[str, _SpokenOf | None] = {}

    def read(self) -> None:
        """Go through all of them once."""
        count = 0
        for resource in self._record.of_kind("Observation", holding=self._known_codes()):
            count += len(parts) if isinstance(parts := resource.body.get("component"), list) else 0
            if count > MOST_RESOURCES:
                raise too_many(self._record.file.name)
            if resource.body.get("status") in _NO_RESULT:
                continue
            for body in (resource.body, *objects(resource.body.get("component"))):
                spoken_of = self._spoken_of(body.get("code"))
                if spoken_of is not None:
                    self._sort(resource, body, spoken_of)

    def _known_codes(self) -> re.Pattern[bytes]:
        codes = sorted({code for _, code in self.tables.observations})
        return re.compile(b'"(?:' + b"|".join(re.escape(code.encode()) for code in codes) + b')"')

    def _spoken_of(self, concept: object) -> _SpokenOf | None:
        """Return what a code stands for, worked out once: a record repeats the same few codes thousands of times."""
        if not isinstance(concept, dict):
            return None
        key = str(concept)
        if key not in self._known:
            self._known[key] = self._worked_out(concept)
        return self._known[key]

    def _worked_out(self, concept: Json) -> _SpokenOf | None:
        found: dict[str, Meaning] = {}
        for coding in codings(concept):
            system = self.tables.system(coding.get("system"))
            meaning = self.tables.observations.get((system, str(coding.get("code"))))
            if meaning is not None:
                found.setdefault(meaning.says, meaning)
        if not found:
            return None
        meaning = next((one for one in found.values() if not one.says.startswith("not:")), next(iter(found.values())))
        if len(found) > 1:
            return _SpokenOf(meaning, "codes_disagree")
        if meaning.says.startswith("not:"):
            return _SpokenOf(meaning, _as_reason(meaning.says.rpartition(":")[2]))
        # Free text beside the code of a test is the test's own name: "direktes Bilirubin" is no total.
        if any(self.tables.contradicts(meaning, name) for name, _ in names_shown(concept)):
            return _SpokenOf(meaning, "code_contradicts_name")
        return _SpokenOf(meaning)

    def _sort(self, resource: Resource, body: Json, spoken_of: _SpokenOf) -> None:
        meaning, problem = spoken_of.meaning, spoken_of.problem
        source = self._source(resource, meaning)
        if problem is None:
            self._read_one(resource, body, meaning, source)
        elif meaning.says.startswith("not:"):
            if self._record.is_about_the_patient(resource):
                self.instead.append(Asked(meaning.says.split(":")[1], problem, source))
        else:
            self._ask(meaning.says, problem, source)

    def _read_one(self, resource: Resource, body: Json, meaning: Meaning, source: Source) -> None:
        reads = meaning.says
        if not self._record.is_about_the_patient(resource):
            self._ask(reads, "no_subject", source)
            return
        if reads == "lesion_size":
            self.sizes.append((resource, body))
            return
        if reads == "after_treatment":
            if any(str(coding.get("code")) in _Y_SYMBOLS for coding in codings(body.get("valueCodeableConcept"))):
                self.after_treatment.append(source)
            return
        if self._is_of_another_specimen(resource, meaning):
            self._ask(reads, "other_specimen", source)
            return
        candidate = self._candidate(resource, body, meaning, source)
        if reads in ("clinical_t", "clinical_n", "either_t", "either_n", "histology", "metastasis_site"):
            field_id = {"either_t": "clinical_t", "either_n": "clinical_n"}.get(reads, reads)
            self.of_a_tumour.append((field_id, resource, candidate))
        else:
            self.found.setdefault(reads, []).append(candidate)

    def _candidate(self, resource: Resource, body: Json, meaning: Meaning, source: Source) -> Candidate:
        def read() -> Outcome:
            problem = self.standing(resource, body)
            value = problem if problem is not None else self._value(body, meaning)
            return outcome_of(value)

        amended = resource.body.get("status") in AMENDING
        return Candidate(source, read, is_amended=amended, issued=resource.body.get("issued"))

    def _is_of_another_specimen(self, resource: Resource, meaning: Meaning) -> bool:
        """Whether the specimen is named, and by a word that makes the result another quantity: ascites, urine."""
        specimen = self._record.resolve(resource.body.get("specimen"), resource)
        if specimen is None or not meaning.not_words:
            return False
        return any(self.tables.contradicts(meaning, name) for name, _ in names_shown(specimen.body.get("type")))

    def standing(self, resource: Resource, body: Json) -> NoValue | None:
        """Return why an observation cannot be relied on, whatever its value is; None where it can."""
        if is_modified(resource.body) or is_modified(body) or self._record.is_ambiguous(resource):
            return NoValue("not_understood")
        status = resource.body.get("status")
        if status == "preliminary":
            return NoValue("not_final")
        if status not in _USABLE:
            return NoValue("not_understood", "status")
        if sum(key.startswith("value") for key in body) > 1:
            # One of them was meant, and which is not said.
            return NoValue("several_values")
        return None

    def _value(self, body: Json, meaning: Meaning) -> object:
        reads = meaning.says
        if reads in ("ecog", "karnofsky"):
            return self._score(body, reads)
        if reads in ("clinical_t", "either_t"):
            return self._category(body, "clinical_t", _T, reads == "clinical_t")
        if reads in ("clinical_n", "either_n"):
            return self._category(body, "clinical_n", _N, reads == "clinical_n")
        if reads in ("histology", "metastasis_site"):
            return self.answer(body.get("valueCodeableConcept"), reads) or _no_answer(body)
        return read_quantity(body, reads, self._fields[reads], self.tables)

    def answer(self, concept: object, reads: str) -> str | None:
        """Return the value that a coded answer stands for; None where it is none, or where two codings disagree."""
        keys = (
            (reads, self.tables.system(coding.get("system")), str(coding.get("code"))) for coding in codings(concept)
        )
        found = {self.tables.answers[key] for key in keys if key in self.tables.answers}
        return found.pop() if len(found) == 1 else None

    def _score(self, body: Json, reads: str) -> object:
        """A score: a number without unit, or one of the coded answers."""
        concept = body.get("valueCodeableConcept")
        if concept is not None:
            coded = self.answer(concept, reads)
            return int(coded) if coded is not None else NoValue("no_such_choice")
        if body.get("dataAbsentReason") is not None:
            return NoValue("not_performed")
        number = body.get("valueInteger")
        quantity = body.get("valueQuantity")
        if isinstance(quantity, dict):
            if quantity.get("comparator"):
                return NoValue("bound_not_value", as_bound(quantity))
            unit = quantity.get("code", quantity.get("unit"))
            if unit is not None and (reads, str(unit)) not in self.tables.units:
                return NoValue("unit_not_in_table", short_unit(unit))
            number = quantity.get("value")
        if isinstance(number, bool) or not isinstance(number, (int, Decimal)):
            if body.get("valueString") is not None:
                return NoValue("text_not_number")
            return NoValue("no_number")
        choices = {choice.value for choice in self._fields[reads].choices}
        if number not in choices:
            return NoValue("no_such_choice", plain_text(Decimal(number)))
        return int(number)

    def _category(self, body: Json, field_id: str, pattern: re.Pattern[str], is_clinical: bool) -> object:
        """A TNM category: clinical by the code of the observation, its prefix, or the value itself."""
        prefix = self._prefix(body)
        concept = body.get("valueCodeableConcept")
        if _names_another(concept, field_id, self.answer(concept, field_id)):
            return NoValue("code_contradicts_name")
        coded = self.answer(concept, field_id)
        letters = {prefix} if prefix else set()
        values = {coded} if coded is not None else set()
        if coded is not None:
            letters.add("c")
        for coding in codings(concept):
            if self.tables.system(coding.get("system")) != "tnm":
                continue
            found = pattern.fullmatch(str(coding.get("code")).strip())
            if found is None:
                return NoValue("no_such_choice")
            if found["prefix"]:
                letters.add(found["prefix"])
            values.add(_plain_category(field_id, found["value"], found["part"]))
        if "p" in letters:
            return NoValue("codes_disagree" if is_clinical else "pathological")
        if not is_clinical and not letters:
            return NoValue("stage_type_unclear")
        if len(values) != 1:
            return NoValue("codes_disagree") if values else _no_answer(body)
        value = values.pop()
        choices = {choice.value for choice in self._fields[field_id].choices}
        return value if value in choices else NoValue("no_such_choice")

    def _prefix(self, body: Json) -> str:
        for found in extensions(body.get("code"), "/mii-ex-onko-tnm-cp-praefix"):
            for coding in codings(found.get("valueCodeableConcept")):
                return str(coding.get("code"))
        return ""

    def _source(self, resource: Resource, meaning: Meaning) -> Source:
        return Source(resource.position, "Observation", f"{meaning.system} {meaning.code}", observed_at(resource.body))

    def _ask(self, reads: str, reason: Reason, source: Source) -> None:
        names = {"either_t": "clinical_t", "either_n": "clinical_n", "lesion_size": "lesions"}
        names["metastasis_site"] = "extrahepatic_sites"
        self.asked.append(Asked(names.get(reads, reads), reason, source))


def outcome_of(value: object) -> Outcome:
    """Return what was read as what an observation came to."""
    if isinstance(value, NoValue):
        return Outcome(problem=value)
    if isinstance(value, Number):
        return Outcome(value.value, value.given, value.unusual)
    return Outcome(value)


def _names_another(concept: object, field_id: str, value: str | None) -> bool:
    """Whether the name beside a coded category is that of another category."""
    letter = "T" if field_id == "clinical_t" else "N"
    if value is None:
        return False
    for name, is_free_text in names_shown(concept):
        for found in () if is_free_text else _NAMED.finditer(name):
            another = found["letter"] != letter or not value.startswith(f"{letter}{found['number']}")
            if another or found["prefix"] == "p":
                return True
    return False


def _plain_category(field_id: str, number: str, part: str) -> str:
    letter = "T" if field_id == "clinical_t" else "N"
    if letter == "T" and number == "4" and part in _PARTS_OF_T4:
        return f"T4{part}"
    return f"{letter}{number}"


def _no_answer(body: Json) -> NoValue:
    if body.get("dataAbsentReason") is not None:
        return NoValue("not_performed")
    return NoValue("no_such_choice") if body.get("valueCodeableConcept") is not None else NoValue("no_number")


def _as_reason(text: str) -> Reason:
    known: dict[str, Reason] = {
        "egfr": "egfr",
        "other_specimen": "other_specimen",
        "part_only": "part_only",
        "pathological": "pathological",
    }
    return known[text]


def observed_at(body: Json) -> Moment | None:
    """Return when something was observed: the end of a period where it has one."""
    for key in ("effectiveDateTime", "effectiveInstant"):
        moment = read_moment(body.get(key))
        if moment is not None:
            return moment
    period = body.get("effectivePeriod")
    if isinstance(period, dict):
        return read_moment(period.get("end")) or read_moment(period.get("start"))
    return None
