"""The summary for people who type: plain text, Markdown, and its tables as CSV. Pure, from the same document tree."""

from __future__ import annotations

from engine.report.writers.csv_tables import tables_as_csv
from engine.report.writers.markdown_text import as_markdown
from engine.report.writers.plain_text import as_plain_text

__all__ = ["as_markdown", "as_plain_text", "tables_as_csv"]
