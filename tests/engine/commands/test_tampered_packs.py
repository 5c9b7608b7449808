"""A pack that is not what it was signed as is refused in one sentence, and nothing on the machine is another."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import main
from engine.commands.shared import managed_settings
from engine.commands.shared.installed_evidence import InstalledEvidence
from engine.evidence.packs.pack import _manifest_bytes, _manifest_of, read_pack
from engine.evidence.packs.pack_container import LARGEST_PACK_BYTES, PackError, container_parts
from engine.evidence.packs.pack_signature import read_trusted, signature_of
from tests.engine.commands.packs import Signer, altered, new_signer, pack_of, small_library, with_manifest

pytestmark = pytest.mark.slow

SIGNER = new_signer()
STRANGER = new_signer()
GOOD = pack_of(small_library(), SIGNER.key)
SOURCE = "evidence/sources/smith2020.toml"


@pytest.fixture(autouse=True)
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Trust a key of this test's own, and keep what is installed in a folder of its own, which is returned."""
    keys = tmp_path / "keys"
    keys.mkdir()
    SIGNER.write_public(keys / "tests.pem")
    managed = tmp_path / "managed.toml"
    managed.write_text(f"evidence_keys = '{keys.as_posix()}'\n", "utf-8")
    monkeypatch.setattr(managed_settings, "usual_file", lambda: managed)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "beamside" / "evidence"


