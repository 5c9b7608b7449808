"""Small DICOM files take no large memory, references are unique or refused, and what a plan is not is said."""

from __future__ import annotations

import struct
import tracemalloc
import zlib
from pathlib import Path
from typing import Any

import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ExplicitVRLittleEndian, RLELossless

from bench.material.dose_phantoms import Phantom, Written, ellipse, write_phantom
from engine.dose import read_plan, spared_liver
from engine.dose.dicom import dicom_file as dicom_file_module
from engine.dose.dicom.dicom_bytes import DicomBytes
from engine.dose.dicom.dicom_file import open_dicom, peek_modality
from engine.dose.errors import DoseFileError
from engine.dose.plan_files.structure_set import read_structure_set

pytestmark = pytest.mark.slow

RINGS = {
    "Liver": [(float(z), ellipse(40, 30, points=24)) for z in range(0, 30, 3)],
    "GTV": [(float(z), ellipse(8, 8, points=8)) for z in range(6, 18, 3)],
}
SMALL = Phantom(rings=RINGS, spacing_mm=(10.0, 10.0, 10.0), low_mm=(-60, -50, -20), high_mm=(60, 50, 50), bits=16)


def result(files: Written) -> Any:
    return spared_liver(read_plan(files.rtstruct, files.rtdose, files.rtplan), liver="Liver", tumours=["GTV"])


def rewritten(path: Path, syntax: str, *, undefined: bool = False) -> None:
    """Write a file anew in another form; its lengths left open where asked."""
    read = pydicom.dcmread(path, force=True)
    # A dataset of its own: pydicom turns no file's byte order.
    dataset = Dataset()
    dataset.update({element.tag: element for element in read})
    dataset.file_meta = read.file_meta
    for element in dataset.iterall():
        if undefined and element.VR == "SQ":
            element.is_undefined_length = True
            for item in element.value:
                item.is_undefined_length_sequence_item = True
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.save_as(path, enforce_file_format=True, little_endian=syntax != ExplicitVRBigEndian, implicit_vr=False)


# ---------------------------------------------------------------------- read where they stand, and read by pydicom


@pytest.mark.hazard("wrong-spared-volume")
@pytest.mark.parametrize("undefined", [False, True], ids=["lengths", "no lengths"])
@pytest.mark.parametrize("syntax", [None, ExplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian])
def test_that_contours_read_where_they_stand_are_those_that_pydicom_reads(
    tmp_path: Path, syntax: str | None, undefined: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = write_phantom(tmp_path, SMALL)
    if syntax is not None:
        rewritten(files.rtstruct, syntax, undefined=undefined)
    assert open_dicom(files.rtstruct, "RTSTRUCT").contours is not None
    here = result(files)
    monkeypatch.setattr(DicomBytes, "of", classmethod(lambda cls, _path, data: cls(data)))
    assert open_dicom(files.rtstruct, "RTSTRUCT").contours is None
    by_pydicom = result(files)
    assert here.below_threshold_ml == by_pydicom.below_threshold_ml > 0
    assert here.warnings == by_pydicom.warnings


def test_that_a_structure_set_cut_anywhere_is_refused_or_read_as_pydicom_reads_it(tmp_path: Path) -> None:
    files = write_phantom(tmp_path, SMALL)
    whole = files.rtstruct.read_bytes()
    for length in range(200, len(whole), 97):
        files.rtstruct.write_bytes(whole[:length])
        with pytest.raises(DoseFileError):
            result(files)


def test_that_eight_thousand_contours_cost_no_objects_until_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = ellipse(40, 30, points=8)
    many = {f"S{number}": [(float(z), ring) for z in range(200)] for number in range(40)}
    files = write_phantom(tmp_path, SMALL.with_(rings=many))
    asked: list[str] = []
    text = dicom_file_module.DicomFile.text
    monkeypatch.setattr(dicom_file_module.DicomFile, "text", lambda *given: asked.append(given[-1]) or text(*given))
    structures = read_structure_set(open_dicom(files.rtstruct, "RTSTRUCT")).structures
    assert [structure.contours for structure in structures] == [200] * 40
    assert len(asked) < 1000


# ---------------------------------------------------------------------- amplification


def header(syntax: str, sop_class: str = "1.2.840.10008.5.1.4.1.1.481.3") -> bytes:
    """Return preamble and file meta information."""
    meta = b""
    for number, value in ((0x0002, sop_class), (0x0003, "1.2.3"), (0x0010, syntax)):
        data = value.encode().ljust(len(value) + len(value) % 2, b"\0")
        meta += struct.pack("<HH2sH", 2, number, b"UI", len(data)) + data
    return bytes(128) + b"DICM" + struct.pack("<HH2sHI", 2, 0, b"UL", 4, len(meta)) + meta


MODALITY = struct.pack("<HH2sH", 8, 0x60, b"CS", 8) + b"RTSTRUCT"
EMPTY_ITEM = struct.pack("<HHI", 0xFFFE, 0xE000, 0)
END = struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)


