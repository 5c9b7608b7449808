"""What a pack would change: read, held against the evidence in use, and shown before anybody takes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from engine.case.case import Case
from engine.case.files.case_file import read_case_bytes
from engine.case.format.case_parsing import parse_case
from engine.commands.shared.command_context import CommandContext
from engine.evidence.library import Library
from engine.evidence.packs.pack import Pack, library_contents, read_pack, read_pack_bytes, record_hashes
from engine.findings.differences.under_other_evidence import under_other_evidence
from engine.wording.pack_preview import PackPreview, RecordChanges
from engine.words.said import say


def open_pack(path: Path, command_context: CommandContext) -> tuple[Pack, Library]:
    """Return a pack and its library, both checked; nothing is written.

    Raises
    ------
    EvidenceError : it cannot be taken; the sentence says why.
    """
    pack = read_pack(read_pack_bytes(path), command_context.installed.trusted, path.name or str(path))
    return pack, command_context.library_in(pack)


def preview_of(pack: Pack, library: Library, cases: Mapping[str, Case], command_context: CommandContext) -> PackPreview:
    """Return what would be another, for these cases and for the examples.

    Parameters
    ----------
    cases : the person's own, by what they are called.
    """
    # Without local studies on either side: what is to be shown is what the pack does.
    in_use = command_context.library_of(command_context.installed.chosen())
    all_of_them = {**cases, **dict(_examples(command_context))}
    return PackPreview(
        pack=pack,
        library=library,
        in_use=in_use,
        records=_record_changes(pack, in_use, command_context),
        cases=tuple((name, under_other_evidence(case, in_use, library)) for name, case in all_of_them.items()),
    )


def _examples(command_context: CommandContext) -> Iterator[tuple[str, Case]]:
    for path in sorted((command_context.resources / "examples").glob("*.beamside.json")):
        name = path.name.split(".")[0].replace("-", " ")
        yield say("Example “{name}”", name=name), parse_case(read_case_bytes(path), command_context.fields, path.name)


def _record_changes(pack: Pack, in_use: Library, command_context: CommandContext) -> RecordChanges:
    kept = command_context.installed.pack_of(in_use.version)
    before = (
        kept.manifest.records
        if kept is not None
        else record_hashes(library_contents(command_context.resources / "evidence"))
    )
    after = pack.manifest.records
    return RecordChanges(
        new=len(after.keys() - before.keys()),
        changed=sum(before[name] != after[name] for name in before.keys() & after.keys()),
        gone=len(before.keys() - after.keys()),
    )