def snapshot(folder: Path) -> dict[str, tuple[str, int]]:
    """Return every file below a folder with its hash and the time it was written."""
    return {
        path.relative_to(folder).as_posix(): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def refused(tmp_path: Path, trusted: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Return a function that installs a pack over a good one, and returns the one sentence with which it is refused."""

    def install(data: bytes | Path, *more: str) -> str:
        keys = (tmp_path / "keys",)
        first = read_pack(pack_of(small_library("2027.1", limit=2.5), SIGNER.key), read_trusted(keys), "first")
        InstalledEvidence(trusted, main.RESOURCES / "evidence", keys).take(first)
        before = snapshot(trusted)
        assert set(before) == {"2027.1.beamside-evidence", "in-use.json"}
        capfd.readouterr()
        path = data if isinstance(data, Path) else tmp_path / "new.beamside-evidence"
        if isinstance(data, bytes):
            path.write_bytes(data)
        assert main.main(["evidence", "install", str(path), "--yes", *more]) == 2
        said = capfd.readouterr()
        assert said.out == ""
        (line,) = said.err.splitlines()
        assert snapshot(trusted) == before
        return line

    return install


def newer(version: str = "2027.2") -> bytes:
    return pack_of(small_library(version), SIGNER.key)


def set_part(name: str, value: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        parts[name] = value

    return change


def flipped(name: str, place: int) -> Callable[[dict[str, bytes]], None]:
    """Change one byte of a part to another that is as good a sign."""

    def change(parts: dict[str, bytes]) -> None:
        data = bytearray(parts[name])
        data[place] = ord("7") if data[place] != ord("7") else ord("8")
        parts[name] = bytes(data)

    return change


def zipped(
    parts: dict[str, bytes], how: int = zipfile.ZIP_STORED, *, twice: str = "", link: str = "", lock: str = ""
) -> bytes:
    """Return an archive as other tools write it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = how
            if name == link:
                entry.external_attr = 0o120777 << 16
            archive.writestr(entry, data)
            if name == twice:
                # The same name, a little larger: what is shown of a name and what is read of it could be two things.
                archive.writestr(name, data + b"# again\n")
    data = bytearray(made.getvalue())
    if lock:
        place = data.rindex(lock.encode()) - 46
        data[place + 8] |= 1
    return bytes(data)


# ------------------------------------------------------------ a byte of each part


def test_that_a_changed_byte_in_the_manifest_is_told(refused: Callable[..., str]) -> None:
    place = container_parts(newer(), "p")["manifest.json"].index(b'"sha256"') + 12
    assert "the pack was changed after it was signed." in refused(altered(newer(), flipped("manifest.json", place)))


def test_that_a_changed_byte_in_the_signature_is_told(refused: Callable[..., str]) -> None:
    place = container_parts(newer(), "p")["signature.json"].index(b'"signature": "') + 20
    assert "the pack was changed after it was signed." in refused(altered(newer(), flipped("signature.json", place)))


def test_that_a_changed_byte_in_a_source_is_told(refused: Callable[..., str]) -> None:
    line = refused(altered(newer(), flipped(SOURCE, -10)))
    assert f"new.beamside-evidence: {SOURCE}: this part was changed after it was signed." in line


def test_that_a_changed_byte_in_the_header_of_the_library_is_told(refused: Callable[..., str]) -> None:
    line = refused(altered(newer(), flipped("evidence/library.toml", 60)))
    assert "evidence/library.toml: this part was changed after it was signed." in line


def test_that_a_changed_byte_in_the_change_log_is_told(refused: Callable[..., str]) -> None:
    line = refused(altered(newer(), flipped("evidence/CHANGES.md", 40)))
    assert "evidence/CHANGES.md: this part was changed after it was signed." in line


@pytest.mark.slow
def test_that_no_single_byte_can_be_changed(trusted: Path) -> None:
    keys = read_trusted([trusted.parents[2] / "keys"])
    data = newer()
    assert read_pack(data, keys, "p").manifest.version == "2027.2"
    for place in range(0, len(data), 3):
        changed = bytearray(data)
        changed[place] ^= 0x21
        with pytest.raises(PackError):
            read_pack(bytes(changed), keys, "p")


# ------------------------------------------------------------ the file as a whole


def test_that_an_empty_file_is_told(refused: Callable[..., str]) -> None:
    assert "the file is empty." in refused(b"")


@pytest.mark.parametrize("kept", [5, 100, 1000, -1, -22, -200])
def test_that_a_truncated_pack_is_told(refused: Callable[..., str], kept: int) -> None:
    assert "the pack is damaged or cut short." in refused(newer()[:kept])


def test_that_a_huge_file_is_told_unread(refused: Callable[..., str], tmp_path: Path) -> None:
    path = tmp_path / "huge.beamside-evidence"
    with path.open("wb") as stream:
        stream.write(newer())
        stream.truncate(40_000_000_000)
    assert "the file is larger than a pack can be (10 MB)." in refused(path)


def test_that_a_pack_just_above_the_largest_is_refused(refused: Callable[..., str]) -> None:
    assert "is larger than a pack" in refused(newer() + b"\0" * (LARGEST_PACK_BYTES + 1 - len(newer())))
    assert "damaged or cut short" in refused(newer() + b"\0" * (LARGEST_PACK_BYTES - len(newer())))


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 ...",
        b'{"format": "beamside-case/1"}',
        b"\x89PNG\r\n\x1a\n",
        zipped({"word/document.xml": b"<w/>", "mimetype": b"x"}),
        zipped({"manifest.json": b'{"format": "some-extension/2", "version": "2027.2"}'}),
    ],
    ids=["pdf", "case", "picture", "document", "extension"],
)
def test_that_the_file_of_another_program_is_told(refused: Callable[..., str], data: bytes) -> None:
    line = refused(data)
    assert "this is not an evidence pack." in line or "not spelt as a pack spells them" in line


def test_that_a_folder_a_missing_file_and_a_pipe_are_told(refused: Callable[..., str], tmp_path: Path) -> None:
    assert "a folder, a device or a pipe, not a pack." in refused(tmp_path)
    assert "there is no such file." in refused(tmp_path / "nowhere.beamside-evidence")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert "a folder, a device or a pipe, not a pack." in refused(pipe)


@pytest.mark.parametrize("where", ["before", "after", "comment"])
def test_that_what_stands_around_the_parts_is_refused(refused: Callable[..., str], where: str) -> None:
    data = newer()
    if where == "before":
        data = b"PK\x03\x04" + b"#" * 60 + data
    elif where == "after":
        data += b"<script>"
    else:
        data = data[:-2] + struct.pack("<H", 4) + b"note"
    line = refused(data)
    assert "there is more in the file than its parts" in line or "damaged or cut short" in line


