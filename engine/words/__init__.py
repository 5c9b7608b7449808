"""Sentences that can be said in more than one language: templates with named places, catalogues, numbers."""

from __future__ import annotations
