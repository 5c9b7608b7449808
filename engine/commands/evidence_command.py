"""`beamside evidence …`: the library to read, to prove and to take along, and the versions of it on this machine."""

from __future__ import annotations

import argparse
import datetime as dt
import difflib
from pathlib import Path

import msgspec

from engine.case.files.atomic_file import write_atomically
from engine.commands.arguments.case_argument import read_case
from engine.commands.arguments.path_arguments import as_path
from engine.commands.arguments.unused_options import refuse_unused
from engine.commands.shared.command_context import EXIT_NO, CommandContext, Mistake, Outcome
from engine.evidence.checks import check_library, check_options
from engine.evidence.export import library_as_json
from engine.evidence.problems import EvidenceError
from engine.evidence.record_as_text import record_page
from engine.evidence.rules.rules_of_cohorts import silent_arms
from engine.evidence.source_list import list_lines, source_list
from engine.findings.published.evidence_stamp import evidence_stamp
from engine.reading.visible_text import visible, visible_json
from engine.wording.literature import old_words
from engine.words.said import fault, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    names = "list|show|check|export|pack|install|use|rollback"
    actions = parser.add_subparsers(dest="action", required=True, metavar=names)
    listing = actions.add_parser("list", help="the versions on this machine, and every source with its records")
    listing.add_argument("--by", choices=("name", "year"), help="the order of the text: name")
    listing.add_argument("--format", choices=("text", "json"), default="text", help="JSON is always by year")
    show = actions.add_parser("show", help="one source or record, as a page to hold against the paper")
    show.add_argument("id", metavar="ID")
    actions.add_parser("check", help="prove what can be proved; exit 1 where a record breaks a rule")
    actions.add_parser("export", help="the whole library as one JSON")
    pack = actions.add_parser("pack", help="the whole library as one signed file that travels")
    pack.add_argument("-o", "--output", metavar="FILE", type=as_path, required=True, help="the pack to write")
    pack.add_argument("--key", metavar="KEY.pem", type=as_path, help="the private Ed25519 key that signs it")
    pack.add_argument("--folder", metavar="FOLDER", type=as_path, help="a library in place of the one in use")
    install = actions.add_parser("install", help="show what a pack changes, and take it; exit 1 where it is not taken")
    install.add_argument("file", metavar="FILE", type=as_path)
    install.add_argument("--yes", action="store_true", help="take it without asking")
    install.add_argument("--older", action="store_true", help="take it although it is older than what is in use")
    install.add_argument("--case", metavar="CASE", type=as_path, help="a case of your own to show the changes for")
    install.add_argument(
        "--passphrase-file", metavar="FILE", type=as_path, help="first line: the passphrase of that case"
    )
    use = actions.add_parser("use", help="use a version that is on this machine, newer or older")
    use.add_argument("version", metavar="VERSION")
    actions.add_parser("rollback", help="use the version that was in use before")


def run(arguments: argparse.Namespace, command_context: CommandContext) -> Outcome:
    """Do what the action says."""
    return {
        "list": _list,
        "show": _show,
        "check": _check,
        "export": _export,
        "pack": _pack,
        "install": _install,
        "use": _use,
        "rollback": _rollback,
    }[arguments.action](arguments, command_context)


def _lines(lines: list[str]) -> Outcome:
    return Outcome(output=(visible("\n".join(lines)) + "\n").encode("utf-8"))


def _list(arguments: argparse.Namespace, command_context: CommandContext) -> Outcome:
    if arguments.format == "json":
        if arguments.by == "name":
            raise Mistake(say("evidence list: JSON is always by year. Leave --by name out."))
        listed = msgspec.json.encode(source_list(command_context.library))
        return Outcome(output=visible_json(msgspec.json.format(listed, indent=1)) + b"\n")
    lines = list_lines(command_context.library, arguments.by or "name")
    old = old_words(evidence_stamp(command_context.library), dt.datetime.now().astimezone().date())
    return _lines([lines[0], *([old] if old else []), *_versions(command_context), *lines[1:]])


def _versions(command_context: CommandContext) -> list[str]:
    """Return a line for each version on this machine, the newest first."""
    installed = command_context.installed
    in_use = installed.in_use()
    lines = []
    for one in reversed(installed.versions()):
        of = f" of {one.date.isoformat()}" if one.date is not None else ""
        whence = "with the program" if one.path is None else "from a pack"
        mark = ", in use" if one.version == in_use else ""
        lines.append(f"Version {one.version}{of}: {one.problem or whence}{mark}")
    return lines


def _show(arguments: argparse.Namespace, command_context: CommandContext) -> Outcome:
    library = command_context.library
    lines = record_page(library, arguments.id)
    if lines is None:
        known = [*library.source_of, *library.sources]
        near = difflib.get_close_matches(arguments.id, known, n=1, cutoff=0.5)
        remedy = (
            fault("Did you mean “{near}”?", near=near[0]) if near else say("`beamside evidence list` names them all.")
        )
        raise Mistake(fault("evidence: {id}: there is no such record. {remedy}", id=arguments.id, remedy=remedy))
    return _lines(lines)


