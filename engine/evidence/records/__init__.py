"""The record types of the evidence library.

One TOML file holds one source. Every record that carries a number names where in the paper it stands
(`locator`), what the paper prints there (`printed`) and how the number was obtained (`obtained`).
Rates are proportions from 0 to 1; times are months unless `unit` says otherwise; doses are Gy.
"""

from __future__ import annotations
