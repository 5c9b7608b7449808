"""Packs from end to end: made, shown before they are taken, taken whole or not at all, and gone back from."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import main
from engine.case.format.case_json import case_bytes
from engine.commands.shared import managed_settings
from engine.commands.shared.installed_evidence import InstalledEvidence
from engine.evidence.packs.versions import is_older, version_key
from tests.engine.commands.packs import RESOURCES, altered, new_signer, pack_of, small_library

pytestmark = pytest.mark.slow

SIGNER = new_signer()
EXAMPLE = RESOURCES / "examples" / "sbrt-candidate.beamside.json"
Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Trust a key of these tests, and keep what is installed in a folder of its own, which is returned."""
    keys = tmp_path / "keys"
    keys.mkdir()
    SIGNER.write_public(keys / "tests.pem")
    managed = tmp_path / "managed.toml"
    managed.write_text(f"evidence_keys = '{keys.as_posix()}'\n", "utf-8")
    monkeypatch.setattr(managed_settings, "usual_file", lambda: managed)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "beamside" / "evidence"


@pytest.fixture
def pack(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a signed pack of a small library."""

    def write(version: str = "2027.1", **more: Any) -> Path:
        path = tmp_path / f"{version}.beamside-evidence"
        path.write_bytes(pack_of(small_library(version, **more), SIGNER.key))
        return path

    return write


def evidence_of(said: Any) -> str:
    assert said.code == 0, said.errors
    version = json.loads(said.output)["evidence"]["version"]
    assert isinstance(version, str)
    return version


OWN = InstalledEvidence(None, RESOURCES / "evidence", ()).own.version


# ------------------------------------------------------------ making one


def test_that_the_same_library_and_key_give_the_same_bytes(beamside: Run, tmp_path: Path) -> None:
    key = SIGNER.write_private(tmp_path / "key.pem")
    for name in ("a", "b"):
        assert beamside("evidence", "pack", "-o", tmp_path / name, "--key", key).code == 0
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_that_the_order_of_the_parts_makes_no_difference() -> None:
    files = small_library()
    assert pack_of(files, SIGNER.key) == pack_of(dict(reversed(files.items())), SIGNER.key)


def test_that_the_shipped_library_travels_and_comes_back_the_same(beamside: Run, tmp_path: Path) -> None:
    """Packed as a newer version, taken, and packed again: the same bytes."""
    folder = tmp_path / "library"
    (folder / "sources").mkdir(parents=True)
    for path in (RESOURCES / "evidence").rglob("*.*"):
        text = path.read_text("utf-8")
        if path.name == "library.toml":
            text = text.replace(f'version = "{OWN}"', 'version = "2999.1"')
        (folder / path.relative_to(RESOURCES / "evidence")).write_text(text, "utf-8")
    key = SIGNER.write_private(tmp_path / "key.pem")
    assert beamside("evidence", "pack", "-o", tmp_path / "one", "--key", key, "--folder", folder).code == 0
    said = beamside("evidence", "install", tmp_path / "one", "--yes")
    assert said.code == 0
    assert said.output.count("every headline stays") == len(list((RESOURCES / "examples").glob("*.json")))
    assert "Every record is as it is in the evidence in use." in said.output
    assert beamside("evidence", "pack", "-o", tmp_path / "two", "--key", key).code == 0
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_that_an_unsigned_pack_is_written_and_said_to_be_taken_by_nobody(beamside: Run, tmp_path: Path) -> None:
    said = beamside("evidence", "pack", "-o", tmp_path / "x.beamside-evidence")
    assert said.code == 0
    assert "the pack is not signed, and no program takes it." in said.errors
    assert "the pack is not signed." in beamside("evidence", "install", tmp_path / "x.beamside-evidence").errors


@pytest.mark.parametrize("kind", ["none", "public", "locked", "other", "missing"])
def test_that_a_key_that_cannot_sign_is_told(beamside: Run, tmp_path: Path, kind: str) -> None:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    path = tmp_path / "key.pem"
    if kind == "none":
        path.write_text("no key", "utf-8")
    elif kind == "public":
        SIGNER.write_public(path)
    elif kind == "locked":
        locked = BestAvailableEncryption(b"a passphrase")
        path.write_bytes(SIGNER.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked))
    elif kind == "other":
        other = X25519PrivateKey.generate()
        path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    said = beamside("evidence", "pack", "-o", tmp_path / "out", "--key", path)
    assert (said.code, len(said.error_lines), (tmp_path / "out").exists()) == (2, 1, False)
    assert said.errors.startswith("key.pem: ")


def test_that_a_folder_that_is_no_library_is_told(beamside: Run, tmp_path: Path) -> None:
    said = beamside("evidence", "pack", "-o", tmp_path / "out", "--folder", tmp_path)
    assert (said.code, len(said.error_lines), (tmp_path / "out").exists()) == (2, 1, False)
    assert said.errors.startswith("library.toml: the file cannot be read")


# ------------------------------------------------------------ shown before it is taken


def test_that_what_changes_is_shown_and_nothing_is_taken_where_nobody_can_be_asked(
    beamside: Run, pack: Callable[..., Path], store: Path
) -> None:
    said = beamside("evidence", "install", pack(), "--case", EXAMPLE)
    assert said.code == 1
    assert "nobody can be asked here, and nothing was taken." in said.errors
    assert not store.exists()
    for words in (
        "Evidence 2027.1 of 2027-03-01: A small library",
        "Signed with the key “tests”",
        f"In use now: evidence {OWN}.",
        "Your case: ",
        "Example “sbrt candidate”: ",
        "no longer there",
        "The limit of size is another.",
    ):
        assert words in said.output
    assert "Old." not in said.output, "what was in the log before is not told as new"


def test_that_each_headline_that_would_change_stands_with_before_and_after(
    beamside: Run, pack: Callable[..., Path]
) -> None:
    """The preview says what assessing with either version says."""
    before = json.loads(beamside("assess", EXAMPLE).output)
    said = beamside("evidence", "install", pack(limit=1.0), "--yes", "--case", EXAMPLE)
    after = json.loads(beamside("assess", EXAMPLE).output)
    assert after["evidence"]["version"] == "2027.1"
    pairs = [(one["verdict"], two["verdict"]) for one, two in zip(before["options"], after["options"], strict=True)]
    changed = [pair for pair in pairs if pair[0] != pair[1]]
    assert changed
    own = said.output.split("Your case: ")[1].split("  Example")[0]
    assert own.startswith(f"{len(changed)} headline")
    assert own.count("→") == len(changed)


@pytest.mark.parametrize(
    ("answer", "code", "taken"), [("y", 0, True), ("yes", 0, True), ("n", 1, False), ("", 1, False), ("no", 1, False)]
)
def test_that_it_is_taken_on_a_yes_alone(
    beamside: Run,
    pack: Callable[..., Path],
    store: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    code: int,
    taken: bool,
) -> None:
    import io

    path = pack()
    monkeypatch.setattr(main, "_can_ask", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{answer}\n" if answer else ""))
    said = beamside("evidence", "install", path)
    assert (said.code, store.exists()) == (code, taken)
    assert "Use evidence 2027.1 from now on? [y/N]" in said.output
    assert said.output.count("What it does to headlines:") == 1


def test_that_a_case_that_cannot_be_read_is_told_before_anything_is_taken(
    beamside: Run, pack: Callable[..., Path], tmp_path: Path, store: Path
) -> None:
    said = beamside("evidence", "install", pack(), "--yes", "--case", tmp_path / "none.beamside")
    assert (said.code, store.exists()) == (2, False)


def test_that_a_pack_that_is_in_use_is_taken_once(beamside: Run, pack: Callable[..., Path], store: Path) -> None:
    beamside("evidence", "install", pack(), "--yes")
    before = {path.name: path.stat().st_mtime_ns for path in store.iterdir()}
    said = beamside("evidence", "install", pack(), "--yes")
    assert (said.code, said.output) == (0, "Evidence 2027.1 is in use already; nothing was changed.\n")
    assert {path.name: path.stat().st_mtime_ns for path in store.iterdir()} == before


# ------------------------------------------------------------ versions side by side


def test_that_every_version_stays_callable(beamside: Run, pack: Callable[..., Path], tmp_path: Path) -> None:
    own = beamside("assess", EXAMPLE).output
    beamside("evidence", "install", pack("2027.1"), "--yes")
    first = beamside("assess", EXAMPLE).output
    beamside("evidence", "install", pack("2027.2", limit=9.0), "--yes")
    assert evidence_of(beamside("assess", EXAMPLE)) == "2027.2"
    assert beamside("assess", EXAMPLE, "--evidence", "2027.1").output == first
    assert beamside("assess", EXAMPLE, "--evidence", OWN).output == own
    pdf = tmp_path / "old.pdf"
    assert beamside("report", EXAMPLE, "-o", pdf, "--evidence", OWN, "--date", "2027-05-01").code == 0
    listed = beamside("evidence", "list").output.splitlines()
    assert [line for line in listed if line.startswith("Version ")] == [
        "Version 2027.2 of 2027-03-01: from a pack, in use",
        "Version 2027.1 of 2027-03-01: from a pack",
        next(line for line in listed if line.startswith(f"Version {OWN} of ")),
    ]
    assert listed[-1].startswith("smith2020")


def test_that_a_version_that_is_not_here_is_told(beamside: Run) -> None:
    for version in ("2030.1", "../x", "", "latest"):
        said = beamside("assess", EXAMPLE, "--evidence", version)
        assert (said.code, said.output) == (2, "")
        assert f"this version is not on this machine. There are {OWN}." in said.errors


def test_that_one_goes_back_step_by_step(beamside: Run, pack: Callable[..., Path]) -> None:
    said = beamside("evidence", "rollback")
    assert (said.code, said.error_lines[0].startswith("evidence: no other version was in use before.")) == (2, True)
    for version in ("2027.1", "2027.2"):
        beamside("evidence", "install", pack(version), "--yes")
    for expected in ("2027.1", OWN):
        assert beamside("evidence", "rollback").output == f"Evidence {expected} is in use now.\n"
        assert evidence_of(beamside("assess", EXAMPLE)) == expected
    assert beamside("evidence", "rollback").code == 2
    assert evidence_of(beamside("assess", EXAMPLE)) == OWN


def test_that_any_version_that_is_here_can_be_chosen(beamside: Run, pack: Callable[..., Path]) -> None:
    for version in ("2027.1", "2027.2"):
        beamside("evidence", "install", pack(version), "--yes")
    assert beamside("evidence", "use", OWN).code == 0
    assert evidence_of(beamside("assess", EXAMPLE)) == OWN
    assert beamside("evidence", "use", "2027.1").code == 0
    assert beamside("evidence", "use", "2027.7").code == 2
    assert evidence_of(beamside("assess", EXAMPLE)) == "2027.1"


def test_that_an_older_pack_is_taken_where_it_is_told(beamside: Run, pack: Callable[..., Path]) -> None:
    beamside("evidence", "install", pack("2027.2"), "--yes")
    said = beamside("evidence", "install", pack("2027.1"), "--yes", "--older")
    assert said.code == 0
    assert "This is an older version than the one in use." in said.output
    assert evidence_of(beamside("assess", EXAMPLE)) == "2027.1"


def test_that_a_later_programs_own_library_comes_to_the_front(store: Path, tmp_path: Path) -> None:
    """A pack chosen under an older program does not hide what a newer program brings; a choice made since then does."""
    store.mkdir(parents=True)
    own = tmp_path / "own"
    own.mkdir()
    choice = {"format": "beamside-evidence-in-use/1", "version": "2027.1", "own": "2026.2"}
    (store / "in-use.json").write_text(json.dumps(choice), "utf-8")
    for version, expected in (("2026.2", "2027.1"), ("2026.3", "2027.1"), ("2027.2", "2027.2")):
        (own / "library.toml").write_text(f'version = "{version}"\ndate = 2027-06-01\n', "utf-8")
        assert InstalledEvidence(store, own, ()).in_use() == expected
    (store / "in-use.json").write_text(json.dumps({**choice, "own": "2027.2"}), "utf-8")
    assert InstalledEvidence(store, own, ()).in_use() == "2027.1"


def test_that_versions_are_ordered_by_their_numbers() -> None:
    assert is_older("2026.2", "2026.10")
    assert not is_older("2026.10", "2026.2")
    assert not is_older("2026.2", "2026.2.0")
    assert is_older("2026.2", "2026.2.1")
    assert [version_key(text) for text in ("2026", "2026.", "a.b", "2026.2 ", "-1.2")] == [None] * 5


# ------------------------------------------------------------ what can go wrong on a machine


def test_that_a_kept_pack_that_was_changed_is_told_and_can_be_gone_back_from(
    beamside: Run, pack: Callable[..., Path], store: Path
) -> None:
    beamside("evidence", "install", pack(), "--yes")
    kept = store / "2027.1.beamside-evidence"
    kept.write_bytes(altered(kept.read_bytes(), _with_another_limit))
    said = beamside("assess", EXAMPLE)
    assert (said.code, said.output) == (2, "")
    assert "sources/smith2020.toml: this part was changed after it was signed. Install it again, or use" in said.errors
    assert beamside("evidence", "rollback").code == 0
    assert evidence_of(beamside("assess", EXAMPLE)) == OWN
    assert "this part was changed after it was signed." in beamside("evidence", "list").output


def _with_another_limit(parts: dict[str, bytes]) -> None:
    name = "evidence/sources/smith2020.toml"
    parts[name] = parts[name].replace(b"limit = 3.0", b"limit = 9.9")


def test_that_a_kept_pack_that_was_changed_is_mended_by_installing_it_again(
    beamside: Run, pack: Callable[..., Path], store: Path
) -> None:
    path = pack()
    beamside("evidence", "install", path, "--yes")
    beamside("evidence", "use", OWN)
    (store / "2027.1.beamside-evidence").write_bytes(b"")
    assert beamside("evidence", "install", path, "--yes").code == 0
    assert evidence_of(beamside("assess", EXAMPLE)) == "2027.1"


def test_that_a_key_that_is_no_longer_trusted_ends_the_use_of_its_packs(
    beamside: Run, pack: Callable[..., Path], tmp_path: Path
) -> None:
    beamside("evidence", "install", pack(), "--yes")
    (tmp_path / "keys" / "tests.pem").unlink()
    assert "whom this program does not trust" in beamside("assess", EXAMPLE).errors


def test_that_a_choice_that_cannot_be_read_is_told_and_can_be_made_again(
    beamside: Run, pack: Callable[..., Path], store: Path
) -> None:
    beamside("evidence", "install", pack(), "--yes")
    (store / "in-use.json").write_bytes(b"{")
    said = beamside("assess", EXAMPLE)
    assert (said.code, len(said.error_lines)) == (2, 1)
    assert "which version is in use cannot be read." in said.errors
    assert beamside("evidence", "use", "2027.1").code == 0
    assert evidence_of(beamside("assess", EXAMPLE)) == "2027.1"


def test_that_a_file_of_trusted_keys_that_holds_none_is_told(
    beamside: Run, pack: Callable[..., Path], tmp_path: Path
) -> None:
    (tmp_path / "keys" / "broken.pem").write_text("x", "utf-8")
    said = beamside("evidence", "install", pack(), "--yes")
    assert (said.code, len(said.error_lines)) == (2, 1)
    assert said.errors.startswith("broken.pem: there is no public Ed25519 key")


def test_that_a_folder_that_may_not_be_written_is_told(
    beamside: Run, pack: Callable[..., Path], store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pack()

    def mkdir(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", mkdir)
    said = beamside("evidence", "install", path, "--yes")
    assert (said.code, len(said.error_lines), store.exists()) == (2, 1, False)
    assert "the folder for evidence packs cannot be made (permission denied)." in said.errors


def test_that_a_full_disk_leaves_nothing_behind(
    beamside: Run, pack: Callable[..., Path], store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pack()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    said = beamside("evidence", "install", path, "--yes")
    assert (said.code, len(said.error_lines)) == (2, 1)
    assert "the file cannot be written (no space left on device)." in said.errors
    assert not store.exists()
    monkeypatch.undo()


def test_that_what_is_cut_short_between_pack_and_choice_leaves_the_old_version_in_use(
    beamside: Run, pack: Callable[..., Path], store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beamside("evidence", "install", pack("2027.1"), "--yes")
    later, replace = pack("2027.2"), Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        if target.name == "in-use.json":
            raise OSError(5, "Input/output error")
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", interrupted)
        assert beamside("evidence", "install", later, "--yes").code == 2
    assert evidence_of(beamside("assess", EXAMPLE)) == "2027.1"
    assert not [path for path in store.iterdir() if path.name.endswith(".part")]
    assert beamside("evidence", "use", "2027.2").code == 0


def test_that_a_command_without_evidence_looks_at_no_pack(
    beamside: Run, pack: Callable[..., Path], store: Path
) -> None:
    beamside("evidence", "install", pack(), "--yes")
    (store / "in-use.json").write_bytes(b"{")
    assert beamside("curve", "landmarks", "--n", "65", "--median", "27").code == 0


def test_that_the_private_key_stands_nowhere_in_the_project(project: Path) -> None:
    """Nor does any other: what is shipped to check signatures is public."""
    keys = sorted((RESOURCES / "evidence_keys").glob("*"))
    assert keys
    for path in keys:
        assert path.read_text("ascii").startswith("-----BEGIN PUBLIC KEY-----")
        assert not stat.S_IMODE(path.stat().st_mode) & 0o111
    # Joined while it runs: two literals side by side stand in the compiled file of this test as one.
    pattern = b" ".join((b"-----BEGIN", b"PRIVATE KEY"))
    for folder in ("resources", "engine", "gui", "tests", "docs", "scripts", "packaging"):
        for path in (project / folder).rglob("*"):
            if path.is_file() and path.stat().st_size < 1_000_000:
                assert pattern not in path.read_bytes(), path


def test_that_a_saved_case_says_under_which_pack_it_was_saved(
    beamside: Run, pack: Callable[..., Path], tmp_path: Path
) -> None:
    from engine.case.format.case_parsing import parse_case
    from engine.commands.shared.command_context import CommandContext
    from engine.findings.differences.changes_of_evidence import findings_to_save, versions_to_save

    command_context = CommandContext(RESOURCES)
    case = parse_case(EXAMPLE.read_bytes(), command_context.fields, "e")
    library = command_context.library
    saved = tmp_path / "saved.beamside"
    saved.write_bytes(case_bytes(case, versions_to_save(case, library), findings_to_save(case, library)))
    beamside("evidence", "install", pack(), "--yes")
    said = beamside("assess", saved, "--format", "text")
    assert f"Saved with evidence {OWN}; this program has 2027.1." in said.output
