"""No dialog that waits for a file, a passphrase or a second look cuts a text, in German and in a longer language."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from engine.case.decisions.decision import Decision
from engine.case.fields import FieldCatalogue
from engine.case.files.case_file import load_case
from engine.commands.shared.command_context import CommandContext
from engine.words.language import ENGLISH, Language, load_language
from engine.words.pseudo import PseudoLanguage
from gui.document.case_document import CaseDocument
from gui.help import help_windows
from gui.intake.record_dialog import RecordDialog
from gui.look.theme import load_theme
from gui.messages.passphrase_dialog import NewPassphraseDialog, PassphraseDialog
from gui.plan_import.plan_dialog import PlanDialog
from gui.shared.language import speak
from gui.start.crash_window import CrashWindow
from gui.window.main_window import MainWindow
from tests.engine.commands.packs import RESOURCES, new_signer, pack_of, small_library
from tests.engine.intake.bundles import SNOMED, bilirubin, bundle, condition, lesion, patient, size, write
from tests.gui.conftest import delete_plot_menus, top_level_menus
from tests.gui.cut_texts import cut_texts
from tests.gui.opened_dialogs import pick, shown
from tests.shipped import FEW_CASES

pytestmark = pytest.mark.slow

LANGUAGES: dict[str, Callable[[], Language]] = {
    "de": lambda: load_language(RESOURCES, "de"),
    "longer": PseudoLanguage,
}
DVH = "Dose [Gy];Volume [cm3]\n0;1000\n10;800\n15;300\n20;0\n"
LONG_NAME = "Tumorkonferenz der Klinik für Strahlentherapie 2026-11-27 Nachmeldung.beamside"


@pytest.fixture(params=sorted(LANGUAGES))
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Language]:
    """Let what is built speak one of the languages."""
    menus = set(top_level_menus())
    spoken = LANGUAGES[request.param]()
    speak(spoken, qapp)
    yield spoken
    speak(ENGLISH, qapp)
    delete_plot_menus(menus)


@pytest.fixture
def example_window(make_window: Any, language: Language, resources: Path, fields: FieldCatalogue) -> MainWindow:
    """Return a window that speaks it, with a full case."""
    window: MainWindow = make_window(language=language)
    window.document.replace_case(load_case(resources / "examples" / "sbrt-candidate.beamside.json", fields))
    window.controller.assess_now()
    return window


def cut(dialog: QDialog) -> list[str]:
    """Return what a dialog cuts once its layouts are at rest."""
    for _ in range(5):
        QApplication.processEvents()
    with pytest.MonkeyPatch.context() as patch:
        return cut_texts(dialog, patch)


def test_that_an_offered_record_is_whole(
    qtbot: Any, language: Language, fields: FieldCatalogue, resources: Path, tmp_path: Path
) -> None:
    document = CaseDocument(fields)
    document.set_value("bilirubin_mg_dl", 2.0)
    found = [patient(), bilirubin(0.8), condition(SNOMED, "363351006"), lesion(), size(22)]
    path = write(tmp_path, bundle(*found, bilirubin(9, status="preliminary", effectiveDateTime="2026-11-20")))
    dialog = shown(qtbot, RecordDialog(path, document, resources))
    qtbot.waitUntil(lambda: not dialog._rest.isActive() and not dialog._reading.is_busy)
    assert dialog.offers.rowCount() > 2
    assert cut(dialog) == []


def test_that_a_plan_that_was_read_is_whole(
    qtbot: Any, language: Language, fields: FieldCatalogue, tmp_path: Path
) -> None:
    path = tmp_path / "liver.csv"
    path.write_text(DVH, encoding="utf-8")
    document = CaseDocument(fields)
    theme = load_theme(RESOURCES, "light")
    dialog = PlanDialog((path,), document.shown_fields, theme, RESOURCES, 700.0, document.case)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog, before_close_func=lambda widget: widget.reading.finish())
    dialog.show()
    qtbot.waitUntil(lambda: not dialog.reading.is_busy)
    pick(dialog.liver, 1)
    qtbot.waitUntil(lambda: dialog.agree.isEnabled() and not dialog.reading.is_busy)
    assert dialog.offers.rowCount()
    assert cut(dialog) == []


@pytest.mark.parametrize("wrong", [False, True])
def test_that_a_passphrase_is_asked_for_whole(qtbot: Any, language: Language, wrong: bool) -> None:
    assert cut(shown(qtbot, PassphraseDialog(LONG_NAME, wrong=wrong))) == []
    assert cut(shown(qtbot, NewPassphraseDialog())) == []


def test_that_a_crash_is_told_whole(qtbot: Any, language: Language) -> None:
    assert cut(shown(qtbot, CrashWindow("Traceback (most recent call last):\n" + "  File engine\n" * 40))) == []


def test_that_the_minutes_are_offered_whole(example_window: MainWindow) -> None:
    decision = Decision(date="2026-11-27", words="SBRT.", participants=("surgeon",), checked=("bilirubin_mg_dl",))
    example_window.document.set_decision(decision)
    example_window.commands["minutes"].trigger()
    dialog = example_window.decisions.minutes
    assert dialog is not None
    assert cut(dialog) == []
    dialog.reject()


def test_that_a_self_test_is_whole(
    qtbot: Any, example_window: MainWindow, resources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in FEW_CASES:
        shutil.copy(resources / "selftest" / name, tmp_path)
    run = help_windows._self_test
    # What it says is as long of forty cases as of a thousand.
    monkeypatch.setattr(help_windows, "_self_test", lambda _folder, *others: run(tmp_path, *others))
    example_window.commands["self_test"].trigger()
    (dialog,) = [one for one in example_window.findChildren(QDialog) if one.isVisible()]
    assert cut(dialog) == []
    dialog.reject()


def test_that_a_pack_is_shown_whole(example_window: MainWindow, answers: Any, qtbot: Any, tmp_path: Path) -> None:
    signer, keys = new_signer(), tmp_path / "keys"
    keys.mkdir()
    signer.write_public(keys / "tests.pem")
    answers.pack = tmp_path / "2099.1.beamside-evidence"
    answers.pack.write_bytes(pack_of(small_library("2099.1"), signer.key))
    window = example_window
    window.packs.command_context = CommandContext(
        RESOURCES, tmp_path / "cache", packs_in=tmp_path / "packs", keys_in=keys
    )
    window.commands["evidence_packs"].trigger()
    dialog = window.packs.dialog
    assert cut(dialog) == []
    dialog.install.click()
    qtbot.waitUntil(dialog.install.isEnabled)
    assert cut(dialog) == []
    dialog.reject()


def test_that_then_and_now_are_whole(example_window: MainWindow, answers: Any, tmp_path: Path) -> None:
    window = example_window
    path = answers.save = tmp_path / "old.beamside.json"
    assert window.files.save_as()
    contents = json.loads(path.read_text("utf-8"))
    contents["saved_with"] |= {"evidence_version": "2025.1", "evidence_sha256": "0" * 64}
    sbrt = contents["saved_with"]["findings"]["sbrt"]
    sbrt["criteria"] |= {"sbrt.lesion_count": "not_met", "sbrt.gone_long_ago": "met"}
    sbrt["verdict"] = "outside"
    path.write_text(json.dumps(contents), encoding="utf-8")
    window.files.start_new()
    assert window.files.open(path)
    window.controller.assess_now()
    dialog = window.files.old_evidence.show_then_and_now()
    assert len(dialog.rows.rows) > 1
    assert cut(dialog) == []
    dialog.close()
