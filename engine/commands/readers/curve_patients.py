"""`beamside curve compare|own`: two digitised arms of one trial, and a department's own patients."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.commands.arguments.number_arguments import number_argument
from engine.commands.arguments.path_arguments import as_path
from engine.commands.shared.command_context import CommandContext, Mistake
from engine.evidence.records.modalities import MODALITIES
from engine.words.said import Number, fault

if TYPE_CHECKING:
    from engine.curves.patients.survival_statistics import TrialArm
    from engine.reading.explanation import Explanation

#: a group of fewer patients is not shown: it says little, and may lead to a person
SMALLEST_GROUP = 10
_UNITS = ("days", "weeks", "months", "years")
_OWN = (
    "The patients were chosen for their treatment: what differs from a published cohort may be who they were.",
    "Nothing of the patients is kept.",
)


def add_actions(actions: Any) -> None:
    """Describe both actions of `beamside curve`."""
    compare = actions.add_parser("compare", help="two digitised arms of one trial", allow_abbrev=False)
    compare.add_argument("control", metavar="A.csv", type=as_path, help="clicks on the curve of the control arm")
    compare.add_argument("treated", metavar="B.csv", type=as_path, help="clicks on the curve of the other arm")
    compare.add_argument("--at-risk", nargs=2, required=True, metavar=("A_RISK", "B_RISK"), type=as_path)
    compare.add_argument("--trial", required=True, metavar="NAME", help="the trial that both arms are of")
    compare.add_argument("--names", nargs=2, metavar=("A", "B"), help="what the arms are called")
    compare.add_argument("--horizon", metavar="MONTHS", help="of the restricted means")
    compare.add_argument("--failure", action="store_true", help="the values of both are 1 − survival")
    compare.add_argument("--explain", action="store_true", help="tell what was recognised, converted and left out")
    own = actions.add_parser("own", help="a department's own patients with time and event", allow_abbrev=False)
    own.add_argument("series", metavar="SERIES.csv", type=as_path, help="columns time (with its unit) and event")
    own.add_argument("--group", metavar="COLUMN", help="a column of groups")
    own.add_argument("--time-unit", choices=_UNITS, help="of the times, where the header does not say")
    own.add_argument("--modality", choices=MODALITIES, help="set the published cohorts of this option beside it")
    own.add_argument("--horizon", metavar="MONTHS", help="of a restricted mean")


def compare(arguments: argparse.Namespace) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the comparison of two digitised arms of one trial, and what is told of their files where that is asked.

    Raises
    ------
    Mistake : arms that may not, or cannot, be compared.
    """
    from engine.curves.patients.curve_statistics import compared
    from engine.curves.patients.survival_statistics import ComparisonRefusedError

    names = arguments.names or (arguments.control.stem, arguments.treated.stem)
    horizon = _horizon(arguments.horizon)
    trial = arguments.trial.strip()
    told: list[Explanation] = []
    control, treated = (
        _arm(trial, name, clicks, risk, told, failure=arguments.failure)
        for name, clicks, risk in zip(names, (arguments.control, arguments.treated), arguments.at_risk, strict=True)
    )
    try:
        found = compared(control, treated, horizon)
    except ComparisonRefusedError as error:
        raise Mistake(
            fault(
                "{control}, {treated}: {error}",
                control=arguments.control.name,
                treated=arguments.treated.name,
                error=error,
            )
        ) from None
    if not arguments.explain:
        return found, ()
    found["explanation"] = [one.as_json() for one in told]
    return found, tuple(line for one in told for line in one.as_text())


