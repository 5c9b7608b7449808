"""The list of licences is that of the lock, and is written from what the packages say of themselves."""

from __future__ import annotations

import re
from email.message import Message
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType

import pytest


def about(**fields: str) -> Message:
    """Return a package's metadata with these fields."""
    message = Message()
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    return message


@pytest.fixture(scope="session")
def lock(project: Path) -> str:
    """Return the lock of what users get."""
    return (project / "requirements.lock").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def document(licences: ModuleType) -> str:
    """Return the list as it is kept."""
    return licences.DOCUMENT.read_text(encoding="utf-8")


def test_that_the_list_names_every_locked_package_in_its_version(
    licences: ModuleType, lock: str, document: str
) -> None:
    rows = re.findall(r"^\| ([a-z0-9-]+) \| ([^|]+) \| ([^|]+) \| <https?://", document, re.MULTILINE)
    listed = {name: tuple(versions.split(", ")) for name, versions, _ in rows}
    assert "pyside6-essentials" in listed
    assert listed == licences.locked(lock)


def test_that_the_list_is_what_the_packages_say_today(licences: ModuleType, lock: str, document: str) -> None:
    missing = []
    for name, versions in licences.locked(lock).items():
        try:
            here = version(name)
        except PackageNotFoundError:
            here = ""
        if here not in versions:
            missing.append(name)
    if missing:
        pytest.skip(f"installed in another version than the locked one: {', '.join(missing)}")
    assert licences.document(licences.packages(lock)) == document, "run `python packaging/licences.py`"


def test_that_no_licence_on_the_list_forbids_to_ship_the_whole(document: str) -> None:
    licences = re.findall(r"^\| [a-z0-9-]+ \| [^|]+ \| ([^|]+) \| <", document, re.MULTILINE)
    assert licences
    assert not [licence for licence in licences if re.search(r"(^|[^L])A?GPL", licence)]


def test_that_qts_terms_are_told(document: str, project: Path) -> None:
    assert "GNU Lesser General Public License" in document
    assert "You may replace them" in document
    text = (project / "packaging" / "licences" / "LGPL-3.0.txt").read_text(encoding="utf-8")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text
    assert "Version 3, 29 June 2007" in text


def test_that_two_versions_of_one_package_are_both_named(licences: ModuleType) -> None:
    lock = "# a comment\none==1.0 ; sys_platform == 'darwin' \\\n    --hash=sha256:00\none==2.0 \\\nTwo_Words==3 \\\n"
    assert licences.locked(lock) == {"one": ("1.0", "2.0"), "two-words": ("3",)}


@pytest.mark.parametrize(
    ("said", "licence"),
    [
        (about(License_Expression="MIT OR Apache-2.0", License="see file"), "MIT OR Apache-2.0"),
        (about(License="BSD-3-Clause"), "BSD-3-Clause"),
    ],
)
def test_that_a_licence_is_taken_as_it_is_said(licences: ModuleType, said: Message, licence: str) -> None:
    assert licences.licence_of("something", said) == licence


@pytest.mark.parametrize("said", [about(), about(License="BSD"), about(License="see the file")])
def test_that_a_licence_that_cannot_be_told_has_to_be_read(licences: ModuleType, said: Message) -> None:
    with pytest.raises(licences.LicenceError, match="something"):
        licences.licence_of("something", said)


def test_that_a_licence_we_read_is_read_again_when_its_words_change(licences: ModuleType) -> None:
    assert licences.licence_of("scipy", about(License="Copyright (c) Enthought")) == "BSD-3-Clause"
    with pytest.raises(licences.LicenceError, match="scipy"):
        licences.licence_of("scipy", about(License="All rights reserved"))


def test_that_the_place_a_package_is_fetched_from_is_not_its_page(licences: ModuleType) -> None:
    index = "https://" + "pypi" + ".org/project/something"
    said = about(Project_URL=f"Homepage, {index}", Home_page="https://example.org/something")
    assert licences.page_of("something", said) == "https://example.org/something"
    with pytest.raises(licences.LicenceError, match="something"):
        licences.page_of("something", about(Project_URL=f"Homepage, {index}"))
