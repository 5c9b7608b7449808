"""Diagnoses: where the primary is, whether the liver holds metastases, which other places are known to be involved.

What no diagnosis says is not known. It is never no.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.intake.codes import CodeTables, Meaning
from engine.intake.facts import Asked, Dropped, Reason, Source, Taken
from engine.intake.fhir.resources import (
    Json,
    PatientRecord,
    Resource,
    codings,
    extensions,
    has_profile,
    is_modified,
    names_shown,
    objects,
)
from engine.intake.instants import Moment, out_of_time, read_moment

_COLORECTAL = ("rectum", "colon")
_OVER = ("inactive", "remission", "resolved")
_NOT_SURE = ("unconfirmed", "provisional", "differential")
#: A diagnosis that was ruled out or entered by mistake is none.
_NEVER_WAS = ("refuted", "entered-in-error")
#: certainty of a diagnosis as German records code it: excluded, suspected, state after
_EXCLUDED, _SUSPECTED, _STATE_AFTER = "A", "V", "Z"
_WITHOUT_POINT = re.compile(r"([A-Za-z][0-9]{2})([0-9]+)-?", re.ASCII)
_SITE_FIELD = "primary_site"
_LIVER_FIELD = "liver_tumour"
_ELSEWHERE_FIELD = "extrahepatic_sites"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One diagnosis that was confirmed and stands.

    Attributes
    ----------
    says : primary, secondary, other_primary, unclear.
    value : the site.
    is_over : recorded as resolved, inactive, in remission or ended.
    """

    resource: Resource = field(repr=False)
    says: str
    value: str
    source: Source
    is_over: bool = False


