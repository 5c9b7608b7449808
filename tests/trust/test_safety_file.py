"""The page of hazards cannot drift from the hazards and from the tests that prove their measures."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from scripts import write_concern_list, write_safety_file

HAZARDS = [str(hazard["id"]) for hazard in write_safety_file.hazards()]
LEAST_TESTS = 2


def test_that_the_page_is_what_hazards_and_tests_give_now(project: Path) -> None:
    page = (project / "docs" / "safety" / "hazards.md").read_text(encoding="utf-8")
    assert page == write_safety_file.page(), "out of date: python -m scripts.write_safety_file"


def test_that_every_hazard_is_told_apart_and_whole() -> None:
    hazards = write_safety_file.hazards()
    assert len(HAZARDS) == len(set(HAZARDS)) >= 15
    for hazard in hazards:
        assert set(hazard) == {"id", "title", "cause", "harm", "measure"}
        assert all(str(text).strip() for text in hazard.values()), hazard["id"]


@pytest.mark.parametrize("hazard", HAZARDS)
def test_that_a_hazard_has_tests_that_prove_its_measure(hazard: str) -> None:
    assert len(set(write_safety_file.marked_tests().get(hazard, []))) >= LEAST_TESTS


def test_that_every_hazard_named_by_a_test_exists() -> None:
    assert set(write_safety_file.marked_tests()) <= set(HAZARDS)


def test_that_a_mark_stands_on_tests_that_are_collected_alone(project: Path) -> None:
    # A mark on a fixture, a class or a helper would stand on the page and prove nothing.
    for hazard, tests in write_safety_file.marked_tests().items():
        for test in tests:
            file, _, name = test.partition("::")
            assert name.startswith("test_"), (hazard, test)
            tree = ast.parse((project / file).read_text(encoding="utf-8"))
            top_level = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
            assert top_level.count(name) == 1, (hazard, test)


def test_that_no_mark_is_written_in_a_way_that_the_page_does_not_see(project: Path) -> None:
    own = "tests/trust/test_safety_file.py::"
    marked = [test for tests in write_safety_file.marked_tests().values() for test in tests]
    seen = sum(not test.startswith(own) for test in marked)
    written = sum(
        text.count("mark.hazard(")
        for path in sorted((project / "tests").rglob("*.py"))
        if path != Path(__file__) and (text := path.read_text(encoding="utf-8"))
    )
    assert seen == written


def test_that_the_page_names_each_measure_beside_its_tests() -> None:
    page = write_safety_file.page()
    for hazard in write_safety_file.hazards():
        section = page.partition(f"## {hazard['title']}\n")[2].partition("\n## ")[0]
        assert f"- Id: `{hazard['id']}`" in section
        assert hazard["measure"] in section
        assert section.count("(`tests/") >= LEAST_TESTS


@pytest.mark.hazard("unsafe-looks-safe")
def test_that_the_page_to_sign_lists_every_criterion_and_concern_of_the_library(project: Path) -> None:
    page = (project / "docs" / "safety" / "concerns.md").read_text(encoding="utf-8")
    assert page == write_concern_list.shipped(), "out of date: python -m scripts.write_concern_list"
    assert page.count("| ☐ |") > 80
