"""Spared liver from the files of a plan: read off the window's thread, looked at, then written into the case."""

from __future__ import annotations
