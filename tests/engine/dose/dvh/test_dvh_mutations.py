"""Every change to a valid DVH export has one outcome: the right number, a warning that names it, or a refusal."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dose import DoseFileError, DvhOptions, read_dvh, spared_liver_from_dvh
from tests.engine.dose.dvh.dvh_samples import BELOW_15_ML, DIALECTS, LAYOUTS, VOLUME_ML, rows, table_lines

ASKED = {"plastimatch", "tomotherapy", "mobius"}  # percent alone: the volume is asked for


def outcome(path: Path, text: str, dialect: str = "", **question: object) -> str:
    """``right``, ``warned: kinds``, ``refused``, or the wrong number itself."""
    path.write_bytes(text.encode())
    volume = VOLUME_ML if dialect in ASKED else None
    answers = DvhOptions(dose_unit="gy") if dialect in ("mirada", "mobius") else DvhOptions()
    try:
        dvh = read_dvh(path, answers)
        name = next((s.name for s in dvh.structures if s.name == "Liver"), dvh.structures[0].name)
        result = spared_liver_from_dvh(dvh, structure=name, structure_volume_ml=volume, **question)
    except DoseFileError as error:
        return "refused" if "\n" not in str(error) else str(error)
    kinds = sorted({w.kind for w in result.warnings} - {"tumour_included"})
    if result.below_threshold_ml is None:
        return "asked"
    if result.below_threshold_ml == pytest.approx(BELOW_15_ML, abs=1.0):
        return "right"
    return f"warned: {' '.join(kinds)}" if kinds else f"{result.below_threshold_ml:.1f}"


@pytest.mark.hazard("wrong-spared-volume")
@pytest.mark.parametrize("dialect", DIALECTS)
def test_that_every_dialect_gives_the_same_spared_liver(dialect, tmp_path):
    assert outcome(tmp_path / "dvh.txt", DIALECTS[dialect](), dialect) == "right"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_that_every_layout_of_a_table_gives_the_same(layout, tmp_path):
    dvh_path = tmp_path / "dvh.csv"
    assert outcome(dvh_path, LAYOUTS[layout]) == "right"


def _swap_numbers(line: str) -> str:
    found = list(re.finditer(r"[0-9]+\.[0-9]+", line))
    first, second = found[0], found[1]
    return line[: first.start()] + second[0] + line[first.end() : second.start()] + first[0] + line[second.end() :]


def swapped(text: str) -> str:
    """The two last numbers of every row change places, the labels do not."""
    lines = text.splitlines()
    for at in table_lines(text):
        lines[at] = _swap_numbers(lines[at])
    return "\n".join(lines) + "\n"


def dose_unit_changed(text: str) -> str:
    return re.sub(r"(c?)Gy", lambda found: "Gy" if found[1] else "cGy", text)


def volume_unit_changed(text: str) -> str:
    """Percent becomes mL and mL percent, wherever a unit of the curve's volume stands."""
    swap = {"%": "cc", "cc": "%", "cm³": "%", "cm3": "%", "ccm": "%"}
    lines = text.splitlines()
    for at, line in enumerate(lines):
        if re.search(r"dose|volume units|volume unit|absolute volume", line, re.IGNORECASE) and "Mean" not in line:
            lines[at] = re.sub(r"(?<=[\[(])(%|cc|cm³|cm3|ccm)(?=[\])])", lambda f: swap[f[0]], line)
            lines[at] = lines[at].replace("Volume Units: cm³", "Volume Units: %").replace("unit: cc", "unit: %")
    return "\n".join(lines) + "\n"


def inner_row_dropped(text: str) -> str:
    lines = text.splitlines()
    del lines[table_lines(text)[50]]
    return "\n".join(lines) + "\n"


def first_row_dropped(text: str) -> str:
    lines = text.splitlines()
    del lines[table_lines(text)[0]]
    return "\n".join(lines) + "\n"


def decimal_commas(text: str) -> str:
    lines = text.splitlines()
    for at in table_lines(text):
        lines[at] = re.sub(r"(?<=[0-9])\.(?=[0-9])", ",", lines[at])
    return "\n".join(lines) + "\n"


