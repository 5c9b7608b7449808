"""The resources of one patient: looked up by reference, each proven to be about that patient."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.intake.errors import IntakeError
from engine.intake.fhir.bundle_file import Entry, RecordFile
from engine.intake.instants import Moment, read_moment
from engine.words.said import fault, say

Json = Mapping[str, Any]

#: whose property an observation may be although the patient is its subject
_OTHERS = ("Patient", "RelatedPerson", "Group", "Device", "Substance", "Location")
_ONE_PATIENT = say("Export the record of one patient alone.")


@dataclass(frozen=True, slots=True)
class Resource:
    """One decoded resource, or one contained in another.

    Attributes
    ----------
    position : of its entry in the file, from 1.
    body : as decoded.
    holder : the resource that contains this one; its own body otherwise.
    """

    position: int
    kind: str
    body: Json = field(repr=False)
    holder: Json = field(repr=False)


class PatientRecord:
    """All resources of the file, which is about one patient."""

    def __init__(self, file: RecordFile) -> None:
        self.file = file
        self._by_address: dict[str, Entry] = {}
        self._by_name: dict[tuple[str, str], Entry] = {}
        self._decoded: dict[int, Json] = {}
        self._repeats: dict[int, bool] = {}
        self._numbers: frozenset[tuple[str, str]] | None = None
        self._entries = self._newest_of_each()
        self._by_position = {entry.position: entry for entry in self._entries}
        for entry in self._entries:
            if entry.address:
                self._by_address.setdefault(entry.address, entry)
            if entry.id:
                self._by_name.setdefault((entry.kind, entry.id), entry)
        self._patient_entry = self._the_patient()

    @property
    def patient(self) -> Json:
        """The Patient resource."""
        return self._body(self._patient_entry)

    @property
    def died(self) -> Moment | None:
        """When the patient died, as far as the record says it."""
        return read_moment(self.patient.get("deceasedDateTime"))

    @property
    def patient_position(self) -> int:
        """Where it stands in the file."""
        return self._patient_entry.position

    def of_kind(self, *kinds: str, holding: re.Pattern[bytes] | None = None) -> Iterator[Resource]:
        """Yield the resources of these types, in the order of the file, contained ones after their holder.

        Parameters
        ----------
        holding : only resources in which this is found are worth decoding.
        """
        for entry in self._entries:
            if holding is not None and holding.search(entry.raw) is None:
                continue
            if entry.kind in kinds:
                body = self._body(entry)
                yield Resource(entry.position, entry.kind, body, body)
            if b'"contained"' not in entry.raw:
                continue
            holder = self._body(entry)
            for inner in objects(holder.get("contained")):
                if inner.get("resourceType") in kinds:
                    yield Resource(entry.position, str(inner["resourceType"]), inner, holder)

    def is_ambiguous(self, resource: Resource) -> bool:
        """Tell whether the resource holds two values under one key."""
        if resource.position not in self._repeats:
            self._repeats[resource.position] = self._by_position[resource.position].repeats_keys()
        return self._repeats[resource.position]

    def resolve(self, reference: object, source: Resource) -> Resource | None:
        """Return the resource that a reference names; None where the file does not hold it."""
        address = reference.get("reference") if isinstance(reference, dict) else None
        if not isinstance(address, str) or not address:
            return None
        if address.startswith("#"):
            for inner in objects(source.holder.get("contained")):
                if inner.get("id") == address[1:]:
                    return Resource(source.position, str(inner.get("resourceType")), inner, source.holder)
            return None
        entry = self._find(address)
        if entry is None:
            return None
        body = self._body(entry)
        return Resource(entry.position, entry.kind, body, body)

    def is_about_the_patient(self, resource: Resource) -> bool:
        """Tell whether the resource says that it is; one contained in another speaks of the same patient."""
        for body in (resource.body, resource.holder):
            reference = _subject(body)
            if reference is None:
                continue
            return self._is_own(reference, resource) and not self._is_of_somebody_else(resource)
        return False

    def _is_own(self, reference: Json, resource: Resource) -> bool:
        address = reference.get("reference")
        if isinstance(address, str) and address.startswith("#"):
            inner = self.resolve(reference, resource)
            return inner is not None and inner.kind == "Patient" and self._is_the_patient(inner.body)
        return self._names_the_patient(reference)

    def _is_of_somebody_else(self, resource: Resource) -> bool:
        """Whether what was observed stands in this record and is a donor's, a child's or a device's."""
        for reference in objects(resource.body.get("focus")):
            named = self.resolve(reference, resource)
            address = str(reference.get("reference", ""))
            kind = named.kind if named is not None else str(reference.get("type") or "".join(address.split("/")[-2:-1]))
            if kind in _OTHERS and not (kind == "Patient" and self._is_own(reference, resource)):
                return True
        return False

    def _newest_of_each(self) -> tuple[Entry, ...]:
        """Keep one version of each resource: the same twice is one, and of several versions the newest counts."""
        kept: dict[tuple[str, str], Entry] = {}
        order: list[tuple[str, str]] = []
        for entry in self.file.entries:
            key = (entry.kind, entry.id or f"\0{entry.position}")
            if key not in kept:
                order.append(key)
                kept[key] = entry
            elif kept[key].raw != entry.raw:
                newest = self._newer(kept[key], entry)
                if newest is None:
                    # Neither says that it is the later one: both stand, and what they disagree about is asked.
                    order.append((entry.kind, f"{entry.id}\0{entry.position}"))
                    kept[order[-1]] = entry
                else:
                    kept[key] = newest
        return tuple(kept[key] for key in order)

    def _newer(self, first: Entry, second: Entry) -> Entry | None:
        versions = [_version(entry.decode()) for entry in (first, second)]
        if versions[0] == versions[1]:
            return None
        return second if versions[1] > versions[0] else first

    def _the_patient(self) -> Entry:
        name = self.file.name
        found = [entry for entry in self._entries if entry.kind == "Patient"]
        if not found:
            raise IntakeError(
                name, say("the file holds no patient."), say("Export it together with its Patient resource.")
            )
        if len(found) > 1:
            raise IntakeError(name, fault("the file holds {number} patients.", number=len(found)), _ONE_PATIENT)
        self._patient_entry = found[0]
        for entry in self._entries:
            self._refuse_other_patients(entry)
        return found[0]

    def _refuse_other_patients(self, entry: Entry) -> None:
        reference = entry.whose()
        address = reference.get("reference") if reference is not None else None
        if reference is None or not isinstance(address, str) or address.startswith("#"):
            return
        if self._names_the_patient(reference):
            return
        if "Patient/" in address or reference.get("type") == "Patient":
            raise IntakeError(self.file.name, say("the file speaks of more than one patient."), _ONE_PATIENT)

    def _names_the_patient(self, reference: object) -> bool:
        if not isinstance(reference, dict):
            return False
        address = reference.get("reference")
        if isinstance(address, str):
            return self._find(address) is self._patient_entry
        given = reference.get("identifier")
        pair = (given.get("system"), given.get("value")) if isinstance(given, dict) else (None, None)
        return pair[1] is not None and _hashable(pair) in self._own_numbers()

    def _own_numbers(self) -> frozenset[tuple[str, str]]:
        """The patient's identifiers, gathered once: thousands of results may name their patient by one of them."""
        if self._numbers is None:
            self._numbers = frozenset(
                _hashable((own.get("system"), own.get("value"))) for own in objects(self.patient.get("identifier"))
            )
        return self._numbers

    def _is_the_patient(self, inner: Json) -> bool:
        """A contained patient has no address: it is taken for the same where birth and sex are given and agree."""
        own = self.patient
        return all(inner.get(key) is not None and inner.get(key) == own.get(key) for key in ("birthDate", "gender"))

    def _find(self, address: str) -> Entry | None:
        plain = address.split("/_history/")[0]
        found = self._by_address.get(plain)
        if found is not None:
            return found
        parts = plain.rsplit("/", 2)
        if len(parts) < 2:
            return None
        entry = self._by_name.get((parts[-2], parts[-1]))
        if entry is None:
            return None
        elsewhere = plain.startswith("http") and entry.address.startswith("http") and entry.address != plain
        return None if elsewhere else entry

    def _body(self, entry: Entry) -> Json:
        if entry.position not in self._decoded:
            self._decoded[entry.position] = entry.decode()
        return self._decoded[entry.position]