# ------------------------------------------------------------ who signed it


def test_that_an_unsigned_pack_is_told(refused: Callable[..., str]) -> None:
    assert "the pack is not signed." in refused(pack_of(small_library("2027.2"), None))


def test_that_a_pack_signed_by_an_unknown_key_is_told(refused: Callable[..., str]) -> None:
    line = refused(pack_of(small_library("2027.2"), STRANGER.key))
    assert "signed by somebody whom this program does not trust." in line


def test_that_a_stranger_cannot_name_a_trusted_key(refused: Callable[..., str]) -> None:
    def change(parts: dict[str, bytes]) -> None:
        theirs = json.loads(signature_of(parts["manifest.json"], STRANGER.key))
        theirs["key"] = json.loads(parts["signature.json"])["key"]
        parts["signature.json"] = (json.dumps(theirs, indent=1, sort_keys=True) + "\n").encode()

    assert "the pack was changed after it was signed." in refused(altered(newer(), change))


def test_that_the_signature_of_another_pack_does_not_fit(refused: Callable[..., str]) -> None:
    other = container_parts(GOOD, "p")["signature.json"]
    assert "the pack was changed after it was signed." in refused(altered(newer(), set_part("signature.json", other)))


def test_that_a_signature_over_the_bare_manifest_does_not_fit(refused: Callable[..., str]) -> None:
    def change(parts: dict[str, bytes]) -> None:
        said = json.loads(parts["signature.json"])
        # As a key that signs other things as well would have signed it.
        said["signature"] = base64.b64encode(SIGNER.key.sign(parts["manifest.json"])).decode()
        parts["signature.json"] = (json.dumps(said, indent=1, sort_keys=True) + "\n").encode()

    assert "the pack was changed after it was signed." in refused(altered(newer(), change))


@pytest.mark.parametrize("said", [b"", b"{}", b"[" * 5000, b'{"format": 1}', b'"x"'])
def test_that_a_signature_that_cannot_be_read_is_told(refused: Callable[..., str], said: bytes) -> None:
    line = refused(altered(newer(), set_part("signature.json", said)))
    assert "signature.json: the signature cannot be read." in line


def test_that_a_signature_of_another_kind_is_told(refused: Callable[..., str]) -> None:
    def change(parts: dict[str, bytes]) -> None:
        parts["signature.json"] = parts["signature.json"].replace(b'"ed25519"', b'"none"')

    assert "of a kind that this program does not know." in refused(altered(newer(), change))


# ------------------------------------------------------------ rightly signed, and wrong all the same


def test_that_a_wrong_hash_is_told_though_it_is_signed(refused: Callable[..., str]) -> None:
    manifest = json.loads(container_parts(newer(), "p")["manifest.json"])
    manifest["files"][SOURCE]["sha256"] = "0" * 64
    line = refused(with_manifest(newer(), SIGNER.key, files=manifest["files"]))
    assert f"{SOURCE}: this part was changed after it was signed." in line


def test_that_a_wrong_hash_of_a_record_is_told(refused: Callable[..., str]) -> None:
    records = json.loads(container_parts(newer(), "p")["manifest.json"])["records"]
    assert set(records) == {"smith2020", "sbrt.largest_lesion"}
    line = refused(with_manifest(newer(), SIGNER.key, records={**records, "smith2020": "0" * 64}))
    assert "what the pack says of its records is not so." in line


def test_that_a_wrong_hash_of_the_library_is_told(refused: Callable[..., str]) -> None:
    line = refused(with_manifest(newer(), SIGNER.key, sha256="0" * 64))
    assert "the library in the pack is not the one that it says it is." in line