def _arm(trial: str, name: str, clicks: Path, risk: Path, told: list[Explanation], *, failure: bool) -> TrialArm:
    """Rebuild one arm; told: what is to be said of its two files is added to it."""
    from engine.curves.patients.clicks import DigitisedInputError
    from engine.curves.patients.digitised import RebuiltArm, rebuild
    from engine.curves.patients.survival_statistics import TrialArm
    from engine.curves.tables.click_files import ClickOptions, read_clicks
    from engine.curves.tables.risk_files import read_numbers_at_risk

    read = read_clicks(clicks, ClickOptions(is_failure=failure))
    table = read_numbers_at_risk(risk, read.series if len(read.all_series) > 1 else None)
    if table.unit is None and read.unit not in (None, "months"):
        remedy = fault("Write “time ({unit})” or “time (months)” into its header.", unit=read.unit)
        raise Mistake(
            fault(
                "{risk}: its times have no unit, while those of the clicks are in {unit}. {remedy}",
                risk=risk.name,
                unit=read.unit,
                remedy=remedy,
            )
        )
    if read.unit is None and table.unit not in (None, "months"):
        remedy = fault("Write “time ({unit})” or “time (months)” into its header.", unit=table.unit)
        raise Mistake(
            fault(
                "{clicks}: its times have no unit, while those at risk are in {unit}. {remedy}",
                clicks=clicks.name,
                unit=table.unit,
                remedy=remedy,
            )
        )
    try:
        arm = rebuild(read.time_months, read.survival, table.table, lines=read.lines)
    except DigitisedInputError as error:
        file = risk if error.field == "at_risk" else clicks
        raise Mistake(
            fault(
                "{file}: {field}: {problem}; {remedy}.",
                file=file.name,
                field=error.field,
                problem=error.problem,
                remedy=error.remedy,
            )
        ) from None
    if not isinstance(arm, RebuiltArm):
        raise Mistake(
            fault("{risk}: it holds no numbers at risk, without which nothing can be compared.", risk=risk.name)
        )
    read.explanation.converted.extend(arm.curve.notes)
    told += [read.explanation, table.explanation]
    return TrialArm(trial, name, arm)


def own_patients(arguments: argparse.Namespace, command_context: CommandContext) -> dict[str, Any]:
    """Return Kaplan-Meier curves of a department's own patients, beside published cohorts where an option is named."""
    from engine.curves.patients.curve_statistics import curve_as_json
    from engine.curves.patients.kaplan_meier import kaplan_meier
    from engine.curves.tables.own_series import read_own_series

    horizon = _horizon(arguments.horizon)
    series = read_own_series(arguments.series, arguments.group, arguments.time_unit)
    estimates = {
        group.name: kaplan_meier(group.time_months, group.event)
        for group in series.groups
        if group.time_months.size >= SMALLEST_GROUP
    }
    for name, estimate in estimates.items():
        if horizon is not None and horizon > float(estimate.patient_months[-1]):
            last = float(estimate.patient_months[-1])
            raise Mistake(
                fault(
                    "--horizon: {name} was observed for {last} months. Choose at most that.",
                    name=name,
                    last=Number(f"{last:.1f}"),
                )
            )
    found: dict[str, Any] = {
        "groups": [{"name": name, **curve_as_json(one, horizon)} for name, one in estimates.items()],
        "not_shown": [
            {"name": group.name, "because": f"fewer than {SMALLEST_GROUP} patients"}
            for group in series.groups
            if group.name not in estimates
        ],
        "notes": [*series.notes, *_OWN],
    }
    if arguments.modality is not None:
        found["beside_published"] = _beside(arguments.modality, estimates, command_context)
    return found


def _beside(modality: Any, estimates: dict[str, Any], command_context: CommandContext) -> list[dict[str, Any]]:
    """Return each published figure of overall survival, and what each group shows at its time."""
    from engine.case.patient import Patient
    from engine.curves.patients.curve_statistics import told_at
    from engine.findings.comparability.cohort_curves import curves_for
    from engine.findings.published.published_curves import published_curves

    library, fields = command_context.library, command_context.fields
    curves = curves_for(modality, Patient(fields).value, fields, library, published_curves(library))
    return [
        {
            "source": curve.source,
            "arm": curve.arm,
            "figure": anchor.figure,
            "time_months": anchor.time_months,
            "published": anchor.survival,
            "published_interval": None if anchor.interval is None else list(anchor.interval),
            "published_patients": curve.patients,
            "observed": {
                name: told_at(one, anchor.time_months)
                for name, one in estimates.items()
                if anchor.time_months <= float(one.patient_months[-1])
            },
        }
        for curve in curves
        if curve.endpoint == "overall_survival"
        for anchor in curve.published
        if anchor.kind == "landmark"
    ]


def _horizon(text: str | None) -> float | None:
    if text is None:
        return None
    months = number_argument("--horizon", text)
    if months <= 0:
        raise Mistake(fault("--horizon: “{typed}” is not above 0 months. Write for example 36.", typed=text))
    return months
