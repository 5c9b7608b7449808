"""Every option that a way of calling takes is read there, or refused: none is passed over."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import main
from engine.commands.arguments.unused_options import refuse_unused
from engine.commands.registry_command import _ACTIONS, run
from engine.commands.shared.command_context import CommandContext, Mistake
from tests.engine.registry.made_up_tables import made_up, write_csv

Beamside = Callable[..., Any]
#: ways of calling beside the ordinary one, and which options each of them has no use for
UNUSED = {
    "registry map TABLE": "words workers scheduler date series label resume evidence local_evidence",
    "registry cohort TABLE -o FOLDER --series ours": "words workers scheduler resume",
    "registry TABLE -o OUT": "series label",
    "report --open-case PDF": "passphrase_file paper date long for_patient",
    "evidence pack -o OUT": "local_evidence",
    "evidence pack -o OUT --folder FOLDER": "local_evidence evidence",
    "evidence install PDF": "local_evidence evidence",
    "evidence use 1": "local_evidence evidence",
    "evidence rollback": "local_evidence evidence",
    "curve digitised TABLE --n 20": "risk_series risk_time_unit risk_time_column risk_column",
}
CASES = [(line, name) for line, names in UNUSED.items() for name in names.split()]


def parser_of(command: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser()
    import_module(main.COMMANDS[command][0]).add_arguments(parser)
    if command in main.USES_EVIDENCE:
        main._add_evidence(parser)
    if command in main.SPEAKS:
        main._add_language(parser)
    return parser


def options_of(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    yield from (action for action in parser._actions if action.option_strings and action.dest != "help")


def given(parser: argparse.ArgumentParser, name: str) -> list[str]:
    """Return the option, with something that it could be given."""
    every = [*options_of(parser)]
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            every += [one for sub in action.choices.values() for one in options_of(sub)]
    action = next(one for one in every if one.dest == name)
    if action.nargs == 0:
        return [action.option_strings[-1]]
    return [action.option_strings[-1], str(next(iter(action.choices))) if action.choices else "2026-01-01"]


@pytest.mark.slow
@pytest.mark.parametrize(("line", "name"), CASES)
def test_that_an_option_without_use_is_refused(line: str, name: str, beamside: Beamside, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("patient_id,age_years\na,60\n", encoding="utf-8")
    (tmp_path / "some").mkdir()
    places = {"TABLE": table, "OUT": tmp_path / "out", "FOLDER": tmp_path / "some", "PDF": table}
    words = [str(places.get(word, word)) for word in line.split()]
    option = given(parser_of(words[0]), name)
    whole = [words[0], *option, *words[1:]] if name.endswith("evidence") else [*words, *option]
    before = sorted(tmp_path.rglob("*"))
    told = beamside(*whole)
    assert told.code == 2, told
    assert option[0] in told.errors
    assert sorted(tmp_path.rglob("*")) == before


READ: set[str] = set()


class Watched(argparse.Namespace):
    """Tells which of its options were read."""

    def __getattribute__(self, name: str) -> Any:
        READ.add(name)
        return object.__getattribute__(self, name)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "action"),
    [("IN -o OUT", ""), ("map IN", "map"), ("cohort IN -o FOLDER --series ours --label Ours", "cohort")],
)
def test_that_what_a_registry_takes_is_read(line: str, action: str, tmp_path: Path) -> None:
    places = {"IN": write_csv(tmp_path / "p.csv", made_up(120)), "OUT": tmp_path / "out", "FOLDER": tmp_path}
    words = [str(places.get(word, word)) for word in line.split()]
    arguments = parser_of("registry").parse_args(words, namespace=Watched())
    READ.clear()
    run(arguments, CommandContext(main.RESOURCES))
    assert {"table", "output", "map", *_ACTIONS[action][2]} - {"evidence", "local_evidence"} <= READ


def test_that_every_option_of_a_registry_has_a_way_that_reads_it() -> None:
    named = {"table", "output", "map"}.union(*(used for _, _, used in _ACTIONS.values()))
    assert named == {action.dest for action in options_of(parser_of("registry"))} | {"table"}


@pytest.mark.parametrize("value", ["x", 0, 1, True, ["a"], Path("a")])
def test_that_what_was_given_is_refused_by_its_name(value: object) -> None:
    with pytest.raises(Mistake, match="--some-thing would change nothing"):
        refuse_unused(argparse.Namespace(some_thing=value, other=None), ("other",), "thing")


@pytest.mark.parametrize("value", [None, False, []])
def test_that_what_was_not_given_is_not_refused(value: object) -> None:
    refuse_unused(argparse.Namespace(some_thing=value), (), "thing")


@pytest.mark.parametrize("command", sorted(main.COMMANDS))
def test_that_every_option_of_a_command_is_read_somewhere(command: str) -> None:
    folder = Path(main.__file__).resolve().parent
    source = "".join(path.read_text(encoding="utf-8") for path in (folder / "engine" / "commands").rglob("*.py"))
    source += (folder / "main.py").read_text(encoding="utf-8")
    parser = parser_of(command)
    parsers = [parser]
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            parsers += action.choices.values()
    named = {action.dest for one in parsers for action in options_of(one)}
    assert not [name for name in named if f"arguments.{name}" not in source and f"parsed.{name}" not in source
                and f'(parsed, "{name}"' not in source]  # fmt: skip
