"""Records of what a source divides by dose or by size, one band beside the other."""

from __future__ import annotations

from engine.evidence.records.modalities import Modality
from engine.findings.records.finding import FigureFinding, Finding


class Band(Finding, frozen=True, kw_only=True):
    """One band with the number that is printed for it.

    Attributes
    ----------
    at_least, above, at_most, below : its ends as they are printed, in the unit of the table; None where it has none.
    figure : what is printed, with its interval; `figure.id` names the record.
    denominator_absent : why the source says of how many in no number; None where it does.
    holds : whether the patient's value lies in it; None where that is not known.
    """

    at_least: float | None
    above: float | None
    at_most: float | None
    below: float | None
    figure: FigureFinding
    denominator_absent: str | None
    holds: bool | None


class BandTable(Finding, frozen=True, kw_only=True):
    """The bands of one source on one scale, and the patient's own place on it.

    Attributes
    ----------
    scale : what is divided, in words: the total dose, the BED with its ratio, the diameter.
    of_course : it is about the planned course, not about the lesions.
    own : the patient's value on that scale; None where it is not known.
    missing : what would have to be known for it, in words; empty where it is known or another treatment is planned.
    planned_otherwise : the planned course is that of another treatment, and says nothing here.
    elsewhere : conditions beside the band, under which these figures were observed, that do not hold here.
    """

    modality: Modality
    source: str
    source_short: str
    scale: str
    unit: str | None
    of_course: bool
    own: float | None
    missing: tuple[str, ...]
    planned_otherwise: bool
    elsewhere: tuple[str, ...]
    bands: tuple[Band, ...]
