"""Intake: from the hospital's record to a case. Knows the case, and nothing of findings or evidence."""

from __future__ import annotations

from engine.intake.codes import CodeTables, load_code_tables
from engine.intake.errors import IntakeError
from engine.intake.record import Intake, read_record
from engine.intake.wording import asked_text, origin_of

__all__ = [
    "CodeTables",
    "Intake",
    "IntakeError",
    "asked_text",
    "load_code_tables",
    "origin_of",
    "read_record",
]