def one_decimal_comma(text: str) -> str:
    lines = text.splitlines()
    at = table_lines(text)[30]
    lines[at] = re.sub(r"\.(?=[0-9]+\D*$)", ",", lines[at])
    return "\n".join(lines) + "\n"


def thousands_comma(text: str) -> str:
    """The first number of a thousand or more gets a mark before its hundreds."""
    lines = text.splitlines()
    for at in table_lines(text):
        changed = re.sub(r"(?<![0-9.])([1-9])([0-9]{3})(?=\.)", r"\1,\2", lines[at])
        if changed != lines[at]:
            lines[at] = changed
            break
    return "\n".join(lines) + "\n"


def damaged_row(text: str) -> str:
    lines = text.splitlines()
    at = table_lines(text)[40]
    lines[at] = re.sub(r"[0-9]+\.[0-9]+(?=\D*$)", "abc", lines[at])
    return "\n".join(lines) + "\n"


def translated(text: str) -> str:
    for word, other in (("Dose", "Dosis"), ("Structure", "Struktur"), ("Volume", "Volumen")):
        text = re.sub(rf"\b{word}\b(?! [Uu]nits)", other, text)
    return text


MUTATIONS = {
    "columns swapped under their labels": swapped,
    "dose unit changed": dose_unit_changed,
    "volume unit changed": volume_unit_changed,
    "inner row dropped": inner_row_dropped,
    "first row dropped": first_row_dropped,
    "decimal commas": decimal_commas,
    "one decimal comma": one_decimal_comma,
    "thousands mark": thousands_comma,
    "damaged row": damaged_row,
    "header translated": translated,
}

#: dialects with one row for each structure, whose columns are what the rows are elsewhere
ROW_OF_STRUCTURE = ("onkodicom", "onkodicom by percent")
FIRST = 3


def _cells(text: str) -> list[list[str]]:
    return [line.split(",") for line in text.splitlines()]


def _text(cells: list[list[str]]) -> str:
    return "\n".join(",".join(row) for row in cells) + "\n"


def without_column(at: int) -> Callable[[str], str]:
    return lambda text: _text([row[:at] + row[at + 1 :] for row in _cells(text)])


def with_cell(new: str) -> Callable[[str], str]:
    """One cell of the liver becomes another."""

    def change(text: str) -> str:
        cells = _cells(text)
        cells[-1][FIRST + 40] = new
        return _text(cells)

    return change


def labels_for_cells(text: str) -> str:
    """What the columns are called after stands in the liver's row, and its row in the labels."""
    head, *middle, last = _cells(text)
    unit = re.sub("[0-9.]", "", head[FIRST])
    numbers = [re.sub("[^0-9.]", "", label) for label in head[FIRST:]]
    return _text([head[:FIRST] + [cell + unit for cell in last[FIRST:]], *middle, last[:FIRST] + numbers])


#: the same changes, by columns
BY_COLUMN: dict[str, Callable[[str], str]] = {
    "columns swapped under their labels": labels_for_cells,
    "inner row dropped": without_column(FIRST + 50),
    "first row dropped": without_column(FIRST),
    "one decimal comma": with_cell("12,5"),
    "damaged row": with_cell("abc"),
}


def changed(mutation: str, dialect: str) -> str:
    change = BY_COLUMN.get(mutation) if dialect in ROW_OF_STRUCTURE else None
    return (change or MUTATIONS[mutation])(DIALECTS[dialect]())


