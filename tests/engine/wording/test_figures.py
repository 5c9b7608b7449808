"""Numbers as they are written, for every reader."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.findings.assessment import FigureFinding, ToxicityFinding
from engine.wording.figures import (
    figure_denominator,
    figure_interval,
    figure_value,
    harm_count,
    harm_grading,
    harm_interval,
    harm_rate,
    harm_value,
)
from engine.wording.numbers import (
    exact_interval_words,
    powers_of_ten,
    printed_percent,
    signed_amount,
    worked_out_percent,
)


def figure(**changes: Any) -> FigureFinding:
    known: dict[str, Any] = dict.fromkeys(FigureFinding.__struct_fields__)
    known |= {"id": "f", "kind": "outcome", "label": "Response", "statistic": "rate", "unit": "proportion"}
    known |= {"counted": "patients", "printed": "", "obtained": "printed", "source": "s", "locator": "Table 1"}
    known |= {"headline": False, "discrepancies": ()}
    return FigureFinding(**{**known, **changes})


def harm(**changes: Any) -> ToxicityFinding:
    known: dict[str, Any] = dict.fromkeys(ToxicityFinding.__struct_fields__)
    known |= {"id": "t", "label": "Diarrhoea", "counted": "patients", "printed": "", "obtained": "printed"}
    known |= {"source": "s", "locator": "Table 1", "headline": False, "discrepancies": ()}
    return ToxicityFinding(**{**known, **changes})


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (0.0, "0"),
        (0.0309, "3.1"),
        (0.05, "5"),
        (0.0994, "9.9"),
        (0.0995, "10"),
        (0.1384, "14"),
        (0.997, "99.7"),
        (1.0, "100"),
    ],
)
def test_that_percentages_have_two_significant_digits(rate: float, text: str) -> None:
    assert worked_out_percent(rate) == text


@given(st.floats(1e-9, 1 - 1e-9))
def test_that_no_share_reads_as_none_or_all_unless_it_is(rate: float) -> None:
    for text in (worked_out_percent(rate), printed_percent(rate), printed_percent(rate, obtained="derived")):
        assert 0.0 < float(text) < 100.0


@pytest.mark.parametrize(
    ("rate", "obtained", "text"),
    [
        (0.6875, "printed", "68.75"),
        (0.0004, "printed", "0.04"),
        (0.0004, "derived", "0.04"),
        (0.52631579, "derived", "52.6"),
        (0.999, "derived", "99.9"),
        (0.0, "derived", "0"),
        (1.0, "derived", "100"),
    ],
)
def test_that_a_printed_share_keeps_the_digits_of_print(rate: float, obtained: str, text: str) -> None:
    assert printed_percent(rate, obtained=obtained) == text


@given(st.floats(0.0, 1.0))
def test_that_a_percentage_is_never_further_off_than_half_its_last_digit(rate: float) -> None:
    text = worked_out_percent(rate)
    assert abs(float(text) - 100.0 * rate) <= (0.5 if 100.0 * rate >= 9.95 else 0.05) + 1e-9


def test_that_an_interval_that_is_not_there_is_nothing() -> None:
    assert exact_interval_words((0.0123, 0.317)) == "1.2 to 32 %"
    assert exact_interval_words(None) == ""


@pytest.mark.parametrize(
    ("margin", "unit", "text"),
    [
        (2.0, "lesions", "+2 lesions"),
        (1.0, "lesions", "+1 lesion"),
        (-0.5, "cm", "−0.5 cm"),
        (0.0, "cm", "0 cm"),
        (0.1 + 0.2, "cm", "+0.3 cm"),
        (2.8, "10⁹/L", "+2.8 × 10⁹/L"),
    ],
)
def test_that_margins_carry_their_sign_and_no_binary_dust(margin: float, unit: str, text: str) -> None:
    assert signed_amount(margin, unit) == text


@pytest.mark.parametrize("text", ["4 10⁹/L", "4 x 10^9/L", "4 × 10⁹/L"])
def test_that_powers_of_ten_are_written_as_printed(text: str) -> None:
    assert powers_of_ten(text) == "4 × 10⁹/L"


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"value": 0.783}, "78.3 %"),
        ({"value": 0.62}, "62 %"),
        ({"value": 0.02, "bound": "<"}, "< 2 %"),
        ({"value": 0.526, "events": 10, "patients": 19}, "10 of 19 (52.6 %)"),
        ({"statistic": "count", "unit": "patients", "value": 11.0, "events": 11, "patients": 20}, "11 of 20 (55 %)"),
        ({"statistic": "count", "unit": "patients", "value": 9.0, "patients": 19}, "9 of 19"),
        ({"statistic": "median", "unit": "months", "value": 17.5}, "median 17.5 months"),
        ({"statistic": "value", "unit": "mL", "value": 700.0, "bound": ">="}, "≥ 700 mL"),
        ({"statistic": "p_value", "unit": "p", "value": 0.045}, "p = 0.045"),
        ({"statistic": "p_value", "unit": "p", "value": 0.01, "bound": "<"}, "p < 0.01"),
        ({"statistic": "odds_ratio", "unit": "ratio", "value": 2.554}, "2.554"),
        ({"statistic": "range", "low": 0.81, "high": 1.0}, "81 to 100 %"),
        ({"statistic": "range", "unit": "months", "low": 15.0, "high": 21.0}, "15 to 21 months"),
        ({"statistic": "text", "text": "Not reported."}, "Not reported."),
        ({"statistic": "range", "low": 1.0, "unit": "cm"}, "from 1 cm"),
        ({"statistic": "range", "high": 3.0, "unit": "cm"}, "up to 3 cm"),
        ({"statistic": "median", "value": 4.0, "low": 1.0, "high": 9.0, "unit": "cm"}, "median 4 cm (range 1 to 9 cm)"),
        ({"value": 0.5, "events": 5, "patients": 10, "counted": "lesions"}, "5 of 10 lesions (50 %)"),
        ({}, "not given"),
    ],
)
def test_that_a_published_figure_reads_as_published(changes: dict[str, Any], text: str) -> None:
    assert figure_value(figure(**changes)) == text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"interval": (0.289, 0.756), "interval_kind": "exact"}, "exact 95 %: 29 to 76 %"),
        ({"interval": (0.372, 0.815), "interval_kind": "confidence"}, "published 95 %: 37.2 to 81.5 %"),
        (
            {"interval": (1.041, 6.269), "interval_kind": "confidence", "unit": "ratio"},
            "published 95 %: 1.041 to 6.269",
        ),
        ({"interval": (6.0, 12.0), "interval_kind": "range", "unit": "cm"}, "range: 6 to 12 cm"),
        ({}, ""),
    ],
)
def test_that_an_interval_says_of_what_kind_it_is(changes: dict[str, Any], text: str) -> None:
    assert figure_interval(figure(**changes)) == text


@pytest.mark.parametrize(
    ("changes", "count", "rate"),
    [
        ({"events": 2, "patients": 20, "rate": 0.1, "interval": (0.012, 0.317)}, "2 of 20", "10 %"),
        ({"events": 0, "patients": 27, "rate": 0.0, "interval": (0.0, 0.128)}, "0 of 27", "0 %"),
        ({"rate": 0.02, "bound": "<"}, "not given", "< 2 %"),
        ({"rate": 0.087}, "not given", "8.7 %"),
        ({"events": 4}, "4", "not given"),
        ({}, "not given", "not given"),
    ],
)
def test_that_a_harm_shows_count_and_rate_or_that_they_are_not_given(
    changes: dict[str, Any], count: str, rate: str
) -> None:
    assert (harm_count(harm(**changes)), harm_rate(harm(**changes))) == (count, rate)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"grade": ">=3", "phase": "late", "scale": "CTCAE 3.0"}, "grade ≥ 3, late, CTCAE 3.0"),
        ({"grade": "3-4", "phase": "acute", "scale": "not given"}, "grade 3–4, acute, scale not given"),
        ({"grade": "not given"}, "grade not given, acute or late and scale not given"),
        ({"label": "Acute toxicity, grade 3", "grade": "3", "phase": "acute", "scale": "CTCAE 4.0"}, "CTCAE 4.0"),
        ({"grade": "severe", "phase": "acute_and_late", "scale": "own"}, "severe, acute and late, own"),
    ],
)
def test_that_grading_says_what_the_label_leaves_open(changes: dict[str, Any], text: str) -> None:
    assert harm_grading(harm(**changes)) == text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"events": 2, "patients": 20, "rate": 0.1, "interval": (0.012, 0.317)}, "2 of 20 (10 %)"),
        ({"events": 2, "patients": 20, "rate": 0.1, "counted": "lesions"}, "2 of 20 lesions (10 %)"),
        ({"events": 4}, "4, of how many is not given"),
        ({"rate": 0.02, "bound": "<", "patients": 87}, "< 2 % of 87"),
        ({}, "no count given"),
    ],
)
def test_that_a_harm_on_one_line_names_its_denominator(changes: dict[str, Any], text: str) -> None:
    assert harm_value(harm(**changes)) == text


def test_that_the_interval_of_a_harm_says_that_it_is_exact() -> None:
    assert harm_interval(harm(interval=(0.0004, 0.9996))) == "exact 95 %: 0.04 to 99.96 %"
    assert harm_interval(harm()) == ""


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"value": 0.62, "patients": 65}, "n = 65"),
        ({"value": 0.62, "events": 40, "patients": 65}, ""),
        ({"value": 0.62}, ""),
        ({"statistic": "text", "text": "Not reported.", "patients": 65}, ""),
    ],
)
def test_that_a_denominator_is_said_once(changes: dict[str, Any], text: str) -> None:
    assert figure_denominator(figure(**changes)) == text
