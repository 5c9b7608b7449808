"""Clicks as tools write them: each layout gives the median that was drawn, or one sentence; never another number."""

from __future__ import annotations

import numpy as np
import pytest

from engine.curves.patients.clicks import DigitisedInputError
from engine.curves.patients.digitised import rebuild
from engine.curves.tables.click_files import ClickFileError, ClickOptions, read_clicks
from engine.curves.tables.risk_files import read_numbers_at_risk
from tests.engine.curves.tables.click_samples import (
    DAYS,
    MONTHS,
    READ,
    REFUSED,
    RISK,
    SECOND,
    SURVIVAL,
    failure,
    fixed,
    rows,
    written,
)


def median(path, options=ClickOptions()):  # noqa: B008 - frozen
    clicks = read_clicks(path, options)
    return rebuild(clicks.time_months, clicks.survival, lines=clicks.lines).median_months


@pytest.mark.hazard("wrong-unit")
@pytest.mark.parametrize("name", READ)
def test_that_a_tools_layout_gives_the_median_that_was_drawn(name, tmp_path):
    assert median(written(tmp_path, READ[name])) == pytest.approx(24.0, abs=0.1)


@pytest.mark.parametrize("name", SECOND)
def test_that_a_series_is_chosen_by_name_or_number(name, tmp_path):
    path = written(tmp_path, READ[name])
    assert median(path, ClickOptions(series=SECOND[name])) == pytest.approx(12.0, abs=0.1)
    assert median(path, ClickOptions(series="2")) == pytest.approx(12.0, abs=0.1)
    assert any("“" in note and "curves" in note for note in read_clicks(path).notes)
    with pytest.raises(ClickFileError, match="there is no curve 'third'"):
        read_clicks(path, ClickOptions(series="third"))


@pytest.mark.hazard("wrong-unit")
@pytest.mark.parametrize("name", REFUSED)
def test_that_what_cannot_be_settled_is_refused_in_a_sentence(name, tmp_path):
    text, words = REFUSED[name]
    with pytest.raises((ClickFileError, DigitisedInputError)) as refusal:
        median(written(tmp_path, text))
    assert words in refusal.value.problem
    assert refusal.value.remedy


def test_that_failure_answers_the_question_and_only_it(tmp_path):
    rising = written(tmp_path, rows(MONTHS, fixed(failure(SURVIVAL))))
    assert median(rising, ClickOptions(is_failure=True)) == pytest.approx(24.0, abs=0.1)
    falling = written(tmp_path, rows(MONTHS, fixed(SURVIVAL)), "falling.csv")
    with pytest.raises(ClickFileError, match="--failure says that the values are 1 − survival, but"):
        read_clicks(falling, ClickOptions(is_failure=True))


def test_that_unit_and_columns_can_be_said_where_the_file_does_not(tmp_path):
    days = written(tmp_path, rows(fixed(DAYS, 1), fixed(SURVIVAL)))
    assert median(days, ClickOptions(time_unit="days")) == pytest.approx(24.0, abs=0.1)
    foreign = written(tmp_path, "Hónap;Túlélés\n" + rows(MONTHS, fixed(SURVIVAL), separator=";"), "foreign.csv")
    options = ClickOptions(time_column="Hónap", value_column="2", time_unit="months")
    assert median(foreign, options) == pytest.approx(24.0, abs=0.1)
    with pytest.raises(ClickFileError, match="there is no one column 'Kor'"):
        read_clicks(foreign, ClickOptions(time_column="Kor", value_column="2"))


@pytest.mark.parametrize(("rise", "is_read"), [(0.039, True), (0.041, False)])
def test_that_levelling_ends_at_the_reading_error_and_lines_are_named(rise, is_read):
    times, values = [1.0, 2.0, 3.0, 4.0], [0.9, 0.7, 0.7 + rise, 0.5]
    if is_read:
        notes = rebuild(times, values).notes
        assert any("levelled there, by 1.9 points at most" in note or "by 2.0 points" in note for note in notes)
    else:
        with pytest.raises(DigitisedInputError, match="near line 7, 8"):
            rebuild(times, values, lines=[5, 7, 8, 9])