def test_that_a_version_other_than_that_of_the_library_is_told(refused: Callable[..., str]) -> None:
    line = refused(with_manifest(newer(), SIGNER.key, version="2027.3"))
    assert "what the pack says of its records is not so." in line


@pytest.mark.parametrize("version", ["", "latest", "2027.2/../../x", "2027", "..", "2027.2\n", "٢٠٢٧.٢"])
def test_that_a_version_that_is_none_is_told(refused: Callable[..., str], version: str) -> None:
    assert "version: this is no version of a library." in refused(with_manifest(newer(), SIGNER.key, version=version))


def test_that_an_extra_file_is_told(refused: Callable[..., str]) -> None:
    more = altered(newer(), set_part("evidence/sources/jones2021.toml", b""), SIGNER.key)
    assert "jones2021.toml: this part is not among those that were signed." in refused(more)


def test_that_a_file_that_belongs_to_no_pack_is_told(refused: Callable[..., str]) -> None:
    more = altered(newer(), set_part("evidence/run.py", b"print()"), SIGNER.key)
    assert "evidence/run.py: this part belongs to no evidence pack." in refused(more)


def test_that_a_missing_file_is_told(refused: Callable[..., str]) -> None:
    less = altered(newer(), lambda parts: parts.pop(SOURCE))
    assert f"{SOURCE}: this part is missing." in refused(less)


@pytest.mark.parametrize(
    "name",
    ["../evil.toml", "/etc/evil.toml", "evidence/../../evil", "..\\evil", "C:\\evil", "evidence/sources\\x.toml"],
)
def test_that_a_name_that_leads_out_of_the_pack_is_told(refused: Callable[..., str], name: str) -> None:
    line = refused(altered(newer(), set_part(name, b"x"), SIGNER.key))
    assert "the name of this part leads out of the pack." in line


def test_that_a_link_is_told(refused: Callable[..., str]) -> None:
    linked = {**container_parts(newer(), "p"), SOURCE: b"/etc/passwd"}
    assert f"{SOURCE}: this part is a link or a folder, not an ordinary file." in refused(zipped(linked, link=SOURCE))


