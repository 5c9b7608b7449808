"""The comparison of `make soak` in a bounded form: it runs, it looks at everything, and it notices a difference."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bench.soak.columns_compared as compared_module
from bench.material.generated_patients import Generator, limits_by_field
from bench.soak.columns_compared import Compared, compare, compare_generated, compared_lines, shipped
from engine.findings.columns.judging import ColumnJudgements, judge_columns


@pytest.mark.hazard("unsafe-looks-safe")
@pytest.mark.slow
def test_that_generated_patients_are_judged_alike_and_reach_every_answer() -> None:
    found = compare_generated(900, seed=3)
    assert found.differences == []
    assert found.patients == 900
    assert found.contested > 300
    fields, library = shipped()
    answers: dict[str, set[object]] = {}
    for name, answer in found.seen:
        answers.setdefault(name, set()).add("met" if answer == "met_outside_observed_range" else answer)
    # A criterion that takes every choice of its field can be met or not known, and nothing else.
    everything = {
        one.id
        for one in library.criteria.values()
        if one.rule.kind == "is" and one.rule.field and len(one.rule.values) == len(fields[one.rule.field].choices)
    }
    assert all(answers[name] == {"met", "unknown"} for name in everything)
    decided = [one for one in library.criteria.values() if not one.plan_item and one.id not in everything]
    assert all({"met", "unknown"} < answers[one.id] for one in decided)
    assert all(len(answers[one.id]) > 2 for one in library.criteria.values() if one.plan_item)
    # Of two trials and one series everybody is told, and two comparisons hold of nobody.
    assert sum(len(answers[name]) < 2 for name in library.concerns) <= 5


@pytest.mark.parametrize("what", ["verdicts", "statuses", "holds", "contested"])
def test_that_the_comparison_notices_a_difference(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    def wrong(*given: Any) -> ColumnJudgements:
        judged = judge_columns(*given)
        option = judged.options["sbrt"]
        changed = np.array(getattr(option, what))
        changed[..., 3] = ~changed[..., 3] if what == "contested" else (changed[..., 3] + 1) % 3
        return judged._replace(options={**judged.options, "sbrt": option._replace(**{what: changed})})

    monkeypatch.setattr(compared_module, "judge_columns", wrong)
    fields, library = shipped()
    generator, found = Generator(fields, library, 11), Compared()
    compare([generator.inputs() for _ in range(6)], fields, library, found)
    assert len(found.differences) == 1
    assert found.differences[0].startswith("sbrt: ")
    assert "1 differences" in next(compared_lines(found))


def test_that_the_same_seed_makes_the_same_patients() -> None:
    fields, library = shipped()
    for ordinary in (False, True):
        one, again, other = (Generator(fields, library, seed, ordinary=ordinary) for seed in (5, 5, 6))
        made = [one.inputs() for _ in range(5)]
        assert made == [again.inputs() for _ in range(5)]
        assert made != [other.inputs() for _ in range(5)]


def test_that_limits_of_criteria_concerns_and_relations_are_tried() -> None:
    fields, library = shipped()
    limits = limits_by_field(fields, library)
    assert 6.0 in limits["largest_lesion_cm"]
    assert 700.0 in limits["normal_liver_below_15gy_ml"]
    assert 1.5 in limits["inr"]
    assert 30.0 in limits["gut_distance_mm"]