def sequence(number: int, items: bytes, length: int | None = None) -> bytes:
    """Return a sequence of group 3006 in explicit form; of undefined length where none is given."""
    return struct.pack("<HH2s2xI", 0x3006, number, b"SQ", 0xFFFFFFFF if length is None else length) + items


def deflated(body: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packing.compress(body) + packing.flush()


DEEP = b"".join(sequence(0x39 if depth % 2 else 0x20, struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF))
                for depth in range(50_000))  # fmt: skip
AMPLIFIED = {
    "deflated zeros": lambda: header(DeflatedExplicitVRLittleEndian)
    + deflated(MODALITY + sequence(0x80, b"", 400_000_000) + bytes(400_000_000)),
    "empty items": lambda: header(ExplicitVRLittleEndian) + MODALITY + sequence(0x20, EMPTY_ITEM * 1_000_000 + END),
    "empty items of known length": lambda: header(ExplicitVRLittleEndian)
    + MODALITY + sequence(0x20, EMPTY_ITEM * 1_000_000, 8_000_000),
    "empty contours": lambda: header(ExplicitVRLittleEndian) + MODALITY + sequence(0x39, EMPTY_ITEM * 1_000_000 + END),
    "empty items in implicit form": lambda: header("1.2.840.10008.1.2")
    + struct.pack("<HHI", 8, 0x60, 8) + b"RTSTRUCT" + struct.pack("<HHI", 0x3006, 0x20, 8_000_000)
    + EMPTY_ITEM * 1_000_000,
    "deep sequences": lambda: header(ExplicitVRLittleEndian) + MODALITY + DEEP,
    "empty elements": lambda: header(ExplicitVRLittleEndian) + MODALITY
    + struct.pack("<HH2sH", 0x3006, 2, b"SH", 0) * 1_500_000,
}  # fmt: skip


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize("kind", AMPLIFIED)
def test_that_a_small_dicom_file_takes_no_large_memory(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "a.dcm"
    path.write_bytes(AMPLIFIED[kind]())
    assert path.stat().st_size < 30_000_000
    assert peek_modality(path)[0] == "RTSTRUCT"
    tracemalloc.start()
    try:
        with pytest.raises(DoseFileError) as caught:
            read_structure_set(open_dicom(path, "RTSTRUCT"))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert str(caught.value).count("\n") == 0
    assert most < 220_000_000


@pytest.mark.hazard("bad-input")
def test_that_a_packed_dose_of_impossible_size_is_not_unpacked(tmp_path: Path) -> None:
    def claim(datasets: dict[str, Dataset]) -> None:
        dose = datasets["rtdose"]
        dose.Rows = dose.Columns = 60_000

    files = write_phantom(tmp_path, SMALL.with_(change=claim))
    dataset = pydicom.dcmread(files.rtdose)
    dataset.file_meta.TransferSyntaxUID = RLELossless
    dataset.PixelData = pydicom.encaps.encapsulate([b"\0" * 64] * int(dataset.NumberOfFrames))
    dataset["PixelData"].is_undefined_length = True
    dataset.save_as(files.rtdose)
    with pytest.raises(DoseFileError, match="voxels to unpack"):
        result(files)


def test_that_a_deflated_plan_is_read(tmp_path: Path) -> None:
    files = write_phantom(tmp_path, SMALL)
    before = result(files).below_threshold_ml
    for path in (files.rtstruct, files.rtdose, files.rtplan):
        rewritten(path, DeflatedExplicitVRLittleEndian)
    assert result(files).below_threshold_ml == pytest.approx(before)
    assert peek_modality(files.rtdose) == ("RTDOSE", "PLAN")
    packed = files.rtdose.read_bytes()
    files.rtdose.write_bytes(packed[:-30])
    with pytest.raises(DoseFileError, match="is cut short"):
        result(files)


# ---------------------------------------------------------------------- references


@pytest.mark.hazard("wrong-spared-volume")
@pytest.mark.parametrize(
    ("sequence_name", "keyword", "field"),
    [
        ("StructureSetROISequence", "ROINumber", "ROINumber"),
        ("ROIContourSequence", "ReferencedROINumber", "ReferencedROINumber"),
    ],
)
def test_that_a_number_used_twice_is_refused(tmp_path: Path, sequence_name: str, keyword: str, field: str) -> None:
    def confuse(datasets: dict[str, Dataset]) -> None:
        items = datasets["rtstruct"][sequence_name].value
        setattr(items[1], keyword, getattr(items[0], keyword))

    files = write_phantom(tmp_path, SMALL.with_(change=confuse))
    with pytest.raises(DoseFileError, match="belongs to two") as caught:
        result(files)
    assert caught.value.field == field


def kinds(files: Written) -> set[str]:
    return {warning.kind for warning in result(files).warnings}


@pytest.mark.hazard("wrong-patient")
@pytest.mark.parametrize(
    ("struct_says", "dose_says", "is_other"),
    [
        (("1", "A^B", "19600101"), ("1", "C^D", "19700101"), False),
        (("1", "A^B", "19600101"), ("2", "A^B", "19600101"), True),
        (("", "A^B", "19600101"), ("2", "A^B", "19600101"), False),
        (("", "A^B", "19600101"), ("2", "A^B", "19600102"), True),
        (("", "A^B", "19600101"), ("", "A^C", "19600101"), True),
        (("", "Mueller^Hans^^", ""), ("", "MUELLER^HANS", ""), False),
        (("", "", ""), ("2", "A^B", "19600101"), False),
        (("", "A^B", ""), ("", "A^B", "19600101"), False),
    ],
)
def test_that_another_patient_is_told_by_what_the_files_carry(
    tmp_path: Path, struct_says: tuple[str, str, str], dose_says: tuple[str, str, str], is_other: bool
) -> None:
    def say(datasets: dict[str, Dataset]) -> None:
        for kind, said in (("rtstruct", struct_says), ("rtdose", dose_says), ("rtplan", struct_says)):
            datasets[kind].PatientID, datasets[kind].PatientName, datasets[kind].PatientBirthDate = said

    assert ("other_patient" in kinds(write_phantom(tmp_path, SMALL.with_(change=say)))) == is_other


@pytest.mark.hazard("wrong-spared-volume")
@pytest.mark.parametrize(
    ("of", "keyword", "value", "kind"),
    [
        ("rtstruct", "ApprovalStatus", "REJECTED", "rejected"),
        ("rtdose", "ApprovalStatus", "REJECTED", "rejected"),
        ("rtplan", "ApprovalStatus", "REJECTED", "rejected"),
        ("rtplan", "ApprovalStatus", "UNAPPROVED", None),
        ("rtplan", "PlanIntent", "VERIFICATION", "not_for_treatment"),
        ("rtplan", "PlanIntent", "CURATIVE", None),
        ("rtdose", "SpatialTransformOfDose", "NON_RIGID", "deformed_dose"),
        ("rtdose", "SpatialTransformOfDose", "RIGID", None),
    ],
)
def test_that_what_a_plan_is_not_is_said(tmp_path: Path, of: str, keyword: str, value: str, kind: str | None) -> None:
    def mark(datasets: dict[str, Dataset]) -> None:
        setattr(datasets[of], keyword, value)

    assert kinds(write_phantom(tmp_path, SMALL.with_(change=mark))) == ({kind} if kind else set())


@pytest.mark.hazard("wrong-spared-volume")
@pytest.mark.parametrize(
    ("keyword", "value", "words"),
    [
        ("DoseUnits", "RELATIVE", "is relative"),
        ("DoseType", "BED", "a biological dose (BED)"),
        ("DoseType", "EQD2", "a biological dose (EQD2)"),
        ("DoseType", "OTHER", "another kind of dose"),
    ],
)
def test_that_a_dose_that_is_none_in_gy_is_refused(tmp_path: Path, keyword: str, value: str, words: str) -> None:
    def mark(datasets: dict[str, Dataset]) -> None:
        setattr(datasets["rtdose"], keyword, value)

    with pytest.raises(DoseFileError) as caught:
        result(write_phantom(tmp_path, SMALL.with_(change=mark)))
    assert words in str(caught.value)
