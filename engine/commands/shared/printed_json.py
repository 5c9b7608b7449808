"""What the readers print: indented JSON, with long lists of numbers each on a line of its own, as they are written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

#: a list that is longer is one line: thousands of lines of one number each are read by nobody and take long to write
_LONG = 1000


def printed_json(found: Mapping[str, Any]) -> bytes:
    """Return an answer as it is printed; ValueError where a number in it is none."""
    parts = [f" {json.dumps(str(name))}: {_value(value)}" for name, value in found.items()]
    return ("{\n" + ",\n".join(parts) + "\n}\n" if parts else "{}\n").encode()


def _value(value: Any) -> str:
    if isinstance(value, list) and len(value) > _LONG:
        return json.dumps(value, allow_nan=False)
    return json.dumps(value, indent=1, allow_nan=False).replace("\n", "\n ")
