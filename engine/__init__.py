"""The engine: plain functions over frozen records; no Qt, no network."""

from __future__ import annotations

#: stands on screen, in saved cases and on paper
VERSION = "0.1.0"
