"""Parquet gives what the same table as CSV gives; without pyarrow it is a sentence."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.registry.problems import RegistryError
from engine.registry.tables import table_files
from engine.registry.tables.table_files import NO_PARQUET
from tests.engine.registry.made_up_tables import COLUMNS, made_up, run_on, table, write_csv

needs_pyarrow = pytest.mark.skipif(
    importlib.util.find_spec("pyarrow") is None,
    reason="the extra `registry` (pyarrow) is not installed",
)
NUMBERS = ("age_years", "karnofsky", "bilirubin_mg_dl", "total_dose_gy", "fractions", "normal_liver_below_15gy_ml")


def test_that_without_pyarrow_there_is_a_sentence(
    fields: FieldCatalogue, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_files, "_pyarrow", lambda: None)
    (tmp_path / "p.parquet").write_bytes(b"PAR1")
    with pytest.raises(RegistryError) as error:
        run_on(tmp_path / "p.parquet", tmp_path / "out", fields, library)
    assert tuple(map(str, error.value.problems)) == (f"p.parquet: {NO_PARQUET}",)


@needs_pyarrow
def test_that_typed_columns_give_what_text_gives(fields: FieldCatalogue, library: Library, tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow.parquet import write_table

    rows = made_up(60)
    write_csv(tmp_path / "text.csv", rows)
    typed: dict[str, list[object]] = {}
    for place, name in enumerate(COLUMNS):
        cells: list[str | None] = [row[place] or None for row in rows]
        if name in NUMBERS:
            typed[name] = [None if cell is None else float(cell) for cell in cells]
        elif name in ("metastases_resectable", "fit_for_surgery"):
            typed[name] = [None if cell is None else cell == "yes" for cell in cells]
        elif name == "extrahepatic_sites":
            typed[name] = [None if cell is None else cell.split(";") if cell != "none" else [] for cell in cells]
        elif name == "lesions":
            typed[name] = [None if cell is None else lesions(cell) for cell in cells]
        else:
            typed[name] = list(cells)
    write_table(pa.table(typed), tmp_path / "typed.parquet")
    run_on(tmp_path / "text.csv", tmp_path / "a", fields, library)
    run_on(tmp_path / "typed.parquet", tmp_path / "b", fields, library, part_rows=7)
    assert table(tmp_path / "b" / "problems.csv") == []
    for name in ("verdicts.csv", "outcomes.csv", "concordance.csv", "summary.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def lesions(cell: str) -> list[dict[str, object]]:
    if cell == "none":
        return []
    parts = [item.split("@") for item in cell.split(";")]
    return [{"diameter_cm": float(size), "segment": segment} for size, segment in parts]


@needs_pyarrow
@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" + bytes(100) + b"PAR1", b"patient_id\na\n"])
def test_that_a_damaged_file_is_a_sentence(
    data: bytes, fields: FieldCatalogue, library: Library, tmp_path: Path
) -> None:
    (tmp_path / "p.parquet").write_bytes(data)
    with pytest.raises(RegistryError, match=r"p\.parquet: this is not a Parquet file that can be read"):
        run_on(tmp_path / "p.parquet", tmp_path / "out", fields, library)
