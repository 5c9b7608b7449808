"""The window's language: chosen once, before the window is built; what Qt and the window's own classes are told.

English is what the code says. In another language only those classes speak it whose every word is translated: a
view is in one language or in the other, never in both.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from engine.words.language import ENGLISH, Language

#: classes (contexts of `tr`) of which every text stands in the catalogue; tests/words holds them to it
COVERED = frozenset(
    {
        # the window and its menus
        "Actions",
        "Choices",
        "Drops",
        "Halves",
        "MainWindow",
        "ManagedMarks",
        "PaperCommands",
        "RecentMenu",
        "StatusStrip",
        "ViewCommands",
        "ViewTabs",
        "WindowMenus",
        "WorkArea",
        "_MessageLine",
        "_Session",
        # files and questions about them
        "Asking",
        "CaseDocument",
        "CaseFiles",
        "FileWatch",
        "HelpCommands",
        "LabelQuestion",
        "NewPassphraseDialog",
        "PassphraseDialog",
        "RecoveryOffer",
        "SecondStart",
        "_Waiting",
        # the board page
        "BoardDelegate",
        "BoardView",
        "PinButtons",
        "PinCommands",
        # minutes and the meeting
        "CheckedPart",
        "DecisionDialog",
        "DissentPart",
        "LesionsPart",
        "Meeting",
        "MeetingBar",
        "MeetingPanel",
        "MinutesCommands",
        "MinutesDialog",
        # the form
        "CaseHeader",
        "CellChoice",
        "DateEditor",
        "FieldColumn",
        "FieldEditor",
        "FieldHint",
        "FieldInWords",
        "FieldRow",
        "FormTop",
        "GroupHeading",
        "LesionEditor",
        "LesionModel",
        "ListedChoiceEditor",
        "NotesEditor",
        "PatientForm",
        "QuestionRow",
        "_CellDelegate",
        "_EntryRemark",
        "_UnitLabel",
        # the views
        "AtRiskStrip",
        "BandModel",
        "CohortRows",
        "DoseTableModel",
        "DoseView",
        "EvidenceView",
        "MechanismModel",
        "MechanismTable",
        "RecordPage",
        "RecordRow",
        "RectumDrawing",
        "SpreadView",
        "SurvivalTable",
        "SurvivalTableModel",
        "SurvivalView",
        "ToxicityView",
        # dialogs and files
        "ClickColumns",
        "ColumnPreview",
        "ColumnTable",
        "CrashWindow",
        "DigitisedDialog",
        "IntakeCommands",
        "LetterDialog",
        "OfferTable",
        "OldEvidence",
        "OrganChoice",
        "OwnSeriesDialog",
        "PackCommands",
        "PackDialog",
        "PagePreview",
        "Paper",
        "PlanDialog",
        "PlanOffers",
        "Printing",
        "RecordDialog",
        "RegistryDialog",
        "RowTable",
        "SelfTest",
        "ThenAndNow",
        "Tour",
        "VolumePlot",
        "_Delegate",
        "_Task",
        # eligibility
        "CautionRows",
        "CriteriaRows",
        "CriterionScale",
        "EligibilityView",
        "ModalityChooser",
        "PopulationCells",
        "PopulationMatrix",
        "PopulationModel",
        "VerdictWords",
    }
)

_in_use = ENGLISH
#: what the application was given for the language in use
_translators: list[QTranslator] = []


def in_use() -> Language:
    """Return the language of this window."""
    return _in_use


class _Words(QTranslator):
    """Answers `tr` and `translate` from the catalogue; what it does not answer stays in English."""

    def __init__(self, language: Language, parent: QCoreApplication) -> None:
        super().__init__(parent)
        self._language = language

    # ------------------------------------------------------------ Qt

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, text: str, _disambiguation: str | None = None, _number: int = -1) -> str | None:
        # None lets Qt ask on; a text would be the answer, an empty one too.
        return self._language.find(text, context) if context in COVERED else None


def speak(language: Language, app: QCoreApplication) -> None:
    """Let the window that is built next speak a language. Called once, at the start."""
    global _in_use  # noqa: PLW0603 - the one place where the window's language stands
    _in_use = language
    while _translators:
        app.removeTranslator(_translators.pop())
    if language.is_english:
        return
    of_qt = QTranslator(app)
    # The buttons and dialogs that Qt brings; without them those alone stay in English.
    if of_qt.load(f"qtbase_{language.code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        _translators.append(of_qt)
    _translators.append(_Words(language, app))
    for translator in _translators:
        app.installTranslator(translator)
