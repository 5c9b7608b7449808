"""A sealed case opens with its passphrase alone, and says which of three things is wrong when it does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.files import sealed_case
from engine.case.files.sealed_case import (
    Hardness,
    Seal,
    WrongPassphraseError,
    check_passphrase,
    is_sealed,
    seal,
    unseal,
    unseal_and_keep,
)
from engine.case.format.case_json import case_as_json, case_bytes
from engine.case.format.case_parsing import parse_case
from engine.case.patient import Patient
from engine.case.problems import CaseFileError, NewerFormatError
from tests.shipped import shipped_fields

RESOURCES = Path(__file__).parents[4] / "resources"
CHEAP = Hardness(iterations=1, lanes=1, memory_kib=64)
PASSPHRASE = "correct horse"


@pytest.fixture(scope="module")
def fields() -> FieldCatalogue:
    return shipped_fields()


@pytest.fixture
def case(fields: FieldCatalogue) -> Case:
    return Case(Patient(fields, {"age_years": 66.0, "modality": "sbrt"}), label="Müller, case B")


def reforged(data: bytes, **changes: object) -> bytes:
    """Change an envelope as somebody would who knows the format: with a new checksum."""
    import hashlib

    envelope = json.loads(data)
    envelope.update(changes)
    envelope.pop("checksum")
    body = json.dumps(envelope, sort_keys=True, separators=(",", ":")).encode()
    return json.dumps({**envelope, "checksum": hashlib.sha256(body).hexdigest()}).encode()


def test_that_a_sealed_case_opens_with_its_passphrase(case: Case, fields: FieldCatalogue) -> None:
    data = seal(case, PASSPHRASE, hardness=CHEAP)
    assert is_sealed(data)
    assert case_as_json(unseal(data, PASSPHRASE, fields)) == case_as_json(case)


@pytest.mark.hazard("privacy")
def test_that_nothing_of_the_case_can_be_read_in_the_file(case: Case) -> None:
    data = seal(case, PASSPHRASE, hardness=CHEAP)
    for planted in (b"sbrt", "Müller".encode(), b"age_years"):
        assert planted not in data


def test_that_two_seals_of_one_case_share_no_salt_nonce_or_ciphertext(case: Case) -> None:
    one, two = (json.loads(seal(case, PASSPHRASE, hardness=CHEAP)) for _ in range(2))
    assert all(one[key] != two[key] for key in ("salt", "nonce", "check", "sealed"))


@pytest.mark.hazard("privacy")
def test_that_a_wrong_passphrase_is_told_from_a_fault_of_the_file(case: Case, fields: FieldCatalogue) -> None:
    data = seal(case, PASSPHRASE, hardness=CHEAP)
    with pytest.raises(WrongPassphraseError, match="does not open"):
        unseal(data, "Correct horse", fields)


@pytest.mark.parametrize("cut", [2, 40, 400])
def test_that_a_cut_off_file_is_called_damaged(case: Case, fields: FieldCatalogue, cut: int) -> None:
    data = seal(case, PASSPHRASE, hardness=CHEAP)
    with pytest.raises(CaseFileError, match="damaged"):
        unseal(data[:-cut], PASSPHRASE, fields)


@pytest.mark.hazard("bad-input")
def test_that_every_flipped_byte_is_noticed(case: Case, fields: FieldCatalogue) -> None:
    data = seal(case, PASSPHRASE, hardness=CHEAP)
    inside = range(2, len(data) - 3, 37)
    for place in inside:
        changed = bytearray(data)
        changed[place] ^= 1
        if json.loads(data) == _parsed(bytes(changed)):
            continue  # white space
        with pytest.raises(CaseFileError):
            unseal(bytes(changed), PASSPHRASE, fields)


def _parsed(data: bytes) -> object:
    try:
        return json.loads(data)
    except ValueError:
        return None


def test_that_a_forged_content_is_called_changed(case: Case, fields: FieldCatalogue) -> None:
    data = seal(case, PASSPHRASE, hardness=CHEAP)
    other = json.loads(seal(case.with_patient(case.patient.with_value("age_years", 20.0)), PASSPHRASE, hardness=CHEAP))
    with pytest.raises(CaseFileError, match="changed the file"):
        unseal(reforged(data, sealed=other["sealed"]), PASSPHRASE, fields)


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize(
    "changes",
    [{"cipher": "rot13"}, {"lanes": 0}, {"iterations": True}, {"memory_kib": 4}, {"key_derivation": "md5"}],
)
def test_that_a_file_of_unknown_methods_is_refused(
    case: Case, fields: FieldCatalogue, changes: dict[str, object]
) -> None:
    data = seal(case, PASSPHRASE, hardness=CHEAP)
    with pytest.raises(CaseFileError, match="does not know"):
        unseal(reforged(data, **changes), PASSPHRASE, fields)


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize(
    ("cost", "is_tried"),
    [
        ({"memory_kib": 64_000_000}, False),
        ({"iterations": 10_000}, False),
        ({"iterations": 20, "lanes": 64, "memory_kib": 1_048_576}, False),
        ({"iterations": 13}, False),
        ({"iterations": 12}, True),
        ({"lanes": 17, "memory_kib": 136}, False),
        ({"lanes": 16, "memory_kib": 128}, True),
        ({"memory_kib": 131_073}, False),
        ({"memory_kib": 131_072}, True),
        ({"iterations": 7, "memory_kib": 131_072}, False),
        ({"iterations": 6, "memory_kib": 131_072}, True),
    ],
    ids=str,
)
def test_that_a_file_may_not_ask_for_unreasonable_work(
    case: Case, fields: FieldCatalogue, cost: dict[str, int], is_tried: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = reforged(seal(case, PASSPHRASE, hardness=CHEAP), **cost)
    asked: list[Hardness] = []

    def counted(_passphrase: str, _salt: bytes, hardness: Hardness) -> tuple[bytes, bytes]:
        asked.append(hardness)
        return b"k" * 32, b"c" * 32

    monkeypatch.setattr(sealed_case, "_derive", counted)
    with pytest.raises(CaseFileError, match="does not open" if is_tried else "more work"):
        unseal(data, PASSPHRASE, fields)
    assert bool(asked) == is_tried


def test_that_a_file_of_a_newer_format_says_so(case: Case, fields: FieldCatalogue) -> None:
    data = reforged(seal(case, PASSPHRASE, hardness=CHEAP), format="beamside-sealed-case/2")
    assert is_sealed(data)
    with pytest.raises(NewerFormatError, match="newer program"):
        unseal(data, PASSPHRASE, fields)


@pytest.mark.hazard("bad-input")
def test_that_too_little_memory_is_a_sentence(
    case: Case, fields: FieldCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = seal(case, PASSPHRASE, hardness=CHEAP)

    def exhausted(*_: object) -> tuple[bytes, bytes]:
        raise MemoryError

    monkeypatch.setattr(sealed_case, "_derive", exhausted)
    with pytest.raises(CaseFileError, match="not enough memory"):
        unseal(data, PASSPHRASE, fields)


@pytest.mark.parametrize("typed", ["Lösung Éclair", "Lo\u0308sung E\u0301clair"])
@pytest.mark.parametrize("sealed_with", ["Lösung Éclair", "Lo\u0308sung E\u0301clair"])
def test_that_accents_may_be_typed_either_way(case: Case, fields: FieldCatalogue, typed: str, sealed_with: str) -> None:
    assert unseal(seal(case, sealed_with, hardness=CHEAP), typed, fields) == case


@pytest.mark.parametrize("typed", ["Lösung Éclair", "Lo\u0308sung E\u0301clair"])
def test_that_a_file_sealed_with_a_decomposed_passphrase_still_opens(
    case: Case, fields: FieldCatalogue, typed: str
) -> None:
    older = Seal("Lo\u0308sung E\u0301clair", b"12345678", CHEAP).close(case)
    assert unseal(older, typed, fields) == case


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize(
    "text",
    ["beamside-sealed-case/1", '"format": "beamside-sealed-case/1"', '{"format": "beamside-sealed-case/1"'],
)
def test_that_a_label_that_names_the_sealed_format_seals_nothing(fields: FieldCatalogue, text: str) -> None:
    data = case_bytes(Case(Patient(fields), label=text, notes=text))
    assert not is_sealed(data)
    assert parse_case(data, fields).label == text


def test_that_a_sealed_case_is_known_however_its_keys_are_ordered_or_where_it_is_cut(case: Case) -> None:
    data = seal(case, PASSPHRASE, hardness=CHEAP)
    assert is_sealed(data)
    assert is_sealed(b"\xef\xbb\xbf" + data)
    assert is_sealed(data[:60])
    assert is_sealed(json.dumps(dict(reversed(json.loads(data).items()))).encode())
    assert not is_sealed(b"[" * 100_000 + b"beamside-sealed-case/1")


def test_that_a_short_passphrase_is_refused_and_one_of_eight_characters_is_not(case: Case) -> None:
    assert check_passphrase("1234567") is not None
    assert check_passphrase("12345678") is None
    with pytest.raises(ValueError, match="at least 8"):
        seal(case, "1234567", hardness=CHEAP)


def test_that_the_default_cost_is_the_one_documented() -> None:
    assert Hardness() == Hardness(iterations=3, lanes=4, memory_kib=65536)


def test_that_a_kept_seal_saves_again_without_the_passphrase_and_with_another_nonce(
    case: Case, fields: FieldCatalogue
) -> None:
    first = seal(case, PASSPHRASE, hardness=CHEAP)
    opened, kept = unseal_and_keep(first, PASSPHRASE, fields)
    again = kept.close(opened)
    assert json.loads(again)["nonce"] != json.loads(first)["nonce"]
    assert case_as_json(unseal(again, PASSPHRASE, fields)) == case_as_json(case)


def test_that_a_seal_says_nothing_of_its_key() -> None:
    kept = Seal.new(PASSPHRASE, CHEAP)
    assert repr(kept) == "<Seal>"
    assert PASSPHRASE not in str(vars(type(kept)))
