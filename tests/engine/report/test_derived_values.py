"""What follows from the inputs, on paper and in JSON: the class with the number behind it, or what it waits for."""

from __future__ import annotations

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.lesions import Lesion
from engine.case.patient import Patient, Value
from engine.evidence.library import Library
from engine.findings.as_json import assessment_as_json
from engine.findings.assess import assess
from engine.report.summary.document import build_document
from engine.report.tree.document_records import Table, text_of
from engine.report.writers.plain_text import as_plain_text


def long_text(inputs: dict[str, Value | None], library: Library, fields: FieldCatalogue) -> str:
    case = Case(Patient(fields, inputs))
    return " ".join(as_plain_text(build_document(assess(case, library), case, fields, long=True)).split())


def test_that_paper_says_albi_with_its_score(library: Library, fields: FieldCatalogue) -> None:
    text = long_text({"bilirubin_mg_dl": 1.0, "albumin_g_dl": 4.0}, library, fields)
    assert "ALBI grade: 2 (score −2.59)" in text
    assert "ALBI grade: not worked out" not in text


def test_that_paper_says_what_albi_waits_for(library: Library, fields: FieldCatalogue) -> None:
    text = long_text({"bilirubin_mg_dl": 1.0}, library, fields)
    assert "ALBI grade: not worked out: albumin is not known." in text


def test_that_json_carries_the_score_and_what_is_wanting(library: Library, fields: FieldCatalogue) -> None:
    both = assessment_as_json(assess(Patient(fields, {"bilirubin_mg_dl": 1.0, "albumin_g_dl": 4.0}), library))
    assert both["derived"] == {"albi_grade": 2}
    assert round(both["derived_scores"]["albi_grade"], 4) == -2.5862
    assert "albi_grade" not in both["not_worked_out"]
    one = assessment_as_json(assess(Patient(fields, {"albumin_g_dl": 4.0}), library))
    assert one["not_worked_out"]["albi_grade"] == ("bilirubin_mg_dl",)
    assert one["derived_scores"] == {}


def test_that_paper_holds_each_lesion_and_the_ledger(library: Library, fields: FieldCatalogue) -> None:
    rows = (Lesion(diameter_cm=3.4, near_gut=False, near_major_vessel=True, vessel_distance_mm=3.0),)
    case = Case(Patient(fields, {"lesions": rows, "liver_volume_ml": 1600.0}))
    document = build_document(assess(case, library), case, fields, long=True)
    table = next(block for block in document.blocks if isinstance(block, Table) and block.name == "lesion-options")
    (row,) = ([text_of(cell.runs) for cell in row.cells] for row in table.rows)
    assert row[2:] == ["Within", "Outside: 3.4 cm and near a large vessel", "Not named"]
    assert "3 mm from a large vessel" in text_of(table.rows[0].cells[1].below)
    ledger = "Liver: 1600 mL; tumour at most 21 mL, normal liver 1579 to 1600 mL."
    assert ledger in long_text({"lesions": rows, "liver_volume_ml": 1600.0}, library, fields)
    assert "Liver: 1600 mL" not in long_text({"lesions": rows}, library, fields)
