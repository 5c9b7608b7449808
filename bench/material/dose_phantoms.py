"""A phantom plan whose answer is known exactly, written as RTSTRUCT, RTDOSE and RTPLAN, for bench and tests.

The liver is an ellipsoid with semi-axes 80, 65 and 50 mm, the GTV a sphere of 20 mm around (15, 0, 0), and the dose
60 exp(-k r2) Gy around its centre with 15 Gy at 45 mm. Polygons are drawn a little outside, so that they enclose the
area of the ellipses they stand for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence as DicomSequence
from pydicom.tag import Tag
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian

LIVER_MM = (80.0, 65.0, 50.0)
GTV_X_MM, GTV_MM = 15.0, 20.0
TOP_GY, FALL = 60.0, float(np.log(4.0)) / 45.0**2
LIVER_ML = 4 / 3 * np.pi * 80 * 65 * 50 / 1000
GTV_ML = 4 / 3 * np.pi * 20**3 / 1000
NORMAL_ML = LIVER_ML - GTV_ML
_CONTOUR_DATA = Tag(0x3006, 0x0050)
PATIENT = "Nobody^Known"
PATIENT_NUMBER = "NR-4711"

ORIENTATIONS = {
    "HFS": (1, 0, 0, 0, 1, 0),
    "HFP": (-1, 0, 0, 0, -1, 0),
    "FFS": (-1, 0, 0, 0, 1, 0),
    "FFP": (1, 0, 0, 0, -1, 0),
    "HFDL": (0, 1, 0, -1, 0, 0),
    "HFDR": (0, -1, 0, 1, 0, 0),
    "coronal": (1, 0, 0, 0, 0, -1),
    "sagittal": (0, 1, 0, 0, 0, -1),
}

Ring = tuple[float, np.ndarray]
DoseFunction = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


def phantom_dose(x: np.ndarray, y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Dose in Gy at points in mm."""
    return TOP_GY * np.exp(-FALL * ((x - GTV_X_MM) ** 2 + y**2 + z**2))


@lru_cache(maxsize=2)
def _gauss(count: int) -> tuple[np.ndarray, np.ndarray]:
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return np.asarray(nodes), np.asarray(weights)


@lru_cache(maxsize=1000)
def exact_below_ml(threshold_gy: float = 15.0) -> float:
    """Normal liver below a dose, by an integration that shares nothing with the engine."""
    radius = float(np.sqrt(np.log(TOP_GY / threshold_gy) / FALL))
    nodes, weights = _gauss(600)
    y, z = nodes[:, None] * LIVER_MM[1], nodes[None, :] * LIVER_MM[2]
    area = weights[:, None] * weights[None, :] * LIVER_MM[1] * LIVER_MM[2]
    liver = LIVER_MM[0] * np.sqrt(np.maximum(1 - (y / LIVER_MM[1]) ** 2 - (z / LIVER_MM[2]) ** 2, 0))
    hot = np.sqrt(np.maximum(max(radius, GTV_MM) ** 2 - y**2 - z**2, 0))
    both = np.minimum(liver, GTV_X_MM + hot) - np.maximum(-liver, GTV_X_MM - hot)
    return float(LIVER_ML - (np.maximum(both, 0) * (hot > 0) * area).sum() / 1000)


def ellipse(a: float, b: float, x0: float = 0.0, y0: float = 0.0, points: int = 180) -> np.ndarray:
    """Polygon of shape (points, 2) with the area of the ellipse."""
    turn = 2 * np.pi / points
    out = np.sqrt(turn / np.sin(turn))
    angle = turn * np.arange(points)
    return np.column_stack([x0 + a * out * np.cos(angle), y0 + b * out * np.sin(angle)])


def ellipsoid_rings(semi_mm: Sequence[float], planes: Iterable[float], x0: float = 0.0, z0: float = 0.0) -> list[Ring]:
    """Rings of an ellipsoid on the planes that cut it."""
    rings = []
    for z in planes:
        share = 1 - ((z - z0) / semi_mm[2]) ** 2
        if share > 1e-4:
            scale = float(np.sqrt(share))
            rings.append((float(z), ellipse(semi_mm[0] * scale, semi_mm[1] * scale, x0)))
    return rings


def planes_every(spacing: float, offset: float = 0.5) -> np.ndarray:
    """Planes over the liver with a given spacing, the one above zero at `offset` spacings."""
    count = int(np.ceil(60 / spacing))
    return (np.arange(-count, count) + offset) * spacing


