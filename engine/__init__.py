"""The engine: plain functions over frozen records; no Qt, no network."""

from __future__ import annotations
