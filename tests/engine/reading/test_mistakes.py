"""The user's mistakes: one class, one sentence each, the same from another process."""

from __future__ import annotations

import ast
import importlib
import pickle
import pkgutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine
from engine.commands.shared.mistakes import as_problems
from engine.reading.mistakes import Problem, UserMistake
from engine.words.language import Language, load_language
from engine.words.said import fault, own, say

TEXT = st.text(max_size=40)
SAID = TEXT.map(own)


def kinds(of: type[UserMistake] = UserMistake) -> set[type[UserMistake]]:
    return {of, *(kind for one in of.__subclasses__() for kind in kinds(one))}


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (Problem("a.csv", "age", "this is no number.", "Write one."), "a.csv: age: this is no number. Write one."),
        (Problem("a.csv", "", "this is no table", "choose one", 3), "a.csv, line 3: this is no table; choose one"),
        (Problem("", "age", "is it µmol/L?", "Say so."), "age: is it µmol/L? Say so."),
        (Problem("", "", "a sentence of its own."), "a sentence of its own."),
        (Problem("a\nb", "", "no.", ""), "a b: no."),
    ],
)
def test_that_a_mistake_is_one_sentence(problem: Problem, words: str) -> None:
    assert str(problem) == words
    assert as_problems(UserMistake(problem)) == (words,)


@given(st.builds(Problem, file=TEXT, field=TEXT, problem=SAID, remedy=SAID, line=st.none() | st.integers(1, 9)))
def test_that_any_mistake_is_one_bounded_line(problem: Problem) -> None:
    assert len(str(problem).splitlines()) <= 1


def test_that_a_mistake_of_any_kind_is_the_same_from_another_process() -> None:
    for found in pkgutil.walk_packages(engine.__path__, "engine."):
        if found.name.endswith((".errors", ".problems", ".mistakes", ".click_text", ".clicks", ".atomic_file")):
            importlib.import_module(found.name)
    assert len(kinds()) > 8
    problem = Problem("a.csv", "age", "this is no number.", "Write one.", 3)
    for kind in kinds():
        error = kind.__new__(kind)
        UserMistake.__init__(error, problem)
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is kind
        assert again.problems == (problem,)
        assert (again.file, again.field, again.line) == ("a.csv", "age", 3)


def test_that_a_mistake_is_said_in_german(resources: Path) -> None:
    german = load_language(resources, "de")
    problem = fault("{shown} is not a day.", shown=fault("“{raw}”", raw="Age"))
    mistake = UserMistake(Problem("Leber.json", "Liver", problem, say('Write it as "2026-03-12".'), 3))
    assert str(mistake) == 'Leber.json, line 3: Liver: “Age” is not a day. Write it as "2026-03-12".'
    assert (
        german.of(mistake.said) == 'Leber.json, Zeile 3: Liver: „Age“ ist kein Tag. Schreiben Sie es als "2026-03-12".'
    )


def test_that_braces_without_places_are_no_places() -> None:
    said = say('Write {"diameter_cm": 2.5}.')
    assert Language("de", {("", said.template): 'Schreiben Sie {"diameter_cm": 2.5}.'}).of(said).endswith(" 2.5}.")


def test_that_every_template_is_a_text_the_catalogue_can_find(project: Path) -> None:
    """A template that is put together elsewhere would never be found; `scripts.words` looks for the others."""
    built = []
    for path in sorted([*(project / "engine").rglob("*.py"), *(project / "gui").rglob("*.py")]):
        if path.parts[-2:] == ("words", "said.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "fault":
                built += [] if isinstance(node.args[0], ast.Constant) else [f"{path.name}:{node.lineno}"]
    assert built == []