@dataclass
class Phantom:
    """What is written; the defaults are the plain case."""

    planes: Iterable[float] = field(default_factory=lambda: planes_every(3.0))
    rings: dict[str, list[Ring]] | None = None
    position: str = "HFS"
    spacing_mm: tuple[float, float, float] = (2.5, 2.5, 2.5)
    """Along x, y and z of the patient."""
    low_mm: tuple[float, float, float] = (-101.3, -86.1, -68.7)
    high_mm: tuple[float, float, float] = (103.0, 87.0, 70.0)
    dose: DoseFunction = phantom_dose
    descending: bool = False
    absolute_offsets: bool = False
    frame_positions: np.ndarray | None = None
    """Own positions of the frames along their axis, in patient coordinates."""
    fractions: Sequence[Any] = ("3",)
    bits: int = 32
    change: Callable[[dict[str, Dataset]], None] | None = None
    header: bool = True

    def with_(self, **changes: Any) -> Phantom:
        """Give a changed copy."""
        return replace(self, **changes)


def all_rings(phantom: Phantom) -> dict[str, list[Ring]]:
    """Liver, GTV, and the liver with the GTV as a hole: as a ring of its own, and through a keyhole."""
    liver = ellipsoid_rings(LIVER_MM, phantom.planes)
    gtv = ellipsoid_rings((GTV_MM,) * 3, phantom.planes, GTV_X_MM)
    holes = dict(gtv)
    keyhole = []
    for z, ring in liver:
        if z in holes:
            keyhole.append((z, np.concatenate([ring, ring[:1], holes[z][::-1], holes[z][-1:]])))
        else:
            keyhole.append((z, ring))
    return {"Liver": liver, "GTV": gtv, "Liver-GTV": [*liver, *gtv], "Liver-GTV keyhole": keyhole}


@dataclass(frozen=True)
class Written:
    """Where the files are."""

    rtstruct: Path
    rtdose: Path
    rtplan: Path


def write_phantom(folder: Path, phantom: Phantom | None = None) -> Written:
    """Write the three files."""
    phantom = phantom or Phantom()
    files = {
        "rtstruct": structure_set(phantom.rings or all_rings(phantom)),
        "rtdose": dose_file(phantom),
        "rtplan": plan_file(phantom.fractions),
    }
    if phantom.change is not None:
        phantom.change(files)
    folder.mkdir(parents=True, exist_ok=True)
    written = Written(folder / "rtss.dcm", folder / "rtdose.dcm", folder / "rtplan.dcm")
    for path, dataset in zip((written.rtstruct, written.rtdose, written.rtplan), files.values(), strict=True):
        save(dataset, path, phantom.header)
    return written


def save(dataset: Dataset, path: Path, header: bool = True) -> None:
    """Write a dataset, with a Part-10 header or, as some systems do, without one."""
    if header:
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID = dataset.SOPClassUID
        meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
        long_texts = "ROIContourSequence" in dataset
        meta.TransferSyntaxUID = ImplicitVRLittleEndian if long_texts else ExplicitVRLittleEndian
        dataset.file_meta = meta
        dataset.save_as(path, enforce_file_format=True)
    else:
        dataset.save_as(path, implicit_vr=True, little_endian=True)


def _base(modality: str, sop_class: str, number: int) -> Dataset:
    dataset = Dataset()
    dataset.SOPClassUID = sop_class
    dataset.SOPInstanceUID = f"1.2.3.{number}"
    dataset.Modality = modality
    dataset.PatientName = PATIENT
    dataset.PatientID = PATIENT_NUMBER
    dataset.PatientBirthDate = "19570203"
    dataset.FrameOfReferenceUID = "1.2.3.9"
    return dataset


def structure_set(rings: dict[str, list[Ring]]) -> Dataset:
    """Build an RTSTRUCT of named rings."""
    dataset = _base("RTSTRUCT", "1.2.840.10008.5.1.4.1.1.481.3", 1)
    names, contours, kinds = [], [], []
    for number, (name, its_rings) in enumerate(rings.items(), start=1):
        entry = Dataset()
        entry.ROINumber, entry.ROIName, entry.ReferencedFrameOfReferenceUID = str(number), name, "1.2.3.9"
        names.append(entry)
        item = Dataset()
        item.ReferencedROINumber = str(number)
        item.ContourSequence = DicomSequence([contour(z, ring) for z, ring in its_rings])
        contours.append(item)
        kind = Dataset()
        kind.ObservationNumber = kind.ReferencedROINumber = str(number)
        kind.RTROIInterpretedType = "GTV" if name.startswith("GTV") else "ORGAN"
        kinds.append(kind)
    dataset.StructureSetROISequence = DicomSequence(names)
    dataset.ROIContourSequence = DicomSequence(contours)
    dataset.RTROIObservationsSequence = DicomSequence(kinds)
    return dataset


def contour(z: float, ring: np.ndarray, kind: str | None = "CLOSED_PLANAR") -> Dataset:
    """Build one contour."""
    item = Dataset()
    if kind is not None:
        item.ContourGeometricType = kind
    item.NumberOfContourPoints = len(ring)
    points = np.column_stack([ring, np.full(len(ring), z)])
    numbers = points.ravel().tolist()
    words = ("\\".join(["%.4f"] * len(numbers)) % tuple(numbers)).encode("ascii")
    # As the bytes of the file, which names no kind of value: to check each number of a phantom took longer than all
    # that is done with it.
    written = words + b" " * (len(words) % 2)
    item.add(DataElement(_CONTOUR_DATA, "OB", written))
    return item


