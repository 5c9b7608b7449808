"""The files that a random journey opens, drops and saves over: whole ones, odd ones, and some that are none."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

from bench.material.full_case import full_case, open_case
from bench.material.fuzzing import RESOURCES
from engine.case.case import Case, new_case
from engine.case.fields import FieldCatalogue
from engine.case.files.sealed_case import Hardness, Seal
from engine.case.format.case_json import case_bytes
from engine.case.lesions import Lesion
from engine.case.limits import LONGEST_TEXT, MOST_LESIONS

PASSPHRASE = "a passphrase of a journey"
#: Cheap to derive: what it costs is measured elsewhere.
CHEAP = Hardness(iterations=1, lanes=1, memory_kib=64)
ODD_NOTES = "\ufeffone\u00a0two\rthree\r\nfour\u2028five\u2029six\ufdd0seven\x00\t😀\u202e<img src='x'>"
_DVH = "Dose [Gy];Volume [cm3]\n" + "".join(f"{dose};{1000 - 20 * dose}\n" for dose in range(51))


def write_pool(folder: Path, fields: FieldCatalogue) -> tuple[Path, ...]:
    """Write the files and return them; a journey may write over those, and over those alone."""
    folder.mkdir(parents=True, exist_ok=True)
    empty = new_case(fields)
    patient = empty.patient
    few = patient.with_value("lesions", (Lesion(diameter_cm=2.0, segment="6", near_gut=True), Lesion()))
    many = patient.with_value("lesions", tuple(Lesion(diameter_cm=1.0) for _ in range(MOST_LESIONS - 1)))
    cases: dict[str, Case] = {
        "few lesions": replace(empty, patient=few, label="Few"),
        "odd notes": replace(empty, notes=ODD_NOTES, label="<b>bold</b> & [*] \u202egnp"),
        "full notes": replace(full_case(fields), notes="n" * (LONGEST_TEXT - 3)),
        "many lesions": replace(empty, patient=many),
        "open": open_case(fields),
        "empty": empty,
    }
    pool: list[Path] = []
    for name, case in cases.items():
        pool.append(folder / f"{name}.beamside.json")
        pool[-1].write_bytes(case_bytes(case))
    for example in sorted((RESOURCES / "examples").glob("*.beamside.json"))[:3]:
        pool.append(folder / example.name)
        pool[-1].write_bytes(example.read_bytes())
    pool.append(folder / "sealed.beamside.json")
    pool[-1].write_bytes(Seal.new(PASSPHRASE, CHEAP).close(cases["few lesions"]))
    others = {
        "no case.json": b"{\"<img src='x'>\": 1",
        "unknown key.json": json.dumps({"format": "beamside-case/1", "<b>x</b>": 1}).encode(),
        "newer.beamside.json": b'{"format": "beamside-case/9"}',
        "no summary.pdf": b"%PDF-1.7\nnothing\n%%EOF",
        "curve.txt": _DVH.encode(),
        "no curve.txt": b"\x00\x01<b>nothing</b>",
    }
    for name, data in others.items():
        pool.append(folder / name)
        pool[-1].write_bytes(data)
    if hasattr(os, "mkfifo"):
        pool.append(folder / "pipe.beamside.json")
        os.mkfifo(pool[-1])
    pool += [folder / "there is none.beamside.json", folder]
    return tuple(pool)
