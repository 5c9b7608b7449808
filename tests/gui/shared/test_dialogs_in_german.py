"""No dialog of a German window shows or says an English word or cuts a text, before anything is read and after."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from engine.case.fields import FieldCatalogue
from engine.commands.shared.command_context import CommandContext
from engine.evidence.library import Library
from engine.words.language import ENGLISH, load_language
from gui.digitised.digitised_dialog import DigitisedDialog
from gui.document.case_document import CaseDocument
from gui.intake.letter_dialog import LetterDialog
from gui.intake.record_dialog import RecordDialog
from gui.look.theme import Theme, load_theme
from gui.own_series.own_series_dialog import OwnSeriesDialog
from gui.plan_import.plan_dialog import PlanDialog
from gui.registry.registry_dialog import RegistryDialog
from gui.shared.language import speak
from gui.start.crash_window import CrashWindow
from tests.engine.commands.packs import RESOURCES, new_signer, pack_of, small_library
from tests.engine.curves.tables.click_samples import READ, RISK, written
from tests.engine.intake.bundles import SNOMED, bilirubin, bundle, condition, lesion, patient, size, write
from tests.gui.conftest import delete_plot_menus, top_level_menus
from tests.gui.cut_texts import cut_texts
from tests.gui.opened_dialogs import pick, shown
from tests.gui.shown_texts import english_in, shown_texts, what_stays

pytestmark = pytest.mark.slow

LETTER = "Bilirubin 1,2 mg/dl, CEA > 38 ng/ml, cT3 cN1b, ECOG 1, Thrombozyten 150"
DVH = "Dose [Gy];Volume [cm3]\n0;1000\n10;800\n15;300\n20;0\n"


@pytest.fixture
def theme(resources: Path) -> Theme:
    return load_theme(resources, "light")


@pytest.fixture
def german(qapp: QApplication, resources: Path) -> Iterator[None]:
    """Let what is built speak German."""
    menus = set(top_level_menus())
    speak(load_language(resources, "de"), qapp)
    yield
    speak(ENGLISH, qapp)
    delete_plot_menus(menus)


@pytest.fixture
def german_document(german: None, fields: FieldCatalogue) -> CaseDocument:
    """Return an empty case whose fields are shown in German."""
    document = CaseDocument(fields)
    document.set_value("bilirubin_mg_dl", 2.0)
    return document


def wrong(dialog: QDialog, *stays: str) -> dict[str, str]:
    """Return what a dialog shows in English, and what it cuts; `stays`: names and contents of files."""
    for _ in range(5):
        QApplication.processEvents()
    with pytest.MonkeyPatch.context() as patch:
        cut = dict.fromkeys(cut_texts(dialog, patch), "cut")
    return english_in(shown_texts(dialog), stays) | cut


def test_that_a_record_is_offered_in_german(
    qtbot: Any, german_document: CaseDocument, resources: Path, tmp_path: Path
) -> None:
    found = [patient(), bilirubin(0.8), condition(SNOMED, "363351006"), lesion(), size(22)]
    late = bilirubin(9, status="preliminary", effectiveDateTime="2026-11-20")
    path = write(tmp_path, bundle(*found, late))
    dialog = shown(qtbot, RecordDialog(path, german_document, resources))
    qtbot.waitUntil(lambda: not dialog._rest.isActive() and not dialog._reading.is_busy)
    assert dialog.offers.rowCount() > 2
    assert dialog.asked.count()
    assert wrong(dialog) == {}


def test_that_values_of_a_letter_are_offered_in_german(
    qtbot: Any, german_document: CaseDocument, resources: Path, theme: Theme
) -> None:
    dialog = shown(qtbot, LetterDialog(german_document, resources, theme))
    dialog.text.setPlainText(LETTER)
    dialog.read()
    assert dialog.offers.rowCount() > 2
    assert dialog.problems.count()
    assert wrong(dialog) == {}


@pytest.mark.parametrize("with_risk", [False, True])
def test_that_a_digitised_curve_is_told_in_german(
    qtbot: Any, german: None, theme: Theme, settings: Any, tmp_path: Path, with_risk: bool
) -> None:
    dialog = shown(qtbot, DigitisedDialog(theme, settings))
    assert wrong(dialog) == {}
    path = written(tmp_path, READ["index column"])
    dialog.ask_clicks = lambda: path
    dialog.choose_clicks.click()
    qtbot.waitUntil(lambda: not dialog.reading.is_busy)
    if with_risk:
        at_risk = written(tmp_path, "time,n\n" + "".join(f"{months},{count}\n" for months, count in RISK), "risk.csv")
        dialog.ask_at_risk = lambda: at_risk
        dialog.choose_at_risk.click()
        qtbot.waitUntil(lambda: not dialog.reading.is_busy)
    assert dialog.panel.isVisible()
    assert wrong(dialog, "time", "survival\n", "ID\n") == {}


def test_that_an_own_series_is_shown_in_german(
    qtbot: Any, german: None, fields: FieldCatalogue, library: Library, theme: Theme, tmp_path: Path
) -> None:
    dialog = shown(qtbot, OwnSeriesDialog(fields, library, theme))
    assert wrong(dialog, "time_months", "event") == {}
    path = tmp_path / "own.csv"
    path.write_text("time_months,event,arm\n" + "".join(f"{3 + at},{at % 2},a\n" for at in range(40)), encoding="utf-8")
    dialog.ask_table = lambda: path
    dialog.choose_table.click()
    qtbot.waitUntil(lambda: not dialog._reading.is_busy)
    pick(dialog.option, dialog.option.findData("sbrt"))
    assert dialog.panel.isVisible()
    assert wrong(dialog, "time_months", "event") == {}


def test_that_a_registry_is_judged_in_german(
    qtbot: Any, german: None, fields: FieldCatalogue, library: Library, resources: Path, tmp_path: Path
) -> None:
    dialog = shown(qtbot, RegistryDialog(fields, library, resources, today=lambda: dt.date(2026, 11, 27)))
    assert wrong(dialog) == {}
    path = tmp_path / "clinic.csv"
    rows = "".join(f"p{at},90,2,none\n" for at in range(4))
    path.write_text(f"patient_id,karnofsky,liver_lesion_count,extrahepatic_sites\n{rows}", encoding="utf-8")
    dialog.ask_table = lambda: path
    dialog.choose_table.click()
    qtbot.waitUntil(lambda: not dialog._looking.is_busy)
    names = ("patient_id", "karnofsky", "liver_lesion_count", "extrahepatic_sites")
    assert dialog.rows.widget.rowCount() == 4
    assert wrong(dialog, *names) == {}
    dialog.ask_folder = lambda: tmp_path
    dialog.run.click()
    qtbot.waitUntil(lambda: not dialog._judging.is_busy)
    assert dialog.summary.count() > 3
    assert wrong(dialog, *names, "report.pdf") == {}


def test_that_a_plan_is_read_in_german(
    qtbot: Any, german_document: CaseDocument, resources: Path, theme: Theme, tmp_path: Path
) -> None:
    path = tmp_path / "liver.csv"
    path.write_text(DVH, encoding="utf-8")
    dialog = PlanDialog((path,), german_document.shown_fields, theme, resources, 700.0, german_document.case)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog, before_close_func=lambda widget: widget.reading.finish())
    dialog.show()
    qtbot.waitUntil(lambda: dialog.liver.count() > 1)
    assert wrong(dialog, "Dose [Gy]", "Volume [cm3]", "liver") == {}
    pick(dialog.liver, 1)
    qtbot.waitUntil(lambda: dialog.agree.isEnabled() and not dialog.reading.is_busy)
    assert dialog.offers.rowCount()
    assert wrong(dialog, "Dose [Gy]", "Volume [cm3]", "liver") == {}


def test_that_a_pack_is_shown_in_german(make_window: Any, answers: Any, qtbot: Any, tmp_path: Path) -> None:
    signer = new_signer()
    keys = tmp_path / "keys"
    keys.mkdir()
    signer.write_public(keys / "tests.pem")
    answers.pack = tmp_path / "2099.1.beamside-evidence"
    answers.pack.write_bytes(pack_of(small_library("2099.1"), signer.key))
    window = make_window(language="de")
    window.packs.command_context = CommandContext(
        RESOURCES, tmp_path / "cache", packs_in=tmp_path / "packs", keys_in=keys
    )
    window.commands["evidence_packs"].trigger()
    dialog = window.packs.dialog
    assert wrong(dialog) == {}
    dialog.install.click()
    qtbot.waitUntil(dialog.install.isEnabled)
    changes, _, log = dialog.text.toPlainText().partition("Was sich in der Evidenz geändert hat:")
    assert "Was es mit den Ergebnissen macht:" in changes
    # Titles of libraries, names of examples and the log of the evidence stay in their language.
    lines = [line.split("„")[0] for line in changes.splitlines()[1:]]
    assert english_in(lines, ()) == {}
    assert wrong(dialog) == {}
    dialog.reject()
    assert log == "" or log


def test_that_then_and_now_are_told_in_german(make_window: Any, answers: Any, tmp_path: Path, library: Library) -> None:
    window = make_window(language="de")
    path = answers.save = tmp_path / "old.beamside.json"
    for name, value in (("metastases_resectable", False), ("liver_lesion_count", 2), ("largest_lesion_cm", 4.0)):
        window.document.set_value(name, value)
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
    told = window.messages.texts
    assert any("gespeichert" in text for text in told)
    assert english_in(told, ()) == {}
    dialog = window.files.old_evidence.show_then_and_now()
    assert len(dialog.rows.rows) > 2
    stays = what_stays(library) | {"Gone long ago", "gone long ago"}
    assert english_in(shown_texts(dialog) | set(dialog.in_words.splitlines()), stays) == {}
    dialog.close()


def test_that_a_crash_is_told_in_german(qtbot: Any, german: None) -> None:
    assert wrong(shown(qtbot, CrashWindow("Traceback"))) == {}
