"""Answers are printed as indented JSON; a long list of numbers is one line and the same numbers."""

from __future__ import annotations

import json
import math

import pytest

from engine.commands.shared.printed_json import printed_json

SMALL = {"n": 3, "notes": ["für “a”\nb"], "nested": {"list": [1, 2], "none": None}, "empty": [], "patients": [[1.5, 1]]}


@pytest.mark.parametrize("found", [SMALL, {}, {"text": "a\n b"}])
def test_that_a_short_answer_is_printed_as_ever(found):
    assert printed_json(found) == json.dumps(found, indent=1).encode() + b"\n"


def test_that_a_long_list_is_one_line_and_the_same_numbers():
    found = {"n": 1, "patients": [[at / 7, 1] for at in range(2000)], "last": True}
    printed = printed_json(found)
    assert json.loads(printed) == found
    assert printed.count(b"\n") == 5


def test_that_no_number_is_printed_that_json_does_not_have():
    with pytest.raises(ValueError, match="not JSON compliant"):
        printed_json({"list": [math.nan] * 2000})
