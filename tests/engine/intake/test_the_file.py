"""The file as a whole: what is no record of one patient is refused early, with one sentence."""

from __future__ import annotations

import json

import pytest

from engine.intake import IntakeError
from engine.intake.fhir import resources
from engine.intake.fhir.bundle_file import LARGEST_FILE_BYTES, MOST_RESOURCES, parse_record_file, read_record_file
from tests.engine.intake.bundles import (
    BOARD,
    LOINC,
    SNOMED,
    bilirubin,
    bundle,
    concept,
    condition,
    lesion,
    observation,
    patient,
    quantity,
    size,
    write,
)

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("  \n ", "empty"),
        ("no json", "not valid JSON"),
        ('{"resourceType":"Bundle",', "not valid JSON"),
        ("[1, 2]", "no FHIR bundle"),
        ('"Bundle"', "no FHIR bundle"),
        ('{"a": 1}', "no FHIR bundle"),
        ('{"resourceType": "Patient", "id": "p"}', "single resource"),
        ('{"resourceType": "Bundle", "entry": 5}', "cannot be read"),
        ('{"resourceType": "Bundle"}', "no patient"),
        ('{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Observation"}}]}', "no patient"),
        ('{"resourceType": "Bundle", "entry": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deeply"),
        ('{"resourceType":"Patient","id":"p"}\n{"no": "resource"}', "line 2"),
        ('{"resourceType":"Patient","id":"p"}\n{"resourceType":"Bundle"}', "line 2"),
    ],
)
def test_that_what_is_no_record_is_refused_with_a_sentence(read, text, words):
    with pytest.raises(IntakeError, match=words) as refused:
        read(whole=text)
    assert "\n" not in str(refused.value)


def test_that_text_in_another_encoding_is_refused():
    with pytest.raises(IntakeError):
        parse_record_file('{"resourceType": "Bündel"}'.encode("latin-1"), "record.json")


def test_that_a_file_beyond_50_mb_is_refused_by_its_size(tmp_path):
    path = tmp_path / "huge.json"
    with path.open("wb") as stream:
        stream.truncate(LARGEST_FILE_BYTES + 1)
    with pytest.raises(IntakeError, match="larger than 50 MB"):
        read_record_file(path)


@pytest.mark.parametrize("extra", [0, 1])
def test_that_more_resources_than_one_patient_has_are_refused(extra):
    row = '{"resource":{"resourceType":"Basic"}}'
    text = '{"resourceType":"Bundle","entry":[' + ",".join([row] * (MOST_RESOURCES + extra)) + "]}"
    if extra:
        with pytest.raises(IntakeError, match="more than 25000"):
            parse_record_file(text.encode(), "record.json")
    else:
        assert len(parse_record_file(text.encode(), "record.json").entries) == MOST_RESOURCES


@pytest.mark.parametrize(
    ("piece", "most"), [(b"1,", 3_499_990), (b"{},", 699_990), (b"[],", 1_166_660)], ids=["values", "objects", "lists"]
)
def test_that_millions_of_values_are_refused_before_they_are_unpacked(piece, most):
    """An object takes the memory of five values, and a list of three."""
    for count, is_refused in ((most, False), (most + 20, True)):
        text = b'{"resourceType":"Bundle","x":[' + piece * count + b"1]}"
        if is_refused:
            with pytest.raises(IntakeError, match="as many values"):
                parse_record_file(text, "record.json")
        else:
            assert parse_record_file(text, "record.json").entries == ()


@pytest.mark.parametrize("missing", ["there.json", "."])
def test_that_a_missing_file_and_a_folder_are_named(tmp_path, missing):
    with pytest.raises(IntakeError):
        read_record_file(tmp_path / missing)


def test_that_a_resource_nested_too_deeply_spoils_no_other(read):
    deep = '{"resourceType":"Basic","subject":{"reference":"Patient/p"},"x":' + "[" * 500 + "]" * 500 + "}"
    parts = [json.dumps(one) for one in (patient(), bilirubin())]
    text = '{"resourceType":"Bundle","entry":[' + ",".join(f'{{"resource":{one}}}' for one in [*parts, deep]) + "]}"
    assert read(whole=text).inputs["bilirubin_mg_dl"] == 0.8


def test_that_references_in_a_circle_end(read):
    circle = bilirubin(id="o", hasMember=[{"reference": "Observation/o"}], focus=[{"reference": "Observation/o"}])
    loop = lesion(
        "m1", extension=[{"url": "x/mcode-related-condition", "valueReference": {"reference": "BodyStructure/m1"}}]
    )
    found = read(circle, loop, size(22, focus=[{"reference": "BodyStructure/m1"}, {"reference": "Observation/o"}]))
    assert found.inputs["bilirubin_mg_dl"] == 0.8
    assert found.inputs["lesions"] == [{"diameter_cm": 2.2}]


