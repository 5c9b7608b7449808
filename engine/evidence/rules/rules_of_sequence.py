"""Rules for what a figure says of the treatment that follows, and of the case once a treatment is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.evidence.problems import FieldKinds
from engine.evidence.records.figures import Figure
from engine.evidence.records.modalities import Modality
from engine.evidence.records.source_file import SourceFile
from engine.evidence.rules.rules_of_conditions import Complaint
from engine.reading.mistakes import Problem
from engine.words.said import fault, say


def of_subsequent(figure: Figure) -> Iterator[Complaint]:
    """Yield what is wrong with what a figure says of later treatment."""
    place = f"{figure.id}.subsequent"
    seen: set[Modality] = set()
    for said in figure.subsequent:
        if not said.treatments:
            yield (place, say("no treatment is named."), say("Name what follows, or take the statement out."))
        if len(set(said.treatments)) < len(said.treatments):
            yield (place, say("a treatment is named twice."), say("Name each once."))
        if said.after in seen:
            yield (
                place,
                fault("two statements are after {after}.", after=said.after),
                say("Join them, or make two figures."),
            )
        if said.remark is not None and not said.remark.strip():
            yield (place, say("the remark is empty."), say("Write it, or leave the key out."))
        seen.add(said.after)


def of_case_items(figure: Figure, modality: Modality | None, field_kinds: FieldKinds) -> Iterator[Complaint]:
    """Yield what is wrong with the items of the case that a figure sets; `modality` is the figure's own."""
    place = f"{figure.id}.sets"
    if figure.sets and modality is None:
        yield (place, say("nothing says which treatment sets it."), say("Give the figure its modality."))
    for item in figure.sets:
        kind = field_kinds.get(item.field)
        if kind is None:
            yield (place, fault("there is no field “{field}”.", field=item.field), say("Name a field of the case."))
        elif kind != "flag":
            # A number, a date or a choice after treatment is a prognosis, which no record may make.
            yield (
                place,
                fault("{field} is no flag.", field=item.field),
                say("Only flags of the history can be set by a treatment."),
            )
        if not item.reason.strip():
            yield (place, say("there is no reason."), say("Say in words why the treatment makes it so."))


def contradictions(files: tuple[SourceFile, ...], cohorts: Mapping[str, Modality]) -> Iterator[Problem]:
    """Yield items of the case that two figures set for one treatment: one of them would be read, nobody knows which."""
    seen: dict[tuple[Modality | None, str], str] = {}
    for file in files:
        for figure in file.figure:
            modality = figure.modality or cohorts.get(figure.cohort or "")
            for item in figure.sets:
                first = seen.setdefault((modality, item.field), figure.id)
                if first != figure.id:
                    yield Problem(
                        f"{file.source.id}.toml",
                        f"{figure.id}.sets",
                        fault(
                            "{field} is set for {modality} by {first} as well.",
                            field=item.field,
                            modality=modality,
                            first=first,
                        ),
                        say("Keep the one whose words say it best."),
                    )
