"""The form: one editor for each field of the catalogue, made from its description."""

from __future__ import annotations