def dose_file(phantom: Phantom) -> Dataset:
    """Build an RTDOSE that samples the phantom's dose, whichever way its rows and frames run."""
    dataset = _base("RTDOSE", "1.2.840.10008.5.1.4.1.1.481.2", 2)
    orientation = np.array(ORIENTATIONS[phantom.position], dtype=float)
    across, down = orientation[:3], orientation[3:]
    normal = np.cross(across, down)
    positions = []
    for direction in (normal, down, across):
        axis = int(np.argmax(np.abs(direction)))
        along = np.arange(phantom.low_mm[axis], phantom.high_mm[axis] + 1e-6, phantom.spacing_mm[axis])
        if direction is normal:
            if phantom.frame_positions is not None:
                along = np.asarray(phantom.frame_positions, dtype=float)
            backwards = (direction[axis] < 0) != phantom.descending
        else:
            backwards = direction[axis] < 0
        positions.append((axis, along[::-1] if backwards else along))
    grids = np.meshgrid(*[along for _, along in positions], indexing="ij")
    xyz: list[Any] = [None, None, None]
    for (axis, _), grid in zip(positions, grids, strict=True):
        xyz[axis] = grid
    dose = phantom.dose(*xyz)
    origin = [0.0, 0.0, 0.0]
    for axis, along in positions:
        origin[axis] = float(along[0])
    frame_axis, frames = positions[0]
    offsets = frames if phantom.absolute_offsets else (frames - frames[0]) * normal[frame_axis]
    scaling = float(dose.max()) / (2**phantom.bits - 1) if dose.max() > 0 else 1e-6
    dataset.ImagePositionPatient = [f"{value:.6g}" for value in origin]
    dataset.ImageOrientationPatient = [f"{value:g}" for value in orientation]
    dataset.PixelSpacing = [
        f"{abs(along[1] - along[0]):.6g}" for _, along in positions[1:]
    ]  # between rows first, then between columns
    dataset.GridFrameOffsetVector = [f"{value:.6g}" for value in offsets]
    dataset.FrameIncrementPointer = 0x3004000C
    dataset.NumberOfFrames, dataset.Rows, dataset.Columns = str(dose.shape[0]), dose.shape[1], dose.shape[2]
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.BitsAllocated = dataset.BitsStored = phantom.bits
    dataset.HighBit, dataset.PixelRepresentation = phantom.bits - 1, 0
    dataset.DoseUnits, dataset.DoseType, dataset.DoseSummationType = "GY", "PHYSICAL", "PLAN"
    dataset.DoseGridScaling = f"{scaling:.9e}"
    stored = np.round(dose / float(dataset.DoseGridScaling)).clip(0, 2**phantom.bits - 1)
    dataset.PixelData = stored.astype(f"<u{phantom.bits // 8}").tobytes()
    dataset["PixelData"].VR = "OW"
    dataset.ReferencedRTPlanSequence = DicomSequence([_reference("1.2.3.3")])
    dataset.ReferencedStructureSetSequence = DicomSequence([_reference("1.2.3.1")])
    return dataset


def plan_file(fractions: Sequence[Any]) -> Dataset:
    """Build an RTPLAN with a fraction group for each number."""
    dataset = _base("RTPLAN", "1.2.840.10008.5.1.4.1.1.481.5", 3)
    groups = []
    for number, count in enumerate(fractions, start=1):
        group = Dataset()
        group.FractionGroupNumber = str(number)
        if count is not None:
            group.NumberOfFractionsPlanned = count
        groups.append(group)
    dataset.FractionGroupSequence = DicomSequence(groups)
    dataset.ReferencedStructureSetSequence = DicomSequence([_reference("1.2.3.1")])
    return dataset


def own_curve(
    included: int, volumes: Sequence[float], width_gy: float = 0.1, units: str = "CM3", excluded: Sequence[int] = ()
) -> Dataset:
    """Build an item of the DVHSequence: cumulative volumes at the lower edges of equal bins."""
    item = Dataset()
    item.DVHType, item.DoseUnits, item.DoseType = "CUMULATIVE", "GY", "PHYSICAL"
    item.DVHDoseScaling, item.DVHVolumeUnits, item.DVHNumberOfBins = "1.0", units, str(len(volumes))
    data: list[str] = []
    for volume in volumes:
        data += [f"{width_gy:g}", f"{volume:.5f}"]
    item.DVHData = data
    references = []
    for number, kind in [(included, "INCLUDED"), *((number, "EXCLUDED") for number in excluded)]:
        reference = Dataset()
        reference.ReferencedROINumber, reference.DVHROIContributionType = str(number), kind
        references.append(reference)
    item.DVHReferencedROISequence = DicomSequence(references)
    return item


def _reference(uid: str) -> Dataset:
    item = Dataset()
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = "1.2.840.10008.5.1.4.1.1.481.5", uid
    return item
