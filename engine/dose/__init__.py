"""A treatment plan -> spared liver, from DICOM-RT or a DVH export; and fractionation (BED, EQD2).

The names below are loaded when first used, so that `engine.dose.fractionation`, which needs the standard library
alone, does not bring numpy and pydicom with it.

Reading a plan::

    plan = read_plan("rtss.dcm", "rtdose.dcm", "rtplan.dcm")
    result = spared_liver(plan, liver="Liver", tumours=["GTV"], threshold_gy=15.0)

Reading a DVH export::

    dvh = read_dvh("export.txt")
    result = spared_liver_from_dvh(dvh, structure="Liver", threshold_gy=15.0)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.dose.dvh.dvh_files import choose_curve, explain_dvh, read_dvh, spared_liver_from_dvh
    from engine.dose.dvh.dvh_options import DvhOptions, overruling
    from engine.dose.dvh.dvh_preview import DvhPreview, preview_dvh
    from engine.dose.dvh.dvh_records import DvhFile, DvhStructure
    from engine.dose.errors import Cancelled, DoseFileError
    from engine.dose.plan_files.plan import (
        Plan,
        Structure,
        StructureProposal,
        explain_plan,
        propose_structures,
        read_plan,
    )
    from engine.dose.plan_files.plan_folder import PlanFiles, find_plan_files
    from engine.dose.records import (
        DoseVolumeCurve,
        DoseWarning,
        MissingItem,
        SparedLiver,
        spared_liver_as_json,
    )
    from engine.dose.values.dvh_values import values_of_dvh
    from engine.dose.values.plan_table import PlanTable, load_plan_table
    from engine.dose.values.plan_value_records import PlanValue, PlanValues, plan_values_as_json, spared_for_case
    from engine.dose.values.plan_values import values_of_plan
    from engine.dose.values.spared_liver import spared_liver

_HOME = {
    "Cancelled": "errors",
    "DoseFileError": "errors",
    "DoseVolumeCurve": "records",
    "DoseWarning": "records",
    "DvhFile": "dvh.dvh_records",
    "DvhOptions": "dvh.dvh_options",
    "overruling": "dvh.dvh_options",
    "DvhPreview": "dvh.dvh_preview",
    "DvhStructure": "dvh.dvh_records",
    "MissingItem": "records",
    "Plan": "plan_files.plan",
    "PlanFiles": "plan_files.plan_folder",
    "PlanTable": "values.plan_table",
    "PlanValue": "values.plan_value_records",
    "PlanValues": "values.plan_value_records",
    "SparedLiver": "records",
    "Structure": "plan_files.plan",
    "StructureProposal": "plan_files.plan",
    "choose_curve": "dvh.dvh_files",
    "explain_dvh": "dvh.dvh_files",
    "explain_plan": "plan_files.plan",
    "find_plan_files": "plan_files.plan_folder",
    "load_plan_table": "values.plan_table",
    "plan_values_as_json": "values.plan_value_records",
    "preview_dvh": "dvh.dvh_preview",
    "propose_structures": "plan_files.plan",
    "read_dvh": "dvh.dvh_files",
    "read_plan": "plan_files.plan",
    "spared_for_case": "values.plan_value_records",
    "spared_liver": "values.spared_liver",
    "spared_liver_as_json": "records",
    "spared_liver_from_dvh": "dvh.dvh_files",
    "values_of_dvh": "values.dvh_values",
    "values_of_plan": "values.plan_values",
}

__all__ = [
    "Cancelled",
    "DoseFileError",
    "DoseVolumeCurve",
    "DoseWarning",
    "DvhFile",
    "DvhOptions",
    "DvhPreview",
    "DvhStructure",
    "MissingItem",
    "Plan",
    "PlanFiles",
    "PlanTable",
    "PlanValue",
    "PlanValues",
    "SparedLiver",
    "Structure",
    "StructureProposal",
    "choose_curve",
    "explain_dvh",
    "explain_plan",
    "find_plan_files",
    "load_plan_table",
    "overruling",
    "plan_values_as_json",
    "preview_dvh",
    "propose_structures",
    "read_dvh",
    "read_plan",
    "spared_for_case",
    "spared_liver",
    "spared_liver_as_json",
    "spared_liver_from_dvh",
    "values_of_dvh",
    "values_of_plan",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value
