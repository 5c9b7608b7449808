"""What leaves the engine: the document, its figures, the PDF, the board text."""

from __future__ import annotations
