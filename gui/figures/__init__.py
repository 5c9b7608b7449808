"""Drawing widgets: scales, intervals, pictographs, survival figures, the rectum, the map of mechanisms."""

from __future__ import annotations
