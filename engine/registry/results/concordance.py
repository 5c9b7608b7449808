"""Headlines against what the board decided: which option was chosen, and what its headline would have been."""

from __future__ import annotations

import csv
import io
from typing import Any

from engine.evidence.records.modalities import MODALITIES
from engine.registry.results.followed import VERDICTS
from engine.registry.results.summary import Tally, ranked

#: headlines that speak against an option
AGAINST = ("outside", "concern")
CONCORDANCE_COLUMNS = ("board_decision", "option", "headline", "rows")


def concordance(tally: Tally) -> dict[str, Any] | None:
    """Return decisions against headlines; None where no row says what the board decided.

    Notes
    -----
    A headline says whether published criteria are met. It does not say that a decision was right or wrong.
    """
    decisions = ranked(tally, "decided\t")
    if not decisions:
        return None
    return {
        "decided": decisions,
        "headline_of_what_was_decided": {
            name: {verdict: _cell(tally, name, name, verdict) for verdict in VERDICTS}
            for name in MODALITIES
            if name in decisions
        },
        "headlines_of_all_options": {
            decision: {
                name: {verdict: _cell(tally, decision, name, verdict) for verdict in VERDICTS} for name in MODALITIES
            }
            for decision in decisions
        },
        "chosen_against_the_headline": {
            name: {
                "rows": sum(_cell(tally, name, name, verdict) for verdict in AGAINST),
                "of": decisions[name],
                "reasons": _added(tally, name, AGAINST),
            }
            for name in MODALITIES
            if name in decisions
        },
        "chosen_while_undetermined": {
            name: {"rows": _cell(tally, name, name, "undetermined"), "reasons": _added(tally, name, ("undetermined",))}
            for name in MODALITIES
            if name in decisions
        },
        "within_and_not_chosen": {
            name: sum(_cell(tally, decision, name, "within") for decision in decisions if decision != name)
            for name in MODALITIES
        },
    }


def _cell(tally: Tally, decision: str, option: str, verdict: str) -> int:
    return tally.get(f"cell\t{decision}\t{option}\t{verdict}", 0)


def _added(tally: Tally, option: str, verdicts: tuple[str, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for verdict in verdicts:
        for reason, count in ranked(tally, f"against\t{option}\t{verdict}\t").items():
            found[reason] = found.get(reason, 0) + count
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def concordance_as_csv(tally: Tally) -> bytes:
    """Return concordance.csv: each cell of the table that holds any row; the rows are in verdicts.csv."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(CONCORDANCE_COLUMNS)
    for decision in ranked(tally, "decided\t"):
        for name in MODALITIES:
            for verdict in VERDICTS:
                if count := _cell(tally, decision, name, verdict):
                    writer.writerow([decision, name, verdict, count])
    return text.getvalue().encode("utf-8")
