"""A treatment plan read from its files, ready for questions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from engine.dose.dicom.dicom_file import DicomFile, open_dicom
from engine.dose.organs.organ import Organ
from engine.dose.plan_files.beam_doses import sum_of_beams
from engine.dose.plan_files.dose_file import check_total_dose, read_dose_grid
from engine.dose.plan_files.dose_grid import DoseGrid
from engine.dose.plan_files.plan_file import Prescription, check_references, read_prescription
from engine.dose.plan_files.plan_folder import PlanFiles
from engine.dose.plan_files.sampling import volume_ml
from engine.dose.plan_files.structure_set import Structure, StructureSet, read_structure_set
from engine.dose.records import DoseWarning, FileHash, SparedLiver
from engine.reading.explanation import Explanation
from engine.words.said import fault, say

__all__ = ["Plan", "Structure", "StructureProposal", "explain_plan", "propose_structures", "read_plan"]

# TG-263: Liver, Liver-GTV, GTV, GTVp, GTV_1, IGTV, ...; wording of other languages is left to the user.
#: warnings that say what was done to contours or doses on the way to the number, and under which heading they are told
CONTOURS_CHANGED = {
    "beam_sum": "converted",
    "overlapping_contours": "converted",
    "unclear_contours": "converted",
    "slice_gap": "assumed",
    "separate_parts": "assumed",
    "contour_type_missing": "assumed",
    "frame_unknown": "assumed",
    "contour_miscounted": "assumed",
    "repeated_contour": "left_out",
    "contour_left_out": "left_out",
}
_LIVER = re.compile(r"^(liver|liver[ _-]+(i?gtv|ctv)\w*)$", re.IGNORECASE)
_TUMOUR = re.compile(r"^i?gtv", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StructureProposal:
    """Names a user may well choose; proposed, never taken by itself."""

    liver: tuple[str, ...]
    tumours: tuple[str, ...]


class Plan:
    """Structure set, dose and prescription of one plan; made by `read_plan`.

    Organs, and the dose sampled in them, are kept, so that a second question is answered at once. A plan must not be
    asked from two threads at the same time.
    """

    def __init__(
        self,
        structure_set: StructureSet,
        dose_file: DicomFile,
        grid: DoseGrid,
        prescription: Prescription,
        warnings: Sequence[DoseWarning],
        file_hashes: Sequence[FileHash],
        *,
        is_sum_of_beams: bool = False,
    ) -> None:
        self._structure_set = structure_set
        self._organs: dict[int, Organ] = {}
        self._volumes: dict[int, float] = {}
        self.kept: dict[tuple[int, ...], object] = {}
        """What `spared_liver` keeps between questions, by ROI numbers."""
        self.dose_file = dose_file
        self.grid = grid
        self.prescription = prescription
        self.warnings = tuple(warnings)
        self.file_hashes = tuple(file_hashes)
        self.is_sum_of_beams = is_sum_of_beams
        """Whether the dose was added up from beams; a curve in one of their files is then that of a beam."""

    @property
    def structures(self) -> tuple[Structure, ...]:
        """All structures in the file's order, those without closed contours too."""
        return self._structure_set.structures

    @property
    def fractions(self) -> int | None:
        """Number of fractions, or None where it has to be asked."""
        return self.prescription.fractions

    def parts_of(self, structure: Structure) -> int:
        """Return how many entries of the structure set hold a structure's contours; they are read as one."""
        return len(self._structure_set.items.get(structure.number, ()))

    @property
    def structure_file(self) -> DicomFile:
        """The structure set's file, for error sentences."""
        return self._structure_set.file

    def structure(self, name: str | int) -> Structure:
        """Find a structure by its name (case and outer blanks do not count) or its ROI number.

        Raises
        ------
        DoseFileError
            Where there is none, naming near ones, or more than one.
        """
        if isinstance(name, int):
            found = [structure for structure in self.structures if structure.number == name]
        else:
            found = [structure for structure in self.structures if structure.name == name]
            folded = name.strip().casefold()
            found = found or [s for s in self.structures if s.name.strip().casefold() == folded]
        if len(found) == 1:
            return found[0]
        if found:
            numbers = ", ".join(str(structure.number) for structure in found)
            raise self.structure_file.error(
                f"structure {name!r}",
                fault(
                    "occurs {number} times (ROI numbers {numbers})",
                    number=len(found),
                    numbers=numbers,
                ),
                say("rename all but one"),
            )
        names = [structure.name for structure in self.structures if structure.has_closed_contours]
        near = get_close_matches(str(name), names, n=3, cutoff=0.5) or names[:12]
        listed = ", ".join(repr(candidate) for candidate in near)
        raise self.structure_file.error(
            f"structure {name!r}", say("is not in the file"), fault("choose one of its own: {listed}", listed=listed)
        )

    def organ(self, structure: Structure) -> Organ:
        """Give the organ of a structure; raises `DoseFileError` where it has no contours or no volume."""
        if structure.number not in self._organs:
            self._organs[structure.number] = self._structure_set.organ(structure)
        return self._organs[structure.number]

    def volume_ml(self, name: str | int) -> float:
        """Volume of a structure in mL; errors as of `structure` and `organ`."""
        structure = self.structure(name)
        if structure.number not in self._volumes:
            self._volumes[structure.number] = volume_ml(self.organ(structure))
        return self._volumes[structure.number]

    def frame_of(self, structure: Structure) -> str:
        """Frame of reference of a structure, for comparison only; may be empty."""
        return self._structure_set.frames.get(structure.number, "")


