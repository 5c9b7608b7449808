"""`beamside curve`: from published figures, from clicks, two arms of a trial, a department's own patients."""

from __future__ import annotations

import argparse
from pathlib import Path

from engine.commands.arguments.number_arguments import number_argument, whole_argument
from engine.commands.arguments.path_arguments import as_path
from engine.commands.arguments.unused_options import refuse_unused
from engine.commands.readers import curve_patients
from engine.commands.shared.command_context import CommandContext, Mistake, Outcome
from engine.commands.shared.printed_json import printed_json
from engine.words.said import fault, say

_TIME_UNITS = ("days", "weeks", "months", "years")
_SCALES = ("percent", "fractions")
_SHORT_ENDPOINTS = ("os", "pfs", "dfs", "lc", "dmfs")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="landmarks|digitised|compare|own")
    landmarks = actions.add_parser("landmarks", help="from the figures a paper prints", allow_abbrev=False)
    landmarks.add_argument("--n", help="number of patients")
    landmarks.add_argument("--median", metavar="M", help="median, months; or “not-reached”")
    landmarks.add_argument(
        "--median-ci", nargs=2, metavar=("LO", "HI"), help="its 95 %% limits; “nr” where not reached"
    )
    landmarks.add_argument("--at", nargs="+", action="extend", metavar="T:S", help="survival S (0 to 1) at T months")
    landmarks.add_argument("--follow-up", nargs=3, metavar=("MIN", "MEDIAN", "MAX"), help="months; “-” where not given")
    landmarks.add_argument(
        "--endpoint", choices=_SHORT_ENDPOINTS, default="os", help="os (default), pfs, dfs, lc, dmfs"
    )
    landmarks.add_argument(
        "--curative", action="store_true", help="treated with curative intent: a plateau is likelier"
    )
    digitised = actions.add_parser("digitised", help="from clicks on a printed curve", allow_abbrev=False)
    digitised.add_argument("clicks", metavar="CLICKS.csv", type=as_path, help="time and survival; a header is believed")
    digitised.add_argument("--at-risk", metavar="RISK.csv", type=as_path, help="time and number at risk")
    digitised.add_argument("--series", metavar="NAME", help="which curve, where the file holds several; name or number")
    digitised.add_argument("--risk-series", metavar="NAME", help="which arm of the numbers at risk, if not that one")
    values = digitised.add_mutually_exclusive_group()
    values.add_argument("--failure", action="store_true", help="the values are 1 − survival")
    values.add_argument("--survival", action="store_true", help="the values are survival, whatever their header says")
    digitised.add_argument("--time-unit", choices=_TIME_UNITS, help="of the clicks, where the header does not say")
    digitised.add_argument("--risk-time-unit", choices=_TIME_UNITS, help="of the numbers at risk, likewise")
    digitised.add_argument("--time-column", metavar="COLUMN", help="label or number of the column of times")
    digitised.add_argument("--value-column", metavar="COLUMN", help="label or number of the column of survivals")
    digitised.add_argument("--value-unit", choices=_SCALES, help="of the survivals, where the header is wrong")
    digitised.add_argument("--risk-time-column", metavar="COLUMN", help="of the numbers at risk: column of times")
    digitised.add_argument("--risk-column", metavar="COLUMN", help="of the numbers at risk: column of the numbers")
    digitised.add_argument("--n", help="number of patients, where there are no numbers at risk")
    digitised.add_argument("--events", metavar="E", help="total number of events")
    digitised.add_argument("--explain", action="store_true", help="tell what was recognised, converted and left out")
    curve_patients.add_actions(actions)


def run(arguments: argparse.Namespace, command_context: CommandContext) -> Outcome:
    """Compute the curve; only what stands beside published cohorts needs the library."""
    found, told = _found(arguments, command_context)
    return Outcome(output=printed_json(found), problems=told)


def _found(arguments: argparse.Namespace, command_context: CommandContext) -> tuple[dict[str, object], tuple[str, ...]]:
    if arguments.action == "compare":
        return curve_patients.compare(arguments)
    if arguments.action == "own":
        return curve_patients.own_patients(arguments, command_context), ()
    return (_landmarks(arguments), ()) if arguments.action == "landmarks" else _digitised(arguments)


