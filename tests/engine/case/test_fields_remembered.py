"""The description of the fields is kept once it was read; what is kept is never taken for another one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.case.fields import FieldCatalogue, FieldDataError, load_fields

SHIPPED = Path(__file__).resolve().parents[3] / "resources"


@pytest.fixture
def resources(tmp_path: Path) -> Path:
    """Return a copy of what describes the fields."""
    folder = tmp_path / "resources"
    shutil.copytree(SHIPPED / "fields", folder / "fields")
    shutil.copy(SHIPPED / "modalities.toml", folder)
    return folder


def kept_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("fields-*.json"))


def test_that_what_is_kept_is_what_was_read(resources: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    read = load_fields(resources, remembered_in=cache)
    (kept,) = kept_in(cache)
    stamp = kept.stat().st_mtime_ns
    again = load_fields(resources, remembered_in=cache)
    assert again == read == load_fields(resources)
    assert isinstance(again, FieldCatalogue)
    assert list(again.by_id) == list(read.by_id)
    # Types too: a choice that is a number stays one, and a list stays a tuple.
    assert repr(again) == repr(read)
    assert kept.stat().st_mtime_ns == stamp


@pytest.mark.parametrize("name", ["fields/patient.toml", "fields/relations.toml", "modalities.toml"])
def test_that_a_changed_description_is_read_anew(resources: Path, tmp_path: Path, name: str) -> None:
    cache = tmp_path / "cache"
    load_fields(resources, remembered_in=cache)
    with (resources / name).open("a", encoding="utf-8") as stream:
        stream.write("\nno_such_key = 1\n")
    with pytest.raises(FieldDataError):
        load_fields(resources, remembered_in=cache)


@pytest.mark.parametrize("damage", [b"", b"no hash\n{}", b"\xff\xfe", None])
def test_that_what_is_kept_and_damaged_is_read_anew(resources: Path, tmp_path: Path, damage: bytes | None) -> None:
    cache = tmp_path / "cache"
    read = load_fields(resources, remembered_in=cache)
    (kept,) = kept_in(cache)
    # Of None: what the hash is right of, and is no description.
    kept.write_bytes(
        damage if damage is not None else b"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\n{}"
    )
    assert load_fields(resources, remembered_in=cache) == read


def test_that_a_cache_that_cannot_be_written_costs_nothing_but_time(resources: Path, tmp_path: Path) -> None:
    in_the_way = tmp_path / "cache"
    in_the_way.write_text("a file")
    assert load_fields(resources, remembered_in=in_the_way) == load_fields(resources)