def read_plan(
    rtstruct_path: str | Path,
    rtdose_path: str | Path,
    rtplan_path: str | Path | None = None,
    more_doses: Sequence[str | Path] = (),
) -> Plan:
    """Read the files of one plan.

    Parameters
    ----------
    rtstruct_path, rtdose_path
        Structure set and plan dose.
    rtplan_path
        The plan, for the number of fractions; may be left out.
    more_doses
        Doses of the other beams, where `rtdose_path` is that of a beam: they are added up.

    Raises
    ------
    DoseFileError
        Where a file cannot be read, is of another kind, or cannot give a total dose in Gy on a straight grid.
    """
    structure_file = open_dicom(rtstruct_path, "RTSTRUCT")
    dose_file = open_dicom(rtdose_path, "RTDOSE")
    plan_file = None if rtplan_path is None else open_dicom(rtplan_path, "RTPLAN")
    more = [open_dicom(path, "RTDOSE") for path in more_doses]
    is_sum_of_beams = bool(more)
    if is_sum_of_beams:
        grid, warnings = sum_of_beams([dose_file, *more], plan_file)
    else:
        warnings = check_total_dose(dose_file)
        grid, dose_warnings = read_dose_grid(dose_file)
        warnings += dose_warnings
    is_plan_sum = any(warning.kind == "plan_sum" for warning in warnings)
    structure_set = read_structure_set(structure_file)
    warnings += check_references(structure_file, dose_file, plan_file)
    hashes = [FileHash("rtstruct", structure_file.sha256), FileHash("rtdose", dose_file.sha256)]
    hashes += [FileHash(f"rtdose_{number}", file.sha256) for number, file in enumerate(more, start=2)]
    if plan_file is not None:
        hashes.append(FileHash("rtplan", plan_file.sha256))
    prescription = read_prescription(plan_file, is_plan_sum)
    return Plan(structure_set, dose_file, grid, prescription, warnings, hashes, is_sum_of_beams=is_sum_of_beams)


def explain_plan(
    plan: Plan, result: SparedLiver, files: PlanFiles, organs: Mapping[str, Sequence[str]] | None = None
) -> Explanation:
    """Return which files and structures were taken, what was left out, and what nobody could tell.

    organs: structures of the organs at risk, where their values were taken as well.
    """
    told = Explanation(Path(files.rtstruct).name)
    named = [files.rtstruct, files.rtdose, *files.beams, *([files.rtplan] if files.rtplan is not None else [])]
    told.recognised.append(f"Structure set, dose and plan: {', '.join(Path(path).name for path in named)}.")
    told.recognised += files.why
    told.recognised.append(f"The liver is {result.structures[0]!r}.")
    told.recognised += [f"The tumour {name!r} is taken off." for name in result.structures[1:]]
    told.recognised += [f"{label}: {', '.join(map(repr, names))}." for label, names in (organs or {}).items()]
    told.assumed += [item.text for item in result.missing]
    for warning in result.warnings:
        told_under = CONTOURS_CHANGED.get(warning.kind)
        if told_under is not None:
            getattr(told, told_under).append(warning.text)
    spread = [s.name for s in plan.structures if s.name in result.structures and plan.parts_of(s) > 1]
    told.converted += [f"Contours of {name!r} stand in several entries and were put together." for name in spread]
    used = {*result.structures, *(name for names in (organs or {}).values() for name in names)}
    bare = [s.name for s in plan.structures if s.name not in used and not s.has_closed_contours]
    others = [s.name for s in plan.structures if s.name not in used and s.has_closed_contours]
    told.left_out += [f"Not used: {', '.join(repr(name) for name in others[:20])}."] if others else []
    told.left_out += [f"Without contours: {', '.join(repr(name) for name in bare[:20])}."] if bare else []
    return told


def propose_structures(plan: Plan) -> StructureProposal:
    """Propose the liver and tumour structures by the names of TG-263 (`Liver`, `Liver-GTV`, `GTV...`)."""
    names = [structure.name for structure in plan.structures if structure.has_closed_contours]
    liver = [name for name in names if _LIVER.match(name.strip())]
    # The whole liver first: tumours are then taken off here, and what lies outside the liver is told.
    liver.sort(key=lambda name: name.strip().casefold() != "liver")
    return StructureProposal(tuple(liver), tuple(name for name in names if _TUMOUR.match(name.strip())))