class DiagnosisReader:
    """Collects the diagnoses of a record."""

    def __init__(self, record: PatientRecord, tables: CodeTables, board: dt.date) -> None:
        self._record = record
        self._tables = tables
        self._board = board
        self.found: list[Diagnosis] = []
        self.asked: list[Asked] = []
        #: primary cancers whose code and place are in no table: a stage may be theirs
        self.unknown_primaries: list[Source] = []

    def read(self) -> None:
        """Go through all of them once."""
        for resource in self._record.of_kind("Condition"):
            asked_before = len(self.asked)
            meaning = self._meaning(resource)
            if meaning is None and len(self.asked) == asked_before:
                self._note_unknown(resource)
            if meaning is None or meaning.says == "ignored":
                continue
            source = _source(resource, meaning)
            problem = self._problem(resource, source)
            if problem == "dropped":
                continue
            if problem is not None:
                self._ask(_field_of(meaning), problem, source)
                continue
            if meaning.says == "unclear":
                self._ask(_field_of(meaning), "site_unclear", source, meaning.value)
            else:
                over = _coded(resource.body.get("clinicalStatus")) & set(_OVER)
                certainty = _certainty(resource.body)
                self.found.append(
                    Diagnosis(
                        resource,
                        meaning.says,
                        meaning.value,
                        source,
                        bool(over) or certainty == _STATE_AFTER or _has_abated(resource.body, self._board),
                    )
                )

    def _note_unknown(self, resource: Resource) -> None:
        """Ask about what its profile calls a primary cancer and no table knows: a stage may be its own."""
        source = Source(resource.position, "Condition", "", began_at(resource.body))
        if has_profile(resource.body, "/mcode-primary-cancer-condition"):
            problem = self._problem(resource, source)
            if problem != "dropped" and problem != "after_the_board" and problem != "after_death":
                self.unknown_primaries.append(source)
                self._ask(_SITE_FIELD, problem or "unknown_cancer", source)

    def _problem(self, resource: Resource, source: Source) -> Reason | Dropped | None:
        body = resource.body
        verified = _coded(body.get("verificationStatus"))
        certainty = _certainty(body)
        if verified & set(_NEVER_WAS) or certainty == _EXCLUDED:
            return "dropped"
        if not self._record.is_about_the_patient(resource):
            return "no_subject"
        if is_modified(body) or self._record.is_ambiguous(resource):
            return "not_understood"
        if verified & set(_NOT_SURE) or certainty == _SUSPECTED:
            return "not_confirmed"
        return out_of_time(source.when, self._board, self._record.died)

    def _meaning(self, resource: Resource) -> Meaning | None:
        """Return what the codes say together; asked about, and None, where they contradict one another."""
        body = resource.body
        concept = body.get("code")
        meanings = list(self._meanings_of(concept))
        if not meanings:
            return None
        specific = [one for one in meanings if not one.says.startswith("any_")]
        disagree = len(specific) > 1 and len({(one.says, one.value) for one in specific}) > 1
        meaning = specific[0] if specific else self._from_place(body, meanings[0])
        if meaning is None:
            return None
        if not _coded(body.get("verificationStatus")).isdisjoint(_NEVER_WAS):
            return meaning
        reason: Reason
        if disagree or self._profile_contradicts(body, meaning):
            reason = "codes_disagree"
        elif any(self._tables.contradicts(meaning, name, is_free_text=free) for name, free in names_shown(concept)):
            reason = "code_contradicts_name"
        else:
            return meaning
        self._ask(_field_of(meaning), reason, _source(resource, meaning))
        return None

    def _meanings_of(self, concept: object) -> Iterator[Meaning]:
        for coding in codings(concept):
            system = self._tables.system(coding.get("system"))
            code = str(coding.get("code")).strip().rstrip("+*!†")
            found = self._tables.conditions.find(system, _with_point(code) if system == "icd-10" else code)
            if found is not None:
                yield found

    def _from_place(self, body: Json, general: Meaning) -> Meaning | None:
        """A general code ("malignant neoplasm") with a body site says as much as a special one."""
        places = {
            place.split(":")[0]
            for site in objects(body.get("bodySite"))
            for coding in codings(site)
            if (place := self._tables.place_of(coding))
        }
        if len(places) != 1:
            return None
        place = places.pop()
        is_secondary = general.says == "any_secondary" or has_profile(body, "/mcode-secondary-cancer-condition")
        if is_secondary:
            return Meaning(general.system, general.code, "secondary" if place == "liver" else "unclear", place)
        if has_profile(body, "/mcode-primary-cancer-condition"):
            return Meaning(general.system, general.code, "primary", place)
        return Meaning(general.system, general.code, "unclear", place)

    def _profile_contradicts(self, body: Json, meaning: Meaning) -> bool:
        if meaning.says == "secondary":
            return has_profile(body, "/mcode-primary-cancer-condition")
        if meaning.says in ("primary", "other_primary"):
            return has_profile(body, "/mcode-secondary-cancer-condition")
        return False

    def _ask(self, name: str, reason: Reason, source: Source, detail: str = "") -> None:
        self.asked.append(Asked(name, reason, source, detail))


@dataclass(frozen=True, slots=True)
class DiagnosesTaken:
    """What follows from the diagnoses for the case.

    Attributes
    ----------
    primary : the diagnosis of the primary; None where it is not known which it is.
    """

    taken: tuple[Taken, ...]
    asked: tuple[Asked, ...]
    primary: Diagnosis | None


def from_diagnoses(found: list[Diagnosis], metastases: dict[str, Source]) -> DiagnosesTaken:
    """Return what the diagnoses say for the fields of the case.

    Parameters
    ----------
    metastases : places of distant metastases that observations name, with where they stand.
    """
    taken: list[Taken] = []
    asked: list[Asked] = []
    primary = _primary(found, taken, asked)
    _liver(found, metastases, taken, asked)
    _elsewhere(found, metastases, taken, asked)
    return DiagnosesTaken(tuple(taken), tuple(asked), primary)


def _primary(found: list[Diagnosis], taken: list[Taken], asked: list[Asked]) -> Diagnosis | None:
    bowel = [one for one in found if one.says == "primary" and one.value in (*_COLORECTAL, "rectosigmoid")]
    active = [one for one in bowel if not one.is_over] or bowel
    sites = {one.value for one in active}
    others = [one for one in found if one.says == "other_primary"]
    if others and bowel:
        taken.append(Taken("other_malignancy", others[0].source, True))
    if len(sites) > 1:
        asked.append(Asked(_SITE_FIELD, "several_disagree", active[0].source))
        return None
    if active:
        if "rectosigmoid" in sites:
            asked.append(Asked(_SITE_FIELD, "site_unclear", active[0].source, "rectosigmoid"))
        else:
            taken.append(Taken(_SITE_FIELD, active[0].source, active[0].value))
        return active[0]
    if len(others) == 1:
        taken.append(Taken(_SITE_FIELD, others[0].source, "other"))
        return others[0]
    if others:
        asked.append(Asked(_SITE_FIELD, "several_disagree", others[0].source))
    return None


