"""Bad input at scale: valid files, bent at random, into every reader. Either a result or the reader's own sentence.

Each target takes bytes and returns nothing; whatever it raises besides its reader's own exception is a defect, as is
taking longer than a second.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
import time
import traceback
import warnings
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

RESOURCES = Path(__file__).resolve().parent.parent.parent / "resources"
#: of the processor: a machine with much else to do makes no reader slow
HANG_SECONDS = 1.0
#: on the clock, for one that waits for what never comes
WAITED_SECONDS = 60.0
_MOST_KEPT = 5

#: pieces that parsers trip over
_AWKWARD = (
    b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"NaN", b"1e999", b"-1", b"0", b"null", b"[]", b"{}", b'"', b"\\u0000",
    b"\r\n", b"\t", b";", b",", b"=", b"[[", b"9" * 40, b"\xc3\x28", b"true", "−".encode(),
    "٣".encode(), b"1,234", b"1.234,5",
)  # fmt: skip


def bent(seed: bytes, generator: np.random.Generator) -> bytes:
    """Return the seed with one to six changes: a bit flipped, bytes cut, doubled, or something awkward put in."""
    data = bytearray(seed)
    for _ in range(int(generator.integers(1, 7))):
        place = int(generator.integers(0, len(data) + 1))
        length = int(generator.integers(1, 1 + max(1, min(64, len(data)))))
        kind = int(generator.integers(0, 6))
        if kind == 0 and data:
            data[place % len(data)] ^= 1 << int(generator.integers(0, 8))
        elif kind == 1:
            del data[place : place + length]
        elif kind == 2:
            data[place:place] = data[place : place + length]
        elif kind == 3:
            data[place:place] = _AWKWARD[int(generator.integers(0, len(_AWKWARD)))]
        elif kind == 4:
            data[place : place + length] = _AWKWARD[int(generator.integers(0, len(_AWKWARD)))]
        else:
            data[place : place + length] = generator.bytes(min(length, 8))
    return bytes(data)


@dataclass(frozen=True, slots=True)
class Target:
    """A reader, valid inputs to bend, and what feeds it."""

    name: str
    seeds: tuple[bytes, ...]
    feed: Callable[[bytes], None]


def _own_folder() -> Path:
    """Return a fresh folder for one target's files; `_in_folder` says when it goes."""
    return Path(tempfile.mkdtemp(prefix="beamside-soak-"))


def _in_folder(folder: Path, target: Target) -> Target:
    """Return the target; its folder is deleted with the last that could feed it, at the latest when the process ends.

    The folder hangs on `feed` and not on the target, which may be copied with another name or wrapped.
    """
    weakref.finalize(target.feed, shutil.rmtree, folder, ignore_errors=True)
    return target


@dataclass(slots=True)
class Tally:
    """What came of a target's inputs."""

    name: str
    inputs: int = 0
    refused_or_read: int = 0
    slowest_seconds: float = 0.0
    crashes: list[str] = field(default_factory=list)
    hangs: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """No crash and no hang."""
        return not self.crashes and not self.hangs


def is_hang(worked_seconds: float, waited_seconds: float) -> bool:
    """Whether a reader works too long at one input, by the processor's time, or waits for what never comes."""
    return worked_seconds > HANG_SECONDS or waited_seconds > WAITED_SECONDS


def fuzz(target: Target, inputs: int, seed: int) -> Tally:
    """Feed a target so many bent inputs; the same seed gives the same inputs."""
    generator = np.random.default_rng(seed)
    tally = Tally(target.name)
    for number in range(inputs):
        data = bent(target.seeds[number % len(target.seeds)], generator)
        started, worked = time.perf_counter(), time.process_time()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                target.feed(data)
            tally.refused_or_read += 1
        except Exception:  # noqa: BLE001 - whatever comes here is the defect that is looked for
            if len(tally.crashes) < _MOST_KEPT:
                tally.crashes.append(f"input {number}: {traceback.format_exc(limit=-3)}")
        waited, taken = time.perf_counter() - started, time.process_time() - worked
        tally.inputs += 1
        tally.slowest_seconds = max(tally.slowest_seconds, taken)
        if is_hang(taken, waited) and len(tally.hangs) < _MOST_KEPT:
            tally.hangs.append(f"input {number}: {taken:.2f} s, on the clock {waited:.0f} s, {len(data)} bytes")
    return tally