def test_that_the_conversion_is_said_in_notes_and_explanation(tmp_path):
    clicks = read_clicks(written(tmp_path, READ["German mortality"]))
    assert any("from years to months" in note for note in clicks.notes)
    assert any("1 − survival" in note for note in clicks.notes)
    told = clicks.explanation.as_json()
    assert any("years to months" in sentence for sentence in told["converted"])
    assert any("decimal mark is the comma" in sentence for sentence in told["recognised"])
    assert len(clicks.explanation.as_text()) == sum(len(told[key]) for key in told if key != "file")


RISK_TABLES = {
    "two columns": "time_months,n\n" + rows(*zip(*RISK, strict=True)),
    "no header": rows(*zip(*RISK, strict=True)),
    "swapped by header": "n at risk;time\n" + "".join(f"{n};{t}\n" for t, n in RISK),
    "swapped without header": "".join(f"{n},{t}\n" for t, n in RISK),
    "Guyot": "interval,trisk,lower,upper,nrisk\n"
    + "".join(f"{i},{t},{t + 1},{t + 12},{n}\n" for i, (t, n) in enumerate(RISK, start=1)),
    "Guyot without header": "".join(f"{i} {t} {t + 1} {t + 12} {n}\n" for i, (t, n) in enumerate(RISK, start=1)),
    "survHE": "Interval\tTime\tLower\tUpper\tnrisk\n"
    + "".join(f"{i}\t{t}\t{t + 1}\t{t + 12}\t{n}\n" for i, (t, n) in enumerate(RISK, start=1)),
    "R write.csv": '"","trisk","nrisk"\n' + "".join(f'"{i}",{t},{n}\n' for i, (t, n) in enumerate(RISK, start=1)),
    "R write.table": '"trisk" "nrisk"\n' + "".join(f'"{i}" {t} {n}\n' for i, (t, n) in enumerate(RISK, start=1)),
    "years": "time (years),number at risk\n" + "".join(f"{t / 12:g},{n}\n" for t, n in RISK),
    "days": "Tage;Patienten unter Risiko\n" + "".join(f"{t * 30.4375:.0f};{n}\n" for t, n in RISK),
    "intervals": "interval (months),at risk\n" + "".join(f"{t}-{t + 12},{n}\n" for t, n in RISK),
    "from and to": "from,to,at risk\n" + "".join(f"{t},{t + 12},{n}\n" for t, n in RISK),
    "as printed": "Time (months),"
    + ",".join(str(t) for t, _ in RISK)
    + "\nNo. at risk,"
    + ",".join(str(n) for _, n in RISK)
    + "\n",
    "two arms": "time,SBRT,RFA\n" + "".join(f"{t},{n},{n - 5}\n" for t, n in RISK),
    "number": "time,number\n" + "".join(f"{t},{n}\n" for t, n in RISK),
}


@pytest.mark.parametrize("name", RISK_TABLES)
def test_that_every_table_of_numbers_at_risk_gives_the_same(name, tmp_path):
    read = read_numbers_at_risk(written(tmp_path, RISK_TABLES[name], "risk.csv"))
    assert read.table.time_months == pytest.approx([t for t, _ in RISK], abs=0.03)
    assert read.table.patients == tuple(n for _, n in RISK)


def test_that_an_arm_of_the_numbers_at_risk_is_chosen(tmp_path):
    path = written(tmp_path, RISK_TABLES["two arms"], "risk.csv")
    assert read_numbers_at_risk(path, "RFA").table.patients == tuple(n - 5 for _, n in RISK)
    assert any("2 arms" in note for note in read_numbers_at_risk(path).notes)
    with pytest.raises(ClickFileError, match="no one arm 'TACE'"):
        read_numbers_at_risk(path, "TACE")


def test_that_a_hundred_thousand_clicks_are_read(tmp_path):
    times = np.linspace(0.0, 60.0, 100_000)
    path = written(
        tmp_path, "time,survival\n" + rows([f"{t:.4f}" for t in times], [f"{s:.6f}" for s in 0.5 ** (times / 24.0)])
    )
    assert median(path) == pytest.approx(24.0, abs=0.01)