def _landmarks(arguments: argparse.Namespace) -> dict[str, object]:
    from engine.curves.published.anchors import Landmark, PublishedFigures
    from engine.curves.published.effective_number import FollowUp
    from engine.curves.published.landmarks import landmark_curve, landmark_curve_as_json
    from engine.curves.published.priors import SHORT_ENDPOINTS

    not_reached = arguments.median in ("not-reached", "nr", "NR")
    limits = [
        None if text in ("nr", "NR", "-") else number_argument("--median-ci", text)
        for text in arguments.median_ci or ()
    ]
    times = [None if text == "-" else number_argument("--follow-up", text) for text in arguments.follow_up or ()]
    figures = PublishedFigures(
        patients=whole_argument("--n", arguments.n),
        median_months=(
            None if arguments.median is None or not_reached else number_argument("--median", arguments.median)
        ),
        median_ci_months=(limits[0], limits[1]) if limits else (None, None),
        median_not_reached=not_reached,
        landmarks=tuple(Landmark(*_landmark(text)) for text in arguments.at or ()),
        follow_up=FollowUp(*times) if times else None,
        endpoint=SHORT_ENDPOINTS[arguments.endpoint],
        curative=arguments.curative,
    )
    return landmark_curve_as_json(landmark_curve(figures))


def _landmark(text: str) -> tuple[float, float]:
    time, colon, survival = text.partition(":")
    if not colon:
        raise Mistake(fault("--at: “{typed}” is not TIME:SURVIVAL. Write for example 12:0.78.", typed=text))
    return number_argument("--at", time), number_argument("--at", survival)


def _digitised(arguments: argparse.Namespace) -> tuple[dict[str, object], tuple[str, ...]]:
    from engine.curves.patients.clicks import DigitisedInputError
    from engine.curves.patients.digitised import digitised_as_json, rebuild
    from engine.curves.tables.click_files import ClickOptions, read_clicks
    from engine.curves.tables.risk_files import read_numbers_at_risk

    if not arguments.at_risk:
        of_risk = {"risk_series", "risk_time_unit", "risk_time_column", "risk_column"}
        refuse_unused(arguments, set(vars(arguments)) - of_risk, "curve digitised, without --at-risk")
    patients, events = whole_argument("--n", arguments.n), whole_argument("--events", arguments.events)
    clicks = read_clicks(
        arguments.clicks,
        ClickOptions(
            arguments.series,
            arguments.failure,
            arguments.time_unit,
            arguments.time_column,
            arguments.value_column,
            is_survival=arguments.survival,
            scale=arguments.value_unit,
        ),
    )
    risk = None
    if arguments.at_risk:
        arm = arguments.series if arguments.risk_series is None else arguments.risk_series
        if arm is None and len(clicks.all_series) > 1:
            arm = clicks.series
        risk = read_numbers_at_risk(arguments.at_risk, arm, arguments.risk_time_unit, _risk_columns(arguments))
        _check_units(arguments.at_risk, clicks.unit, risk.unit)
    try:
        result = rebuild(
            clicks.time_months,
            clicks.survival,
            risk.table if risk else None,
            patients=patients,
            events=events,
            lines=clicks.lines,
        )
    except DigitisedInputError as error:
        # The room knows the field; only here it is known which file that was.
        files = {"clicks": arguments.clicks, "at_risk": arguments.at_risk}
        file = files.get(error.field)
        place = f"{file.name}: {error.field}" if file is not None else f"--{error.field}"
        raise Mistake(
            fault("{place}: {problem}; {remedy}.", place=place, problem=error.problem, remedy=error.remedy)
        ) from None
    found = digitised_as_json(result)
    found["understood"] = clicks.understood.as_json()
    found["notes"] = [*clicks.notes, *(risk.notes if risk else ()), *result.notes]
    if not arguments.explain:
        return found, ()
    clicks.explanation.converted.extend(result.curve.notes)
    explained = [clicks.explanation, *([risk.explanation] if risk else [])]
    found["explanation"] = [explanation.as_json() for explanation in explained]
    return found, tuple(line for explanation in explained for line in explanation.as_text())


def _risk_columns(arguments: argparse.Namespace) -> tuple[str, str] | None:
    time, number = arguments.risk_time_column, arguments.risk_column
    if time is None and number is None:
        return None
    if time is None or number is None:
        raise Mistake(say("--risk-column: only one of the two columns was named. Give --risk-time-column as well."))
    return time, number


def _check_units(file: Path, clicks: str | None, risk: str | None) -> None:
    """Times without a unit beside times with one other than months could be in either."""
    if risk is None and clicks not in (None, "months"):
        raise Mistake(
            fault(
                "{file}: its times have no unit, while those of the clicks are in {clicks}. Write “time (months)” "
                "or “time ({clicks})” into its header, or give --risk-time-unit.",
                file=file.name,
                clicks=clicks,
            )
        )
