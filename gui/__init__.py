"""The window: a thin Qt skin over the engine. No rule, threshold or medical sentence lives here."""

from __future__ import annotations
