"""The options: which there are, and how each is called and planned. Known to every other room, and knows none."""

from __future__ import annotations
