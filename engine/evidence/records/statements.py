"""What sources say beside their numbers: cautions, discrepancies, mechanisms, ways of spread, scores."""

from __future__ import annotations

from typing import Literal

from engine.evidence.records.base import Citation, Condition, Record
from engine.evidence.records.modalities import Modality


class Side(Record, frozen=True, kw_only=True):
    """One side of a contested point."""

    text: str
    source: str
    locator: str


class Caution(Record, frozen=True, kw_only=True):
    """A sentence that must be read with a modality, shown where all conditions hold."""

    id: str
    kind: Literal["caution", "contested", "note"]
    modalities: tuple[Modality, ...]
    text: str
    locator: str
    when: tuple[Condition, ...] = ()
    #: also shown where a condition cannot be decided because the item is not known
    if_unknown: bool = False
    #: it is about such cases alone, and is shown nowhere where one of these does not hold; unlike `when` they bring
    #: nothing up: it stands where it would without them
    only_where: tuple[Condition, ...] = ()
    sides: tuple[Side, ...] = ()
    #: figures that the sentence rests on
    figures: tuple[str, ...] = ()
    also: tuple[Citation, ...] = ()
    discrepancies: tuple[str, ...] = ()
    #: a short sentence that the reason of the verdict repeats: this caution comes first with the option
    verdict_words: str | None = None


class Discrepancy(Record, frozen=True, kw_only=True):
    """A misprint or inconsistency of a paper: both readings are kept."""

    code: str
    severity: Literal["A", "B", "C"]
    #: what the paper prints
    printed: str
    #: what we take it to mean, and show
    reading: str
    reason: str
    locator: str
    #: ids of figures, cohorts or criteria that it concerns
    concerns: tuple[str, ...] = ()


class Mechanism(Record, frozen=True, kw_only=True):
    """One cell of the map of radiation and metastasis. Never a rate in colorectal cancer."""

    id: str
    radiation: Literal[
        "photon_conventional",
        "photon_high_dose_per_fraction",
        "stereotactic",
        "brachytherapy",
        "high_dose_rate",
        "flash",
        "microbeam",
        "proton",
        "carbon_ion",
        "intraoperative",
        "radiotherapy_any",
        "concomitant_chemotherapy",
        "other_treatment",
    ]
    mechanism: Literal[
        "circulating_tumour_cells",
        "normal_tissue_and_distant_effects",
        "immune_effects",
        "changes_in_surviving_tumour_cells",
        "angiogenesis_and_hypoxia",
        "local_control",
        "clinical_metastasis",
    ]
    direction: Literal["promotes", "inhibits", "mixed", "no_difference", "no_data"]
    level: Literal["clinical", "animal", "in_vitro", "theory"]
    text: str
    locator: str
    #: number or numbers of the paper's reference list behind the statement
    references: tuple[int, ...] = ()
    tumour: str | None = None
    figures: tuple[str, ...] = ()
    discrepancies: tuple[str, ...] = ()


class SpreadLevel(Record, frozen=True, kw_only=True):
    """What a source says of spread for a range of tumour heights, cm from the anal verge."""

    id: str
    level: Literal["lower", "between", "upper"]
    #: both ends inclusive; absent for `between`, which is what lies in neither published range
    from_cm: float | None = None
    to_cm: float | None = None
    venous_route: str
    text: str
    printed: str
    locator: str
    figures: tuple[str, ...] = ()
    discrepancies: tuple[str, ...] = ()


class ScoreItem(Record, frozen=True, kw_only=True):
    """One item of a score: a point where `condition` holds."""

    id: str
    label: str
    condition: Condition
    printed: str
    #: by convention a point as well where this holds and the item itself is not known
    also_where: Condition | None = None
    #: the convention in a few words, said wherever the point rests on it
    also_words: str | None = None
    #: shown where a condition needs another to hold first
    note: str | None = None


class ScoreOutcome(Record, frozen=True, kw_only=True):
    """What is published for a range of scores; no figures means "not given"."""

    from_points: int
    to_points: int
    text: str
    figures: tuple[str, ...] = ()


class Score(Record, frozen=True, kw_only=True):
    """A published score made of yes-or-no items."""

    id: str
    modality: Modality
    label: str
    locator: str
    items: tuple[ScoreItem, ...]
    outcomes: tuple[ScoreOutcome, ...]
    #: whose figures the outcomes are, as a sentence without its full stop
    of_whom: str | None = None
    note: str | None = None
