"""A case that was saved with other evidence: which versions, and what of this case is no longer as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from engine.case.case import Case
from engine.evidence.library import Library
from gui.messages.message_bar import Answer, Message, MessageBar
from gui.shared.language import in_use

if TYPE_CHECKING:
    from engine.findings.differences.changes_of_evidence import SinceSaved
    from gui.document.assessment_controller import AssessmentController
    from gui.files.evidence_comparison import ThenAndNow
    from gui.look.appearance import Appearance
    from gui.views.view_tabs import ViewTabs

_KEY = "old evidence"
_SET_ASIDE = "saving set aside"


class OldEvidence(QObject):
    """Compares a case that is opened with what was shown when it was saved, and tells.

    Signals
    -------
    changes_requested : a person wants to read what changed in the evidence.
    """

    changes_requested = Signal()

    def __init__(self, library: Library, messages: MessageBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._messages = messages
        self._waiting: Case | None = None
        self._found: SinceSaved | None = None
        self._views: ViewTabs | None = None
        self._appearance: Appearance | None = None

    def join(self, controller: AssessmentController, views: ViewTabs, appearance: Appearance) -> None:
        """Take part in a window: wait for its findings, lead to its views, wear its colours."""
        self._views, self._appearance = views, appearance
        controller.assessed.connect(self.on_assessed)

    def opened(self, case: Case) -> None:
        """A case was read from its file; what was shown then is compared when the findings are at hand."""
        self.settled()
        if case.set_aside:
            words = "\n".join(in_use().of(problem.said) for problem in case.set_aside)
            self._messages.show_message(Message(_SET_ASIDE, words))
        saved, now = case.saved_with.get("evidence_version"), self._library
        if case.saved_findings:
            self._waiting = case
        elif saved is not None and case.saved_with.get("evidence_sha256") != now.sha256:
            from engine.findings.differences.recalls import recalls_in_words, recalls_since

            more = self.tr("What was shown then is not in the file: what is shown now may differ from it.")
            recalled = in_use().of(recalls_in_words(recalls_since(saved, now)))
            self._tell(f"{self._versions(saved)} {recalled} {more}".replace("  ", " "), of_this_case=False)

    def settled(self) -> None:
        """Another case is open, or this one was saved anew: there is nothing to tell of."""
        self._waiting = self._found = None
        self._messages.take_back(_KEY)
        self._messages.take_back(_SET_ASIDE)

    def on_assessed(self, _assessment: object, _case: object) -> None:
        """The findings are loaded by now, which they are not when a case is opened before the first paint."""
        if self._waiting is None:
            return
        from engine.findings.differences.changes_of_evidence import since_saved

        found, self._waiting = since_saved(self._waiting, self._library), None
        if found.same_evidence and not found.differences:
            return
        self._found = found
        words = self._versions(found.evidence_before or self.tr("of a version that the file does not name"))
        if found.same_evidence:
            # Either the inputs are others, which the finding says, or the program is.
            words = (
                "" if found.same_inputs is False else self.tr("This case was saved by another state of the program.")
            )
        self._tell(
            f"{words} {in_use().of(found.in_words)}".strip(), of_this_case=bool(found.differences or found.recalls)
        )

    def show_then_and_now(self) -> ThenAndNow | None:
        """Show what is no longer as it was, one by one."""
        if self._found is None or self._views is None or self._appearance is None:
            return None
        from gui.files.evidence_comparison import ThenAndNow

        dialog = ThenAndNow(self._found, self._library, self._appearance.theme, self._views)
        dialog.record_requested.connect(self._views.open_record)
        dialog.option_requested.connect(self._on_option)
        dialog.changes_requested.connect(self.changes_requested)
        dialog.show()
        return dialog

    def _versions(self, saved: str) -> str:
        if saved == self._library.version:
            words = self.tr(
                "This case was saved with evidence {saved} in another state, for example with local studies."
            )
        else:
            words = self.tr("This case was saved with evidence {saved}; this program has {now}.")
        return words.format(saved=saved, now=self._library.version)

    def _tell(self, words: str, *, of_this_case: bool) -> None:
        answers = [Answer(self.tr("What changed"), self.changes_requested.emit, stays=True)]
        if of_this_case:
            answers.insert(0, Answer(self.tr("This case, then and now"), self._on_then_and_now, stays=True))
        self._messages.show_message(Message(_KEY, words, answers=answers))

    def _on_option(self, modality: str) -> None:
        if self._views is None:
            return
        self._views.go_to("Eligibility")
        show = getattr(self._views.current_view, "show_modality", None)
        if show is not None:
            show(modality)

    def _on_then_and_now(self) -> None:
        self.show_then_and_now()
