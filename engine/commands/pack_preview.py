"""What a pack would change: read, held against the evidence in use, and shown before anybody takes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from engine.case.case import Case
from engine.case.case_file import read_case_bytes
from engine.case.case_parsing import parse_case
from engine.commands.surroundings import Surroundings
from engine.evidence.library import Library
from engine.evidence.pack import Pack, library_contents, read_pack, read_pack_bytes, record_hashes
from engine.findings.under_other_evidence import under_other_evidence
from engine.wording.pack_preview import PackPreview, RecordChanges


def open_pack(path: Path, surroundings: Surroundings) -> tuple[Pack, Library]:
    """Return a pack and its library, both checked; nothing is written.

    Raises
    ------
    EvidenceError : it cannot be taken; the sentence says why.
    """
    pack = read_pack(read_pack_bytes(path), surroundings.installed.trusted, path.name or str(path))
    return pack, surroundings.library_in(pack)


def preview_of(pack: Pack, library: Library, cases: Mapping[str, Case], surroundings: Surroundings) -> PackPreview:
    """Return what would be another, for these cases and for the examples.

    Parameters
    ----------
    cases : the person's own, by what they are called.
    """
    # Without local studies on either side: what is to be shown is what the pack does.
    in_use = surroundings.library_of(surroundings.installed.chosen())
    all_of_them = {**cases, **dict(_examples(surroundings))}
    return PackPreview(
        pack=pack,
        library=library,
        in_use=in_use,
        records=_record_changes(pack, in_use, surroundings),
        cases=tuple((name, under_other_evidence(case, in_use, library)) for name, case in all_of_them.items()),
    )


def _examples(surroundings: Surroundings) -> Iterator[tuple[str, Case]]:
    for path in sorted((surroundings.resources / "examples").glob("*.beamside.json")):
        name = path.name.split(".")[0].replace("-", " ")
        yield f"Example “{name}”", parse_case(read_case_bytes(path), surroundings.fields, path.name)


def _record_changes(pack: Pack, in_use: Library, surroundings: Surroundings) -> RecordChanges:
    kept = surroundings.installed.pack_of(in_use.version)
    before = (
        kept.manifest.records
        if kept is not None
        else record_hashes(library_contents(surroundings.resources / "evidence"))
    )
    after = pack.manifest.records
    return RecordChanges(
        new=len(after.keys() - before.keys()),
        changed=sum(before[name] != after[name] for name in before.keys() & after.keys()),
        gone=len(before.keys() - after.keys()),
    )