def test_that_a_compressed_part_is_told_and_never_unpacked(
    refused: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = zipped({**container_parts(newer(), "p"), SOURCE: b"\0" * 50_000_000}, zipfile.ZIP_DEFLATED)
    assert len(bomb) < 100_000
    assert "this part is compressed; nothing in a pack is." in refused(bomb)

    def opened(*_: object) -> None:
        pytest.fail("a part was unpacked")

    monkeypatch.setattr(zipfile.ZipFile, "read", opened)
    with pytest.raises(PackError, match="this part is compressed"):
        container_parts(bomb, "p")


def test_that_parts_that_lie_over_one_another_are_told(refused: Callable[..., str]) -> None:
    """A list that names the same bytes again and again would be read again and again."""
    data = newer()
    parts = container_parts(data, "p")
    big = {**parts, SOURCE: b"#" * 100_000}
    packed = zipped(big)
    place = packed.index(b"PK\x01\x02", len(packed) - 22 - sum(46 + len(name) for name in big) - 1)
    central, end = packed[place:-22], packed[-22:]
    entry = central[central.rindex(b"PK\x01\x02") :]
    at = len(entry)
    many = [entry[:46] + SOURCE.replace("2020", f"{number:04}").encode() for number in range(50)]
    listed = central + b"".join(many)
    counted = len(big) + len(many)
    forged = packed[:place] + listed + end[:8] + struct.pack("<HHII", counted, counted, len(listed), place) + end[20:]
    assert at == 46 + len(SOURCE)
    assert "promises more than the file holds." in refused(forged)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_that_a_name_that_stands_twice_is_told(refused: Callable[..., str]) -> None:
    line = refused(zipped(container_parts(newer(), "p"), twice=SOURCE))
    assert f"{SOURCE}: the pack holds two parts of this name." in line


def test_that_names_that_differ_in_capitals_alone_are_told(refused: Callable[..., str]) -> None:
    parts = container_parts(newer(), "p")
    line = refused(zipped({**parts, "evidence/Library.toml": parts["evidence/library.toml"]}))
    assert "the pack holds two parts of this name." in line


def test_that_an_encrypted_part_is_told(refused: Callable[..., str]) -> None:
    line = refused(zipped(container_parts(newer(), "p"), lock=SOURCE))
    assert f"{SOURCE}: this part is encrypted; nothing in a pack is." in line


def test_that_the_same_parts_as_another_tool_writes_them_are_refused(refused: Callable[..., str]) -> None:
    assert "not spelt as a pack spells them." in refused(zipped(container_parts(newer(), "p")))


# ------------------------------------------------------------ versions


def test_that_an_older_pack_is_not_taken_unless_told(refused: Callable[..., str]) -> None:
    line = refused(newer("2026.9"))
    assert "evidence 2026.9 is older than 2027.1, which is in use. Say --older to go back" in line


def test_that_other_contents_under_a_version_that_is_here_are_told(refused: Callable[..., str]) -> None:
    line = refused(pack_of(small_library("2027.1", limit=9.0), SIGNER.key))
    assert "evidence 2027.1 is here already, with other contents." in line


def test_that_other_contents_under_the_programs_own_version_are_told(refused: Callable[..., str]) -> None:
    version = InstalledEvidence(None, main.RESOURCES / "evidence", ()).own.version
    line = refused(newer(version), "--older")
    assert f"evidence {version} is here already, with other contents." in line


def test_that_a_pack_that_needs_a_newer_program_is_told(refused: Callable[..., str]) -> None:
    line = refused(pack_of(small_library("2027.2", more='needs_engine = "9.0"'), SIGNER.key))
    assert "evidence 2027.2 needs Beamside 9.0 or newer; this is " in line


def test_that_a_pack_of_a_newer_form_is_told_before_its_signature_is_looked_at(refused: Callable[..., str]) -> None:
    line = refused(altered(newer(), set_part("manifest.json", b'{"format": "beamside-evidence-pack/2"}')))
    assert "the pack was made for a newer program (format 2)." in line


@pytest.mark.parametrize("said", [b"", b"{}", b"[]", b"[" * 100_000, b"\xff"])
def test_that_a_manifest_that_cannot_be_read_is_told(refused: Callable[..., str], said: bytes) -> None:
    line = refused(altered(newer(), set_part("manifest.json", said), SIGNER.key))
    assert "manifest.json: the list of contents cannot be read." in line


def test_that_an_unknown_key_in_a_signed_manifest_is_told(refused: Callable[..., str]) -> None:
    line = refused(with_manifest(newer(), SIGNER.key, mirror="elsewhere"))
    assert "the list of contents is not what this program writes." in line


# ------------------------------------------------------------ the library inside


def test_that_a_signed_library_that_breaks_a_rule_of_record_is_told(refused: Callable[..., str]) -> None:
    def change(parts: dict[str, bytes]) -> None:
        parts[SOURCE] = parts[SOURCE].replace(b'locator = "Methods"\n', b"")
        _sign_anew(parts, SIGNER)

    line = refused(altered(newer(), change))
    assert line.startswith("smith2020.toml: criterion[0].locator: this key is missing.")


def test_that_a_signed_library_that_is_not_whole_is_told(refused: Callable[..., str]) -> None:
    def change(parts: dict[str, bytes]) -> None:
        del parts[SOURCE]
        _sign_anew(parts, SIGNER)

    assert "the library in it is not whole." in refused(altered(newer(), change))


def _sign_anew(parts: dict[str, bytes], signer: Signer) -> None:
    """Write a manifest that fits the parts, as the holder of the key could."""
    files = {name: data for name, data in parts.items() if name.startswith("evidence/")}
    said = json.loads(parts["manifest.json"])
    parts["manifest.json"] = _manifest_bytes(_manifest_of(files, said["sha256"], "p"))
    parts["signature.json"] = signature_of(parts["manifest.json"], signer.key)
