"""The strip at the bottom: which evidence, whether what is shown belongs to what is typed, and work in progress."""

from __future__ import annotations

import datetime as dt

from PySide6.QtWidgets import QProgressBar, QStatusBar, QWidget

from engine.evidence.library import Library
from engine.findings.published.evidence_stamp import evidence_stamp
from engine.wording.literature import literature_in_full, literature_words, old_words
from gui.shared.language import in_use
from gui.shared.plain_text import PlainLabel, tip


class StatusStrip(QStatusBar):
    """Always visible; messages of commands come and go at its left. `today` is that of the clock where not given."""

    def __init__(self, library: Library, parent: QWidget | None = None, *, today: dt.date | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.setContentsMargins(0, 0, self.fontMetrics().averageCharWidth(), 0)
        self._state = PlainLabel(parent=self)
        self._progress = QProgressBar(self)
        self._progress.setRange(0, 0)
        self._progress.setMaximumWidth(self.fontMetrics().averageCharWidth() * 16)
        self._progress.setAccessibleName(self.tr("Writing files"))
        self._progress.setToolTip(tip(self._progress.accessibleName()))
        self._progress.hide()
        stamp = evidence_stamp(library)
        language = in_use()
        words = f"{stamp.version} ({stamp.sha256[:8]}), {language.of(literature_words(stamp))}"
        old = language.of(old_words(stamp, today or dt.datetime.now().astimezone().date()))
        mark = self.tr(" · old") if old else ""
        self._evidence = PlainLabel(self.tr("Evidence {words}").format(words=words) + mark, self)
        self._evidence.setObjectName("evidence")
        self._evidence.setProperty("role", "problem" if old else "")
        sha256 = self.tr("SHA-256 of the library: {sha256}").format(sha256=stamp.sha256)
        in_full = language.of(literature_in_full(stamp))
        self._evidence.setToolTip(tip("\n".join(part for part in (old, in_full, sha256) if part)))
        self._language = self._about_language()
        for widget in (self._progress, self._state, *self._language, self._evidence):
            self.addPermanentWidget(widget)
        self.messageChanged.connect(self._make_way)
        self.show_state("computing")

    def _about_language(self) -> list[PlainLabel]:
        """What has to be known of the translation; nothing for English, in which everything was written."""
        if in_use().is_reviewed:
            return []
        label = PlainLabel(self.tr("Translation not clinically reviewed"), self)
        label.setObjectName("language")
        label.setProperty("role", "problem")
        return [label]

    @property
    def state_text(self) -> str:
        """What is said about the results."""
        return self._state.text()

    @property
    def spoken_state(self) -> str:
        """The same without its mark, as it is read aloud."""
        return self._state.accessibleName()

    def show_state(self, state: str) -> None:
        """Say whether the results are up to date."""
        words = self._words()
        # What it says is its name: a label has no other value that could be read out. The mark is for the eye.
        self._state.setAccessibleName(self.tr("Results: {state}").format(state=self._spoken()[state]))
        self._state.setText(words[state])
        # The strip does not make room again when a text becomes longer.
        widths = (self._state.fontMetrics().horizontalAdvance(text) for text in words.values())
        self._state.setMinimumWidth(max(widths) + self._state.fontMetrics().averageCharWidth() * 2)
        self._state.setProperty("role", "problem" if state == "cannot compute" else "muted")
        self._state.style().unpolish(self._state)
        self._state.style().polish(self._state)

    def _words(self) -> dict[str, str]:
        return {
            "up to date": self.tr("✓ Results up to date"),
            "computing": self.tr("… Computing"),
            "cannot compute": self.tr("✕ Cannot compute"),
        }

    def _spoken(self) -> dict[str, str]:
        return {
            "up to date": self.tr("up to date"),
            "computing": self.tr("computing"),
            "cannot compute": self.tr("cannot be computed"),
        }

    def _make_way(self, message: str) -> None:
        """Let what always stands here make way while the tip of a command needs its room."""
        gap = self.fontMetrics().averageCharWidth() * 4
        room = self.width() - self._state.width() - gap - self.fontMetrics().horizontalAdvance(message)
        shown = True
        for part in (*self._language, self._evidence):
            room -= part.sizeHint().width() + gap
            shown = shown and (not message or room >= 0)
            part.setVisible(shown)

    def show_busy(self, busy: bool) -> None:
        """Show that something is being written."""
        self._progress.setVisible(busy)
