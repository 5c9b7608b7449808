"""Names of arms, complements and spans of time in the labels of clicks: each kind that was once read as another."""

from __future__ import annotations

import pytest

from engine.curves.patients.digitised import rebuild
from engine.curves.tables.click_files import ClickFileError, ClickOptions, read_clicks
from engine.curves.tables.click_headers import Role, role_of, unit_of, unread_unit

TIMES = range(61)


def survival(month: float) -> float:
    return 0.5 ** (month / 24.0)


def table(head: str, *columns) -> str:
    return "\n".join([head, *(",".join(f"{value(t):.5f}" for value in columns) for t in TIMES)]) + "\n"


def median(folder, text: str, options: ClickOptions | None = None) -> float | None:
    path = folder / "clicks.csv"
    path.write_text(text, encoding="utf-8")
    clicks = read_clicks(path, options or ClickOptions())
    return rebuild(clicks.time_months, clicks.survival, lines=clicks.lines).median_months


def same(month: float) -> float:
    return month


def worse(month: float) -> float:
    return survival(month) ** 2


ARMS = [
    ("SBRT", "Control"),
    ("Treatment", "Control"),
    ("SBRT arm", "Control arm"),
    ("SBRT (n=50)", "Control (n=50)"),
    ("With SBRT", "Without SBRT"),
    ("High risk", "Low risk"),
    ("Bestrahlung", "Kontrolle"),
]


@pytest.mark.hazard("wrong-unit")
@pytest.mark.parametrize(("own", "other"), ARMS)
def test_that_an_arm_called_control_is_no_other_arms_curve(own, other, tmp_path):
    wide = table(f"Months,{other},{own}", same, worse, survival)
    blocks = f"{other},,{own},\n" + table("X,Y,X,Y", same, worse, same, survival)
    for text in (wide, blocks):
        assert median(tmp_path, text) == pytest.approx(12.0, abs=0.1)
        assert median(tmp_path, text, ClickOptions(series=own)) == pytest.approx(24.0, abs=0.1)


def test_that_a_year_in_the_name_of_an_arm_is_no_unit(tmp_path):
    text = "Year 2010,,Year 2000,\n" + table("X,Y,X,Y", same, worse, same, survival)
    assert median(tmp_path, text, ClickOptions(series="Year 2000")) == pytest.approx(24.0, abs=0.1)


@pytest.mark.parametrize(
    "label",
    [
        "1 - mortality",
        "1-CIF",
        "100 - mortality (%)",
        "Complement of CIF",
        "No recurrence",
        "Probability of no failure",
        "Not dead",
        "ohne Rezidiv",
        "Cumulative Proportion Surviving at the Time",
        "Local control",
    ],
)
def test_that_the_complement_of_a_failure_is_a_survival(label):
    assert role_of(label) is Role.SURVIVAL


@pytest.mark.parametrize("label", ["Risk of death", "Cumulative risk", "Mortality", "1 - survival"])
def test_that_a_risk_of_an_event_is_a_failure(label):
    assert role_of(label) is Role.FAILURE


@pytest.mark.parametrize("label", ["No. at risk", "n.risk", "Patienten unter Risiko", "Number at risk"])
def test_that_numbers_at_risk_stay_what_they_are(label):
    assert role_of(label) is Role.AT_RISK


@pytest.mark.parametrize("label", ["Survival time (months)", "Überlebenszeit", "timeline", "Time to death (months)"])
def test_that_a_time_of_survival_is_a_time(label):
    assert role_of(label) is Role.TIME


@pytest.mark.hazard("wrong-unit")
@pytest.mark.parametrize("label", ["Time (half-years)", "Time (s)", "Zeit [a]", "time in Quartalen"])
def test_that_a_unit_that_is_not_read_is_never_taken_for_another(label, tmp_path):
    assert unit_of(label) is None
    assert unread_unit(label)
    with pytest.raises(ClickFileError, match="is not understood"):
        median(tmp_path, table(f"{label},Survival", same, survival))


def test_that_a_mark_behind_both_labels_is_the_name_of_the_curve(tmp_path):
    assert median(tmp_path, table("Time (A),Survival (A)", same, survival)) == pytest.approx(24.0, abs=0.1)
