"""The dose: an RTDOSE as a `DoseGrid` in patient coordinates, or a sentence why it cannot give a total dose."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.dose.dicom.dicom_file import DicomFile
from engine.dose.plan_files.dose_grid import DoseGrid
from engine.dose.records import DoseWarning, FloatArray
from engine.words.said import Number, fault, say

SUMMATIONS = {"PLAN", "MULTI_PLAN"}
AXIS_TOLERANCE = 1e-3
"""Largest direction cosine off the axis: a tilt of 0.06 degrees, 0.2 mm over a liver."""

PLAUSIBLE_GY = 400.0
MOST_VOXELS = 25_000_000
"""Of a dose that has to be unpacked; 300 x 300 x 250 are fewer."""

_KINDS_OF_DOSE = {"", "PHYSICAL", "EFFECTIVE"}
_AGAIN = say("export the plan's total dose again as RTDOSE")
_RLE = "1.2.840.10008.1.2.5"
_NATIVE = {
    "1.2.840.10008.1.2",
    "1.2.840.10008.1.2.1",
    "1.2.840.10008.1.2.1.99",
    "1.2.840.10008.1.2.2",
}


def check_total_dose(file: DicomFile) -> list[DoseWarning]:
    """Refuse what is not an absolute dose of a whole plan; warn where it is one of a special kind.

    Raises
    ------
    DoseFileError
        For relative doses, doses of beams or fractions, and dose errors.
    """
    _check_units(file)
    summation = file.text(file.dataset, "DoseSummationType").upper()
    if summation not in SUMMATIONS:
        held = (
            fault("the dose of a {summation}", summation=summation.lower())
            if summation in {"BEAM", "FRACTION", "CONTROL_POINT"}
            else say("not marked as the dose of a plan")
        )
        raise file.error(
            "DoseSummationType",
            fault("is {held}, not of the whole plan", held=held),
            say("export the plan dose (summation type PLAN)"),
        )
    warnings = check_dose_kind(file)
    if summation == "MULTI_PLAN":
        warnings.append(
            DoseWarning("plan_sum", say("The dose is a sum of several plans; their numbers of fractions may differ."))
        )
    return warnings


def _check_units(file: DicomFile) -> None:
    units = file.text(file.dataset, "DoseUnits").upper()
    if units != "GY":
        told = (
            say("is not given")
            if not units
            else say("is relative, not in Gy")
            if units == "RELATIVE"
            else say("is not Gy")
        )
        raise file.error("DoseUnits", told, say("export the dose in absolute units (Gy)"))


def check_dose_kind(file: DicomFile) -> list[DoseWarning]:
    """Refuse what is no absolute dose, or a biological one; warn of a weighted one.

    Raises
    ------
    DoseFileError
        For relative doses, dose errors, and kinds such as EQD2.
    """
    _check_units(file)
    kind = file.text(file.dataset, "DoseType").upper()
    if kind == "ERROR":
        raise file.error("DoseType", say("is a dose difference, not a dose"), _AGAIN)
    if kind not in _KINDS_OF_DOSE:
        held = (
            fault("a biological dose ({kind})", kind=kind) if kind in {"BED", "EQD2"} else say("another kind of dose")
        )
        raise file.error("DoseType", fault("says that it is {held}, not the physical one", held=held), _AGAIN)
    warnings = []
    if kind == "EFFECTIVE":
        warnings.append(
            DoseWarning(
                "effective_dose", say("The dose is biologically weighted (DoseType EFFECTIVE), not the physical dose.")
            )
        )
    return warnings


def read_dose_grid(file: DicomFile) -> tuple[DoseGrid, list[DoseWarning]]:
    """Read grid and voxels.

    Raises
    ------
    DoseFileError
        For oblique grids, unclear frame positions, compressed, missing or incomplete pixel data, and doses that are
        not finite or negative.
    """
    dataset = file.dataset
    rows, columns = _count(file, "Rows"), _count(file, "Columns")
    frames = _count(file, "NumberOfFrames") if "NumberOfFrames" in dataset else 1
    if min(rows, columns, frames) < 2:
        raise file.error(
            "NumberOfFrames",
            say("is a single plane or line of dose"),
            say("export the dose of the whole volume in one file"),
        )
    origin = _triple(file, "ImagePositionPatient", 3)
    across, down = _directions(file)
    spacing = _triple(file, "PixelSpacing", 2)
    if (spacing <= 0).any() or (spacing > 100).any():
        raise file.error("PixelSpacing", say("is not a plausible spacing"), _AGAIN)
    normal = np.cross(across, down)
    offsets = _frame_offsets(file, frames, origin, normal)
    scaling = file.number(dataset, "DoseGridScaling")
    if scaling is None or not 0 < scaling < 1e6:
        raise file.error("DoseGridScaling", say("is missing or not a positive number"), _AGAIN)
    stored = _pixels(file, frames, rows, columns)
    # PixelSpacing is (between rows, between columns): the first runs down, the second across.
    placed = [
        (normal, offsets),
        (down, spacing[0] * np.arange(rows)),
        (across, spacing[1] * np.arange(columns)),
    ]
    grid = _in_patient_order(origin, placed, stored, scaling)
    return grid, _check_values(file, grid)


def _in_patient_order(
    origin: FloatArray, placed: list[tuple[FloatArray, FloatArray]], stored: NDArray[Any], scaling: float
) -> DoseGrid:
    """Turn the frame, row and column axes into z, y, x, each ascending, whichever way the patient lay."""
    along = [int(np.argmax(np.abs(direction))) for direction, _ in placed]
    axes: list[FloatArray] = [np.empty(0)] * 3
    for axis, (direction, positions) in zip(along, placed, strict=True):
        axes[axis] = origin[axis] + np.sign(direction[axis]) * positions
    turned = stored.transpose([along.index(2), along.index(1), along.index(0)])
    for axis, dimension in ((2, 0), (1, 1), (0, 2)):
        order = np.argsort(axes[axis], kind="stable")
        axes[axis] = axes[axis][order]
        if order[0] > order[-1] and (np.diff(order) == -1).all():
            turned = np.flip(turned, dimension)
        elif (np.diff(order) != 1).any():
            turned = np.take(turned, order, dimension)
    return DoseGrid(axes[0], axes[1], axes[2], turned, scaling)


def _check_values(file: DicomFile, grid: DoseGrid) -> list[DoseWarning]:
    largest = grid.largest_gy()
    if largest <= 0:
        raise file.error("PixelData", say("holds no dose above zero"), say("compute the dose, then export it again"))
    if float(grid.stored.min()) * grid.scaling_gy < -0.01:
        raise file.error(
            "PixelData", say("holds negative doses"), say("export the plan dose, not a difference of doses")
        )
    if largest > PLAUSIBLE_GY:
        return [
            DoseWarning(
                "implausible_dose",
                say(
                    "The largest dose is {largest} Gy; check whether the file gives cGy where it says Gy.",
                    largest=Number(f"{largest:.0f}"),
                ),
            )
        ]
    return []


def _directions(file: DicomFile) -> tuple[FloatArray, FloatArray]:
    both = _triple(file, "ImageOrientationPatient", 6)
    snapped = np.round(both)
    across, down = snapped[:3], snapped[3:]
    if (
        np.abs(both - snapped).max() > AXIS_TOLERANCE
        or np.abs(across).sum() != 1
        or np.abs(down).sum() != 1
        or np.dot(across, down) != 0
    ):
        raise file.error(
            "ImageOrientationPatient",
            say("is an oblique dose grid"),
            say("export the dose on a grid that is parallel to the axes of the patient"),
        )
    return across, down


def _frame_offsets(file: DicomFile, frames: int, origin: FloatArray, normal: FloatArray) -> FloatArray:
    """Place of each frame along the normal, mm from the first.

    The standard (C.8.8.3.2) allows two readings: offsets from the first frame, which then begin with zero; or, for
    axial grids, the frames' z in patient coordinates, which then begins with the z of ImagePositionPatient.
    """
    keyword = "GridFrameOffsetVector"
    offsets = file.numbers(file.dataset, keyword)
    if offsets is None or len(offsets) != frames:
        raise file.error(keyword, say("does not give the place of every frame"), _AGAIN)
    if abs(offsets[0]) > SAME_START_MM:
        if abs(normal[2]) != 1 or abs(offsets[0] - origin[2]) > SAME_START_MM:
            raise file.error(keyword, say("begins neither with zero nor with the z of the first frame"), _AGAIN)
        offsets = (offsets - offsets[0]) * normal[2]
    if np.abs(offsets).max() > 4000 or np.diff(np.sort(offsets)).min() < 0.01:
        raise file.error(keyword, say("gives two frames the same place or an implausible one"), _AGAIN)
    return offsets


SAME_START_MM = 0.05


def _pixels(file: DicomFile, frames: int, rows: int, columns: int) -> NDArray[Any]:
    dataset = file.dataset
    if _count(file, "SamplesPerPixel", 1) != 1:
        raise file.error("SamplesPerPixel", say("is a colour image, not a dose"), _AGAIN)
    if "PixelData" not in dataset:
        raise file.error("PixelData", say("is missing"), _AGAIN)
    bits = _count(file, "BitsAllocated")
    if bits not in (8, 16, 32):
        raise file.error("BitsAllocated", fault("is {bits}; 16 or 32 are used for doses", bits=bits), _AGAIN)
    signed = _count(file, "PixelRepresentation", 0)
    syntax = str(file.guarded("TransferSyntaxUID", lambda: dataset.file_meta.TransferSyntaxUID))
    if syntax == _RLE:
        if frames * rows * columns > MOST_VOXELS:
            raise file.error(
                "PixelData",
                say("has more than {most_voxels} voxels to unpack", most_voxels=Number(f"{MOST_VOXELS:,}")),
                say("export it uncompressed"),
            )
        array: NDArray[Any] = file.guarded("PixelData", lambda: dataset.pixel_array)
        if array.shape != (frames, rows, columns):
            raise file.error("PixelData", say("is cut short"), say("copy or export the file again"))
        return array
    if syntax not in _NATIVE:
        raise file.error(
            "PixelData", say("is compressed in a way that is not read here"), say("export the dose uncompressed")
        )
    raw = file.guarded("PixelData", lambda: dataset.get_item("PixelData").value)
    wanted = frames * rows * columns * (bits // 8)
    if not isinstance(raw, bytes) or len(raw) < wanted:
        raise file.error("PixelData", say("is cut short"), say("copy or export the file again"))
    order = ">" if syntax == "1.2.840.10008.1.2.2" else "<"
    dtype = np.dtype(f"{order}{'i' if signed else 'u'}{bits // 8}")
    return np.frombuffer(raw, dtype=dtype, count=frames * rows * columns).reshape(frames, rows, columns)


def _count(file: DicomFile, keyword: str, default: int | None = None) -> int:
    number = file.whole_number(file.dataset, keyword) if keyword in file.dataset else default
    if number is None or not 0 <= number <= 100_000:
        raise file.error(keyword, say("is missing or not a plausible number"), _AGAIN)
    return number


def _triple(file: DicomFile, keyword: str, length: int) -> FloatArray:
    values = file.numbers(file.dataset, keyword)
    if values is None or len(values) != length or np.abs(values).max() > 10_000:
        raise file.error(keyword, fault("does not hold {length} plausible numbers", length=length), _AGAIN)
    return values
