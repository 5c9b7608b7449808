"""All records of one source, as they stand in its TOML file."""

from __future__ import annotations

from typing import Literal

from engine.evidence.records.base import Record
from engine.evidence.records.cohorts import Cohort
from engine.evidence.records.concerns import Concern
from engine.evidence.records.criteria import Criterion, Dissent
from engine.evidence.records.figures import AlphaBetaRecord, Figure
from engine.evidence.records.sources import Source
from engine.evidence.records.statements import Caution, Discrepancy, Mechanism, Score, SpreadLevel


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