def targets() -> Iterator[Target]:
    """Yield every reader of the program."""
    yield _case_reader()
    yield _sealed_case_reader()
    yield _recovery_copy()
    yield _summary()
    yield _typed_entry()
    yield _evidence_loader()
    yield _local_evidence()
    yield _clicks()
    yield _dvh_text()
    yield _dicom()
    yield _settings()


def _case_reader() -> Target:
    from engine.case.fields import load_fields
    from engine.case.format.case_parsing import parse_case
    from engine.case.problems import CaseFileError

    fields = load_fields(RESOURCES)

    def feed(data: bytes) -> None:
        try:
            parse_case(data, fields)
        except CaseFileError:
            return

    return Target(
        "case file", tuple(path.read_bytes() for path in sorted((RESOURCES / "examples").glob("*.json"))), feed
    )


def _sealed_case_reader() -> Target:
    from engine.case.case import new_case
    from engine.case.fields import load_fields
    from engine.case.files.sealed_case import Hardness, seal, unseal
    from engine.case.problems import CaseFileError

    fields = load_fields(RESOURCES)
    sealed = seal(new_case(fields), "a passphrase", hardness=Hardness(iterations=1, lanes=1, memory_kib=64))

    def feed(data: bytes) -> None:
        try:
            unseal(data, "a passphrase", fields)
        except CaseFileError:
            return

    return Target("sealed case", (sealed,), feed)


def _recovery_copy() -> Target:
    from datetime import UTC, datetime

    from engine.case.entry import Unreadable
    from engine.case.fields import load_fields
    from engine.case.files.case_file import load_case
    from engine.case.files.recovery_copy import (
        NewerRecoveryCopyError,
        RecoveryCopy,
        RecoveryCopyError,
        read_recovery,
        recovery_bytes,
    )

    fields = load_fields(RESOURCES)
    case = load_case(RESOURCES / "examples" / "borderline.beamside.json", fields)
    when = datetime(2026, 11, 27, tzinfo=UTC)
    copy = RecoveryCopy(case, {"age_years": Unreadable("6o", "no number")}, "/a/b.beamside.json", when, "ab")

    def feed(data: bytes) -> None:
        try:
            read_recovery(data, fields)
        except (RecoveryCopyError, NewerRecoveryCopyError):
            return

    return Target("recovery copy", (recovery_bytes(copy),), feed)


def _summary() -> Target:
    """Summaries without their pages: what carries the case is the same."""
    import zlib

    from engine.case.fields import load_fields
    from engine.case.files.case_file import load_case
    from engine.case.format.case_json import case_bytes, case_sha256
    from engine.case.problems import CaseFileError
    from engine.report.writers.attachments import open_case_from_pdf

    fields = load_fields(RESOURCES)
    folder = _own_folder()
    path = folder / "summary.pdf"
    case = load_case(RESOURCES / "examples" / "borderline.beamside.json", fields)
    told = {"format": "beamside-assessment/1", "engine_version": "0", "case_sha256": case_sha256(case),
            "evidence": {"version": "1", "sha256": "0"}, "options": []}  # fmt: skip
    files = case_bytes(case), json.dumps(told).encode()

    def pdf(*, packed: bool, indirect: bool) -> bytes:
        body = b"%PDF-1.7\n"
        for number, data in enumerate(files, start=1):
            stored = zlib.compress(data) if packed else data
            kind = b"/Filter/FlateDecode" if packed else b""
            length = b"%d 0 R" % (number + 20) if indirect else b"%d" % len(stored)
            body += b"%d 0 obj\n<</Type/EmbeddedFile%s/Length %s>>\nstream\n" % (number, kind, length)
            body += stored + b"\nendstream\nendobj\n%d 0 obj\n%d\nendobj\n" % (number + 20, len(stored))
        return body + b"%%EOF\n"

    def feed(data: bytes) -> None:
        path.write_bytes(data)
        try:
            open_case_from_pdf(path, fields)
        except CaseFileError:
            return

    ways = [(packed, indirect) for packed in (True, False) for indirect in (True, False)]
    return _in_folder(
        folder, Target("summary", tuple(pdf(packed=packed, indirect=indirect) for packed, indirect in ways), feed)
    )


