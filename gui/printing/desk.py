"""What everything that goes out of the window works with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.case.fields import FieldCatalogue
from gui.messages.message_bar import MessageBar
from gui.messages.questions import Ask
from gui.shared.settings_store import SettingsStore


@dataclass(frozen=True, slots=True)
class Desk:
    """The catalogue and the resources, where to tell of what has been done, whom to ask, and which paper is used."""

    fields: FieldCatalogue
    resources: Path
    messages: MessageBar
    ask: Ask
    settings: SettingsStore
