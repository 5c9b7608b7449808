"""The structure set: names and contours of an RTSTRUCT, read when a structure is asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pydicom.dataset import Dataset

from engine.dose.dicom.dicom_file import DicomFile
from engine.dose.dicom.raw_items import RawItem
from engine.dose.errors import DoseFileError
from engine.dose.organs.organ import Organ
from engine.dose.organs.organ_building import SAME_PLANE_MM, build_organ
from engine.dose.records import DoseWarning, FloatArray
from engine.words.said import Number, Said, fault, say

PLANAR_MM = 0.1
FARTHEST_MM = 4000.0
MOST_POINTS = 5_000_000
MOST_PLANES = 3000
LONGEST_OUTLINE_M = 10_000.0
_XOR = {"CLOSEDPLANAR_XOR", "CLOSED_PLANAR_XOR"}
_CLOSED = {"CLOSED_PLANAR", *_XOR}
_CLOSED_OR_UNTYPED = {*_CLOSED, ""}


@dataclass(frozen=True, slots=True)
class Structure:
    """A structure of the set as listed: number, name, kind as the file gives it (may be empty), contour count."""

    number: int
    name: str
    kind: str
    contours: int
    has_closed_contours: bool


@dataclass(frozen=True, slots=True, eq=False)
class StructureSet:
    """The structures of one file.

    `items` holds the contour items of each structure by number (several are one structure), `frames` its frame of
    reference (may be empty).
    """

    file: DicomFile
    structures: tuple[Structure, ...]
    items: dict[int, tuple[Dataset | RawItem, ...]]
    frames: dict[int, str]

    def organ(self, structure: Structure) -> Organ:
        """Build the organ of one structure.

        Raises
        ------
        DoseFileError
            Where it has no closed contours on axial planes, or encloses no volume.
        """
        field = f"structure {structure.name!r}"
        rings, warnings = self._rings(structure, field)
        if not structure.contours:
            raise self.file.error(
                field, say("has no contours"), say("choose a contoured structure, or export its contours")
            )
        if not rings:
            raise self.file.error(
                field, say("has no closed planar contours"), say("choose a contoured structure, or export its contours")
            )
        organ = build_organ(rings, self._slice_mm(rings), self._is_xor(structure))
        if organ is None or organ.volume_mm3 < 1.0:
            raise self.file.error(field, say("encloses no volume"), say("choose another structure"))
        return Organ(organ.runs, organ.bounds_mm, organ.volume_mm3, organ.cap_mm3, (*warnings, *organ.warnings))

    def _rings(self, structure: Structure, field: str) -> tuple[list[tuple[float, FloatArray]], list[DoseWarning]]:
        rings: list[tuple[float, FloatArray]] = []
        untyped = left_out = miscounted = points_so_far = 0
        outline_mm = 0.0
        for contour in self._contours(structure):
            kind = self.file.text(contour, "ContourGeometricType").upper()
            if kind and kind not in _CLOSED:
                left_out += 1
                continue
            points = self._points(contour, field)
            if len(points) < 3:
                left_out += 1
                continue
            untyped += not kind
            stated = self.file.whole_number(contour, "NumberOfContourPoints")
            miscounted += stated is not None and stated != len(points)
            points_so_far += len(points)
            outline_mm += float(np.abs(np.diff(points, axis=0)).sum())
            if points_so_far > MOST_POINTS or outline_mm > LONGEST_OUTLINE_M * 1000:
                raise self.file.error(
                    field,
                    say(
                        "has more than {most_points} contour points or {part} km of outline",
                        most_points=Number(f"{MOST_POINTS:,}"),
                        part=Number(f"{LONGEST_OUTLINE_M / 1000:g}"),
                    ),
                    say("export it with simplified contours"),
                )
            rings.append((float(points[:, 2].mean()), points[:, :2].copy()))
        if len({round(z / SAME_PLANE_MM) for z, _ in rings}) > MOST_PLANES:
            raise self.file.error(
                field,
                fault("lies on more than {most_planes} planes", most_planes=MOST_PLANES),
                say("export it again"),
            )
        return rings, _notes(structure.name, untyped, left_out, miscounted)

    def _contours(self, structure: Structure) -> list[Dataset | RawItem]:
        items = self.items.get(structure.number, ())
        return [contour for item in items for contour in self.file.items(item, "ContourSequence")]

    def _is_xor(self, structure: Structure) -> bool:
        kinds = {self.file.text(contour, "ContourGeometricType").upper() for contour in self._contours(structure)}
        return bool(kinds & _XOR)

    def _points(self, contour: Dataset | RawItem, field: str) -> FloatArray:
        data = self.file.numbers(contour, "ContourData")
        if data is None or not len(data):
            return np.empty((0, 3))
        if len(data) % 3:
            raise self.file.error(
                field, say("has a contour with an incomplete point"), say("export the structure set again")
            )
        points = data.reshape(-1, 3)
        if np.abs(points).max() > FARTHEST_MM:
            raise self.file.error(
                field,
                say("has contour points more than {part} m from the origin", part=Number(f"{FARTHEST_MM / 1000:g}")),
                say("export the structure set again"),
            )
        if np.ptp(points[:, 2]) > PLANAR_MM:
            raise self.file.error(
                field,
                say("is not contoured on axial slices"),
                say("export it with contours on the axial slices of the CT"),
            )
        return points

    def _slice_mm(self, rings: list[tuple[float, FloatArray]]) -> float:
        """Slice spacing for a structure on one plane alone: the least spacing of the structure with most contours."""
        heights = {round(z, 2) for z, _ in rings}
        if len(heights) > 1:
            return float(np.diff(sorted(heights)).min())
        closed = [structure for structure in self.structures if structure.has_closed_contours]
        fullest = max(closed, key=lambda structure: structure.contours)
        others, _ = self._rings(fullest, f"structure {fullest.name!r}")
        gaps = np.diff(sorted({round(z, 2) for z, _ in others}))
        usable = gaps[gaps > 2 * SAME_PLANE_MM]
        return float(usable.min()) if len(usable) else 1.0


def _notes(name: str, untyped: int, left_out: int, miscounted: int) -> list[DoseWarning]:
    notes = []
    if untyped:
        notes.append(
            DoseWarning(
                "contour_type_missing",
                say(
                    "{untyped} contours of {name} state no type and were taken as closed.",
                    untyped=str(untyped),
                    name=repr(name),
                ),
            )
        )
    if left_out:
        notes.append(
            DoseWarning(
                "contour_left_out",
                say(
                    "{left_out} contours of {name} are points or open lines and were left out.",
                    left_out=str(left_out),
                    name=repr(name),
                ),
            )
        )
    if miscounted:
        notes.append(
            DoseWarning(
                "contour_miscounted",
                say(
                    "{miscounted} contours of {name} hold another number of points than they state.",
                    miscounted=str(miscounted),
                    name=repr(name),
                ),
            )
        )
    return notes


def read_structure_set(file: DicomFile) -> StructureSet:
    """List the structures of an RTSTRUCT; contours are parsed when asked for.

    Raises
    ------
    DoseFileError
        Where no structure has contours.
    """
    dataset = file.dataset
    contours: dict[int, tuple[Dataset | RawItem, ...]] = {}
    for item in file.items(dataset, "ROIContourSequence"):
        number = file.whole_number(item, "ReferencedROINumber")
        if number is not None:
            contours[number] = (*contours.get(number, ()), item)
    _check_numbers(file, contours)
    kinds = {
        file.whole_number(item, "ReferencedROINumber"): file.text(item, "RTROIInterpretedType").upper()
        for item in file.items(dataset, "RTROIObservationsSequence")
    }
    default_frame = _only_frame(file)
    structures: list[Structure] = []
    frames: dict[int, str] = {}
    for item in file.items(dataset, "StructureSetROISequence"):
        number = file.whole_number(item, "ROINumber")
        if number is None:
            continue
        if number in frames:
            raise _used_twice(file, "ROINumber", number, say("structures"))
        name = file.text(item, "ROIName") or f"structure {number}"
        entries = [entry for part in contours.get(number, ()) for entry in file.items(part, "ContourSequence")]
        # The first closed one settles it: a large structure set has tens of thousands.
        closed = any(file.text(entry, "ContourGeometricType").upper() in _CLOSED_OR_UNTYPED for entry in entries)
        structures.append(Structure(number, name, kinds.get(number, ""), len(entries), closed))
        frames[number] = file.text(item, "ReferencedFrameOfReferenceUID") or default_frame
    if not any(structure.has_closed_contours for structure in structures):
        raise file.error(
            "ROIContourSequence",
            say("holds no structure with closed planar contours"),
            say("export the structures' contours"),
        )
    return StructureSet(file, tuple(structures), contours, frames)


def _check_numbers(file: DicomFile, contours: dict[int, tuple[Dataset | RawItem, ...]]) -> None:
    """Contours of one structure may be spread over several items; but not where another structure has none.

    Then one of the items may carry the wrong number, and a tumour would be read as a part of the liver.
    """
    listed = {file.whole_number(item, "ROINumber") for item in file.items(file.dataset, "StructureSetROISequence")}
    several = [number for number, items in contours.items() if len(items) > 1]
    if several and listed - set(contours) - {None}:
        raise _used_twice(file, "ReferencedROINumber", several[0], say("entries of contours"))


def _used_twice(file: DicomFile, keyword: str, number: int, what: Said) -> DoseFileError:
    return file.error(
        keyword,
        fault(
            "{number} belongs to two {what}, so that nobody can say whose contours are whose",
            number=number,
            what=what,
        ),
        say("export it again"),
    )


def _only_frame(file: DicomFile) -> str:
    frames = {
        file.text(item, "FrameOfReferenceUID")
        for item in file.items(file.dataset, "ReferencedFrameOfReferenceSequence")
    } - {""}
    own = file.text(file.dataset, "FrameOfReferenceUID")
    if len(frames) == 1:
        return frames.pop()
    return own if not frames else ""
