"""An element whose kind pydicom does not know: found by `make soak`."""

from __future__ import annotations

from pathlib import Path

import pydicom
import pytest
from pydicom.uid import ExplicitVRLittleEndian

from bench.material.dose_phantoms import write_phantom
from engine.dose import DoseFileError, read_plan


def test_that_an_element_of_an_unknown_kind_gets_a_sentence(tmp_path: Path) -> None:
    written = write_phantom(tmp_path)
    dataset = pydicom.dcmread(written.rtstruct)
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.save_as(written.rtstruct, enforce_file_format=True)
    data = written.rtstruct.read_bytes()
    # The sequence of contours announces itself as SQ; CQ is no kind of element.
    place = data.index(b"\x06\x30\x39\x00SQ")
    written.rtstruct.write_bytes(data[: place + 4] + b"CQ" + data[place + 6 :])
    with pytest.raises(DoseFileError, match="cannot be read"):
        read_plan(written.rtstruct, written.rtdose)
