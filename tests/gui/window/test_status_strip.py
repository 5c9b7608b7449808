"""The strip says which evidence it is, up to when it knows the literature, and that it is old."""

from __future__ import annotations

import datetime as dt

from engine.evidence.library import Library
from gui.shared.plain_text import PlainLabel
from gui.window.status_strip import StatusStrip
from tests.waiting import PatientQtBot as QtBot


def evidence_label(strip: StatusStrip) -> PlainLabel:
    found = strip.findChild(PlainLabel, "evidence")
    assert isinstance(found, PlainLabel)
    return found


def test_that_version_and_reach_of_the_literature_stand_in_the_strip(qtbot: QtBot, library: Library) -> None:
    strip = StatusStrip(library, today=library.searched)
    qtbot.addWidget(strip)
    label = evidence_label(strip)
    searched = library.searched.isoformat()
    assert label.text() == f"Evidence {library.version} ({library.sha256[:8]}), literature to {searched[:7]}"
    assert f"The newest source is of {library.newest_publication}" in label.toolTip()
    assert library.sha256 in label.toolTip()


def test_that_old_evidence_is_marked_from_its_day_on(qtbot: QtBot, library: Library) -> None:
    first = library.old_from
    assert first is not None
    for day, is_old in ((first - dt.timedelta(days=1), False), (first, True)):
        strip = StatusStrip(library, today=day)
        qtbot.addWidget(strip)
        label = evidence_label(strip)
        assert label.text().endswith("· old") == is_old
        assert ("This evidence is old" in label.toolTip()) == is_old
