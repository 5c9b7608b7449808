"""Liver lesions, and what follows from the rows for the patient as a whole."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

#: of the vessels that a row can name, those that are not among the large veins of the liver
NOT_MAJOR_VESSELS = frozenset({"hepatic_artery", "other"})


class Lesion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One liver lesion; None means not known.

    Attributes
    ----------
    diameter_cm : longest diameter.
    segment : Couinaud segment, "1" to "8"; "4a" and "4b" where the half is known.
    disappeared : seen before chemotherapy and not on imaging after it.
    bile_duct_distance_mm, vessel_distance_mm, capsule_distance_mm : shortest, from the edge of the lesion.
    nearest_vessel : which vessel the distance is to.
    gut_distance_mm : shortest, to stomach, duodenum or bowel.
    resectable, ablatable : judged by the board, of this lesion alone.
    response : of this lesion to the last systemic treatment.
    treatment : the local treatment that the plan names for this lesion; a modality.
    """

    diameter_cm: float | None = None
    segment: str | None = None
    near_gut: bool | None = None
    near_hilum: bool | None = None
    near_major_vessel: bool | None = None
    disappeared: bool | None = None
    bile_duct_distance_mm: float | None = None
    vessel_distance_mm: float | None = None
    nearest_vessel: str | None = None
    capsule_distance_mm: float | None = None
    gut_distance_mm: float | None = None
    resectable: bool | None = None
    ablatable: bool | None = None
    response: str | None = None
    treatment: str | None = None

    @property
    def numbers(self) -> tuple[float | None, ...]:
        """What was measured of the lesion, known or not: a person's "this is right" speaks of these."""
        return (
            self.diameter_cm,
            self.bile_duct_distance_mm,
            self.vessel_distance_mm,
            self.capsule_distance_mm,
            self.gut_distance_mm,
        )

    @property
    def gone(self) -> bool | None:
        """Whether nothing of it is seen any more: said so, or a response that is complete; None means not known."""
        return True if self.response == "complete" else self.disappeared

    @property
    def is_near_gut(self) -> bool | None:
        """Whether it is near stomach or bowel; what touches is near, where the row does not say."""
        return _near(self.near_gut, self.gut_distance_mm)

    @property
    def is_near_hilum(self) -> bool | None:
        """Whether it is near the hilum; at a central bile duct it is, where the row does not say."""
        return _near(self.near_hilum, self.bile_duct_distance_mm)

    @property
    def is_near_major_vessel(self) -> bool | None:
        """Whether it is near a major vessel; what touches one that is named is near, where the row does not say."""
        is_major = self.nearest_vessel is not None and self.nearest_vessel not in NOT_MAJOR_VESSELS
        return _near(self.near_major_vessel, self.vessel_distance_mm if is_major else None)

    def __repr__(self) -> str:
        # Never the values: a repr ends in logs and crash reports.
        return f"<Lesion: {sum(getattr(self, name) is not None for name in self.__struct_fields__)} items known>"


def _near(said: bool | None, distance_mm: float | None) -> bool | None:
    # No source gives a distance at which "near" begins: only contact needs none.
    return True if said is None and distance_mm == 0 else said


def any_known(flags: Iterable[bool | None]) -> bool | None:
    """Three-valued or: yes where any is yes, no where all are no, otherwise not known."""
    unknown = False
    for flag in flags:
        if flag:
            return True
        unknown = unknown or flag is None
    return None if unknown else False


def largest_diameter_cm(lesions: tuple[Lesion, ...]) -> float | None:
    """Return the largest diameter; not known where a lesion still seen has no diameter."""
    known = [lesion.diameter_cm for lesion in lesions if lesion.diameter_cm is not None]
    if any(lesion.diameter_cm is None and not lesion.gone for lesion in lesions):
        return None
    return max(known, default=None)


def disappeared_count(lesions: tuple[Lesion, ...]) -> int | None:
    """Return how many are no longer seen; not known where that is not known of every lesion."""
    if any(lesion.gone is None for lesion in lesions):
        return None
    return sum(1 for lesion in lesions if lesion.gone)


def nearest_gut_mm(lesions: tuple[Lesion, ...]) -> float | None:
    """Return the distance of the nearest lesion to the gut.

    Not known where it is not known of every lesion, unless one touches it: nothing can be nearer.
    """
    known = [lesion.gut_distance_mm for lesion in lesions if lesion.gut_distance_mm is not None]
    return min(known, default=None) if len(known) == len(lesions) or 0 in known else None


def nearest_bile_duct_mm(lesions: tuple[Lesion, ...]) -> float | None:
    """Return the least distance to a central bile duct that a row gives; a row without one may be nearer still."""
    return min((row.bile_duct_distance_mm for row in lesions if row.bile_duct_distance_mm is not None), default=None)


def all_known(flags: Iterable[bool | None]) -> bool | None:
    """Three-valued and: no where any is no, yes where all are yes, otherwise not known."""
    found = any_known(None if flag is None else not flag for flag in flags)
    return None if found is None else not found