def _typed_entry() -> Target:
    from engine.case.entry import read_entry
    from engine.case.fields import load_fields

    numbers = [spec for spec in load_fields(RESOURCES) if spec.kind in ("number", "integer")]

    def feed(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        spec = numbers[len(data) % len(numbers)]
        read_entry(spec, text, spec.units[len(text) % len(spec.units)])

    return Target("typed entry", (b"0,075", b"5.5 cm", b"1234", b" 12 ", b"-3", b"1.234,5"), feed)


def _evidence_loader() -> Target:
    from engine.evidence.loading import parse_source_file
    from engine.evidence.problems import EvidenceError

    sources = sorted((RESOURCES / "evidence" / "sources").glob("*.toml"), key=lambda path: path.stat().st_size)

    def feed(data: bytes) -> None:
        try:
            parse_source_file("fuzzed.toml", data)
        except EvidenceError:
            return

    return Target(
        "evidence file", tuple(path.read_bytes() for path in sources[:60] if path.stat().st_size < 6000), feed
    )


def _local_evidence() -> Target:
    """One study in a folder of a department's own, beside a library of one."""
    from engine.case.fields import load_fields
    from engine.evidence.loading import load_library
    from engine.evidence.problems import EvidenceError

    kinds = {spec.id: spec.kind for spec in load_fields(RESOURCES)}
    folder = _own_folder()
    (folder / "library" / "sources").mkdir(parents=True)
    (folder / "local").mkdir()
    header = (RESOURCES / "evidence" / "library.toml").read_text(encoding="utf-8")
    lines = [line for line in header.splitlines() if not line.startswith("source_files")]
    (folder / "library" / "library.toml").write_text("\n".join(lines), encoding="utf-8")
    study = (
        'format = "beamside-source/1"\n[source]\nid = "{id}"\nshort = "Ours 2024"\nauthors = "not given"\n'
        'title = "Audit"\nyear = 2024\npublished_in = "internal"\ndesign = "retrospective"\npaper = ""\n'
        '[[cohort]]\nid = "{id}.all"\nlabel = "All"\nmodality = "sbrt"\nlocator = "page 2"\npatients = 41\n'
        '[[figure]]\nid = "{id}.os"\nkind = "outcome"\nlabel = "Survival"\nstatistic = "rate"\n'
        'unit = "proportion"\nprinted = "58 %"\nlocator = "table 3"\nobtained = "printed"\ncohort = "{id}.all"\n'
        'endpoint = "overall_survival"\nvalue = 0.58\ntime_months = 24\npatients = 41\n'
    )
    (folder / "library" / "sources" / "theirs.toml").write_text(study.replace("{id}", "theirs"), encoding="utf-8")
    path = folder / "local" / "ours.toml"

    def feed(data: bytes) -> None:
        path.write_bytes(data)
        try:
            load_library(folder / "library", kinds, local=folder / "local")
        except EvidenceError:
            return

    return _in_folder(folder, Target("local evidence", (study.replace("{id}", "ours").encode(),), feed))


def _settings() -> Target:
    from gui.shared.settings_store import SettingsStore

    folder = _own_folder()
    path = folder / "window.ini"
    names = [name for name, kind in vars(SettingsStore).items() if isinstance(kind, property)]

    def feed(data: bytes) -> None:
        # Qt keeps what it has read under a name: each content has a name of its own.
        path.unlink(missing_ok=True)
        here = path.with_name(f"{hash(data)}.ini")
        here.write_bytes(data)
        store = SettingsStore(here)
        for name in names:
            getattr(store, name)
        here.unlink()

    seed = (
        '[appearance]\ntheme=dark\ntext_size_percent=125\n[form]\nunits="{\\"a\\": \\"b\\"}"\nonly_relevant=true\n'
        '[recent]\nfiles="[\\"/a/b.json\\"]"\nlast_folder=/a\n[window]\ngeometry=@ByteArray(\\x1\\xd9)\n'
    )
    return _in_folder(folder, Target("settings", (seed.encode(),), feed))


def _clicks() -> Target:
    from engine.curves.patients.clicks import DigitisedInputError
    from engine.curves.patients.digitised import rebuild
    from engine.curves.tables.click_files import ClickFileError, read_clicks
    from engine.curves.tables.risk_files import read_numbers_at_risk

    folder = _own_folder()
    clicks, risk = folder / "clicks.csv", folder / "risk.csv"
    risk.write_text("time,n\n0,40\n6,30\n12,20\n18,9\n24,3\n", encoding="utf-8")

    def feed(data: bytes) -> None:
        half = len(data) // 2
        (risk if len(data) % 5 == 0 else clicks).write_bytes(data if len(data) % 5 else data[:half] or data)
        try:
            read = read_clicks(clicks)
            at_risk = read_numbers_at_risk(risk).table if len(data) % 2 else None
            rebuild(read.time_months, read.survival, at_risk, patients=None if at_risk else 40, lines=read.lines)
        except (ClickFileError, DigitisedInputError):
            return

    rows = "\n".join(f"{month},{0.97**month:.4f}" for month in range(25))
    clicks.write_text(rows, encoding="utf-8")
    return _in_folder(
        folder,
        Target(
            "clicks", (f"time,survival\n{rows}\n".encode(), rows.replace(",", ";").replace(".", ",").encode()), feed
        ),
    )


def _dvh_text() -> Target:
    from engine.dose import DoseFileError, read_dvh, spared_liver_from_dvh

    folder = _own_folder()
    path = folder / "dvh.txt"
    table = "Dose [Gy];Volume [cm3]\n" + "".join(f"{dose};{1000 - 20 * dose}\n" for dose in range(51))
    eclipse = (
        "Patient Name : Nobody\nPatient ID : 0\nType : Cumulative Dose Volume Histogram\nTotal dose [Gy]: 60.000\n"
        "% for dose (%): 100.0\n\nStructure: LIVER\nApproval Status: Approved\nPlan: P1\nVolume [cm³]: 1000.0\n"
        "Min Dose [Gy]: 0.0\nMax Dose [Gy]: 50.0\nMean Dose [Gy]: 25.0\n\n"
        "Dose [Gy]   Relative dose [%]   Structure Volume [cm³]\n"
        + "".join(f"{dose:10.3f} {dose / 0.6:10.3f} {1000 - 20 * dose:12.3f}\n" for dose in range(51))
    )

    def feed(data: bytes) -> None:
        path.write_bytes(data)
        try:
            dvh = read_dvh(path)
            for structure in dvh.structures[:3]:
                spared_liver_from_dvh(dvh, structure=structure.name, plan=structure.plan or None)
        except DoseFileError:
            return

    return _in_folder(folder, Target("DVH text", (table.encode(), eclipse.encode(), eclipse.encode("latin-1")), feed))


def _dicom() -> Target:
    from pydicom.dataset import Dataset, FileMetaDataset
    from pydicom.uid import UID, ExplicitVRLittleEndian, generate_uid

    from engine.dose import DoseFileError, read_plan, spared_liver

    folder = _own_folder()

    def as_bytes(modality: str, sop_class: str, **values: object) -> bytes:
        dataset = Dataset()
        dataset.file_meta = FileMetaDataset()
        dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        dataset.file_meta.MediaStorageSOPClassUID = UID(sop_class)
        dataset.file_meta.MediaStorageSOPInstanceUID = generate_uid(entropy_srcs=[modality])
        dataset.SOPClassUID = UID(sop_class)
        dataset.Modality = modality
        dataset.FrameOfReferenceUID = UID("1.2.3")
        dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID
        for name, value in values.items():
            setattr(dataset, name, value)
        stream = io.BytesIO()
        dataset.save_as(stream, enforce_file_format=True)
        return stream.getvalue()

    dose = as_bytes(
        "RTDOSE", "1.2.840.10008.5.1.4.1.1.481.2", DoseUnits="GY", DoseSummationType="PLAN", DoseType="PHYSICAL",
        Rows=8, Columns=8, NumberOfFrames=8, PixelSpacing=[10, 10], ImagePositionPatient=[-40, -40, -40],
        ImageOrientationPatient=[1, 0, 0, 0, 1, 0], GridFrameOffsetVector=[10.0 * plane for plane in range(8)],
        BitsAllocated=16, BitsStored=16, HighBit=15, PixelRepresentation=0, SamplesPerPixel=1,
        PhotometricInterpretation="MONOCHROME2", DoseGridScaling=0.01, PixelData=np.full(512, 900, "<u2").tobytes(),
    )  # fmt: skip
    rings = []
    for plane in range(-3, 4):
        ring = Dataset()
        ring.ContourGeometricType, ring.NumberOfContourPoints = "CLOSED_PLANAR", 4
        # Half a millilitre: a larger organ is sampled at a million places, which nothing bent depends on.
        ring.ContourData = [v for x, y in ((-4, -4), (4, -4), (4, 4), (-4, 4)) for v in (x, y, plane * 1.0)]
        rings.append(ring)
    roi, contours = Dataset(), Dataset()
    roi.ROINumber, roi.ROIName, roi.ReferencedFrameOfReferenceUID = 1, "Liver", "1.2.3"
    contours.ReferencedROINumber, contours.ContourSequence = 1, rings
    structures = as_bytes(
        "RTSTRUCT", "1.2.840.10008.5.1.4.1.1.481.3", StructureSetROISequence=[roi], ROIContourSequence=[contours]
    )
    paths = {b"DOSE": folder / "dose.dcm", b"STRUCT": folder / "struct.dcm"}
    paths[b"DOSE"].write_bytes(dose)
    paths[b"STRUCT"].write_bytes(structures)

    def feed(data: bytes) -> None:
        # One of the two is bent, the other stays whole; which one is told by the size of what came.
        changed = min(paths, key=lambda kind: abs(len(data) - len({b"DOSE": dose, b"STRUCT": structures}[kind])))
        bent_file = folder / "bent.dcm"
        bent_file.write_bytes(data)
        struct = bent_file if changed == b"STRUCT" else paths[b"STRUCT"]
        grid = bent_file if changed == b"DOSE" else paths[b"DOSE"]
        try:
            plan = read_plan(struct, grid)
            for structure in plan.structures[:2]:
                spared_liver(plan, liver=structure.number)
        except DoseFileError:
            return

    return _in_folder(folder, Target("DICOM", (dose, structures), feed))


def report_lines(tallies: list[Tally]) -> list[str]:
    """Return the tallies as lines, the defects below them."""
    lines = [f"{'reader':<16}{'inputs':>9}{'crashes':>9}{'hangs':>7}{'slowest, s':>12}"]
    for tally in tallies:
        numbers = f"{tally.inputs:>9}{len(tally.crashes):>9}{len(tally.hangs):>7}{tally.slowest_seconds:>12.3f}"
        lines.append(f"{tally.name:<16}{numbers}")
    for tally in tallies:
        lines += [f"{tally.name}: {text}" for text in (*tally.crashes, *tally.hangs)]
    return lines


def as_json(tallies: list[Tally]) -> str:
    """Return the tallies as JSON."""
    return json.dumps(
        [
            {
                "reader": tally.name,
                "inputs": tally.inputs,
                "crashes": len(tally.crashes),
                "hangs": len(tally.hangs),
                "slowest_seconds": round(tally.slowest_seconds, 3),
            }
            for tally in tallies
        ],
        indent=1,
    )