def test_that_two_patients_are_refused(read):
    with pytest.raises(IntakeError, match="2 patients"):
        read(patient(), patient(id="q"))


@pytest.mark.parametrize("reference", ["Patient/q", "http://server.example/fhir/Patient/q", "Patient/q/_history/2"])
def test_that_a_resource_of_another_patient_is_refused(read, reference):
    with pytest.raises(IntakeError, match="more than one patient"):
        read(patient(), observation("2951-2", quantity(140, "mmol/L"), subject={"reference": reference}))


@pytest.mark.parametrize("reference", ["Patient/p", "urn:uuid:0", "Patient/p/_history/3"])
def test_that_the_patient_is_known_by_name_and_address(read, reference):
    assert read(patient(), bilirubin(subject={"reference": reference})).inputs["bilirubin_mg_dl"] == 0.8


def test_that_a_patient_is_known_by_a_shared_number_alone(read):
    number = {"system": "http://hospital.example", "value": "4711"}
    mine, other = {"identifier": number}, {"identifier": {**number, "value": "4712"}}
    found = read(
        patient(identifier=[number]),
        bilirubin(subject=mine),
        observation("2039-6", quantity(5, "ng/mL"), subject=other),
    )
    assert found.inputs["bilirubin_mg_dl"] == 0.8
    assert found.reasons == {"cea_ng_ml": {"no_subject"}}


def test_that_the_numbers_of_a_patient_are_gathered_once(read, monkeypatch):
    """Thousands of results that name their patient by one of thousands of numbers would take minutes."""
    listed, objects = [], resources.objects
    monkeypatch.setattr(resources, "objects", lambda found: listed.append(found) or objects(found))
    numbers = [{"system": "http://hospital.example", "value": str(at)} for at in range(50)]
    results = [bilirubin(subject={"identifier": number}, id=number["value"]) for number in numbers]
    assert read(patient(identifier=numbers), *results).inputs["bilirubin_mg_dl"] == 0.8
    assert sum(found == numbers for found in listed) == 1


@pytest.mark.parametrize("value", [[], {"x": 1}, [["4711"]]])
def test_that_a_damaged_number_of_a_patient_names_nobody(read, value):
    found = read(patient(identifier=[{"value": value}]), bilirubin(subject={"identifier": {"value": "4711"}}))
    assert found.reasons["bilirubin_mg_dl"] == {"no_subject"}


def test_that_a_result_of_nobody_is_asked(read):
    assert read(bilirubin(subject=None)).reasons["bilirubin_mg_dl"] == {"no_subject"}


def test_that_a_further_page_is_refused(read):
    with pytest.raises(IntakeError, match="one page of several"):
        read(whole=bundle(patient(), link=[{"relation": "next", "url": "http://server.example/?page=2"}]))


@pytest.mark.parametrize(("total", "is_whole"), [(2, True), (3, False)])
def test_that_a_search_with_fewer_results_than_it_counts_is_refused(read, total, is_whole):
    contents = bundle(patient(), bilirubin(), type="searchset", total=total)
    if is_whole:
        assert read(whole=contents).inputs["bilirubin_mg_dl"] == 0.8
    else:
        with pytest.raises(IntakeError, match="2 of 3"):
            read(whole=contents)


def test_that_an_outcome_and_a_deleted_resource_are_no_part_of_the_record(read):
    contents = bundle(patient(), bilirubin(9), bilirubin(0.8, effectiveDateTime="2026-11-01"))
    contents["entry"][1]["request"] = {"method": "DELETE", "url": "Observation/o"}
    contents["entry"].append({"resource": {"resourceType": "OperationOutcome"}, "search": {"mode": "outcome"}})
    assert read(whole=contents).inputs["bilirubin_mg_dl"] == 0.8


def test_that_of_several_versions_the_newest_counts(read):
    old = bilirubin(9, id="o", meta={"versionId": "9", "lastUpdated": "2026-11-13T08:00:00Z"})
    new = bilirubin(1, id="o", meta={"versionId": "10", "lastUpdated": "2026-11-14T08:00:00Z"})
    assert read(new, old).inputs["bilirubin_mg_dl"] == 1
    assert read(old, new).inputs["bilirubin_mg_dl"] == 1


def test_that_versions_without_a_number_are_asked_where_they_differ(read):
    found = read(bilirubin(9, id="o"), bilirubin(1, id="o"))
    assert found.reasons["bilirubin_mg_dl"] == {"several_disagree"}