def _export(_arguments: argparse.Namespace, command_context: CommandContext) -> Outcome:
    exported = msgspec.json.encode(library_as_json(command_context.library))
    return Outcome(output=visible_json(msgspec.json.format(exported, indent=1)) + b"\n")


def _check(_arguments: argparse.Namespace, command_context: CommandContext) -> Outcome:
    """Prove the arithmetic; a library that breaks a rule of record is a no as well."""
    try:
        library = command_context.library
    except EvidenceError as error:
        return Outcome(exit_code=EXIT_NO, problems=tuple(problem.said for problem in error.problems))
    result = check_library(library)
    result.broken.extend(check_options(library).broken)
    broken = tuple(f"{found.record}: {found.text}" for found in result.broken)
    return Outcome(exit_code=EXIT_NO if broken else 0, output=_lines(result.lines()).output, problems=broken)


def _refuse_to_overwrite_what_is_read(output: Path, key: Path | None, folder: Path | None) -> None:
    """A pack in the place of its own key or library would end either."""
    place = output.resolve()
    if key is not None and place == key.resolve():
        raise Mistake(fault("{output}: this is the key that signs. Give the pack another name.", output=output.name))
    if folder is not None and output.exists() and folder.resolve() in place.parents:
        raise Mistake(
            fault("{output}: this lies in the library that is packed. Write the pack elsewhere.", output=output.name)
        )


def _pack(arguments: argparse.Namespace, command_context: CommandContext) -> Outcome:
    """Write a pack of the version in use, or of a library in a folder; the department's own studies are never in it."""
    from engine.evidence.packs.pack import build_pack, library_contents
    from engine.evidence.packs.pack_signature import read_private_key

    read = ("action", "output", "key", "folder")
    # A library in a folder is no version of this machine, and the department's own studies are in no pack.
    refuse_unused(arguments, read if arguments.folder is not None else (*read, "evidence"), "evidence pack")
    _refuse_to_overwrite_what_is_read(arguments.output, arguments.key, arguments.folder)
    key = read_private_key(arguments.key) if arguments.key is not None else None
    version = command_context.evidence or command_context.installed.chosen()
    kept = command_context.installed.pack_of(version) if version is not None and arguments.folder is None else None
    if kept is not None:
        contents = {**kept.contents, "CHANGES.md": kept.changes.encode("utf-8")}
    else:
        contents = library_contents(arguments.folder or command_context.resources / "evidence")
    library = command_context.library_packed(contents)
    # Asked of who makes a pack; one that is kept is packed again as it came.
    if kept is None and (silent := tuple(silent_arms(library.files))):
        raise EvidenceError(*silent)
    write_atomically(arguments.output, build_pack(contents, library.sha256, key))
    said = f"{arguments.output}\n".encode("utf-8", "surrogateescape")
    if key is None:
        told = f"{arguments.output.name}: the pack is not signed, and no program takes it. Sign it with --key KEY.pem."
        return Outcome(output=said, problems=(told,))
    return Outcome(output=said)


def _install(arguments: argparse.Namespace, command_context: CommandContext) -> Outcome:
    """Show what a pack changes; take it where that is said beforehand or answered at the terminal."""
    from engine.commands.pack_preview import open_pack, preview_of

    refuse_unused(arguments, ("action", "file", "yes", "older", "case", "passphrase_file"), "evidence install")
    pack, library = open_pack(arguments.file, command_context)
    installed, version = command_context.installed, pack.manifest.version
    installed.refuse(pack, older=arguments.older)
    cases = {}
    if arguments.case is not None:
        cases["Your case"] = read_case(arguments, command_context.fields)
    elif arguments.passphrase_file is not None:
        raise Mistake(say("install: --passphrase-file is for a case. Name the case with --case CASE."))
    preview = preview_of(pack, library, cases, command_context)
    if preview.is_same and installed.in_use() == version:
        return _lines([f"Evidence {version} is in use already; nothing was changed."])
    shown = visible("\n".join(preview.lines()))
    if not arguments.yes:
        if command_context.ask is None:
            told = "evidence: nobody can be asked here, and nothing was taken. Say --yes to take it."
            return Outcome(exit_code=EXIT_NO, output=f"{shown}\n".encode(), problems=(told,))
        if not command_context.ask(f"{shown}\n\n", f"Use evidence {version} from now on?"):
            return Outcome(exit_code=EXIT_NO, problems=("evidence: it was not taken; nothing was changed.",))
        shown = ""
    installed.take(pack, older=arguments.older)
    return _lines([*([shown, ""] if shown else []), f"Evidence {version} is in use now."])


def _use(arguments: argparse.Namespace, command_context: CommandContext) -> Outcome:
    refuse_unused(arguments, ("action", "version"), "evidence use")
    command_context.library_of(arguments.version)
    command_context.installed.use(arguments.version)
    return _lines([f"Evidence {arguments.version} is in use now."])


def _rollback(arguments: argparse.Namespace, command_context: CommandContext) -> Outcome:
    refuse_unused(arguments, ("action",), "evidence rollback")
    return _lines([f"Evidence {command_context.installed.go_back()} is in use now."])
