"""What a drop hands over is looked at before anything is asked for on the disk."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl

from gui.shared.dropped_files import dropped_paths


def test_that_what_no_system_takes_as_a_name_is_no_file() -> None:
    data = QMimeData()
    data.setUrls([QUrl("file:///a%00.beamside"), QUrl("https://example.org/b.beamside"), QUrl("file:///c.beamside")])
    assert dropped_paths(data) == (Path("/c.beamside"),)
