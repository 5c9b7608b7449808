"""A dialog that edits a part of the case belongs to that case: it goes when another one is opened."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog

from gui.document.case_document import CaseDocument


def close_with_case(dialog: QDialog, document: CaseDocument) -> None:
    """Close the dialog, changing nothing, as soon as the window is about to show another case.

    Left open it would write what was read, or decided, of one patient into the case of another.
    """
    document.about_to_be_replaced.connect(dialog.reject)
