"""No view of a German window shows, says or paints an English word; names, titles and quotations stay as they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from engine.evidence.library import Library
from engine.words.language import ENGLISH, load_language
from gui.shared.language import COVERED, speak
from gui.views import all_views
from gui.views.view import AssessmentView
from tests.gui.shown_texts import english_in, painted_texts, shown_texts, what_stays

pytestmark = pytest.mark.slow

VIEWS = [kind for kind in all_views() if kind.__name__ in COVERED]


@pytest.fixture
def german(qapp: QApplication, resources: Path) -> Iterator[None]:
    """Let what is built speak German."""
    speak(load_language(resources, "de"), qapp)
    yield
    speak(ENGLISH, qapp)


@pytest.fixture(scope="module")
def stays(library: Library) -> set[str]:
    """Return what is shown in its own language."""
    return what_stays(library)


def test_that_the_search_for_english_finds_it() -> None:
    assert english_in({"Die Höhe ist not known.", "Table 2, row Liver"}, {"Table 2, row Liver"}) == {
        "Die Höhe ist not known.": "not"
    }


@pytest.mark.parametrize("case", ["nothing", "everything", "borderline", "sbrt-candidate", "short-course"])
@pytest.mark.parametrize("kind", VIEWS, ids=[kind.__name__ for kind in VIEWS])
def test_that_no_view_shows_english(
    kind: type[AssessmentView],
    case: str,
    german: None,
    qtbot: Any,
    context: Any,
    cases: Any,
    assessments: Any,
    stays: set[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    view = kind(context)
    qtbot.addWidget(view)
    view.resize(1366, 768)
    view.show()
    view.show_assessment(assessments[case], cases[case])
    texts = shown_texts(view) | painted_texts(view, monkeypatch) | set(view.summary_text().splitlines())
    assert len(texts) > 10
    assert english_in(texts, stays) == {}