def _hashable(pair: tuple[object, object]) -> tuple[str, str]:
    """Return system and value of an identifier as they are compared; damaged ones are lists and objects."""
    system, value = pair
    return (repr(system), repr(value))


def _subject(body: Json) -> dict[str, Any] | None:
    for key in ("subject", "patient"):
        reference = body.get(key)
        if isinstance(reference, dict):
            return reference
    return None


def _version(body: Json) -> tuple[str, int]:
    meta = body.get("meta")
    if not isinstance(meta, dict):
        return ("", 0)
    number = str(meta.get("versionId", ""))
    return (str(meta.get("lastUpdated", "")), int(number) if number.isascii() and number.isdigit() else 0)


def objects(found: object) -> Iterator[dict[str, Any]]:
    """Yield the objects of a list; of anything else, nothing. A lone object counts as a list of one."""
    if isinstance(found, dict):
        yield found
    elif isinstance(found, list):
        yield from (item for item in found if isinstance(item, dict))


def codings(concept: object) -> Iterator[dict[str, Any]]:
    """Yield the codings of a CodeableConcept."""
    if isinstance(concept, dict):
        yield from objects(concept.get("coding"))


def extensions(body: object, ending: str) -> Iterator[dict[str, Any]]:
    """Yield the extensions whose address ends so."""
    if isinstance(body, dict):
        for found in objects(body.get("extension")):
            url = found.get("url")
            if isinstance(url, str) and url.endswith(ending):
                yield found


def has_profile(body: Json, ending: str) -> bool:
    """Tell whether the resource claims a profile whose address ends so."""
    meta = body.get("meta")
    profiles = meta.get("profile") if isinstance(meta, dict) else None
    return isinstance(profiles, list) and any(
        isinstance(name, str) and name.split("|")[0].endswith(ending) for name in profiles
    )


def is_modified(body: Json) -> bool:
    """Tell whether something in it may change its meaning in a way that is not understood here."""
    return bool(body.get("modifierExtension")) or bool(body.get("implicitRules"))


def names_shown(concept: object) -> Iterator[tuple[str, bool]]:
    """Yield the names that stand beside a code, and whether each is free text rather than the code's own."""
    if isinstance(concept, dict) and isinstance(concept.get("text"), str):
        yield concept["text"], True
    for coding in codings(concept):
        if isinstance(coding.get("display"), str):
            yield coding["display"], False
