"""The list that all views are made of: keyboard, mouse, and rows that stay in place."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from gui.figures.drawing import Fonts
from gui.views.lists.row_delegate import RowDelegate
from gui.views.lists.row_list import RowList
from gui.views.lists.row_model import RowModel
from gui.views.lists.rows import Arrangement, Row


class Plain(RowDelegate):
    """Words, and below them a link."""

    def arrange(self, row: Any, width: float, fonts: Fonts) -> Arrangement:
        arrangement = Arrangement()
        y = arrangement.add(row.spoken, 30.0, 0.0, width - 30.0, fonts.body, fonts)
        arrangement.places["check"] = arrangement.blocks[0].rect.translated(-30.0, 0.0)
        arrangement.places["check"].setWidth(10.0)
        arrangement.height = arrangement.add_link("Source", 30.0, y, width - 30.0, fonts)
        return arrangement


def rows(*names: str, checked: bool | None = None) -> list[Row]:
    """Return rows that open a record of the same name."""
    return [Row(key=name, spoken=name, record=f"record.{name}", checked=checked) for name in names]


def make(qtbot: Any, themes: Any, **options: bool) -> RowList:
    """Return a list on screen."""
    found = RowList(Plain(themes["light"]), "rows", **options)
    qtbot.addWidget(found)
    found.resize(300, 300)
    found.show()
    return found


def test_that_enter_opens_the_record_of_the_current_row(qtbot: Any, themes: Any) -> None:
    shown = make(qtbot, themes)
    shown.show_rows(rows("a", "b"))
    shown.choose("b")
    with qtbot.waitSignal(shown.record_opened) as heard:
        qtbot.keyClick(shown, Qt.Key.Key_Return)
    assert heard.args == ["record.b"]


def test_that_f1_opens_the_record_where_enter_goes_to_a_field(qtbot: Any, themes: Any) -> None:
    shown = make(qtbot, themes)
    shown.show_rows([Row(key="a", spoken="a", record="record.a", field="age_years")])
    shown.choose("a")
    with qtbot.waitSignal(shown.field_opened) as field:
        qtbot.keyClick(shown, Qt.Key.Key_Enter)
    with qtbot.waitSignal(shown.record_opened) as record:
        qtbot.keyClick(shown, Qt.Key.Key_F1)
    assert (field.args, record.args) == (["age_years"], ["record.a"])


def test_that_a_click_on_the_link_opens_and_a_click_beside_it_only_chooses(qtbot: Any, themes: Any) -> None:
    shown = make(qtbot, themes)
    shown.show_rows(rows("a", "b"))
    row = shown.visualRect(shown.model().index(1, 0))
    heard: list[str] = []
    shown.record_opened.connect(heard.append)
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(shown.viewport(), left, pos=QPoint(row.right() - 5, row.top() + 4))
    assert (heard, shown.current_row) == ([], rows("a", "b")[1])
    qtbot.mouseClick(shown.viewport(), left, pos=QPoint(34, row.bottom() - 4))
    assert heard == ["record.b"]


def test_that_space_and_a_click_on_the_box_tick_a_row(qtbot: Any, themes: Any) -> None:
    shown = make(qtbot, themes)
    shown.show_rows(rows("a", checked=False))
    shown.choose("a")
    heard: list[str] = []
    shown.row_toggled.connect(heard.append)
    qtbot.keyClick(shown, Qt.Key.Key_Space)
    qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    assert heard == ["a", "a"]
    assert shown.model().index(0, 0).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked


def test_that_the_current_row_stays_current_when_others_come_and_go(qtbot: Any, themes: Any) -> None:
    shown = make(qtbot, themes)
    shown.show_rows(rows("a", "b", "c"))
    shown.choose("b")
    shown.show_rows(rows("x", "b"))
    assert shown.current_row is not None
    assert shown.current_row.key == "b"
    shown.show_rows(rows("x"))
    assert shown.current_row is None


def test_that_rows_with_the_same_keys_are_changed_in_place(qtbot: Any, themes: Any) -> None:
    shown = make(qtbot, themes)
    shown.show_rows(rows("a", "b"))
    resets: list[None] = []
    shown.model().modelReset.connect(lambda: resets.append(None))
    with qtbot.waitSignal(shown.model().dataChanged) as heard:
        shown.show_rows([rows("a")[0], Row(key="b", spoken="other")])
    assert (heard.args[0].row(), heard.args[1].row()) == (1, 1)
    assert resets == []
    assert shown.in_words() == "a\nother"


def test_that_a_heading_cannot_be_chosen(qtbot: Any, themes: Any) -> None:
    shown = make(qtbot, themes)
    shown.show_rows([Row(key="h", spoken="h", heading=True), *rows("a")])
    shown.choose_first()
    assert shown.current_row is not None
    assert shown.current_row.key == "a"


def test_that_a_list_as_tall_as_its_content_grows_with_it(qtbot: Any, themes: Any) -> None:
    shown = make(qtbot, themes, as_tall_as_content=True)
    shown.show_rows(rows("a"))
    one = shown.heightForWidth(300)
    shown.show_rows(rows("a", "b"))
    assert shown.heightForWidth(300) == 2 * one
    assert shown.heightForWidth(60) >= shown.heightForWidth(300)


def test_that_a_row_put_between_leaves_the_others_alone(qtbot: Any, themes: Any) -> None:
    shown = make(qtbot, themes)
    shown.show_rows(rows("a", "b", "c"))
    shown.choose("c")
    heard: list[Any] = []
    shown.model().modelReset.connect(lambda: heard.append("reset"))
    shown.model().rowsInserted.connect(lambda _, first, last: heard.append(("in", first, last)))
    shown.model().rowsRemoved.connect(lambda _, first, last: heard.append(("out", first, last)))
    changes: list[str] = []
    shown.row_changed.connect(changes.append)
    assert shown.show_rows(rows("a", "x", "b", "c"))
    assert heard == [("in", 1, 1)]
    assert shown.show_rows(rows("a", "b", "c"))
    assert heard == [("in", 1, 1), ("out", 1, 1)]
    assert shown.current_row == rows("c")[0]
    assert changes == []
    assert not shown.show_rows(rows("a", "b", "c"))


@given(
    st.lists(st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=6), min_size=2, max_size=6),
    st.integers(0, 10),
)
def test_that_the_model_shows_what_it_was_given_after_any_change(names: list[list[str]], words: int) -> None:
    model = RowModel()
    seen = 0

    def count(_parent: Any, first: int, last: int, sign: int) -> None:
        nonlocal seen
        seen += sign * (last - first + 1)

    model.rowsInserted.connect(lambda parent, first, last: count(parent, first, last, 1))
    model.rowsRemoved.connect(lambda parent, first, last: count(parent, first, last, -1))
    for number, keys in enumerate(names):
        wanted = tuple(Row(key=key, spoken=f"{key} {(number * words) % 3}") for key in keys)
        model.show_rows(wanted)
        assert model.rows == wanted
        assert model.rowCount() == seen == len(wanted)


def test_that_a_changed_row_gets_the_height_that_it_needs(qtbot: Any, themes: Any) -> None:
    shown = make(qtbot, themes)
    shown.show_rows(rows("a", "b"))
    first, second = shown.model().index(0, 0), shown.model().index(1, 0)
    low, place = shown.visualRect(first).height(), shown.visualRect(second).top()
    shown.show_rows([Row(key="a", spoken="long words " * 30), rows("b")[0]])
    QApplication.processEvents()
    assert shown.visualRect(first).height() > 3 * low
    assert shown.visualRect(second).top() > place
    shown.show_rows([Row(key="a", spoken="c"), rows("b")[0]])
    QApplication.processEvents()
    assert (shown.visualRect(first).height(), shown.visualRect(second).top()) == (low, place)


def test_that_a_changed_row_as_tall_as_before_is_the_only_one_painted(qtbot: Any, themes: Any) -> None:
    painted: list[str] = []

    class Watched(Plain):
        def draw_figures(self, painter: Any, row: Any, places: Any, fonts: Fonts) -> None:
            painted.append(row.spoken)

    shown = RowList(Watched(themes["light"]), "rows")
    qtbot.addWidget(shown)
    shown.resize(300, 300)
    shown.show_rows(rows("a", "b", "c"))
    shown.show()
    qtbot.waitUntil(lambda: {"a", "b", "c"} <= set(painted))
    QApplication.processEvents()
    painted.clear()
    shown.show_rows([rows("a")[0], Row(key="b", spoken="x"), rows("c")[0]])
    qtbot.waitUntil(lambda: bool(painted))
    assert set(painted) == {"x"}


def test_that_rows_no_longer_shown_are_forgotten(qtbot: Any, themes: Any) -> None:
    shown = make(qtbot, themes, as_tall_as_content=True)
    for number in range(50):
        shown.show_rows([Row(key="a", spoken=f"a {number}"), *rows("b", "c")])
        QApplication.processEvents()
    assert len(shown._delegate._kept) <= 3 * 2
