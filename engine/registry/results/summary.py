"""What is said of all rows together: counts of headlines, reasons and problems, and by what they were made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import engine
from engine import VERSION
from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES
from engine.findings.criteria.rules import fields_of
from engine.findings.headlines.concerns import compiled_concerns
from engine.registry.results.followed import VERDICTS

SUMMARY_FORMAT = "beamside-registry-summary/1"
MANIFEST_FORMAT = "beamside-registry-manifest/1"

Tally = Mapping[str, int]


def summary(tally: Tally, library: Library, fields: FieldCatalogue) -> dict[str, Any]:
    """Return the counts of all rows."""
    return {
        "format": SUMMARY_FORMAT,
        "evidence": {"version": library.version, "sha256": library.sha256},
        "engine_version": VERSION,
        "rows": {
            "in_all": tally.get("rows", 0) + tally.get("alone", 0),
            "assessed": tally.get("rows", 0),
            "assessed_with_problems": tally.get("with_problems", 0),
            "in_problems_alone": tally.get("alone", 0),
            "of_these_repeated_ids": tally.get("repeated", 0),
        },
        "options": {name: _option(name, tally) for name in MODALITIES},
        "problems_by_field": ranked(tally, "problem\t"),
        "missing": missing_items(tally, library, fields),
    }


def _option(name: str, tally: Tally) -> dict[str, Any]:
    return {
        "verdicts": {verdict: tally.get(f"verdict\t{name}\t{verdict}", 0) for verdict in VERDICTS},
        "reasons": {
            verdict: ranked(tally, f"reason\t{name}\t{verdict}\t")
            for verdict in VERDICTS
            if any(key.startswith(f"reason\t{name}\t{verdict}\t") for key in tally)
        },
    }


def ranked(tally: Tally, prefix: str) -> dict[str, int]:
    """Return counts whose name begins so, by what follows; the largest first, equal ones in the order of names."""
    found = {key.removeprefix(prefix): count for key, count in tally.items() if key.startswith(prefix) and count}
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def missing_items(tally: Tally, library: Library, fields: FieldCatalogue) -> list[dict[str, Any]]:
    """Return what kept headlines undetermined, ranked: the field, and how many headlines look at it in vain."""
    found: dict[str, dict[str, int]] = {}
    for name in MODALITIES:
        prefix = f"reason\t{name}\tundetermined\t"
        for reason, count in ranked(tally, prefix).items():
            for field in _fields_behind(library).get(reason, ()):
                found.setdefault(field, {})[name] = found.get(field, {}).get(name, 0) + count
    ordered = sorted(found.items(), key=lambda one: (-sum(one[1].values()), one[0]))
    return [
        {"field": field, "label": fields[field].label, "open_items": sum(by.values()), "by_option": by}
        for field, by in ordered
        if field in fields
    ]


@lru_cache(maxsize=4)
def _fields_behind(library: Library) -> Mapping[str, tuple[str, ...]]:
    """Return which fields a criterion or a concern looks at."""
    found = {criterion.id: fields_of(criterion.rule) for criterion in library.criteria.values()}
    for name in MODALITIES:
        found.update({one.concern.id: one.fields for one in compiled_concerns(name, library)})
    return found


def as_json(contents: Mapping[str, Any]) -> bytes:
    """Return a summary or manifest as it is written."""
    return json.dumps(contents, ensure_ascii=False, indent=1, allow_nan=False).encode("utf-8", "replace") + b"\n"


def engine_sha256() -> str:
    """Return the hash of the program's own source; where none is kept, as in a bundle, that of its version."""
    digest = hashlib.sha256(VERSION.encode())
    folder = Path(str(engine.__file__)).parent
    for path in sorted(folder.rglob("*.py")):
        digest.update(f"\0{path.relative_to(folder).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def job_of(
    inputs: tuple[tuple[str, int, str], ...], library: Library, fields_sha256: str, options: Mapping[str, object]
) -> dict[str, object]:
    """Return what a run is made of: the same job gives the same bytes."""
    return {
        "input": [{"name": name, "bytes": size, "sha256": digest} for name, size, digest in inputs],
        "evidence": {"version": library.version, "sha256": library.sha256},
        "engine": {"version": VERSION, "sha256": engine_sha256(), "fields_sha256": fields_sha256},
        "options": {**options, "sha256": hashlib.sha256(json.dumps(options, sort_keys=True).encode()).hexdigest()},
    }


def manifest(job: Mapping[str, object], outputs: Mapping[str, tuple[int, str]]) -> dict[str, Any]:
    """Return the manifest: what the results were made of, and the hashes of the results."""
    files = [{"name": name, "bytes": size, "sha256": digest} for name, (size, digest) in sorted(outputs.items())]
    return {"format": MANIFEST_FORMAT, **job, "output": files}
