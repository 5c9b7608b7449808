"""Nothing that a reader changed on the way from the file to its curve is left untold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.dose import DvhOptions, explain_dvh, read_dvh, spared_liver_from_dvh
from engine.dose.dvh import dvh_files as dvh_room
from engine.dose.dvh.dvh_records import DvhStructure, RawCurve, checked
from tests.engine.dose.dvh.dvh_samples import DIALECTS, DOSES, LAYOUTS, VOLUME_ML, rows, share

SAMPLES = {**{name: made() for name, made in DIALECTS.items()}, **LAYOUTS}
#: dialects whose files leave the unit of dose to the user
ANSWERS = {"mirada": DvhOptions(dose_unit="gy"), "mobius": DvhOptions(dose_unit="gy")}


def told_of(path: Path, text: str | bytes, name: str = "") -> tuple[list[str], list[tuple[RawCurve, DvhStructure]]]:
    """What `--explain` tells of a file's liver, and each curve as found in the file and as checked."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    seen: list[tuple[RawCurve, DvhStructure]] = []

    def watched(where: Path, raw: RawCurve) -> DvhStructure:
        found = checked(where, raw)
        seen.append((raw, found))
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dvh_room, "checked", watched)
        dvh = read_dvh(path, ANSWERS.get(name, DvhOptions()))
    liver = next((s.name for s in dvh.structures if s.name == "Liver"), dvh.structures[0].name)
    result = spared_liver_from_dvh(dvh, structure=liver, structure_volume_ml=VOLUME_ML)
    said = explain_dvh(dvh, result)
    assert [line.split(": ", 2)[0] for line in said.as_text()] == [path.name] * len(said.as_text())
    return [*said.recognised, *said.converted, *said.assumed, *said.left_out], seen


def is_changed(raw: RawCurve, found: DvhStructure) -> bool:
    """Whether a curve's numbers are others than those of the file."""
    if len(raw.dose) != len(found.dose_gy):
        return True
    return not (np.array_equal(raw.dose, found.dose_gy) and np.array_equal(raw.volume, found.above))


@pytest.mark.hazard("wrong-unit")
@pytest.mark.parametrize("name", SAMPLES)
def test_that_nothing_converted_is_untold(name, tmp_path):
    _, seen = told_of(tmp_path / "dvh.txt", SAMPLES[name], name)
    assert seen
    for raw, found in seen:
        if not found.problem and is_changed(raw, found):
            assert len(found.told) > 0, f"{name}: {raw.name}"
            # What the dialect itself was told of is not what was done afterwards.
            assert set(found.told) - set(raw.told), f"{name}: {raw.name}"


@pytest.mark.hazard("wrong-unit")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        (SAMPLES["raystation"], "doses were converted to Gy (× 0.01)"),
        (SAMPLES["descending doses"], "doses descend and were turned round"),
        (SAMPLES["litres"], "volumes were converted from L to mL (× 1000)"),
        (SAMPLES["eclipse differential"], "added up to those above each dose"),
        (SAMPLES["tomotherapy"], "percent were taken of 1200.0 mL"),
        (SAMPLES["volume and percent"], "the column in percent was left out"),
        (SAMPLES["eclipse"].encode("latin-1"), "encoded as Latin-1"),
        (SAMPLES["eclipse"].encode("utf-16"), "encoded as UTF-16"),
        ("Dose (Gy),Liver (cc)\n0,1200\n0,1100\n" + rows("{g:.2f},{v:.4f}", DOSES[2:]), "read as vertical steps"),
        (
            # At 5.5 Gy half a mL more than at 5 Gy: less than a thousandth of the largest volume.
            "Dose (Gy),Liver (cc)\n"
            + "".join(f"{d},{VOLUME_ML * share(5.0 if d == 5.5 else d) + 0.5 * (d == 5.5)}\n" for d in DOSES),
            "were levelled",
        ),
    ],
)
def test_that_each_change_is_told_in_its_words(text, words, tmp_path):
    said, _ = told_of(tmp_path / "dvh.txt", text)
    assert any(words in sentence for sentence in said), said
