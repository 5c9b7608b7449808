"""A DVH table is shown as it would be read, so that somebody can put it right."""

from __future__ import annotations

import pytest

from engine.dose import preview_dvh
from tests.engine.dose.dvh.dvh_samples import DIALECTS, LAYOUTS, rows


def preview(path, text):
    path.write_text(text, encoding="utf-8")
    return preview_dvh(path)


def test_that_columns_are_shown_as_understood(tmp_path):
    shown = preview(tmp_path / "dvh.csv", "Dose (Gy),Liver (cc),Fleck\n" + rows("{g:.2f},{v:.4f},{n}"))
    assert [(c.label, c.kind, c.unit) for c in shown.columns] == [
        ("Dose (Gy)", "dose", "Gy"),
        ("Liver (cc)", "volume", "cc"),
        ("Fleck", "", ""),
    ]
    assert len(shown.rows) == 8
    assert shown.rows[0][:1] == ("0.00",)
    assert shown.asks_columns


@pytest.mark.parametrize("name", [name for name in LAYOUTS if name != "vertical steps"])
def test_that_every_layout_of_a_table_can_be_shown(tmp_path, name):
    shown = preview(tmp_path / "dvh.csv", LAYOUTS[name])
    assert shown is not None
    assert all(len(row) <= len(shown.columns) for row in shown.rows)


def test_that_a_table_without_words_has_numbered_columns(tmp_path):
    shown = preview(tmp_path / "dvh.csv", rows("{g:.2f};{v:.4f}"))
    assert [column.label for column in shown.columns] == ["column 1", "column 2"]


def test_that_a_layout_is_known_by_its_labels_alone(tmp_path):
    one = preview(tmp_path / "a.csv", "Sugar;Maj\n" + rows("{g:.2f};{v:.4f}"))
    same = preview(tmp_path / "b.csv", "Sugar;Maj\n" + rows("{c:.2f};{p:.4f}"))
    other = preview(tmp_path / "c.csv", "Sugar;Lep\n" + rows("{g:.2f};{v:.4f}"))
    assert one.layout == same.layout != other.layout
    assert "Sugar" not in one.layout


def test_that_of_mirada_only_the_unit_of_dose_is_asked(tmp_path):
    shown = preview(tmp_path / "dvh.txt", DIALECTS["mirada"]())
    assert not shown.asks_columns


@pytest.mark.parametrize("text", ["Dear colleague,\nthe dose was fine.\n", '"open\n1,2\n3,4\n', "{}"])
def test_that_what_is_no_table_is_not_shown(tmp_path, text):
    assert preview(tmp_path / "dvh.csv", text) is None


def test_that_one_row_for_each_structure_is_not_asked_about(tmp_path):
    assert preview(tmp_path / "dvh.csv", DIALECTS["onkodicom"]()) is None
