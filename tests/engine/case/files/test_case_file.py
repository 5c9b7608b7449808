"""Case files: every mistake gets its sentence, and what is written is what is read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.case.case import Case, Origin, new_case
from engine.case.fields import FieldCatalogue
from engine.case.files.case_file import load_case, save_case
from engine.case.format.case_json import case_as_json, case_bytes, case_sha256
from engine.case.format.case_parsing import parse_case
from engine.case.lesions import Lesion
from engine.case.limits import LARGEST_FILE_BYTES
from engine.case.patient import Patient
from engine.case.problems import CaseFileError
from engine.reading import bounded_file as whole_file

PROJECT = Path(__file__).resolve().parents[4]
EXAMPLES = sorted((PROJECT / "resources" / "examples").glob("*.beamside.json"))
FORMAT = '"format": "beamside-case/1"'


def text_of(**contents: Any) -> bytes:
    return json.dumps({"format": "beamside-case/1", **contents}).encode()


def problems_of(data: bytes, fields: FieldCatalogue) -> list[str]:
    with pytest.raises(CaseFileError) as caught:
        parse_case(data, fields, "c.json")
    return [str(problem) for problem in caught.value.problems]


#: whole files that are no case: bytes and the one sentence
NO_CASES: list[tuple[bytes, str]] = [
    (b"", "the file is empty."),
    (b" \n\t", "the file is empty."),
    (b"\xef\xbb\xbf", "the file is empty."),
    (b"\xff\xfe{\x00", "the text is not UTF-8 (byte 1)."),
    (b'{"format": "beamside-case/1", "label": "\xe4"}', "the text is not UTF-8 (byte 41)."),
    (b'{"format": "beamside-case/1", "inputs": {"age_years": 6', "the file ends too early"),
    (b'{"format": "beamside-case/1"', "the file ends too early"),
    (b'{"format": "beamside-case/1", "label": "Boa', "the file ends too early"),
    (b'{"format" "beamside-case/1", "inputs": {}, "label": ""}', "this is not valid JSON"),
    (b"{'format': 'beamside-case/1'}                        ", "this is not valid JSON"),
    (b'{"format": "beamside-case/1",, "label": "a longer text"}', "this is not valid JSON"),
    (b"[]", "a case is a JSON object in braces."),
    (b"5", "a case is a JSON object in braces."),
    (b"null", "a case is a JSON object in braces."),
    (b"{}", "format: this is not a Beamside case."),
    (b'{"format": "beamside-source/1"}', "format: this is not a Beamside case."),
    (b'{"format": 1}', "format: this is not a Beamside case."),
    (b'{"format": null}', "format: this is not a Beamside case."),
    (b'{"format": ["beamside-case/1"]}', "format: this is not a Beamside case."),
    (b'{"format": "beamside-case/2"}', "written by a newer program (format 2)"),
    (b'{"format": "beamside-case/2", "inputs": {"future": 1}}', "written by a newer program (format 2)"),
    (b'{"format": "beamside-case/99999999999999999999"}', "written by a newer program (format 999999999)"),
    (b'{"format": "beamside-case/"}', "the version of the format cannot be read."),
    (b'{"format": "beamside-case/x"}', "the version of the format cannot be read."),
    (b'{"format": "beamside-case/0"}', "the version of the format cannot be read."),
    (b'{"format": "beamside-case/-1"}', "the version of the format cannot be read."),
    ('{"format": "beamside-case/²"}'.encode(), "the version of the format cannot be read."),
    (b'{"format": "beamside-case/1", "label": "a", "label": "b"}', "label: this key stands twice."),
    (b'{"format": "beamside-case/1", "inputs": {"ecog": 1, "sex": null, "ecog": 2}}', "ecog: this key stands twice."),
    (b'{"format": "beamside-case/1", "inputs": {"lesions": [{"segment": "1", "segment": "2"}]}}', "segment: this key"),
    (b'{"format": "beamside-case/1", "NaN": 1, "NaN": 2}', "NaN: this key stands twice."),
    (b'{"format": "beamside-case/1", "inputs": {"age_years": NaN}}', "NaN is not a number."),
    (b'{"format": "beamside-case/1", "inputs": {"age_years": -Infinity}}', "-Infinity is not a number."),
    (
        b'{"format": "beamside-case/1", "inputs": {"age_years": ' + b"9" * 5000 + b"}}",
        "a number in the file is too long.",
    ),
    (b'{"format": "beamside-case/1", "inputs": ' + b"[" * 100_000, "nested too deeply"),
    (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deeply"),
]


@pytest.mark.parametrize(("data", "words"), NO_CASES, ids=lambda value: ascii(value)[:60])
def test_that_a_file_that_is_no_case_gets_one_sentence(data: bytes, words: str, fields: FieldCatalogue) -> None:
    (problem,) = problems_of(data, fields)
    assert problem.startswith("c.json: ")
    assert words in problem
    assert problem.endswith((".", '".'))


def test_that_a_number_beyond_all_bounds_is_too_large(fields: FieldCatalogue) -> None:
    (problem,) = problems_of(b'{"format": "beamside-case/1", "inputs": {"age_years": 1e400}}', fields)
    assert "inputs.age_years: this number is too large." in problem


def test_that_a_file_cut_off_anywhere_says_so(fields: FieldCatalogue) -> None:
    whole = EXAMPLES[0].read_text("utf-8").rstrip() + " "
    with_escape = whole.replace("Invented", "Inven\\u0074ed")
    for text in (whole.rstrip(), with_escape.rstrip()):
        for end in range(1, len(text)):
            (problem,) = problems_of(text[:end].encode(), fields)
            assert "the file ends too early; it may have been cut off" in problem, text[:end][-30:]


#: one wrong input: the field, its value, the place and the problem
WRONG_INPUTS: list[tuple[dict[str, Any], str, str]] = [
    ({"age_years": "66"}, "age_years", "“66” is text, not a number. Write 66 without quotation marks."),
    ({"age_years": "old"}, "age_years", "is text, not a number. Write the value in years without quotation marks."),
    ({"age_years": [66]}, "age_years", "a list stands where one number belongs."),
    ({"age_years": {"value": 66}}, "age_years", "an object stands where one number belongs."),
    ({"age_years": True}, "age_years", "this is not a number."),
    ({"age_years": 1e16}, "age_years", "this number is too large."),
    ({"age_years": -1}, "age_years", "-1 years is outside 0 to 120 years."),
    ({"age_years": 121}, "age_years", "121 years is outside 0 to 120 years."),
    ({"cea_ng_ml": -3}, "cea_ng_ml", "-3 ng/mL is outside 0 to 1000000 ng/mL."),
    ({"bilirubin_mg_dl": 15}, "bilirubin_mg_dl", "Did you mean 15 µmol/L, which is 0.877 mg/dL?"),
    ({"largest_lesion_cm": 55}, "largest_lesion_cm", "Did you mean 55 mm, which is 5.5 cm?"),
    ({"leukocytes_10e9_l": 6500}, "leukocytes_10e9_l", "Did you mean 6500 /µL"),
    ({"fractions": 3.5}, "fractions", "Fractions must be a whole number."),
    ({"fractions": 0}, "fractions", "0 fractions is outside 1 to 60 fractions."),
    ({"fractions": "3"}, "fractions", "is text, not a number."),
    ({"karnofsky": 85}, "karnofsky", "85 is not one of the choices."),
    ({"karnofsky": "90"}, "karnofsky", "“90” is text, and a number is wanted. Write 90 without quotation marks."),
    ({"ecog": "0"}, "ecog", "“0” is text, and a number is wanted. Write 0 without quotation marks."),
    ({"ecog": "7"}, "ecog", "“7” is not one of the choices."),
    ({"lesions": [{"segment": 7}]}, "lesions[0].segment", '7 is a number, and text is wanted. Write "7" in quotation'),
    ({"lesions": [{"segment": 9}]}, "lesions[0].segment", "9 is not one of the choices. Choose from: 1, 2, 3, 4, 4a"),
    ({"lesions": [{"segment": "IX"}]}, "lesions[0].segment", "“IX” is not one of the choices. Choose from: 1, 2"),
    ({"lesions": [{"segment": "vii"}]}, "lesions[0].segment", "“vii” is not one of the choices."),
    ({"karnofsky": True}, "karnofsky", "true is not one of the choices."),
    ({"ecog": False}, "ecog", "false is not one of the choices."),
    ({"ecog": 5}, "ecog", "5 is not one of the choices."),
    ({"sex": ["male"]}, "sex", "a list is not one of the choices."),
    ({"sex": "Male"}, "sex", "Did you mean “male”?"),
    ({"modality": "SBRT"}, "modality", "“SBRT” is not one of the choices. Did you mean “sbrt”?"),
    ({"clinical_t": "T4c"}, "clinical_t", "“T4c” is not one of the choices. Did you mean “T4"),
    ({"near_gut": "yes"}, "near_gut", "“yes” is neither yes nor no."),
    ({"near_gut": 1}, "near_gut", "1 is neither yes nor no."),
    ({"near_gut": []}, "near_gut", "a list is neither yes nor no."),
    ({"local_symptoms": "pain"}, "local_symptoms", "“pain” stands where a list belongs."),
    ({"local_symptoms": ["pian"]}, "local_symptoms", "Did you mean “pain”?"),
    ({"local_symptoms": [None]}, "local_symptoms", "None is not one of the choices."),
    ({"comorbidities": [["malabsorption"]]}, "comorbidities", "a list is not one of the choices."),
    ({"lesions": {"diameter_cm": 2}}, "lesions", "an object stands where a list of lesions belongs."),
    ({"lesions": [{}] * 501}, "lesions", "there are more than 500 lesions."),
    ({"lesions": [{}, 5]}, "lesions[1]", "a lesion is an object in braces."),
    ({"lesions": [{}, {}, {"diameter_cm": "2"}]}, "lesions[2].diameter_cm", "is text, not a number."),
    ({"lesions": [{"diameter_cm": 55}]}, "lesions[0].diameter_cm", "Did you mean 55 mm, which is 5.5 cm?"),
    ({"lesions": [{"diameter_cm": 30}]}, "lesions[0].diameter_cm", 'add "lesions" to "confirmed"'),
    ({"lesions": [{"diameter_mm": 55}]}, "lesions[0].diameter_mm", "there is no such key. Did you mean “diameter_cm”?"),
    ({"lesions": [{"segment": 4}]}, "lesions[0].segment", "4 is a number, and text is wanted."),
    ({"lesions": [{"segment": "4c"}]}, "lesions[0].segment", "Did you mean “4"),
    ({"lesions": [{"near_hilum": "no"}]}, "lesions[0].near_hilum", "“no” is neither yes nor no."),
    ({"karnofski": 90}, "karnofski", "there is no such field. Did you mean “karnofsky”?"),
    ({"bilirubin": 1}, "bilirubin", "Did you mean “bilirubin_mg_dl”?"),
    ({"": 1}, "", "there is no such field."),
    ({"zzzz": 1}, "zzzz", "there is no such field."),
]


@pytest.mark.parametrize(("inputs", "place", "words"), WRONG_INPUTS, ids=lambda value: ascii(value)[:50])
def test_that_a_wrong_input_is_named_with_file_field_problem_and_remedy(
    inputs: dict[str, Any], place: str, words: str, fields: FieldCatalogue
) -> None:
    (problem,) = problems_of(text_of(inputs=inputs), fields)
    assert problem.startswith(f"c.json: inputs.{place}: ")
    assert words in problem
    assert problem.count(". ") + problem.count("? ") >= 1, "a problem has a remedy"


WRONG_SURROUNDINGS: list[tuple[dict[str, Any], str]] = [
    ({"lable": "x"}, "lable: there is no such key. Did you mean “label”?"),
    ({"patient": {}}, "patient: there is no such key. Known here: format, label"),
    ({"label": 5}, "label: this must be text."),
    ({"notes": ["a"]}, "notes: this must be text."),
    ({"notes": "x" * 20_001}, "notes: the text is longer than 20000 characters."),
    ({"label": "\ud800"}, "label: half a character stands in the text."),
    ({"inputs": []}, "inputs: this must be an object in braces."),
    ({"inputs": "age_years"}, "inputs: this must be an object in braces."),
    ({"confirmed": "age_years"}, "confirmed: this must be a list of field names."),
    ({"confirmed": [1]}, "confirmed: this must be a list of field names."),
    ({"confirmed": ["age"]}, "confirmed.age: there is no such field."),
    ({"confirmed": ["karnofski"]}, "confirmed.karnofski: there is no such field. Did you mean “karnofsky”?"),
    ({"origins": []}, "origins: this must be an object in braces."),
    ({"origins": {"spared": {}}}, "origins.spared: there is no such field."),
    ({"origins": {"fractions": {}}}, "origins.fractions: method, files_sha256 and structures are expected."),
    ({"origins": {"fractions": {"method": "m", "patient": "n"}}}, "origins.fractions: method, files_sha256"),
    ({"origins": {"fractions": {"method": "m", "structures": "liver"}}}, "origins.fractions: method"),
    ({"origins": {"fractions": {"method": "m", "structures": [1]}}}, "origins.fractions: method"),
    ({"origins": {"fractions": {"method": "\udc00"}}}, "origins.fractions: method"),
]


@pytest.mark.parametrize(("contents", "words"), WRONG_SURROUNDINGS, ids=lambda value: ascii(value)[:50])
def test_that_a_mistake_beside_the_inputs_is_named(
    contents: dict[str, Any], words: str, fields: FieldCatalogue
) -> None:
    (problem,) = problems_of(text_of(**contents), fields)
    assert problem.startswith(f"c.json: {words}")


def test_that_all_mistakes_come_at_once_one_line_each(fields: FieldCatalogue) -> None:
    inputs = {"age_years": "66", "karnofski": 90, "lesions": [{"diameter_cm": "2", "segment": "9"}, 7]}
    problems = problems_of(text_of(lable="x", label=5, inputs=inputs), fields)
    assert [problem.split(": ")[1] for problem in problems] == [
        *("lable", "inputs.age_years", "inputs.karnofski", "inputs.lesions[0].diameter_cm"),
        *("inputs.lesions[0].segment", "inputs.lesions[1]", "label"),
    ]


def test_that_a_name_with_line_breaks_or_without_end_stays_on_one_bearable_line(fields: FieldCatalogue) -> None:
    problems = problems_of(text_of(inputs={"age\nyears": 1, "x\u2028y": 2, "a\x1b[2Jb": 3, "k" * 100_000: 4}), fields)
    assert len(problems) == 4
    assert all(problem.isprintable() and len(problem) < 1_100 for problem in problems)


def test_that_a_file_with_thousands_of_mistakes_names_the_first_fifty(fields: FieldCatalogue) -> None:
    problems = problems_of(text_of(inputs={f"zz{n}": n for n in range(5_000)}), fields)
    assert len(problems) == 51
    assert problems[-1] == "c.json: there are more mistakes. Mend these first."


@pytest.mark.hazard("unknown-as-no")
def test_that_null_and_absent_and_empty_all_mean_not_known(fields: FieldCatalogue) -> None:
    nulls = {spec.id: None for spec in fields}
    absent = parse_case(text_of(), fields)
    assert parse_case(text_of(inputs=nulls), fields).patient == absent.patient == Patient(fields)
    assert (
        parse_case(text_of(inputs=None, label=None, notes=None, confirmed=None, origins=None, saved_with=None), fields)
        == absent
    )
    assert case_sha256(parse_case(text_of(inputs=nulls), fields)) == case_sha256(new_case(fields))


def test_that_a_byte_order_mark_does_no_harm(fields: FieldCatalogue) -> None:
    with_mark = parse_case(b"\xef\xbb\xbf" + text_of(inputs={"age_years": 66}), fields)
    assert with_mark.patient.number("age_years") == 66


@pytest.mark.hazard("wrong-unit")
def test_that_a_likely_slip_of_units_needs_to_be_confirmed_by_name(fields: FieldCatalogue) -> None:
    inputs = {"bilirubin_mg_dl": 15, "lesions": [{"diameter_cm": 30}]}
    assert len(problems_of(text_of(inputs=inputs), fields)) == 2
    assert len(problems_of(text_of(inputs=inputs, confirmed=["lesions"]), fields)) == 1
    case = parse_case(text_of(inputs=inputs, confirmed=["bilirubin_mg_dl", "lesions", "lesions"]), fields)
    assert case.patient.number("bilirubin_mg_dl") == 15
    assert case.confirmed == ("bilirubin_mg_dl", "lesions")


@pytest.mark.hazard("wrong-unit")
def test_that_confirming_does_not_lift_the_hard_range(fields: FieldCatalogue) -> None:
    (problem,) = problems_of(text_of(inputs={"largest_lesion_cm": 55}, confirmed=["largest_lesion_cm"]), fields)
    assert "is outside 0 to 40 cm" in problem


def test_that_an_unusual_value_without_a_slip_is_taken(fields: FieldCatalogue) -> None:
    assert parse_case(text_of(inputs={"age_years": 17}), fields).patient.number("age_years") == 17


def test_that_numbers_keep_their_kind_and_choices_their_own_value(fields: FieldCatalogue) -> None:
    case = parse_case(text_of(inputs={"fractions": 3.0, "karnofsky": 90.0, "largest_lesion_cm": 5}), fields)
    assert repr(case.patient.value("fractions")) == "3"
    assert repr(case.patient.value("karnofsky")) == "90"
    assert case.patient.value("largest_lesion_cm") == 5.0


def test_that_a_list_is_kept_in_the_order_of_the_form_and_once(fields: FieldCatalogue) -> None:
    case = parse_case(text_of(inputs={"local_symptoms": ["bleeding", "pain", "bleeding"], "comorbidities": []}), fields)
    assert case.patient.items("local_symptoms") == ("pain", "bleeding")
    assert case.patient.items("comorbidities") == ()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_that_an_example_loads_and_is_written_as_it_is_read(path: Path, fields: FieldCatalogue) -> None:
    case = load_case(path, fields)
    again = parse_case(case_bytes(case), fields)
    assert again.patient == case.patient
    assert (again.label, again.notes) == (case.label, case.notes)
    assert case_sha256(again) == case_sha256(case)
    assert case_bytes(again) == case_bytes(case)
    assert json.loads(case_bytes(case))["inputs"] == json.loads(path.read_text("utf-8"))["inputs"]


def full_case(fields: FieldCatalogue) -> Case:
    lesions = (Lesion(diameter_cm=2.5, segment="4a", near_gut=False), Lesion(), Lesion(disappeared=True))
    patient = Patient(fields, {"age_years": 66.5, "lesions": lesions, "comorbidities": (), "bilirubin_mg_dl": 15.0})
    return Case(
        patient,
        label="Zweite Besprechung – „Fall B“ 😀",
        notes="first line\nsecond line\t\u0000",
        confirmed=("bilirubin_mg_dl",),
        origins={"fractions": Origin("read from a plan", ("ab" * 32,), ("Liver", "GTV\n1"))},
    )


SEGMENTS = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6", "VII": "7", "VIII": "8"}


@pytest.mark.parametrize(("written", "meant"), [*SEGMENTS.items(), *((d, d) for d in SEGMENTS.values()), ("IVa", "4a")])
def test_that_a_segment_may_be_written_as_the_window_shows_it(written: str, meant: str, fields: FieldCatalogue) -> None:
    case = parse_case(text_of(inputs={"lesions": [{"segment": written}]}), fields)
    assert case.patient.inputs["lesions"] == (Lesion(segment=meant),)
    again = case_as_json(case)["inputs"]
    assert again == {"lesions": [{"segment": meant}]}


@pytest.mark.hazard("lost-work")
def test_that_a_full_case_survives_the_round_trip(tmp_path: Path, fields: FieldCatalogue) -> None:
    case = full_case(fields)
    path = tmp_path / "b.beamside.json"
    save_case(case, path, {"engine": "0.1.0", "evidence": "2026.1"})
    again = load_case(path, fields)
    assert again.patient == case.patient
    assert (again.label, again.notes, again.confirmed) == (case.label, case.notes, case.confirmed)
    assert dict(again.origins) == dict(case.origins)
    assert dict(again.saved_with) == {"engine": "0.1.0", "evidence": "2026.1"}
    assert case_sha256(again) == case_sha256(case)


def test_that_the_hash_depends_on_what_is_known_and_not_on_how_it_is_written(fields: FieldCatalogue) -> None:
    plain = parse_case(text_of(inputs={"age_years": 66, "sex": "male"}), fields)
    other_order = parse_case(
        b'{"inputs":{"sex":"male","age_years":66.0},"saved_with":{"x":"y"},"format":"beamside-case/1"}', fields
    )
    assert case_sha256(plain) == case_sha256(other_order)
    changed = (
        text_of(inputs={"age_years": 67, "sex": "male"}),
        text_of(inputs={"age_years": 66}),
        text_of(inputs={"age_years": 66, "sex": "male"}, label="x"),
        text_of(inputs={"age_years": 66, "sex": "male"}, notes="x"),
        text_of(inputs={"age_years": 66, "sex": "male"}, confirmed=["sex"]),
    )
    hashes = {case_sha256(parse_case(data, fields)) for data in changed}
    assert len(hashes) == len(changed)
    assert case_sha256(plain) not in hashes


def test_that_the_hash_of_a_known_case_stays_what_it_is(fields: FieldCatalogue) -> None:
    case = parse_case(text_of(label="a", inputs={"age_years": 66}), fields)
    canonical = b'{"format":"beamside-case/1","inputs":{"age_years":66},"label":"a","notes":""}'
    assert case_sha256(case) == hashlib.sha256(canonical).hexdigest()


def test_that_a_missing_file_a_folder_and_an_endless_one_are_refused(tmp_path: Path, fields: FieldCatalogue) -> None:
    expected: list[tuple[Path, str]] = [
        (tmp_path / "none.json", "there is no such file."),
        (tmp_path, "this is a folder, not a case file."),
        (tmp_path / "x.json" / "y.json", "the file cannot be read (Not a directory)."),
        (tmp_path / ("a" * 300), "the file cannot be read (File name too long)."),
    ]
    (tmp_path / "x.json").write_bytes(text_of())
    if Path("/dev/zero").exists():
        expected.append((Path("/dev/zero"), "this is a device or a pipe, not a regular file."))
    for path, words in expected:
        with pytest.raises(CaseFileError) as caught:
            load_case(path, fields)
        assert words in str(caught.value)


def test_that_a_file_at_the_limit_of_size_is_read_and_one_byte_more_refused(
    tmp_path: Path, fields: FieldCatalogue
) -> None:
    path = tmp_path / "big.json"
    data = text_of()
    path.write_bytes(data + b" " * (LARGEST_FILE_BYTES - len(data)))
    assert load_case(path, fields) == new_case(fields)
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(CaseFileError, match="too large"):
        load_case(path, fields)


def test_that_a_file_without_permission_and_a_broken_disk_are_told(
    tmp_path: Path, fields: FieldCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(error: OSError) -> Callable[..., Any]:
        def open_(*_: Any, **__: Any) -> Any:
            raise error

        return open_

    (tmp_path / "a.json").write_bytes(text_of())
    monkeypatch.setattr(whole_file.os, "open", failing(PermissionError(13, "Permission denied")))
    with pytest.raises(CaseFileError, match="the file may not be read"):
        load_case(tmp_path / "a.json", fields)
    with pytest.raises(CaseFileError, match="this is a folder"):
        load_case(tmp_path, fields)
    monkeypatch.setattr(whole_file.os, "open", failing(OSError(5, "Input/output error")))
    with pytest.raises(CaseFileError, match="Input/output error"):
        load_case(tmp_path / "a.json", fields)
