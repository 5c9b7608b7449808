"""Every name that `docs/stable-names.md` promises is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

NAME = re.compile(r"`(?:beamside )?([a-z_0-9: …-]+)`")


def promised(project: Path) -> list[str]:
    """Return the names in the first column of the page."""
    page = (project / "docs" / "stable-names.md").read_text("utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    return [name for row in rows for name in NAME.findall(row)]


@pytest.fixture(scope="module")
def written(project: Path) -> str:
    """Return the code of the engine, and the schemas of what it reads."""
    paths = [
        project / "main.py",
        *(project / "engine").rglob("*.py"),
        *(project / "resources" / "schema").glob("*.json"),
    ]
    return "\n".join(path.read_text("utf-8") for path in paths)


def test_that_every_promised_name_is_in_the_program(project: Path, written: str) -> None:
    names = promised(project)
    assert len(names) == 16
    missing = []
    for name in names:
        words = [part.removesuffix("…") for part in name.split()]
        missing += [word for word in words if not re.search(rf"(?<![\w-]){re.escape(word)}(?![a-z0-9_-])", written)]
    assert missing == []
