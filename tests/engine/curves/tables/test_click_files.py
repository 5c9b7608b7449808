"""Files of clicks and numbers at risk: every layout that is read, and every mistake with file, line and remedy."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.curves.tables.click_files import ClickFileError
from engine.curves.tables.click_files import read_clicks as read_all_of_it
from engine.curves.tables.risk_files import read_numbers_at_risk as read_risk_table


def read_clicks(path):
    clicks = read_all_of_it(path)
    return clicks.time_months, clicks.survival


def read_numbers_at_risk(path):
    return read_risk_table(path).table


READ = {
    "comma": "time,surv\n0,1\n1.5,0.98\n",
    "semicolon and decimal comma": "Zeit;Überleben\n0;1\n1,5;0,98\n",
    "semicolon and decimal point": "t;s\n0;1\n1.5;0.98\n",
    "tab and decimal comma": "t\ts\n0\t1\n1,5\t0,98\n",
    "quoted decimal comma": 't,s\n"0","1"\n"1,5","0,98"\n',
    "quoted header": '"time","surv"\n0,1\n1.5,0.98\n',
    "no header": "0,1\n1.5,0.98\n",
    "byte order mark": "\ufefftime,surv\n0,1\n1.5,0.98\n",
    "blank lines": "\n\ntime,surv\n\n0,1\n\n1.5,0.98\n\n",
    "carriage returns": "time,surv\r\n0,1\r\n1.5,0.98\r\n",
    "further columns": "time,surv,note\n0,1,first\n1.5,0.98,\n",
    "spaces": "time , surv\n 0 , 1\n 1.5 , 0.98 \n",
    "a comma in the header": '"time, months";"S(t)"\n0;1\n1.5;0.98\n',
}


def written(folder, text, encoding="utf-8"):
    path = folder / "clicks.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("name", READ)
def test_that_every_usual_layout_is_read(name, tmp_path):
    times, survival = read_clicks(written(tmp_path, READ[name]))
    assert times.tolist() == [0.0, 1.5]
    assert survival.tolist() == [1.0, 0.98]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_that_every_usual_encoding_is_read(encoding, tmp_path):
    times, _ = read_clicks(written(tmp_path, "Zeit;Überleben\n0;1\n1,5;0,98\n", encoding))
    assert times.tolist() == [0.0, 1.5]


def test_that_percent_signs_and_missing_values_are_understood(tmp_path):
    times, survival = read_clicks(written(tmp_path, "t;s\n0;100 %\n1,5;98,2%\n2;NA\n"))
    assert times.tolist() == [0.0, 1.5, 2.0]
    assert survival.tolist()[:2] == [100.0, 98.2]
    assert math.isnan(survival[2])


BAD = {
    "nothing": ("", None, "it is empty"),
    "only a header": ("time,surv\n", None, "no numbers"),
    "one column": ("time\n0\n1\n", 1, "only one column"),
    "a short line": ("time,surv\n0,1\n5\n", 3, "only one column"),
    "a word": ("time,surv\n0,1\nfive,0.9\n", 3, "the time 'five' is not a number"),
    "an empty cell": ("time,surv\n0,1\n5,\n", 3, "the survival '' is not a number"),
    "words between numbers": ("time,surv\n0,1\nmonths,percent\n5,0.5\n", 3, "the time 'months' is not a number"),
    "an open quotation": ('time,surv\n0,1\n"5,0.9\n', 3, "quotation marks"),
    "decimal commas between commas": ("time,surv\n0,5,0,98\n1,5,0,95\n", 2, "decimal marks and separators"),
    "whole months, decimal commas": ("time,surv\n6,0,98\n12,0,95\n", 2, "decimal marks and separators"),
    "two decimal marks": ("time;surv\n0;1\n1,000.5;0.9\n", 3, "'1,000.5' is written with another mark"),
    "a number without an end": (f"time,surv\n0,1\n5,0.{'9' * 140_000}\n", 3, "longer than 100000 characters"),
    "a header without an end": (f"time,{'s' * 140_000}\n0,1\n", 1, "longer than 100000 characters"),
    "an underscore": ("time,surv\n1_0,0.9\n5,0.8\n", 2, "not a number"),
}


@pytest.mark.parametrize("name", BAD)
def test_that_a_mistake_is_told_with_file_line_problem_and_remedy(name, tmp_path):
    text, line, words = BAD[name]
    path = written(tmp_path, text)
    with pytest.raises(ClickFileError) as refusal:
        read_clicks(path)
    assert refusal.value.line == line
    assert words in refusal.value.problem
    assert refusal.value.remedy
    message = str(refusal.value)
    assert message.startswith(str(path))
    assert "\n" not in message


def test_that_a_missing_file_and_a_folder_are_told(tmp_path):
    with pytest.raises(ClickFileError, match="no such file"):
        read_clicks(tmp_path / "absent.csv")
    with pytest.raises(ClickFileError, match="cannot be read"):
        read_clicks(tmp_path)


def test_that_what_is_not_text_is_refused(tmp_path):
    path = tmp_path / "clicks.xlsx"
    path.write_bytes(b"PK\x03\x04\x00\x00\xff\xfe\x00")
    with pytest.raises(ClickFileError, match="not a text file"):
        read_clicks(path)


def test_that_numbers_at_risk_are_whole(tmp_path):
    table = read_numbers_at_risk(written(tmp_path, '"trisk","nrisk"\n0,213\n10,122\n'))
    assert table.time_months == (0.0, 10.0)
    assert table.patients == (213, 122)
    with pytest.raises(ClickFileError, match=r"line 3: 122\.5 is not a number of patients"):
        read_numbers_at_risk(written(tmp_path, "trisk,nrisk\n0,213\n10,122.5\n"))
    with pytest.raises(ClickFileError, match="nan is not a number of patients"):
        read_numbers_at_risk(written(tmp_path, "trisk,nrisk\n0,213\n10,nan\n"))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0.0, 100.0), st.floats(0.0, 1.0)), min_size=1, max_size=10, unique_by=lambda pair: pair[0]
    ),
    st.sampled_from([",", ";", "\t"]),
    st.booleans(),
)
def test_that_what_is_written_is_read_back(tmp_path_factory, pairs, separator, decimal_comma):
    def cell(value):
        text = f"{value:.6f}"
        return text.replace(".", ",") if decimal_comma and separator != "," else text

    pairs = sorted(
        (time, value)
        for (time, _), value in zip(
            sorted(pairs), sorted((0.9 + value / 10 for _, value in pairs), reverse=True), strict=True
        )
    )
    lines = ["time" + separator + "survival", *(cell(time) + separator + cell(value) for time, value in pairs)]
    path = written(tmp_path_factory.mktemp("clicks"), "\n".join(lines))
    times, survival = read_clicks(path)
    assert times.tolist() == [pytest.approx(time, abs=1e-6) for time, _ in pairs]
    assert survival.tolist() == [pytest.approx(value, abs=1e-6) for _, value in pairs]


@pytest.mark.hazard("bad-input")
@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_that_any_text_is_read_or_refused_in_a_sentence(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("any") / "clicks.csv"
    path.write_bytes(text.encode("utf-8", errors="surrogatepass"))
    try:
        times, survival = read_clicks(path)
    except ClickFileError as refusal:
        said = (refusal.problem, refusal.remedy)
    else:
        said = ("read", "read") if times.size == survival.size > 0 else ("", "")
    assert all(said)


@pytest.mark.parametrize(("length", "is_read"), [(100_000, True), (100_001, False)])
def test_that_a_line_may_be_as_long_as_the_limit(length, is_read, tmp_path):
    path = tmp_path / "clicks.csv"
    path.write_text("time,survival\n0,1\n" + "5,0.5,".ljust(length, "x") + "\n", encoding="utf-8")
    if is_read:
        assert read_clicks(path)[1].tolist() == [1.0, 0.5]
    else:
        with pytest.raises(ClickFileError, match="longer than 100000 characters") as caught:
            read_clicks(path)
        assert caught.value.line == 3
