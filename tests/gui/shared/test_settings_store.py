"""Settings come back with the types they were given, whatever stands in the file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from gui.files.recent_files import RecentFiles
from gui.shared.settings_store import SettingsStore
from tests.waiting import HANG_SECONDS


def test_that_a_new_file_gives_the_defaults(settings: SettingsStore) -> None:
    assert settings.theme == "system"
    assert settings.text_size_percent == 100
    assert settings.units == {}
    assert settings.recent_files == ()
    assert settings.remembers_recent_files
    assert not settings.only_relevant
    assert settings.geometry.isEmpty()


def test_that_what_was_set_is_read_by_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "a" / "window.ini"
    first = SettingsStore(path)
    first.theme = "dark"
    first.text_size_percent = 150
    first.units = {"bilirubin_mg_dl": "µmol/L", "platelets_10e9_l": "10⁹/L"}
    first.recent_files = ("one", "two, with a comma")
    first.only_relevant = True
    first.geometry = QByteArray(b"\x00\x01")
    first.last_folder = "somewhere"
    first.write()
    second = SettingsStore(path)
    assert second.theme == "dark"
    assert second.text_size_percent == 150
    assert second.units == {"bilirubin_mg_dl": "µmol/L", "platelets_10e9_l": "10⁹/L"}
    assert second.recent_files == ("one", "two, with a comma")
    assert second.only_relevant
    assert second.geometry == QByteArray(b"\x00\x01")
    assert second.last_folder == "somewhere"


@pytest.mark.parametrize("text", ["", "[appearance]\ntheme=pink\ntext_size_percent=huge\n", "[form]\nunits=[1]\n"])
def test_that_a_file_that_says_nonsense_gives_the_defaults(tmp_path: Path, text: str) -> None:
    path = tmp_path / "window.ini"
    path.write_text(text + "[recent]\nfiles={}\nremember=maybe\n", encoding="utf-8")
    settings = SettingsStore(path)
    assert settings.theme == "system"
    assert settings.text_size_percent == 100
    assert settings.units == {}
    assert settings.recent_files == ()
    assert settings.remembers_recent_files


def test_that_no_folder_is_kept_where_files_are_not_to_be_remembered(settings: SettingsStore) -> None:
    settings.last_folder = "somewhere"
    settings.remembers_recent_files = False
    assert settings.last_folder == ""
    settings.last_folder = "elsewhere"
    settings.remembers_recent_files = True
    assert settings.last_folder == ""


@pytest.mark.hazard("privacy")
@pytest.mark.skipif(os.name == "nt", reason="this system has no such modes; the folder belongs to the user")
@pytest.mark.parametrize("before", [None, 0o644, 0o666])
def test_that_nobody_else_may_read_which_cases_were_opened(tmp_path: Path, before: int | None) -> None:
    path = tmp_path / "own" / "window.ini"
    if before is not None:
        path.parent.mkdir()
        path.write_text("[recent]\nremember=yes\n", encoding="utf-8")
        path.chmod(before)
    mask = os.umask(0)
    try:
        store = SettingsStore(path)
        for name in ("one", "two"):
            store.recent_files = (f"/somewhere/{name}.beamside.json",)
            store.write()
            assert path.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(mask)
    assert "two" in path.read_text(encoding="utf-8")
    if before is None:
        assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.hazard("privacy")
def test_that_no_name_of_a_case_stays_on_the_disk_where_none_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "window.ini"
    recent = RecentFiles(SettingsStore(path))
    case = tmp_path / "Board-Huber.beamside.json"
    case.write_text("{}", encoding="utf-8")
    recent.add(case)
    recent._settings.write()
    assert "Huber" in path.read_text(encoding="utf-8")
    recent.remember(remember=False)
    assert "Huber" not in path.read_text(encoding="utf-8")
    assert str(tmp_path) not in path.read_text(encoding="utf-8")
    recent.add(case)
    recent._settings.write()
    assert "Huber" not in path.read_text(encoding="utf-8")


@pytest.mark.hazard("bad-input")
@pytest.mark.skipif(os.name == "nt", reason="this system has no pipes among its files")
def test_that_a_pipe_in_place_of_the_settings_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "window.ini"
    os.mkfifo(path)
    # In a process of its own: the fault was to wait for ever.
    program = (
        "import sys; from pathlib import Path; from gui.shared.settings_store import SettingsStore; "
        "store = SettingsStore(Path(sys.argv[1])); store.theme = 'dark'; store.write(); "
        "print(SettingsStore(Path(sys.argv[1])).theme)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, timeout=HANG_SECONDS, check=False
    )
    assert done.stdout.strip() == "dark", done.stderr
    assert path.is_fifo()
