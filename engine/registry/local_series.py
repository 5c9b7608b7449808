"""A department's own series out of its registry, as local evidence: counts, survival, numbers at risk; never rows."""

from __future__ import annotations

import datetime as dt
import json
import re
from array import array
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from engine.case.fields import FieldCatalogue
from engine.curves.patients.kaplan_meier import KaplanMeier, kaplan_meier
from engine.evidence.loading import parse_source_file
from engine.evidence.records.modalities import MODALITIES
from engine.registry.problems import RegistryError, RowProblem
from engine.registry.results.followed import FurtherCells
from engine.registry.results.outcomes import SMALLEST_GROUP, TIMES
from engine.registry.runs.part_judged import usable_rows
from engine.registry.runs.parts import Part
from engine.registry.tables.further_columns import DECISION, EVENT, FROM, TIME
from engine.registry.tables.layout import Layout
from engine.words.said import fault

#: a published curve of so few patients at risk is marked; of fewer than these nothing is written at that time
_LEAST_AT_RISK = 5
_NAME = re.compile(r"[a-z][a-z0-9]{2,39}")


class Series(NamedTuple):
    """What is asked for.

    Attributes
    ----------
    name : id of the source, and name of its file.
    label : what the department is called beside its figures.
    table, sha256 : the table that it was counted from.
    day : on which it was counted.
    """

    name: str
    label: str
    table: str
    sha256: str
    day: dt.date


def check_name(name: str, taken: Collection[str]) -> None:
    """Look whether a name can be that of a source.

    Parameters
    ----------
    taken : ids of the sources of the library, and of the department's other series where these are read.

    Raises
    ------
    RegistryError : it cannot.
    """
    if not _NAME.fullmatch(name):
        raise RegistryError(
            fault(
                "--series: “{name}” cannot name a series. Write 3 to 40 small letters and digits, a letter first: "
                "ourclinic2024.",
                name=name[:40],
            )
        )
    if name in taken:
        raise RegistryError(
            fault("--series: “{name}” is a source of the library already. Choose another name.", name=name)
        )


def groups_by_decision(
    parts: Iterable[Part], layouts: tuple[Layout, ...], fields: FieldCatalogue
) -> dict[str, KaplanMeier]:
    """Return the survival of those for whom the board chose each option; groups of fewer than ten are left out.

    Raises
    ------
    RegistryError : a table does not say what was decided, or what became of the patients.
    """
    for layout in layouts:
        if DECISION not in layout.further or EVENT not in layout.further or {TIME, FROM}.isdisjoint(layout.further):
            raise RegistryError(
                fault(
                    "{layout}: a series needs the columns {decision}, {event} and {time}. Name them in a map.",
                    layout=layout.name,
                    decision=DECISION,
                    event=EVENT,
                    time=TIME,
                )
            )
    readers = [FurtherCells(layout, fields) for layout in layouts]
    times: dict[str, array[float]] = {name: array("d") for name in MODALITIES}
    events: dict[str, bytearray] = {name: bytearray() for name in MODALITIES}
    ignored: list[RowProblem] = []
    for part in parts:
        layout = layouts[part.layout]
        found = readers[part.layout].read(usable_rows(part, layout, ignored), layout, ignored)
        # What is wrong with a row is told by a run over the same table.
        ignored.clear()
        for time, event, decision in zip(found.times, found.events, found.decisions, strict=True):
            if time is not None and event is not None and decision in times:
                times[decision].append(time)
                events[decision].append(event)
    return {
        name: kaplan_meier(np.frombuffer(times[name]), np.frombuffer(events[name], dtype=np.uint8))
        for name in MODALITIES
        if len(times[name]) >= SMALLEST_GROUP
    }