def _liver(found: list[Diagnosis], metastases: dict[str, Source], taken: list[Taken], asked: list[Asked]) -> None:
    in_liver = [one for one in found if one.value == "liver"]
    if any(one.is_over for one in in_liver):
        asked.append(Asked(_LIVER_FIELD, "not_confirmed", in_liver[0].source, "over"))
    kinds = {one.says: one.source for one in in_liver if not one.is_over}
    if "liver" in metastases:
        kinds.setdefault("secondary", metastases["liver"])
    if set(kinds) == {"secondary"}:
        taken.append(Taken(_LIVER_FIELD, kinds["secondary"], "metastasis"))
    elif set(kinds) == {"primary"}:
        taken.append(Taken(_LIVER_FIELD, kinds["primary"], "primary_liver_cancer"))
    elif kinds:
        asked.append(Asked(_LIVER_FIELD, "several_disagree", next(iter(kinds.values()))))


def _elsewhere(found: list[Diagnosis], metastases: dict[str, Source], taken: list[Taken], asked: list[Asked]) -> None:
    places: dict[str, Source] = {}
    for one in found:
        if one.says != "secondary" or one.value == "liver":
            continue
        if one.is_over:
            asked.append(Asked(_ELSEWHERE_FIELD, "not_confirmed", one.source, "over"))
        else:
            places.setdefault(one.value, one.source)
    for place, source in metastases.items():
        if place != "liver":
            places.setdefault(place, source)
    if places:
        taken.append(Taken(_ELSEWHERE_FIELD, next(iter(places.values())), sorted(places)))


def _field_of(meaning: Meaning) -> str:
    if meaning.says == "secondary":
        return _LIVER_FIELD if meaning.value == "liver" else _ELSEWHERE_FIELD
    if meaning.value == "liver":
        return _LIVER_FIELD
    if meaning.value == "nodes":
        return _ELSEWHERE_FIELD
    return "other_malignancy" if meaning.says == "other_primary" else _SITE_FIELD


def _source(resource: Resource, meaning: Meaning) -> Source:
    return Source(resource.position, "Condition", f"{meaning.system} {meaning.code}", began_at(resource.body))


def _coded(concept: object) -> set[str]:
    return {str(coding.get("code")) for coding in codings(concept)}


def _with_point(code: str) -> str:
    """Return an ICD-10 code as its table has it: many systems leave the point out, or write a small letter."""
    found = _WITHOUT_POINT.fullmatch(code)
    return f"{found[1]}.{found[2]}".upper() if found else code.upper()


def _has_abated(body: Json, board: dt.date) -> bool:
    """Whether a diagnosis is said to have ended, by the day of the board where a day is said."""
    said = {key: value for key, value in body.items() if key.startswith("abatement") and value not in (None, False)}
    ended = read_moment(said.get("abatementDateTime"))
    return bool(said) and (ended is None or ended.first_day <= board)


def _certainty(body: Json) -> str:
    for coding in codings(body.get("code")):
        for found in extensions(coding, "/icd-10-gm-diagnosesicherheit"):
            value = found.get("valueCoding")
            code = value.get("code") if isinstance(value, dict) else found.get("valueCode")
            if isinstance(code, str):
                return code
    return ""


def began_at(body: Json) -> Moment | None:
    """Return when a diagnosis was made: its onset, else when it was asserted, else when it was recorded."""
    moment = read_moment(body.get("onsetDateTime"))
    for found in extensions(body, "/condition-assertedDate"):
        moment = moment or read_moment(found.get("valueDateTime"))
    return moment or read_moment(body.get("recordedDate"))
