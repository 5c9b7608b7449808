"""Every change to a Pinnacle folder has one outcome, as `test_dvh_mutations` asks of the exports in one file."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.dose import DoseFileError, read_dvh, spared_liver_from_dvh
from tests.engine.dose.dvh.dvh_samples import BELOW_15_ML, DOSES, MEAN_GY, VOLUME_ML, share

R, X, W, A = "right", "refused", "warned", "asked"
Files = dict[str, str]


def folder_of(*, is_percent: bool) -> Files:
    whole = 100.0 if is_percent else VOLUME_ML
    rows = "".join(f"{100 * d:.2f}, {whole * share(d):.4f},\n" for d in DOSES)
    return {
        "DoseInfo.csv": "PrescriptionDose.cGy,NumberOfFractions,Dose.cGy\n2000,3,6000\n",
        "Data/Info.csv": "RegionOfInterestName,Filename,Volume.ccm,DoseMin.cGy,DoseMax.cGy,DoseMean.cGy\n"
        f"Liver,roi_1,1200.0,0,6000,{100 * MEAN_GY:.1f}\n",
        "Data/roi_1.csv": f"NumberOfDimensions = 2;\nNumberOfPoints = {len(DOSES)};\nPoints[] ={{\n{rows}}};\n",
    }


POINTS, INFO = "Data/roi_1.csv", "Data/Info.csv"


def _each_row(files: Files, change: Callable[[int, str], str | None]) -> None:
    lines = files[POINTS].splitlines()
    first = lines.index("Points[] ={") + 1
    kept = [change(at - first, line) if line[:1].isdigit() else line for at, line in enumerate(lines)]
    files[POINTS] = "\n".join(line for line in kept if line is not None) + "\n"


def swapped(files: Files) -> None:
    _each_row(files, lambda _, line: "{1}, {0},".format(*re.split(r",\s*", line)))


def unit_changed(files: Files) -> None:
    for name in ("DoseInfo.csv", INFO):
        files[name] = files[name].replace("cGy", "Gy")


def unit_of_one_table_changed(files: Files) -> None:
    files[INFO] = files[INFO].replace("cGy", "Gy")


def unit_translated(files: Files) -> None:
    for name in ("DoseInfo.csv", INFO):
        files[name] = files[name].replace("cGy", "rad")


def row_dropped(files: Files) -> None:
    _each_row(files, lambda at, line: None if at == 50 else line)


def row_dropped_and_counted(files: Files) -> None:
    row_dropped(files)
    files[POINTS] = files[POINTS].replace(f"= {len(DOSES)};", f"= {len(DOSES) - 1};")


def decimal_commas(files: Files) -> None:
    _each_row(files, lambda _, line: re.sub(r"(?<=[0-9])\.(?=[0-9])", ",", line))


def one_decimal_comma(files: Files) -> None:
    _each_row(files, lambda at, line: line.replace(".", ",", 1) if at == 30 else line)


def thousands_in_the_points(files: Files) -> None:
    _each_row(files, lambda _, line: re.sub(r"^([1-9])([0-9]{3})(?=\.)", r"\1,\2", line))


def thousands_in_the_volume(files: Files) -> None:
    files[INFO] = files[INFO].replace("1200.0", "1,200.0")


def volume_grouped_the_other_way(files: Files) -> None:
    files[INFO] = files[INFO].replace("1200.0", '"1.200,0"')


def damaged(files: Files) -> None:
    _each_row(files, lambda at, line: line.replace(".", "x", 1) if at == 40 else line)


def without_its_points(files: Files) -> None:
    del files[POINTS]


MUTATIONS = {
    "columns swapped": swapped,
    "unit changed": unit_changed,
    "unit of one table changed": unit_of_one_table_changed,
    "unit translated": unit_translated,
    "row dropped": row_dropped,
    "row dropped and counted": row_dropped_and_counted,
    "decimal commas": decimal_commas,
    "one decimal comma": one_decimal_comma,
    "thousands in the points": thousands_in_the_points,
    "thousands in the volume": thousands_in_the_volume,
    "volume grouped the other way": volume_grouped_the_other_way,
    "damaged row": damaged,
    "without its points": without_its_points,
}
#: outcome with the curve in mL, and in percent
EXPECTED = dict.fromkeys(MUTATIONS, (X, X)) | {
    "row dropped and counted": (R, R),
    # In percent the volume is asked for; in mL nobody could tell the curve's unit without it.
    "volume grouped the other way": (X, A),
}


def outcome(folder: Path, files: Files) -> str:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    try:
        result = spared_liver_from_dvh(read_dvh(folder), structure="Liver")
    except DoseFileError as error:
        return X if "\n" not in str(error) else str(error)
    if result.below_threshold_ml is None:
        return A
    if result.below_threshold_ml == pytest.approx(BELOW_15_ML, abs=1.0):
        return R
    return W if {w.kind for w in result.warnings} - {"tumour_included"} else f"{result.below_threshold_ml:.1f}"


@pytest.mark.parametrize("is_percent", [False, True])
def test_that_the_unchanged_folder_is_right(is_percent, tmp_path):
    assert outcome(tmp_path / "export", folder_of(is_percent=is_percent)) == R


@pytest.mark.hazard("wrong-unit")
@pytest.mark.parametrize("is_percent", [False, True])
@pytest.mark.parametrize("mutation", MUTATIONS)
def test_that_a_changed_folder_has_its_one_outcome(mutation, is_percent, tmp_path):
    files = folder_of(is_percent=is_percent)
    MUTATIONS[mutation](files)
    assert outcome(tmp_path / "export", files) == EXPECTED[mutation][is_percent]