def test_that_a_resource_deleted_by_its_newest_version_is_entered_in_error(read):
    wrong = bilirubin(9, id="o", meta={"versionId": "1"})
    mended = bilirubin(9, id="o", status="entered-in-error", meta={"versionId": "2"})
    assert "bilirubin_mg_dl" not in read(wrong, mended).inputs


@pytest.mark.parametrize("identity", [None, 7, [], {"value": "x"}])
def test_that_a_resource_whose_id_is_no_text_counts(read, identity):
    """Passed over, the earlier result would stand for it in silence."""
    earlier = bilirubin(0.6, effectiveDateTime="2026-11-02", id="b1")
    assert read(earlier, bilirubin(1.9, id=identity)).inputs["bilirubin_mg_dl"] == 1.9


def test_that_lines_of_one_patient_are_read_as_a_bundle(read):
    resources = [patient(), bilirubin(), condition(SNOMED, "363351006"), lesion(), size(22)]
    lines = "\n".join(json.dumps(one) for one in resources) + "\n\n"
    from_lines = read(whole=lines)
    assert from_lines.inputs == read(*resources).inputs
    assert from_lines.inputs["lesions"] == [{"diameter_cm": 2.2}]


def test_that_lines_of_two_patients_are_refused(read):
    with pytest.raises(IntakeError, match="2 patients"):
        read(whole="\n".join(json.dumps(one) for one in (patient(), patient(id="q"))))


def test_that_contained_resources_are_found_by_their_mark(read):
    inner = lesion("m1")
    del inner["patient"]
    holder = size(22, of="#m1", contained=[inner])
    assert read(holder).inputs["lesions"] == [{"diameter_cm": 2.2}]


def test_that_a_contained_result_is_about_the_patient_of_its_holder(read):
    inner = observation("1975-2", quantity(0.8, "mg/dL"), id="o1", subject=None)
    report = {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "subject": {"reference": "Patient/p"},
        "contained": [inner],
        "result": [{"reference": "#o1"}],
    }
    assert read(report).inputs["bilirubin_mg_dl"] == 0.8


def test_that_a_mark_is_looked_up_in_its_own_holder_only(read):
    inner = lesion("m1")
    del inner["patient"]
    holder = observation("2951-2", quantity(140, "mmol/L"), contained=[inner])
    found = read(holder, size(22, of="#m1"))
    assert "lesions" not in found.inputs
    assert "not_resolved" in found.reasons["lesions"]


def test_that_nothing_that_names_the_patient_enters_the_case(read):
    planted = ("Plantagenet", "Gwendolyn", "MRN-0815", "1955-03-10", "+44 20 7946 0000", "Baker Street", "planted-id")
    found = read(
        patient(
            id="planted-id",
            name=[{"family": "Plantagenet", "given": ["Gwendolyn"], "text": "Gwendolyn Plantagenet"}],
            identifier=[{"system": "http://hospital.example", "value": "MRN-0815"}],
            telecom=[{"system": "phone", "value": "+44 20 7946 0000"}],
            address=[{"line": ["Baker Street"]}],
        ),
        bilirubin(
            id="MRN-0815",
            subject={"reference": "Patient/planted-id", "display": "Gwendolyn Plantagenet"},
            note=[{"text": "Gwendolyn Plantagenet"}],
            performer=[{"display": "Plantagenet"}],
        ),
        condition(
            SNOMED,
            "363351006",
            subject={"reference": "Patient/planted-id"},
            code={**concept(SNOMED, "363351006"), "text": "rectal cancer of Gwendolyn Plantagenet"},
        ),
        lesion("MRN-0815", patient={"reference": "Patient/planted-id"}, description="Plantagenet"),
        size(22, of="BodyStructure/MRN-0815", subject={"reference": "Patient/planted-id"}),
        observation("2039-6", subject={"reference": "Patient/planted-id"}, valueString="Plantagenet MRN-0815"),
        observation("6301-6", quantity(1, "MRN-0815 Baker Street"), subject={"reference": "Patient/planted-id"}),
    )
    assert found.inputs["age_years"] == 71
    assert found.inputs["lesions"] == [{"diameter_cm": 2.2}]
    everything = found.written + " ".join(found.told) + repr(found.intake)
    assert not [word for word in planted if word in everything]


