"""Damaged files give a number or a sentence: never another exception, never nonsense, never a hang."""

from __future__ import annotations

import math
import warnings
from functools import lru_cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.material.dose_phantoms import Phantom, ellipse, write_phantom
from engine.dose import DoseFileError, read_dvh, read_plan, spared_liver, spared_liver_from_dvh

RINGS = {
    "Liver": [(z, ellipse(30, 25, points=12)) for z in (0.0, 5.0, 10.0, 15.0)],
    "GTV": [(z, ellipse(8, 8, points=8)) for z in (5.0, 10.0)],
}
TINY = Phantom(rings=RINGS, spacing_mm=(10.0, 10.0, 10.0), low_mm=(-50, -50, -20), high_mm=(50, 50, 40), bits=16)
BOUNDED = settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])

changes = st.lists(
    st.tuples(
        st.sampled_from(["set", "cut", "drop", "double", "number"]),
        st.floats(0, 1),
        st.integers(0, 255),
        st.integers(1, 40),
    ),
    min_size=1,
    max_size=4,
)


def damaged(contents: bytes, steps) -> bytes:
    data = bytearray(contents)
    for kind, where, value, length in steps:
        at = int(where * max(len(data) - 1, 0))
        if kind == "set" and data:
            data[at] = value
        elif kind == "cut":
            del data[at:]
        elif kind == "drop":
            del data[at : at + length]
        elif kind == "double":
            data[at:at] = data[at : at + length]
        elif kind == "number":
            data[at : at + 3] = [b"9e9", b"-1.", b"nan", b"0,0", b"  7"][value % 5]
    return bytes(data)


def assert_sound(result) -> None:
    for value in (result.below_threshold_ml, result.normal_liver_ml, result.lower_bound_ml, result.upper_bound_ml):
        assert value is None or (math.isfinite(value) and value >= 0)
    if result.lower_bound_ml is not None:
        assert result.lower_bound_ml <= result.below_threshold_ml <= result.upper_bound_ml


def assert_a_sentence(error: DoseFileError) -> None:
    assert "\n" not in str(error)
    assert error.remedy


@lru_cache(maxsize=1)
def texts() -> tuple[str, ...]:
    curve = [(round(0.5 * i, 2), round(100 / (1 + math.exp((0.5 * i - 12) / 4)) * 1.0498, 4)) for i in range(80)]
    rows = "\r\n".join(f"{d}   {d / 0.6:.3f}   {v}" for d, v in curve)
    eclipse = (
        "Patient Name: X\r\n\r\nPlan: P\r\nPrescribed dose [Gy]: 60\r\n% for dose (%): 100\r\n\r\nStructure: Liver\r\n"
        "Plan: P\r\nVolume [cc]: 1200.0\r\nMean Dose [Gy]: 12.6\r\n\r\n"
        f"Dose [Gy]   Relative dose [%]   Ratio of Total Structure Volume [%]\r\n{rows}\r\n"
    )
    raystation = "#Dosename:P\n#RoiName:Liver\n#Unit:Gy\n" + "\n".join(f"{d}\t{v}" for d, v in curve)
    monaco = "Patient ID: X~1 | Plan Name: P | Bin Width: 0.5(Gy) | Dose Units: Gy | Volume Units: cm3\n\n"
    monaco += "\n".join(f"Liver  {d}  {v}" for d, v in curve)
    table = "Dose (Gy);Liver (cc)\n" + "\n".join(f"{d};{v}".replace(".", ",") for d, v in curve)
    return eclipse, raystation, monaco, table


@pytest.mark.hazard("bad-input")
@BOUNDED
@given(st.sampled_from(["rtstruct", "rtdose", "rtplan"]), changes)
@pytest.mark.slow
@pytest.mark.parametrize("header", [True, False])
def test_that_a_damaged_plan_gives_a_number_or_a_sentence(tmp_path, header, part, steps):
    files = write_phantom(tmp_path, TINY.with_(header=header))
    path = getattr(files, part)
    path.write_bytes(damaged(path.read_bytes(), steps))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            plan = read_plan(files.rtstruct, files.rtdose, files.rtplan)
            assert_sound(spared_liver(plan, liver="Liver", tumours=["GTV"]))
        except DoseFileError as error:
            assert_a_sentence(error)


@pytest.mark.hazard("bad-input")
@BOUNDED
@given(st.integers(0, 3), changes)
def test_that_a_damaged_dvh_gives_a_number_or_a_sentence(tmp_path, which, steps):
    path = tmp_path / "dvh.txt"
    path.write_bytes(damaged(texts()[which].encode(), steps))
    try:
        for structure in (dvh := read_dvh(path)).structures:
            assert_sound(spared_liver_from_dvh(dvh, structure=structure.name, plan=structure.plan))
    except DoseFileError as error:
        assert_a_sentence(error)


@BOUNDED
@given(st.one_of(st.binary(max_size=600), st.text(max_size=600).map(lambda text: text.encode("utf-8", "replace"))))
def test_that_any_bytes_at_all_give_a_sentence(tmp_path, contents):
    path = tmp_path / "any"
    path.write_bytes(contents)
    with pytest.raises(DoseFileError):
        read_dvh(path)
    with pytest.raises(DoseFileError):
        read_plan(path, path)


@BOUNDED
@given(
    st.integers(0, 3),
    st.lists(st.sampled_from("[]:;|#,. \t\n%GyDose0123456789-"), min_size=1, max_size=30).map("".join),
    st.floats(0, 1),
)
def test_that_signs_of_the_formats_in_odd_places_do_no_harm(tmp_path, which, inserted, where):
    text = texts()[which]
    at = int(where * len(text))
    path = tmp_path / "dvh.txt"
    path.write_text(text[:at] + inserted + text[at:], encoding="utf-8")
    try:
        for structure in (dvh := read_dvh(path)).structures:
            assert_sound(spared_liver_from_dvh(dvh, structure=structure.name, plan=structure.plan))
    except DoseFileError as error:
        assert_a_sentence(error)
