"""Pictures of every view, light and dark, at 100 and 200 %, from the example cases, into docs/screenshots/.

    python scripts/screenshots.py [VIEW ...]

Needs no display. The pictures at 200 % show half as much room, as on one and the same screen. Those of the German guide
are taken once, light and at 100 %, into docs/screenshots/de/.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
FOLDER = PROJECT / "docs" / "screenshots"
#: view -> example case, and what is done before the picture is taken
CASES = {
    "board": "borderline",
    "eligibility": "borderline",
    "toxicity": "first-line-chemoradiation",
    "survival": "sbrt-candidate",
    "survival-overlay": "sbrt-candidate",
    "dose": "sbrt-candidate",
    "spread": "sbrt-candidate",
    "spread-map": "sbrt-candidate",
    "board-pinned": "borderline",
    "evidence": "borderline",
}
#: the whole window rather than one view
WINDOW = "window"
WIDTH, HEIGHT = 1180, 860
#: theme, scale and language of the pictures
RUNS = (
    *((theme, percent, "en") for theme in ("light", "dark") for percent in (100, 200)),
    ("light", 100, "de"),
)
#: of Qt's qualities for a PNG: no loss, all the compression there is
_SMALLEST = 0


def take(names: list[str], theme_name: str, percent: int, language: str) -> None:
    """Take the pictures of one theme, scale and language in this process."""
    sys.path.insert(0, str(PROJECT))
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QApplication

    from engine.case.fields import load_fields
    from engine.case.files.case_file import load_case
    from engine.evidence.loading import load_library
    from engine.findings.assess import assess
    from engine.words.language import load_language
    from gui.look.theme import apply_theme, load_theme
    from gui.look.typeface import base_font
    from gui.shared.language import speak
    from gui.views import all_views
    from gui.views.view import ViewContext

    resources = PROJECT / "resources"
    app = QApplication([])
    speak(load_language(resources, language), app)
    fields = load_fields(resources)
    library = load_library(resources / "evidence", {spec.id: spec.kind for spec in fields})
    theme = load_theme(resources, theme_name)
    app.setFont(base_font(app))
    apply_theme(app, theme)
    context = ViewContext(fields=fields, library=library, theme=theme, resources=resources)
    kinds = {kind.title.lower(): kind for kind in all_views()}
    for name in names:
        case = load_case(resources / "examples" / f"{CASES[name]}.beamside.json", fields)
        view = kinds[name.split("-", maxsplit=1)[0]](context)
        view.resize(WIDTH * 100 // percent, HEIGHT * 100 // percent)
        view.show()
        view.show_assessment(assess(case, library), case)
        prepare(name, view, case, library)
        for _ in range(4):
            app.processEvents()
        picture = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        picture.save(str(folder_of(language) / f"{name}-{theme_name}-{percent}.png"), "PNG", _SMALLEST)
        view.close()


def folder_of(language: str) -> Path:
    """Return where the pictures of a language lie; it is made where it is missing."""
    folder = FOLDER if language == "en" else FOLDER / language
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def take_window(theme_name: str, percent: int, language: str) -> None:
    """Take the whole window with an example open, as it looks on a workstation's screen."""
    import tempfile

    from PySide6.QtWidgets import QApplication

    sys.path.insert(0, str(PROJECT))
    from engine.case.fields import load_fields
    from engine.evidence.loading import load_library
    from engine.findings.published.published_curves import published_curves
    from gui.application import application, build_window
    from gui.shared.settings_store import SettingsStore

    resources = PROJECT / "resources"
    fields = load_fields(resources)
    library = load_library(resources / "evidence", {spec.id: spec.kind for spec in fields})
    with tempfile.TemporaryDirectory() as folder:
        settings = SettingsStore(Path(folder) / "window.ini")
        settings.theme = "dark" if theme_name == "dark" else "light"
        settings.tour_was_offered = True
        window = build_window(
            application(["beamside"]),
            resources,
            fields=fields,
            library=library,
            curves=published_curves(library),
            settings=settings,
            recovery=Path(folder) / "recovery",
            language=language,
        )
        window.files.open_example(resources / "examples" / "borderline.beamside.json")
        window.resize(1440 * 100 // percent, 900 * 100 // percent)
        window.show()
        for _ in range(40):
            QApplication.processEvents()
        suffix = "" if theme_name == "light" else f"-{theme_name}"
        window.grab().save(str(folder_of(language) / f"window{suffix}.png"), "PNG", _SMALLEST)
        window.close()


def prepare(name: str, view: object, case: object, library: object) -> None:
    """Bring a view into the state that its picture shows, by the means that a person has."""
    from PySide6.QtWidgets import QCheckBox, QTabBar

    from engine.case.case import Case
    from engine.evidence.library import Library
    from engine.findings.assess import assess
    from gui.views.board.view import BoardView
    from gui.views.view import AssessmentView

    assert isinstance(view, AssessmentView)
    assert isinstance(case, Case)
    assert isinstance(library, Library)
    if name == "survival-overlay":
        # The first of its boxes, whatever language it speaks.
        view.findChildren(QCheckBox)[0].click()
    elif name == "spread-map":
        view.findChildren(QTabBar)[0].setCurrentIndex(1)
    elif name == "board-pinned":
        assert isinstance(view, BoardView)
        view.pin(assess(case, library), case)
        changed = case.patient.with_value("hepatic_function_adequate", True).with_value("age_years", 80.0)
        view.show_assessment(assess(case.with_patient(changed), library), case)
    elif name == "evidence":
        show_record = getattr(view, "show_record", None)
        if show_record is not None:
            show_record("chang2011.late_grade_3_or_more")


def main() -> int:
    """Take all pictures, each scale in a process of its own since Qt reads it once."""
    names = [name for name in sys.argv[1:] if name in CASES or name == WINDOW] or [*CASES, WINDOW]
    once = os.environ.get("BEAMSIDE_SCREENSHOT", "")
    if once:
        theme, percent, language = once.split()
        if names == [WINDOW]:
            take_window(theme, int(percent), language)
        else:
            take(names, theme, int(percent), language)
        return 0
    for theme, percent, language in RUNS:
        environment = {
            **os.environ,
            "BEAMSIDE_SCREENSHOT": f"{theme} {percent} {language}",
            "QT_QPA_PLATFORM": "offscreen",
            "QT_SCALE_FACTOR": str(percent / 100),
        }
        runs = [[name for name in names if name != WINDOW]]
        runs += [[WINDOW]] if WINDOW in names and percent == 100 else []
        for run in filter(None, runs):
            found = subprocess.run([sys.executable, __file__, *run], env=environment, check=False)
            if found.returncode:
                return found.returncode
    print(f"{len(list(FOLDER.rglob('*.png')))} pictures in {FOLDER.relative_to(PROJECT)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
