"""A document tree as PDF, plain text, Markdown or tables, and the case carried inside a PDF."""
