"""Values that must not go wrong, written down by hand from the papers; and every known misprint on record."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.evidence.checks import check_library
from engine.evidence.library import Library
from engine.evidence.records.figures import Figure

#: figure: (value, events, patients, time in months); None where the paper gives none
Spot = tuple[float | None, int | None, int | None, float | None]

SPOTS: dict[str, Spot] = {
    # 000: the trial of intraoperative radiotherapy, Table I and Results
    "masaki2020.site_none_iort": (22, 22, 38, None),
    "masaki2020.site_none_control": (30, 30, 38, None),
    "masaki2020.site_liver_only_iort": (9, 9, 38, None),
    "masaki2020.site_liver_only_control": (2, 2, 38, None),
    "masaki2020.site_lung_only_iort": (4, 4, 38, None),
    "masaki2020.site_lung_only_control": (3, 3, 38, None),
    "masaki2020.site_liver_and_lung_iort": (2, 2, 38, None),
    "masaki2020.site_liver_and_lung_control": (0, 0, 38, None),
    "masaki2020.site_distant_nodes_iort": (1, 1, 38, None),
    "masaki2020.site_distant_nodes_control": (2, 2, 38, None),
    "masaki2020.site_bone_and_nodes_control": (1, 1, 38, None),
    "masaki2020.site_any_liver_iort": (11, 11, 38, None),
    "masaki2020.site_any_liver_control": (2, 2, 38, None),
    "masaki2020.dmfi_liver_iort": (95, None, 8, None),
    "masaki2020.dmfi_liver_control": (228, None, 2, None),
    "masaki2020.dmfi_lung_iort": (567, None, 4, None),
    "masaki2020.dmfi_lung_control": (604, None, 3, None),
    "masaki2020.dmfi_liver_p": (0.037, None, 10, None),
    "masaki2020.dmfs_p": (0.039, None, 76, None),
    "chiang2014.lung": (38, 38, 117, None),
    "chiang2014.liver": (12, 12, 117, None),
    "chiang2014.bone": (13, 13, 117, None),
    "chiang2014.brain": (4, 4, 117, None),
    "chiang2014.lymph_nodes": (17, 17, 117, None),
    # 001: first-line chemoradiation
    "zhu2013.response_primary": (0.6875, 22, 32, 2),
    "zhu2013.response_distant": (0.5, 16, 32, 2),
    "zhu2013.os_median": (17.5, None, 32, None),
    "zhu2013.pfs_median": (12, None, 32, None),
    "zhu2013.os_by_therapy": (0.045, None, 32, None),
    "zhu2013.pfs_by_therapy": (0.274, None, 32, None),
    "zhu2013.progressions": (20, 20, 32, None),
    "zhu2013.downstaging": (0.857, 12, 14, None),
    "zhu2013.ypn0": (0.714, 10, 14, None),
    "zhu2013.definitive_rate": (0.281, 9, 32, None),
    "adam2004.conversion_rate": (0.125, 138, 1104, None),
    "adam2004.os_5y": (0.33, None, 138, 60),
    "delaunoit2005.os_median": (42.4, None, None, None),
    # 002: whole liver and boost
    "harbin2014.overall_survival_median": (19, None, 19, None),
    "harbin2014.overall_survival_12mo": (0.783, None, 19, 12),
    "harbin2014.overall_survival_24mo": (0.143, None, 19, 24),
    "harbin2014.response": (0.526, 10, 19, 3),
    "harbin2014.overall_survival_12mo_extrahepatic": (0.3, None, 5, 12),
    "harbin2014.overall_survival_12mo_no_extrahepatic": (0.929, None, 14, 12),
    "harbin2014.total_dose": (53.4, None, None, None),
    "pulitano2011.overall_survival_60mo_extrahepatic": (0.26, None, None, 60),
    "pulitano2011.overall_survival_60mo_no_extrahepatic": (0.58, None, None, 60),
    # 003: the review, Tables 1 and 2
    "mendezromero2006.local_control_24mo": (0.86, None, None, 24),
    "mendezromero2006.overall_survival_24mo": (0.62, None, 25, 24),
    "rusthoven2009.local_control_24mo": (0.92, None, None, 24),
    "rusthoven2009.overall_survival_24mo": (0.30, None, 47, 24),
    "lee2009.local_control_12mo": (0.71, None, 68, 12),
    "lee2009.overall_survival_18mo": (0.47, None, 68, 18),
    "goodman2010.local_control_12mo": (0.77, None, 26, 12),
    "goodman2010.overall_survival_24mo": (0.49, None, 26, 24),
    "rule2011.overall_survival_24mo": (0.55, None, 27, 24),
    "scorsetti2013.overall_survival_24mo": (0.40, None, 61, 24),
    "scorsetti2013.local_control_24mo": (0.91, None, 61, 24),
    "vanderpool2010.overall_survival_24mo": (0.83, None, 20, 24),
    "vanderpool2010.local_control_24mo": (0.74, None, None, 24),
    "chang2011.local_control_24mo": (0.55, None, None, 24),
    "chang2011.overall_survival_24mo": (0.28, None, 65, 24),
    "scorsetti2015.overall_survival_24mo": (0.65, None, 42, 24),
    "scorsetti2015.local_control_24mo": (0.91, None, 42, 24),
    "mcpartlin2017.overall_survival_24mo": (0.25, None, 60, 24),
    "petrelli2018.local_control_24mo": (0.593, None, None, 24),
    "petrelli2018.overall_survival_24mo": (0.565, None, None, 24),
    "takeda2016.local_control_24mo": (1.0, None, None, 24),
    "tomlinson2007.overall_survival_60mo_low_risk": (0.50, None, None, 60),
    "tomlinson2007.overall_survival_120mo_low_risk": (0.30, None, None, 120),
    "tomlinson2007.cure_at_least": (0.17, None, 612, None),
    "eortc40004.overall_survival_60mo_combined": (0.43, None, None, 60),
    "eortc40004.overall_survival_96mo_combined": (0.36, None, None, 96),
    "eortc40004.overall_survival_60mo_systemic": (0.30, None, None, 60),
    "eortc40004.overall_survival_96mo_systemic": (0.09, None, None, 96),
}

RANGES = {
    "masaki2020.dose": (18, 20),
    "masaki2020.energy": (6, 12),
    "masaki2020.cone": (3.8, 5.1),
    "takeda2014.overall_survival_24mo": (0.32, 0.83),
    "dimartino2020.local_control_24mo": (0.32, 0.76),
    "dimartino2020.overall_survival_60mo": (0.14, 0.55),
    "rule2011.local_control_24mo": (0.56, 0.89),
    "sanuki2022.sbrt_total_dose": (30, 60),
}


@pytest.mark.parametrize("figure_id", SPOTS)
def test_that_a_figure_is_as_the_paper_gives_it(figure_id: str, library: Library) -> None:
    figure = library.figures[figure_id]
    value, events, patients, months = SPOTS[figure_id]
    assert figure.value == value
    if figure.events is not None or events is not None:
        assert figure.events == events
    assert figure.patients == patients
    assert figure.time_months == months


@pytest.mark.parametrize("figure_id", RANGES)
def test_that_a_range_is_as_the_paper_gives_it(figure_id: str, library: Library) -> None:
    figure = library.figures[figure_id]
    assert (figure.low, figure.high) == RANGES[figure_id]


def test_that_the_pooled_intervals_are_the_published_ones(library: Library) -> None:
    control = library.figures["petrelli2018.local_control_24mo"].interval
    survival = library.figures["petrelli2018.overall_survival_24mo"].interval
    assert control is not None
    assert survival is not None
    assert (control.low, control.high, control.level) == (0.372, 0.815, 0.95)
    assert (survival.low, survival.high, survival.level) == (0.367, 0.762, 0.95)


# ---------------------------------------------------------------------- the examples that must not go wrong


def with_value(library: Library, value: float) -> list[Figure]:
    return [figure for figure in library.figures.values() if figure.value == value]


def test_that_p_0_058_belongs_to_the_whole_table_of_sites_alone(library: Library) -> None:
    (figure,) = with_value(library, 0.058)
    assert figure.id == "masaki2020.site_distribution_p"
    assert figure.patients == 76
    assert "D0-02" in figure.discrepancies
    fisher = library.figures["masaki2020.any_liver_fisher_p"]
    assert (fisher.value, fisher.obtained) == (0.0125, "derived")
    for caution in library.cautions.values():
        if "0.058" in caution.text:
            assert re.search(r"all sites|whole|table|distribution", caution.text), caution.id


def test_that_18_8_per_cent_dermatitis_is_grade_3_and_any_grade_is_24_of_32(library: Library) -> None:
    grade_3 = library.figures["zhu2013.dermatitis_grade_3"]
    assert (grade_3.value, grade_3.events, grade_3.patients, grade_3.grade) == (0.188, 6, 32, "3")
    any_grade = library.figures["zhu2013.dermatitis_any_grade"]
    assert (any_grade.events, any_grade.patients, any_grade.grade) == (24, 32, ">=1")
    others = [f for f in library.figures.values() if f.id.startswith("zhu2013.dermatitis") and f.value == 0.188]
    assert others == [grade_3]


def test_that_complete_response_is_5_of_the_14_operated(library: Library) -> None:
    figure = library.figures["zhu2013.pcr"]
    assert (figure.value, figure.events, figure.patients) == (0.357, 5, 14)
    of_all = library.figures["zhu2013.pcr_of_all"]
    assert (of_all.events, of_all.patients, of_all.obtained) == (5, 32, "derived")
    for figure in library.figures.values():
        if figure.value == 0.357:
            assert figure.patients == 14


@pytest.mark.hazard("number-without-source")
@pytest.mark.parametrize(
    ("criterion", "limit", "printed", "code"),
    [
        ("chemoradiotherapy.leukocytes", 4.0, "4,000/mL", "D1-01"),
        ("chemoradiotherapy.platelets", 100.0, "100,000/mL", "D1-01"),
        ("chemoradiotherapy.bilirubin", 2.0, "2 mg/mL", "D1-02"),
    ],
)
def test_that_impossible_units_are_read_and_both_are_kept(
    criterion: str, limit: float, printed: str, code: str, library: Library
) -> None:
    record = library.criteria[criterion]
    assert record.rule.limit == limit
    assert printed in record.printed
    assert code in record.discrepancies
    assert library.discrepancies[code].severity == "A"


def test_that_the_swapped_captions_do_not_swap_the_p_values(library: Library) -> None:
    survival, progression = library.figures["zhu2013.os_by_therapy"], library.figures["zhu2013.pfs_by_therapy"]
    assert (survival.endpoint, survival.value) == ("overall_survival", 0.045)
    assert (progression.endpoint, progression.value) == ("progression_free_survival", 0.274)
    assert "D1-05" in survival.discrepancies
    assert "D1-05" in progression.discrepancies


def test_that_8_and_11_patients_by_kps_stand_with_their_wrong_percentages(library: Library) -> None:
    below, above = library.figures["harbin2014.kps_below_80_count"], library.figures["harbin2014.kps_80_or_more_count"]
    assert (below.value, above.value) == (8, 11)
    assert "36.8%" in below.printed
    assert "63.2%" in above.printed
    assert below.discrepancies == above.discrepancies == ("D2-01",)
    low = library.figures["harbin2014.overall_survival_12mo_kps_below_80"]
    high = library.figures["harbin2014.overall_survival_12mo_kps_80_or_more"]
    assert (low.value, low.patients) == (0.625, 8)
    assert (high.value, high.patients) == (0.9, 11)
    assert "D2-02" in low.discrepancies


def test_that_75_gy_is_75_and_not_7_5(library: Library) -> None:
    figure = library.figures["scorsetti2015.total_dose"]
    assert (figure.value, figure.printed, figure.obtained) == (75, "7 5 Gy/3 fractions", "reading")
    assert "D3-07" in figure.discrepancies
    assert library.figures["scorsetti2015.fractions"].value == 3


def test_that_chang_has_3_per_cent_acute_grade_3_to_4_and_14_per_cent_late(library: Library) -> None:
    acute, late = library.figures["chang2011.acute_grade_3_to_4"], library.figures["chang2011.late_grade_3_or_more"]
    assert (acute.value, acute.grade, acute.phase, acute.patients) == (0.03, "3-4", "acute", 65)
    assert (late.value, late.grade, late.phase, late.patients) == (0.14, ">=3", "late", 65)
    assert "D3-06" in acute.discrepancies
    assert "D3-06" in late.discrepancies
    assert not any(figure.grade is not None and "414" in figure.grade for figure in library.figures.values())


def test_that_mcpartlin_has_50_per_cent_at_1_year_and_26_at_4(library: Library) -> None:
    one, four = library.figures["mcpartlin2017.local_control_12mo"], library.figures["mcpartlin2017.local_control_48mo"]
    assert (one.value, one.time_months, one.endpoint) == (0.5, 12, "local_control")
    assert (four.value, four.time_months, four.endpoint) == (0.26, 48, "local_control")


def test_that_mendez_romeros_counts_printed_as_percentages_are_counts(library: Library) -> None:
    colorectal = library.figures["mendezromero2006.colorectal_patients"]
    assert (colorectal.value, colorectal.events, colorectal.patients, colorectal.printed) == (14, 14, 25, "14%")
    acute = library.figures["mendezromero2006.acute_grade_3_or_more"]
    late = library.figures["mendezromero2006.late_grade_3_or_more"]
    assert (acute.events, acute.patients, acute.phase) == (2, 25, "acute")
    assert (late.events, late.patients, late.phase) == (1, 25, "late")
    assert "D3-02" in colorectal.discrepancies
    assert "D3-03" in acute.discrepancies


# ---------------------------------------------------------------------- misprints


@pytest.fixture(scope="module")
def severities(project: Path) -> dict[str, str]:
    """Return the code and severity of every inconsistency in the note, or skip where it is absent."""
    note = project.parent / "shared" / "notes" / "discrepancies.md"
    if not note.is_file():
        pytest.skip("the note on discrepancies that belongs in ../shared/notes is not on this machine")
    rows = re.findall(r"^\| (D[0-9X]-\d+) \| ([^|]+) \|", note.read_text("utf-8"), re.MULTILINE)
    return {code: severity.strip() for code, severity in rows}


def test_that_every_discrepancy_of_severity_a_and_b_is_on_record(library: Library, severities: dict[str, str]) -> None:
    assert len(severities) > 80
    needed = {code for code, severity in severities.items() if severity in ("A", "B")}
    assert needed <= set(library.discrepancies)


def test_that_its_severity_is_the_one_of_the_note(library: Library, severities: dict[str, str]) -> None:
    differing = {
        code: (record.severity, severities[code])
        for code, record in library.discrepancies.items()
        if severities.get(code) in ("A", "B", "C") and severities[code] != record.severity
    }
    assert differing == {}


def test_that_every_discrepancy_of_severity_a_and_b_is_carried_by_a_record(library: Library) -> None:
    carried = {
        code
        for many in (library.figures, library.cohorts, library.criteria, library.cautions, library.mechanisms)
        for record in many.values()
        for code in record.discrepancies  # type: ignore[attr-defined]
    } | {code for record in library.spread for code in record.discrepancies}
    concerned = {code for code, record in library.discrepancies.items() if record.concerns}
    heavy = {code for code, record in library.discrepancies.items() if record.severity in ("A", "B")}
    assert heavy - carried - concerned == set()


@pytest.mark.hazard("number-without-source")
def test_that_every_discrepancy_keeps_print_reading_and_reason(library: Library) -> None:
    for record in library.discrepancies.values():
        assert record.printed.strip()
        assert record.reading.strip()
        assert record.reason.strip()


# ---------------------------------------------------------------------- arithmetic


def test_that_nothing_in_the_library_breaks_its_arithmetic(library: Library) -> None:
    result = check_library(library)
    assert [f"{found.record}: {found.text}" for found in result.broken] == []
    assert len(result.proved) > 200
    assert result.lines()[-1].startswith(f"{len(result.proved)} proved, 0 broken, ")


@pytest.mark.hazard("number-without-source")
def test_that_every_rate_has_a_denominator_or_says_why_not(library: Library) -> None:
    for figure in library.figures.values():
        if figure.statistic == "rate":
            assert figure.patients or (figure.denominator_absent or "").strip()


def test_that_a_restated_study_names_who_restates_it_and_where(library: Library) -> None:
    restated = [source for source in library.sources.values() if source.as_reported_by is not None]
    assert len(restated) > 50
    for source in restated:
        assert source.as_reported_by in library.sources
        assert (source.locator or "").strip()
        assert source.paper in ("000", "001", "002", "003", "004")