def series_as_toml(series: Series, groups: dict[str, KaplanMeier], fields: FieldCatalogue) -> bytes:
    """Return the source file, as docs/evidence-format.md has it; what is returned has been read back.

    Raises
    ------
    RegistryError : no group is large enough.
    """
    if not groups:
        raise RegistryError(
            fault(
                "{table}: no option was chosen for {smallest_group} patients with follow-up. There is no series.",
                table=series.table,
                smallest_group=SMALLEST_GROUP,
            )
        )
    data = ("\n".join(_lines(series, groups, fields)) + "\n").encode("utf-8")
    parse_source_file(f"{series.name}.toml", data)
    return data


def _lines(series: Series, groups: dict[str, KaplanMeier], fields: FieldCatalogue) -> Iterator[str]:
    yield f"# Counted by `beamside registry cohort` on {series.day.isoformat()} from {_text(series.table)[1:-1]}."
    yield "# Say in time_origin where survival starts, and in [[cohort.entry]] who the patients were: only then is the"
    yield "# series held against a patient (docs/evidence-format.md)."
    yield 'format = "beamside-source/1"'
    yield from _table(
        "[source]",
        id=series.name,
        short=series.label,
        authors="not given",
        title="Patients of the department, by the option that the board chose",
        year=series.day.year,
        published_in=f"registry of the department, counted on {series.day.isoformat()}",
        design="retrospective",
        paper="",
        note=f"Counted from {series.table}, SHA-256 {series.sha256}. Not selected, not randomised, not adjusted.",
    )
    for option, estimate in groups.items():
        yield from _cohort(series, option, estimate, fields)


def _cohort(series: Series, option: str, estimate: KaplanMeier, fields: FieldCatalogue) -> Iterator[str]:
    cohort = f"{series.name}.{option}"
    place = f"registry, rows with {DECISION} {option}"
    label = fields["modality"].choice_label(option)
    yield from _table(
        "[[cohort]]",
        id=cohort,
        label=f"{label}, chosen by the board",
        modality=option,
        locator=place,
        patients=estimate.patients,
        time_origin="not given",
    )
    common: dict[str, Any] = {
        "kind": "outcome", "cohort": cohort, "endpoint": "overall_survival", "obtained": "printed",
        "patients": estimate.patients, "locator": place,
    }  # fmt: skip
    for months in TIMES:
        survival, low, high, at_risk = estimate.told_at(months)
        if at_risk < _LEAST_AT_RISK:
            break
        yield from _table(
            "[[figure]]",
            id=f"{cohort}_survival_{months:.0f}mo",
            label=f"Overall survival at {months:.0f} months",
            statistic="rate",
            unit="proportion",
            printed=f"{100 * survival:.1f} % ({100 * low:.1f} to {100 * high:.1f} %), {at_risk} at risk",
            value=round(survival, 4),
            time_months=months,
            interval={"low": round(low, 4), "high": round(high, 4)},
            note=f"{at_risk} of {estimate.patients} at risk; Kaplan-Meier, log-log limits.",
            **common,
        )
    if estimate.median_months is not None:
        yield from _median(cohort, estimate, common)


def _median(cohort: str, estimate: KaplanMeier, common: dict[str, Any]) -> Iterator[str]:
    low, high = estimate.median_interval_months
    both = low is not None and high is not None
    said = f" ({low:.1f} to {high:.1f})" if both else ""
    yield from _table(
        "[[figure]]",
        id=f"{cohort}_median_survival",
        label="Median overall survival",
        statistic="median",
        unit="months",
        printed=f"{estimate.median_months:.1f} months{said}",
        value=round(estimate.median_months or 0.0, 2),
        **({"interval": {"low": round(low or 0.0, 2), "high": round(high or 0.0, 2)}} if both else {}),
        **common,
    )


def _table(head: str, **values: object) -> Iterator[str]:
    yield ""
    yield head
    for name, value in values.items():
        if isinstance(value, dict):
            yield f"{name} = {{ {', '.join(f'{key} = {item!r}' for key, item in value.items())} }}"
        else:
            yield f"{name} = {_text(value) if isinstance(value, str) else repr(value)}"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
