"""`beamside curve landmarks|digitised`: a curve with its band from published figures, or from a digitised one."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from engine.commands.number_arguments import number_argument, whole_argument
from engine.commands.surroundings import Mistake, Outcome, Surroundings

_SHORT_ENDPOINTS = ("os", "pfs", "dfs", "lc", "dmfs")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="landmarks|digitised")
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
    digitised.add_argument("clicks", metavar="CLICKS.csv", type=Path, help="time in months, survival")
    digitised.add_argument("--at-risk", metavar="RISK.csv", type=Path, help="time in months, number at risk")
    digitised.add_argument("--n", help="number of patients, where there are no numbers at risk")
    digitised.add_argument("--events", metavar="E", help="total number of events")


def run(arguments: argparse.Namespace, surroundings: Surroundings) -> Outcome:
    """Compute the curve; needs no library."""
    del surroundings
    found = _landmarks(arguments) if arguments.action == "landmarks" else _digitised(arguments)
    return Outcome(output=json.dumps(found, indent=1, allow_nan=False).encode() + b"\n")


def _landmarks(arguments: argparse.Namespace) -> dict[str, object]:
    from engine.curves.anchors import Landmark, PublishedFigures
    from engine.curves.effective_number import FollowUp
    from engine.curves.landmarks import landmark_curve, landmark_curve_as_json
    from engine.curves.priors import SHORT_ENDPOINTS

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
        raise Mistake(f"--at: “{text}” is not TIME:SURVIVAL. Write for example 12:0.78.")
    return number_argument("--at", time), number_argument("--at", survival)


def _digitised(arguments: argparse.Namespace) -> dict[str, object]:
    from engine.curves.click_files import read_clicks, read_numbers_at_risk
    from engine.curves.clicks import DigitisedInputError
    from engine.curves.digitised import digitised_as_json, rebuild

    times, survival = read_clicks(arguments.clicks)
    at_risk = read_numbers_at_risk(arguments.at_risk) if arguments.at_risk else None
    patients, events = whole_argument("--n", arguments.n), whole_argument("--events", arguments.events)
    try:
        return digitised_as_json(rebuild(times, survival, at_risk, patients=patients, events=events))
    except DigitisedInputError as error:
        # The room knows the field; only here it is known which file that was.
        files = {"clicks": arguments.clicks, "at_risk": arguments.at_risk}
        file = files.get(error.field)
        place = f"{file.name}: {error.field}" if file is not None else f"--{error.field}"
        raise Mistake(f"{place}: {error.problem}; {error.remedy}.") from None