R, X, W, A = "right", "refused", "warned", "asked"
_WITHOUT_MEAN = ("monaco", "oncentra", "tomotherapy", "wide table", "table with semicolons", "blocks")
_NOT_BY_COMMA = (
    "eclipse",
    "eclipse differential",
    "raystation",
    "monaco",
    "oncentra",
    "mirada",
    "table with semicolons",
)
#: one outcome for each mutation and dialect: the rule, and which dialects differ from it
EXPECTED: dict[str, tuple[str, dict[str, str]]] = {
    "columns swapped under their labels": (X, {}),
    "dose unit changed": (X, dict.fromkeys(_WITHOUT_MEAN, W)),
    "volume unit changed": (X, {"tomotherapy": W}),
    "inner row dropped": (R, {}),
    "first row dropped": (
        A,
        {"eclipse": R, "eclipse differential": R, "raystation": R, "tomotherapy": R, "blocks": R, "plastimatch": X}
        # Mobius' chart says its unit of volume by its start alone.
        | {"mirada": R, "proknow": R, "mobius": X}
        | dict.fromkeys(ROW_OF_STRUCTURE, R),
    ),
    "decimal commas": (X, dict.fromkeys(_NOT_BY_COMMA, R)),
    "one decimal comma": (X, {}),
    "thousands mark": (X, {}),
    "damaged row": (X, {}),
    # By its head alone is the unit of OnkoDICOM's doses known.
    "header translated": (R, {"raystation": X, "oncentra": X, "onkodicom by percent": X}),
}
#: what is not there cannot be changed: a unit in a file that says none, a thousand where no number has one
PAIRS = [(m, d) for m in MUTATIONS for d in DIALECTS if changed(m, d).strip() != DIALECTS[d]().strip()]


@pytest.mark.hazard("wrong-unit")
@pytest.mark.parametrize(("mutation", "dialect"), PAIRS)
def test_that_a_changed_file_has_its_one_outcome(mutation, dialect, tmp_path):
    rule, others = EXPECTED[mutation]
    found = outcome(tmp_path / "dvh.txt", changed(mutation, dialect), dialect)
    assert found.split(":")[0] == others.get(dialect, rule)


def test_that_every_dialect_meets_its_mutations():
    met = Counter(dialect for _, dialect in PAIRS)
    says_no_unit = {"mirada", "mobius", "proknow"}
    assert {dialect: count for dialect, count in met.items() if count < 8} == dict.fromkeys(says_no_unit, 6)
    assert set(met) == set(DIALECTS)
    assert set(EXPECTED) == set(MUTATIONS)


@pytest.mark.hazard("bad-input")
@settings(max_examples=120, deadline=None)
@given(data=st.data(), dialect=st.sampled_from(sorted(DIALECTS)))
def test_that_no_damaged_cell_gives_another_number(data, dialect, tmp_path_factory):
    """Any one cell of the numbers changed to a word, to nothing or to a grouped number never moves the result."""
    text = DIALECTS[dialect]()
    places = [found.span() for found in re.finditer(r"(?<![0-9.])[0-9]+\.[0-9]+(?![0-9.])", text)]
    start, end = data.draw(st.sampled_from(places))
    new = data.draw(st.sampled_from(["abc", "1,234,567", "1.234.567", "nan", "--", "1 200 000"]))
    found = outcome(tmp_path_factory.mktemp("dvh") / "dvh.txt", text[:start] + new + text[end:], dialect)
    assert found in (R, X, A)


def test_that_a_curve_that_begins_late_gives_bounds(tmp_path):
    path = tmp_path / "dvh.csv"
    late = [d / 2.0 for d in range(20, 121)]
    path.write_text("Dose (Gy),Liver (cc)\n" + rows("{g:.2f},{v:.4f}", late), encoding="utf-8")
    dvh = read_dvh(path)
    unknown = spared_liver_from_dvh(dvh)
    assert (unknown.below_threshold_ml, unknown.normal_liver_ml, unknown.upper_bound_ml) == (None, None, None)
    assert "begins_late" in {w.kind for w in unknown.warnings}
    assert unknown.lower_bound_ml == pytest.approx(1200 * 0.3663 - 265.4, abs=1.0)
    known = spared_liver_from_dvh(dvh, structure_volume_ml=1200.0)
    assert known.below_threshold_ml == pytest.approx(BELOW_15_ML, abs=0.1)
    below_start = spared_liver_from_dvh(dvh, structure_volume_ml=1200.0, threshold_gy=5.0)
    assert below_start.below_threshold_ml is None
    assert below_start.lower_bound_ml == 0.0
    assert below_start.upper_bound_ml == pytest.approx(1200 * (1 - 0.3663), abs=2.0)


