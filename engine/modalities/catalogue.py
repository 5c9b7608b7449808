"""What each option is called and how it is planned: `resources/modalities.toml`, held against the one list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Generic, Literal, TypeVar, cast

import msgspec

from engine.modalities.listed import MODALITIES, Modality
from engine.reading.disk.os_reasons import reason_of
from engine.reading.mistakes import UserMistake
from engine.words.said import Said, fault, say

FILE_NAME = "modalities.toml"
#: What ships with the program; the words of a heading are no matter of which library is open.
_RESOURCES = Path(__file__).resolve().parents[2] / "resources"
T = TypeVar("T")


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the records of this room: immutable, and unknown keys are refused."""


class PlannedCourse(_Record, frozen=True, kw_only=True):
    """One course of a plan: what it is called where there are several, and the fields of its dose and fractions."""

    dose: str
    fractions: str | None = None
    name: str = ""


class ModalityRecord(_Record, frozen=True, kw_only=True):
    """One option.

    Attributes
    ----------
    label : as a heading.
    short : in tables, on tabs and in the headline.
    treatment : in a sentence on what may follow another treatment.
    treats : the organ, or the whole patient.
    courses : of a planned radiotherapy; empty for all else.
    whole : the fields of the whole course, where it has parts.
    """

    id: str
    label: str
    short: str
    treatment: str
    treats: Literal["rectum", "liver", "body"]
    courses: tuple[PlannedCourse, ...] = ()
    whole: PlannedCourse | None = None

    @property
    def dose_field(self) -> str:
        """The field against which the dose of a published group is held: that of its one course, else of the whole."""
        return self.courses[0].dose if len(self.courses) == 1 else "total_dose_gy"

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that its courses name."""
        courses = (*self.courses, *([self.whole] if self.whole is not None else []))
        return tuple(name for course in courses for name in (course.dose, course.fractions) if name is not None)


class OtherTreatment(_Record, frozen=True, kw_only=True):
    """A treatment that may follow another and is no option of its own."""

    id: str
    treatment: str


class ModalityCatalogue(_Record, frozen=True, kw_only=True):
    """All options in the order in which they are shown, and what may follow them."""

    format: Literal["beamside-modalities/1"]
    modality: tuple[ModalityRecord, ...]
    #: ids of options and of other treatments, in the order in which they are listed as what may follow
    following: tuple[str, ...]
    other_treatment: tuple[OtherTreatment, ...] = ()

    def labels(self) -> dict[Modality, str]:
        """Return the headings by option."""
        return {cast("Modality", one.id): one.label for one in self.modality}

    def shorts(self) -> dict[Modality, str]:
        """Return the words of tables, tabs and headlines by option."""
        return {cast("Modality", one.id): one.short for one in self.modality}

    def treatments(self) -> dict[str, str]:
        """Return what may follow another treatment: id to words, in the order of `following`."""
        words: dict[str, str] = {one.id: one.treatment for one in self.modality}
        words.update({one.id: one.treatment for one in self.other_treatment})
        return {name: words[name] for name in self.following}


class ModalityDataError(UserMistake):
    """The description of the options is itself wrong: a fault of the installation, not of the user."""


def load_modalities(folder: Path, listed: tuple[str, ...] = MODALITIES) -> ModalityCatalogue:
    """Read the description of the options and hold it against the one list.

    Parameters
    ----------
    folder : the resources folder; the file read is `modalities.toml` in it.
    listed : the ids that have to be there, in their order.

    Raises
    ------
    ModalityDataError : the file is missing, or it and the list differ; the first difference as one sentence.
    """
    import tomllib  # only when nothing is remembered

    try:
        with (folder / FILE_NAME).open("rb") as stream:
            catalogue = msgspec.convert(tomllib.load(stream), ModalityCatalogue)
    except OSError as error:
        problem = reason_of(error, say("it is gone"))
        raise ModalityDataError(
            fault(
                "{file_name}: the file cannot be read ({problem}). Install the program again.",
                file_name=FILE_NAME,
                problem=problem,
            )
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise ModalityDataError(
            fault(
                "{file_name}: {error}. Install the program again.",
                file_name=FILE_NAME,
                error=error,
            )
        ) from error
    for complaint in _complaints(catalogue, listed):
        raise ModalityDataError(fault("{file_name}: {complaint}", file_name=FILE_NAME, complaint=complaint))
    return catalogue


def _complaints(catalogue: ModalityCatalogue, listed: tuple[str, ...]) -> Iterator[Said]:
    options = tuple(one.id for one in catalogue.modality)
    entries = (*options, *(one.id for one in catalogue.other_treatment))
    yield from _against_the_list(options, listed)
    for name, times in Counter(entries).items():
        if times > 1:
            yield fault("{name} stands {times} times. Keep one entry.", name=name, times=times)
        if catalogue.following.count(name) != 1:
            yield fault(
                "{name} does not stand once in following. Put it where it belongs among what may follow.", name=name
            )
    for name in catalogue.following:
        if name not in entries:
            yield fault("following names {name}, which has no entry. Add one, or take the name out.", name=name)
    for option in catalogue.modality:
        for key in ("label", "short", "treatment"):
            if not getattr(option, key).strip():
                yield fault("{id}: {key} is empty. Say how it is called.", id=option.id, key=key)


def _against_the_list(options: tuple[str, ...], listed: tuple[str, ...]) -> Iterator[Said]:
    for name in listed:
        if name not in options:
            yield fault(
                "the option {name} has no entry. Add a [[modality]] with its id, label, short, treatment and treats.",
                name=name,
            )
    for name in options:
        if name not in listed:
            yield fault(
                "{name} is no option of this program. Add it to Modality in engine/modalities/listed.py.", name=name
            )
    if sorted(options) == sorted(listed) and options != listed:
        yield say("the entries do not stand in the order of Modality in engine/modalities/listed.py. Put them in it.")


def unknown_fields(catalogue: ModalityCatalogue, known: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield an option and a field that its course names and that there is not."""
    fields = frozenset(known)
    for one in catalogue.modality:
        for name in one.fields:
            if name not in fields:
                yield one.id, name


@lru_cache(maxsize=1)
def catalogue_of_program() -> ModalityCatalogue:
    """Return the description that ships with the program; read once, when it is first asked for."""
    return load_modalities(_RESOURCES)


@lru_cache(maxsize=1)
def _by_id() -> Mapping[str, ModalityRecord]:
    return {one.id: one for one in catalogue_of_program().modality}


def described(modality: Modality) -> ModalityRecord:
    """Return the description of one option of the program."""
    return _by_id()[modality]


@lru_cache(maxsize=32)
def with_course(*, but: str) -> tuple[str, ...]:
    """Return the options that have a course of radiotherapy of their own, without one of them."""
    return tuple(one.id for one in catalogue_of_program().modality if one.courses and one.id != but)


class OnDemand(Mapping[T, str], Generic[T]):
    """Words by id, made when they are first looked at: an import reads no file."""

    def __init__(self, words: Callable[[ModalityCatalogue], Mapping[T, str]]) -> None:
        self._words = words
        self._made: Mapping[T, str] | None = None

    def _all(self) -> Mapping[T, str]:
        if self._made is None:
            self._made = self._words(catalogue_of_program())
        return self._made

    def __getitem__(self, name: T) -> str:
        return self._all()[name]

    def __iter__(self) -> Iterator[T]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())