def test_that_the_command_prints_case_told_and_origins(tmp_path, capfdbinary):
    import main

    path = write(tmp_path, bundle(patient(birthDate="1950-12-01"), bilirubin()))
    case = tmp_path / "case.beamside.json"
    assert main.main(["import", str(path), "--as-of", BOARD, "-o", str(case)]) == 0
    answer = json.loads(capfdbinary.readouterr().out)
    assert answer["case"]["inputs"] == {"age_years": 75, "sex": "male", "bilirubin_mg_dl": 0.8}
    assert answer["told"] == [
        {"field": "age_years", "text": f"The age on {BOARD} is 75. A birthday is within a month of that day."}
    ]
    assert set(answer["origins"]) == set(answer["case"]["inputs"])
    assert json.loads(case.read_text()) == answer["case"]
    assert main.main(["assess", str(case)]) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--as-of", "27.11.2026"], "not a date"), (["-o", "record.json"], "the record itself")],
)
def test_that_a_mistake_is_one_line_and_writes_nothing(tmp_path, capfdbinary, monkeypatch, arguments, words):
    import main

    monkeypatch.chdir(tmp_path)
    before = write(tmp_path, bundle(patient())).read_bytes()
    assert main.main(["import", "record.json", *arguments]) == 2
    said = capfdbinary.readouterr()
    assert said.out == b""
    assert words in said.err.decode()
    assert len(said.err.decode().splitlines()) == 1
    assert (tmp_path / "record.json").read_bytes() == before


def test_that_a_file_that_is_no_bundle_ends_with_2(tmp_path, capfdbinary):
    import main

    assert main.main(["import", str(write(tmp_path, {"a": 1}))]) == 2
    assert "no FHIR bundle" in capfdbinary.readouterr().err.decode()


def test_that_the_shared_bundles_give_the_expected_case(project, fields, tables):
    import datetime as dt

    from engine.case.format.case_json import case_as_json
    from engine.intake import read_record
    from engine.intake.into_case import case_of

    folder = project.parent / "shared" / "cases" / "fhir"
    if not folder.is_dir():
        pytest.skip("the bundles that belong in ../shared/cases/fhir are not on this machine")
    for expected in sorted(folder.glob("*.expected.json")):
        wanted = json.loads(expected.read_text())
        path = expected.with_name(expected.name.replace("expected", "bundle"))
        found = read_record(path, fields, tables, dt.date.fromisoformat(wanted["date_of_board"]))
        assert case_as_json(case_of(found, fields))["inputs"] == wanted["inputs"], path.name
        assert bool(found.asked) == bool(wanted["to_be_told"]), path.name


def test_that_every_row_of_the_tables_says_where_it_was_read(resources):
    import csv

    folder = resources / "intake"

    def rows_of(path):
        return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))

    known = {row["id"] for row in rows_of(folder / "sources.csv")}
    rows = 0
    for path in (*folder.glob("*.csv"), *folder.glob("german/*.csv")):
        if path.name in ("sources.csv", "limits.csv") or path.name.startswith("letter-"):
            continue
        for row in rows_of(path):
            rows += 1
            assert row["read_in"] in known, (path.name, row)
            assert None not in row, (path.name, row)
            assert None not in row.values(), (path.name, row)
    assert rows > 250


def test_that_every_reason_has_its_words():
    from typing import get_args

    from engine.intake import asked_text
    from engine.intake.facts import Asked, Reason

    for reason in get_args(Reason):
        detail = {"near_birthday": "75 2026-11-27", "too_old": "400", "old_told": "60"}.get(reason, "")
        assert asked_text(Asked("ecog", reason, None, detail)).endswith((".", "?")), reason


# ------------------------------------------------------------ records that no patient has


def test_that_more_lesions_than_the_table_holds_are_asked(read):
    # Alike in nothing but their place: 500 are rows, one more is told and none is taken.
    some = [lesion(f"m{number}") for number in range(500)]
    assert "too_many_lesions" not in read(*some).reasons["lesions"]
    found = read(*some, lesion("one more"))
    assert "lesions" not in found.inputs
    assert found.reasons["lesions"] == {"too_many_lesions"}


def test_that_thousands_of_results_without_a_value_end(read):
    never = [
        bilirubin(status="preliminary", effectiveDateTime=f"2026-10-0{day}T0{hour}:{minute:02}:00Z")
        for day in range(1, 3)
        for hour in range(5)
        for minute in range(30)
    ]
    found = read(bilirubin(0.8, effectiveDateTime="2026-09-30"), *never)
    assert "bilirubin_mg_dl" not in found.inputs
    assert found.reasons["bilirubin_mg_dl"] == {"not_final", "not_understood"}


def test_that_more_parts_than_a_record_has_are_refused(read):
    part = {"code": {"coding": [{"system": LOINC, "code": "1975-2"}]}, "valueQuantity": {"value": 1}}
    whole = [observation("1975-2", component=[part] * 900) for _ in range(28)]
    with pytest.raises(IntakeError, match="more than 25000"):
        read(*whole)
