"""A folder or archive given as a whole: the files that name each other are taken, and the choice is said."""

from __future__ import annotations

import errno
import os
import zipfile

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from bench.material.dose_phantoms import Phantom, ellipse, write_phantom
from engine.dose import DoseFileError, explain_plan, find_plan_files, read_plan, spared_liver
from engine.dose.plan_files.plan_folder import choose_plan_files, is_archive, unpacked

RINGS = {"Liver": [(float(z), ellipse(40.0, 30.0)) for z in range(0, 30, 5)], "GTV": [(10.0, ellipse(8.0, 8.0))]}


def _plan(folder, number, *, refers=True, structure_set=None):
    """Write a small plan whose files name each other under UIDs of their own."""
    files = write_phantom(folder, Phantom(rings=RINGS))
    structures, dose, plan = dcmread(files.rtstruct), dcmread(files.rtdose), dcmread(files.rtplan)
    uids = {kind: f"1.2.3.{number}.{at}" for at, kind in enumerate(("structures", "dose", "plan"), start=1)}
    uids["structures"] = structure_set or uids["structures"]
    for dataset, kind in ((structures, "structures"), (dose, "dose"), (plan, "plan")):
        dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = uids[kind]
    for dataset, sequence, uid in (
        (dose, "ReferencedRTPlanSequence", uids["plan"]),
        (dose, "ReferencedStructureSetSequence", uids["structures"]),
        (plan, "ReferencedStructureSetSequence", uids["structures"]),
    ):
        if sequence in dataset:
            del dataset[sequence]
        if refers:
            item = Dataset()
            item.ReferencedSOPInstanceUID = uid
            setattr(dataset, sequence, [item])
    for path, dataset in ((files.rtstruct, structures), (files.rtdose, dose), (files.rtplan, plan)):
        dataset.save_as(path)
    return files


def test_that_the_set_that_belongs_together_is_found_among_other_files(tmp_path):
    wanted = _plan(tmp_path / "a", 1)
    other = _plan(tmp_path / "b", 2)
    other.rtdose.unlink()
    found = find_plan_files(tmp_path)
    assert (found.rtstruct, found.rtdose, found.rtplan) == (wanted.rtstruct, wanted.rtdose, wanted.rtplan)
    assert any("name each other: rtss.dcm, rtdose.dcm, rtplan.dcm" in sentence for sentence in found.why)


def test_that_two_whole_sets_are_for_the_user_to_choose_from(tmp_path):
    _plan(tmp_path / "a", 1)
    _plan(tmp_path / "b", 2)
    with pytest.raises(DoseFileError, match="holds 2 structure sets"):
        find_plan_files(tmp_path)


def _sum_of(folder, plans, name="sum.dcm"):
    """Write a dose that is the sum of plans."""
    dose = dcmread(plans[0].rtdose)
    dose.DoseSummationType = "MULTI_PLAN"
    dose.SOPInstanceUID = dose.file_meta.MediaStorageSOPInstanceUID = "1.2.3.99.2"
    references = []
    for plan in plans:
        item = Dataset()
        item.ReferencedSOPInstanceUID = dcmread(plan.rtplan).SOPInstanceUID
        references.append(item)
    dose.ReferencedRTPlanSequence = references
    dose.save_as(folder / name)
    return folder / name


def test_that_the_sum_of_all_plans_goes_before_its_parts(tmp_path):
    first = _plan(tmp_path / "a", 1, structure_set="1.2.3.50")
    second = _plan(tmp_path / "b", 2, structure_set="1.2.3.50")
    second.rtstruct.unlink()
    total = _sum_of(tmp_path, [first, second])
    found = find_plan_files(tmp_path)
    assert (found.rtdose, found.rtplan) == (total, None)
    assert any("sum of all 2 plans was taken" in sentence for sentence in found.why)
    result = spared_liver(read_plan(found.rtstruct, found.rtdose), liver="Liver")
    assert result.fractions is None
    assert "plan_sum" in {warning.kind for warning in result.warnings}


def test_that_a_sum_of_some_of_the_plans_is_not_taken_for_all(tmp_path):
    plans = [_plan(tmp_path / name, number, structure_set="1.2.3.50") for number, name in enumerate("abc", start=1)]
    for plan in plans[1:]:
        plan.rtstruct.unlink()
    _sum_of(tmp_path, plans[:2])
    with pytest.raises(DoseFileError, match="holds 4 plan doses"):
        find_plan_files(tmp_path)


def test_that_files_that_name_nothing_are_not_guessed_together(tmp_path):
    first = _plan(tmp_path / "a", 1, refers=False)
    second = _plan(tmp_path / "b", 2, refers=False)
    second.rtdose.unlink()
    with pytest.raises(DoseFileError, match="give the files of one plan"):
        choose_plan_files(tmp_path, [first.rtstruct, second.rtstruct, first.rtdose, first.rtplan])


def test_that_a_set_without_a_plan_asks_for_fractions(tmp_path):
    files = _plan(tmp_path, 1)
    files.rtplan.unlink()
    found = find_plan_files(tmp_path)
    result = spared_liver(read_plan(found.rtstruct, found.rtdose, found.rtplan), liver="Liver", tumours=["GTV"])
    assert [item.item for item in result.missing] == ["fractions"]
    told = explain_plan(read_plan(found.rtstruct, found.rtdose), result, found).as_json()
    assert "The liver is 'Liver'." in told["recognised"]
    assert told["assumed"] == [result.missing[0].text]


@pytest.mark.hazard("bad-input")
def test_that_an_archive_is_read_and_writes_nowhere_else(tmp_path):
    files = _plan(tmp_path / "plan", 1)
    archive = tmp_path / "plan.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for path in (files.rtstruct, files.rtdose, files.rtplan):
            zipped.write(path, f"../../{path.name}")
        zipped.writestr("notes.txt", "not a plan")
    assert is_archive(archive)
    with unpacked(archive) as folder:
        found = find_plan_files(folder)
        assert all(folder in path.parents for path in (found.rtstruct, found.rtdose, found.rtplan))
        plan = read_plan(found.rtstruct, found.rtdose, found.rtplan)
    assert not folder.exists()
    assert spared_liver(plan, liver="Liver").normal_liver_ml > 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan", "plan.zip"]


def test_that_a_damaged_archive_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "plan.zip"
    path.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(DoseFileError, match="damaged or no zip archive"), unpacked(path):
        pass


def test_that_an_archive_is_not_called_damaged_where_there_is_no_room_to_unpack_it(tmp_path, monkeypatch):
    archive = tmp_path / "plan.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("dose.dcm", b"whole")

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("engine.dose.plan_files.plan_folder._unpack", full)
    with pytest.raises(DoseFileError, match="cannot be unpacked \\(no space left on device\\)"), unpacked(archive):
        pass


def test_that_what_an_archive_lacks_is_said_of_the_archive(tmp_path):
    archive = tmp_path / "plan of march.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("read me.txt", "nothing of a plan")
    with unpacked(archive) as folder, pytest.raises(DoseFileError) as told:
        find_plan_files(folder, named=archive)
    assert str(told.value).startswith("plan of march.zip: ")
