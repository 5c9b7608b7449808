"""All records of one source, as they stand in its TOML file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from engine.evidence.records.base import Record
from engine.evidence.records.cohorts import Cohort
from engine.evidence.records.concerns import Concern
from engine.evidence.records.criteria import Criterion, Dissent
from engine.evidence.records.figures import AlphaBetaRecord, Figure
from engine.evidence.records.sources import Source
from engine.evidence.records.statements import Caution, Discrepancy, Mechanism, Score, SpreadLevel

_WithId = Cohort | Figure | Criterion | Caution | Concern | Mechanism | SpreadLevel | Score | AlphaBetaRecord


class SourceFile(Record, frozen=True, kw_only=True):
    """The contents of one file under `resources/evidence/sources/`."""

    format: Literal["beamside-source/1"]
    source: Source
    cohort: tuple[Cohort, ...] = ()
    figure: tuple[Figure, ...] = ()
    criterion: tuple[Criterion, ...] = ()
    dissent: tuple[Dissent, ...] = ()
    caution: tuple[Caution, ...] = ()
    concern: tuple[Concern, ...] = ()
    discrepancy: tuple[Discrepancy, ...] = ()
    mechanism: tuple[Mechanism, ...] = ()
    spread: tuple[SpreadLevel, ...] = ()
    score: tuple[Score, ...] = ()
    alpha_beta: tuple[AlphaBetaRecord, ...] = ()

    def named_records(self) -> Iterator[tuple[str, Record]]:
        """Yield every record that can be named, with its id or code, kind by kind; a dissent has none of its own."""
        many: tuple[tuple[_WithId, ...], ...] = (
            self.cohort,
            self.figure,
            self.criterion,
            self.caution,
            self.concern,
            self.mechanism,
            self.spread,
            self.score,
            self.alpha_beta,
        )
        yield from ((one.id, one) for records in many for one in records)
        yield from ((one.code, one) for one in self.discrepancy)
