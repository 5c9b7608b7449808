"""The tree of a document: headings, paragraphs, tables, figures and references, as pure data."""