def test_that_a_dose_weighted_for_effect_is_said_and_an_equivalent_one_refused(tmp_path):
    weighted = DIALECTS["raystation"]().replace("#Dose unit: cGy", "#Dose unit: cGy (RBE)")
    path = tmp_path / "dvh.txt"
    path.write_text(weighted, encoding="utf-8")
    result = spared_liver_from_dvh(read_dvh(path))
    assert "effective_dose" in {w.kind for w in result.warnings}
    for label in ("EQD2 (Gy)", "Dose EQD2 [Gy]", "Dose [Gy (EQD2)]", "Dose (Gy) BED"):
        text = f"{label};Liver (cc)\n" + rows("{g:.2f};{v:.4f}")
        assert outcome(path, text) == X
    for label in ("Dose [Gy (RBE)]", "Dose (GyE)", "RBE weighted dose (Gy)"):
        path.write_text(f"{label};Liver (cc)\n" + rows("{g:.2f};{v:.4f}"), encoding="utf-8")
        result = spared_liver_from_dvh(read_dvh(path))
        assert "effective_dose" in {w.kind for w in result.warnings}
        assert result.below_threshold_ml == pytest.approx(BELOW_15_ML, abs=0.1)


WEIGHTED = (r"\1Gy (RBE)", r"\1GyE", r"\1Gy_RBE", r"\1Gy[RBE]")
EQUIVALENT = (r"\1Gy (EQD2)", r"\1Gy(BED)")
SAYS_THE_UNIT = [d for d in DIALECTS if "Gy" in DIALECTS[d]()]


@pytest.mark.hazard("wrong-unit")
@pytest.mark.parametrize("unit", [*WEIGHTED, *EQUIVALENT])
@pytest.mark.parametrize("dialect", SAYS_THE_UNIT)
def test_that_a_weighted_unit_is_said_or_refused_in_every_dialect(dialect, unit, tmp_path):
    path = tmp_path / "dvh.txt"
    changed = re.sub(r"(c?)Gy(?![A-Za-z])", unit, DIALECTS[dialect]())
    found = outcome(path, changed, dialect)
    # Columns that are called after doses are read for the plain units alone.
    if unit in EQUIVALENT or dialect == "onkodicom":
        assert found == X
        return
    assert found == R
    dvh = read_dvh(path)
    notes = next((s for s in dvh.structures if s.name == "Liver"), dvh.structures[0]).notes
    assert "effective_dose" in {note.kind for note in notes}


def test_that_courses_of_one_plan_name_are_told_apart(tmp_path):
    one = DIALECTS["eclipse"]()
    other = one[one.index("Structure: Liver") :].replace("C1", "C2")
    path = tmp_path / "dvh.txt"
    path.write_text(one + other, encoding="utf-8")
    dvh = read_dvh(path)
    with pytest.raises(DoseFileError, match="plan 'P1' of course 'C1', plan 'P1' of course 'C2'"):
        spared_liver_from_dvh(dvh, structure="Liver")
    assert spared_liver_from_dvh(dvh, structure="Liver", course="c2").below_threshold_ml is not None
    with pytest.raises(DoseFileError, match="not in the file for this plan and course"):
        spared_liver_from_dvh(dvh, structure="Liver", course="C3")


def test_that_one_bad_structure_is_refused_only_when_asked_for(tmp_path):
    path = tmp_path / "dvh.csv"
    path.write_text(LAYOUTS["one bad structure among good ones"], encoding="utf-8")
    dvh = read_dvh(path)
    with pytest.raises(DoseFileError, match="rises at"):
        spared_liver_from_dvh(dvh, structure="Wall")
    assert any("Wall" in sentence for sentence in dvh.explanation.left_out)


def test_that_rows_of_several_patients_are_refused(tmp_path):
    text = DIALECTS["long table"]() + rows("8,Liver,P1,{c:.1f},{v:.4f}")
    assert outcome(tmp_path / "dvh.csv", text) == X
