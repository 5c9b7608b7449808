"""Saving: wholly or not at all, whatever fails and when."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any, NoReturn, Self

import pytest

from engine.case.case import new_case
from engine.case.fields import FieldCatalogue
from engine.case.files import atomic_file
from engine.case.files.atomic_file import WriteCancelled, WriteError, write_all_atomically, write_atomically
from engine.case.files.case_file import save_case
from engine.case.problems import CaseFileError

posix = pytest.mark.skipif(os.name == "nt", reason="permissions and links of POSIX")


def failing(*_: Any, **__: Any) -> NoReturn:
    raise OSError(28, "No space left on device")


class FullDisk:
    """A stream that takes half of what it is given."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def write(self, data: bytes) -> NoReturn:
        os.write(self._descriptor, data[: len(data) // 2])
        failing()


STEPS = {
    "making the new file": (os, "open", failing),
    "writing": (os, "fdopen", lambda descriptor, _mode: FullDisk(descriptor)),
    "reaching the disk": (os, "fsync", failing),
    "setting permissions": (Path, "chmod", failing),
    "taking the place": (Path, "replace", failing),
}


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize(
    ("step", "exists"),
    # The mode of a new file is given as it is made.
    [(step, exists) for step in STEPS for exists in (True, False) if exists or step != "setting permissions"],
)
def test_that_a_failure_leaves_what_was_there_and_nothing_else(
    step: str, exists: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "case.json"
    if exists:
        path.write_bytes(b"old")
    owner, name, replacement = STEPS[step]
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, replacement)
        with pytest.raises(WriteError) as caught:
            write_atomically(path, b"new contents")
    assert str(caught.value) == (
        "case.json: the file cannot be written (no space left on device). "
        "Choose another place; what was there is as it was."
    )
    assert [p.name for p in tmp_path.iterdir()] == (["case.json"] if exists else [])
    if exists:
        assert path.read_bytes() == b"old"


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize("interruption", [KeyboardInterrupt, MemoryError])
def test_that_an_interruption_leaves_nothing_either(
    interruption: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(b"old")

    def interrupted(_: int) -> NoReturn:
        raise interruption

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", interrupted)
        with pytest.raises(interruption):
            write_atomically(path, b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["case.json"]
    assert path.read_bytes() == b"old"


@posix
def test_that_a_folder_that_cannot_be_synced_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_ = os.open

    def open_no_folder(path: Any, flags: int, *rest: Any, **more: Any) -> int:
        if Path(path) == tmp_path:
            failing()
        return open_(path, flags, *rest, **more)

    monkeypatch.setattr(os, "open", open_no_folder)
    write_atomically(tmp_path / "case.json", b"new")
    assert (tmp_path / "case.json").read_bytes() == b"new"


def test_that_the_new_contents_take_the_place_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    for contents in (b"", b"short", b"longer than before", b"x" * 1_000_000, b"short again"):
        write_atomically(path, contents)
        assert path.read_bytes() == contents
        assert [p.name for p in tmp_path.iterdir()] == ["case.json"]


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o200])
def test_that_permissions_are_kept(mode: int, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(b"old")
    path.chmod(mode)
    write_atomically(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == mode
    path.chmod(0o600)
    assert path.read_bytes() == b"new"


@pytest.mark.hazard("lost-work")
def test_that_a_file_that_is_read_only_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(b"protected")
    path.chmod(0o444)
    with pytest.raises(WriteError, match=r"case\.json: the file is read-only\. Choose another name"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"protected"
    assert [p.name for p in tmp_path.iterdir()] == ["case.json"]
    path.chmod(0o644)
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"


@posix
@pytest.mark.hazard("privacy")
@pytest.mark.parametrize(
    ("umask", "mode"), [(0o022, 0o640), (0o002, 0o640), (0o000, 0o640), (0o027, 0o640), (0o077, 0o600), (0o037, 0o640)]
)
def test_that_a_new_file_is_not_for_everybody_and_keeps_to_the_umask(umask: int, mode: int, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    before = os.umask(umask)
    try:
        write_atomically(path, b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == mode


@posix
@pytest.mark.hazard("privacy")
@pytest.mark.parametrize("mode", [0o600, 0o660])
def test_that_what_is_being_written_is_for_its_owner_alone(
    mode: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(b"old")
    path.chmod(mode)
    seen: list[int] = []
    sync = os.fsync

    def look(descriptor: int) -> None:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            seen.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", look)
    write_atomically(path, b"new")
    assert seen == [0o600]
    assert stat.S_IMODE(path.stat().st_mode) == mode


@posix
def test_that_owner_and_group_of_a_shared_file_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(b"old")
    path.chmod(0o664)
    asked: list[tuple[int, int]] = []
    change = os.chown

    def chown(place: Path, owner: int, group: int) -> None:
        asked.append((owner, group))
        if os.geteuid() == 0:
            change(place, owner, group)

    if os.geteuid() == 0:
        change(path, 12345, 23456)
    old = path.stat()
    monkeypatch.setattr(os, "chown", chown)
    write_atomically(path, b"new")
    assert asked == [(-1, old.st_gid), (old.st_uid, -1)]
    new = path.stat()
    assert (new.st_uid, new.st_gid, stat.S_IMODE(new.st_mode)) == (old.st_uid, old.st_gid, 0o664)


@posix
@pytest.mark.hazard("privacy")
@pytest.mark.parametrize(("mode", "narrowed"), [(0o660, 0o600), (0o664, 0o644), (0o640, 0o600), (0o666, 0o666)])
def test_that_another_group_gets_no_more_than_everybody_had(
    mode: int, narrowed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(b"old")
    path.chmod(mode)
    if os.geteuid() == 0:
        os.chown(path, -1, 23456)
    else:
        monkeypatch.setattr(atomic_file, "_keep_owners", lambda *_: False)

    def refused(*_: Any) -> NoReturn:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "chown", refused)
    write_atomically(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == narrowed
    assert path.read_bytes() == b"new"


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="attributes of Linux file systems")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        # user::rw-, user:12345:r--, group::r--, mask::r--, other::---; version 2 of the kernel's form
        ("system.posix_acl_access", bytes.fromhex(
            "0200000001000600ffffffff020004003930000004000400ffffffff10000400ffffffff20000000ffffffff"
        )),
        ("user.note", b"kept"),
    ],
    ids=["access list", "attribute"],
)  # fmt: skip
def test_that_access_lists_and_attributes_are_kept(name: str, value: bytes, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(b"old")
    try:
        os.setxattr(path, name, value)
    except OSError:
        pytest.skip("this file system keeps no such attribute")
    mode = path.stat().st_mode
    write_atomically(path, b"new")
    assert os.getxattr(path, name) == value
    assert path.stat().st_mode == mode


@posix
def test_that_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    target, link = elsewhere / "case.json", tmp_path / "link.json"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert [p.name for p in elsewhere.iterdir()] == ["case.json"]


@posix
def test_that_a_link_to_nothing_makes_its_target_and_a_loop_is_refused(tmp_path: Path) -> None:
    link, loop = tmp_path / "link.json", tmp_path / "loop.json"
    link.symlink_to(tmp_path / "target.json")
    write_atomically(link, b"new")
    assert (tmp_path / "target.json").read_bytes() == b"new"
    loop.symlink_to(loop)
    with pytest.raises(WriteError, match=r"loop\.json: the file cannot be written"):
        write_atomically(loop, b"new")
    assert loop.is_symlink()


def test_that_a_folder_a_missing_folder_and_a_name_too_long_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="this is a folder"):
        write_atomically(tmp_path, b"new")
    with pytest.raises(WriteError, match="no such file or directory"):
        write_atomically(tmp_path / "none" / "case.json", b"new")
    with pytest.raises(WriteError, match="file name too long"):
        write_atomically(tmp_path / ("a" * 300), b"new")
    assert list(tmp_path.iterdir()) == []


def test_that_a_name_that_only_just_fits_can_be_saved(tmp_path: Path) -> None:
    path = tmp_path / ("é" * 120 + ".json")
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"


def test_that_a_case_that_cannot_be_saved_says_so_as_a_case(tmp_path: Path, fields: FieldCatalogue) -> None:
    with pytest.raises(CaseFileError, match="this is a folder"):
        save_case(new_case(fields), tmp_path)


@pytest.mark.hazard("lost-work")
def test_that_a_file_that_is_not_wanted_any_more_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"old")
    seen: list[bytes] = []

    def wanted() -> bool:
        seen.append(path.read_bytes())
        return False

    with pytest.raises(WriteCancelled):
        write_atomically(path, b"new", wanted)
    # It is asked once, and the old contents are still there.
    assert seen == [b"old"]
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a.pdf": b"old"}
    write_atomically(path, b"new", lambda: True)
    assert path.read_bytes() == b"new"


@pytest.mark.hazard("lost-work")
def test_that_of_several_files_none_is_written_where_one_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"old")
    (tmp_path / "b.csv").mkdir()
    files = {tmp_path / "a.csv": b"new", tmp_path / "c.csv": b"new", tmp_path / "b.csv": b"new"}
    with pytest.raises(WriteError, match=r"b\.csv: this is a folder"):
        write_all_atomically(files)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "b.csv"]
    assert (tmp_path / "a.csv").read_bytes() == b"old"
    del files[tmp_path / "b.csv"]
    write_all_atomically(files)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()} == {"a.csv": b"new", "c.csv": b"new"}
