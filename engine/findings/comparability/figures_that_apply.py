"""Which published figures were observed under conditions that hold for this patient and plan: those come first.

A figure carries the conditions of its group (dose, fractions, size, primary, earlier chemotherapy, subgroup, score) and
its own. None of them is work of this module: they are the items by which the group is compared with the patient.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeVar

import msgspec

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.evidence.records.cohorts import Cohort
from engine.evidence.records.figures import Figure
from engine.evidence.records.modalities import Modality
from engine.findings.assessment import FigureFinding, ToxicityFinding
from engine.findings.by_values import by_values
from engine.findings.comparability.matching import compared_items, defining_fields
from engine.findings.comparability.own_conditions import own_items
from engine.findings.conditions import Values
from engine.findings.published.figures import outcomes_for, toxicities_for
from engine.findings.published.severe_harms import is_severe
from engine.findings.records.curve_records import MatchItem
from engine.findings.records.finding import Applies
from engine.words.said import say, template

F = TypeVar("F", FigureFinding, ToxicityFinding)
#: whether it applies, and why
_Bearing = tuple[Applies, tuple[str, ...]]

#: what a result is observed under; who the patients were besides belongs to the resemblance of the group
_CONDITIONS = frozenset(
    (
        "total_dose_gy",
        "fractions",
        "iort_dose_gy",
        "largest_lesion_cm",
        "primary_site",
        "liver_tumour",
        "prior_chemotherapy",
        "chemotherapy_regimens",
    )
)
_COLORECTAL = frozenset(("rectum", "colon"))
_COLORECTAL_ONLY = template("colorectal cancer only")
_PLACE: dict[Applies, int] = {"yes": 0, "not_known": 1, "no": 2}
_UNSAID: _Bearing = ("not_known", ())
_SURVIVAL, _CONTROL = "overall_survival", "local_control"


class Conditions:
    """The conditions of the library's figures held against one patient and plan; each group is looked at once."""

    def __init__(self, values: Values, fields: FieldCatalogue, library: Library) -> None:
        self._values = values
        self._fields = fields
        self._library = library
        self._of_cohort: dict[tuple[str, bool], _Bearing] = {}

    def outcomes(self, modality: Modality) -> tuple[FigureFinding, ...]:
        """Return the outcomes of an option, those that apply first."""
        found = outcomes_for(modality, self._library)
        return _arranged(outcomes_for, modality, self._library, self._bearings("outcomes", modality, found))

    def toxicities(self, modality: Modality) -> tuple[ToxicityFinding, ...]:
        """Return the harms of an option, those that apply first."""
        found = toxicities_for(modality, self._library)
        return _arranged(toxicities_for, modality, self._library, self._bearings("toxicities", modality, found))

    def _bearings(
        self, which: str, modality: Modality, found: tuple[FigureFinding, ...] | tuple[ToxicityFinding, ...]
    ) -> tuple[_Bearing, ...]:
        return by_values(
            lambda read: Conditions(read, self._fields, self._library).bearings(found),
            self._values,
            (which, modality, self._library),
            self._fields,
        )

    def bearings(self, found: tuple[FigureFinding, ...] | tuple[ToxicityFinding, ...]) -> tuple[_Bearing, ...]:
        """Return for each figure whether it applies, and why."""
        figures = (self._library.figures[figure.id] for figure in found)
        return tuple(self.of_figure(figure) for figure in figures)

    def of_figure(self, figure: Figure) -> _Bearing:
        """Return whether one figure applies, and why."""
        is_harm = figure.kind == "toxicity"
        items = own_items(figure, self._values, self._fields)
        own = [(_ANSWER[item.status], _condition(item)) for item in items]
        if figure.cohort is None:
            return _together(own)
        of_group = self._bearing(self._library.cohorts[figure.cohort], is_harm)
        return _both(_together(own), of_group) if own else of_group

    def _bearing(self, cohort: Cohort, is_harm: bool) -> _Bearing:
        """Return the bearing of a group; the arms of a randomised trial never part: what bars one bars both."""
        if not (cohort.randomised and cohort.trial):
            return self._of_one(cohort, is_harm)
        cohorts = self._library.cohorts.values()
        arms = [self._of_one(one, is_harm) for one in cohorts if one.trial == cohort.trial and one.subgroup_of is None]
        return next((found for found in arms if found[0] == "no"), self._of_one(cohort, is_harm))

    def _of_one(self, cohort: Cohort, is_harm: bool) -> _Bearing:
        key = (cohort.id, is_harm)
        if key not in self._of_cohort:
            self._of_cohort[key] = by_values(
                lambda read: Conditions(read, self._fields, self._library).worked_out(cohort, is_harm),
                self._values,
                ("bearing", *key, self._library),
                self._fields,
            )
        return self._of_cohort[key]

    def worked_out(self, cohort: Cohort, is_harm: bool) -> _Bearing:
        """Return whether the figures of a group are of patients like this one, and why."""
        asked = _CONDITIONS | defining_fields(cohort, self._library)
        items = compared_items(cohort, self._values, self._fields, self._library)
        answers = [
            (None if is_harm and _of_less_dose(item, cohort) else _ANSWER[item.status], _condition(item))
            for item in items
            if asked.intersection(item.fields)
        ]
        site = self._values("primary_site")
        if cohort.colorectal_proportion == 1.0 and not any("primary_site" in item.fields for item in items):
            answers.append((None if site is None else site in _COLORECTAL, _COLORECTAL_ONLY))
        return _together(answers)


def _of_less_dose(item: MatchItem, cohort: Cohort) -> bool:
    """Whether the group had less dose than is planned: its harms are then no less to be expected here."""
    if item.status != "not_met" or item.fields != ("total_dose_gy",) or cohort.dose_gy is None:
        return False
    return isinstance(item.patient_value, (int, float)) and item.patient_value > cohort.dose_gy[1]


_ANSWER: dict[str, bool | None] = {"met": True, "not_met": False, "unknown": None}


def _condition(item: MatchItem) -> str:
    """Name a condition: a label that holds what is printed stands alone."""
    if "(" in item.label:
        return item.label
    return say("{label} ({published})", label=item.label, published=item.published)


def _together(answers: list[tuple[bool | None, str]]) -> _Bearing:
    """One condition that does not hold bars a figure; one that is not known leaves it open."""
    failing = tuple(dict.fromkeys(words for answer, words in answers if answer is False))
    if failing:
        return "no", failing
    if not answers or any(answer is None for answer, _ in answers):
        return _UNSAID
    return "yes", tuple(dict.fromkeys(words for _, words in answers))


def _both(one: _Bearing, other: _Bearing) -> _Bearing:
    if "no" in (one[0], other[0]):
        return "no", tuple(words for answer, why in (one, other) if answer == "no" for words in why)
    return ("yes", one[1] + other[1]) if one[0] == other[0] == "yes" else _UNSAID


@lru_cache(maxsize=512)
def _arranged(
    figures_of: Callable[[Modality, Library], tuple[F, ...]],
    modality: Modality,
    library: Library,
    bearings: tuple[_Bearing, ...],
) -> tuple[F, ...]:
    """Return the figures with what was found of each, those that apply first; the order of the library among equals.

    What does not apply leads nothing where anything else does: figures that may apply take its place.
    """
    found = [
        msgspec.structs.replace(figure, applies=applies, applies_because=why)
        for figure, (applies, why) in zip(figures_of(modality, library), bearings, strict=True)
    ]
    leading = {figure.id for figure in found if figure.headline and figure.applies != "no"}
    if not leading:
        leading = _promoted([figure for figure in found if figure.applies != "no"]) or {
            figure.id for figure in found if figure.headline
        }
    found = [
        figure
        if figure.headline == (figure.id in leading)
        else msgspec.structs.replace(figure, headline=not figure.headline)
        for figure in found
    ]
    return tuple(sorted(found, key=lambda figure: (_PLACE[figure.applies], not figure.headline)))


def _promoted(candidates: Iterable[FigureFinding | ToxicityFinding]) -> set[str]:
    """Return what leads where no figure that the library puts in front applies: counted harms, survival and control."""
    chosen: set[str] = set()
    for endpoint in (_SURVIVAL, _CONTROL):
        outcomes = (one for one in candidates if isinstance(one, FigureFinding) and one.endpoint == endpoint)
        chosen.update(one.id for one in list(outcomes)[:1])
    chosen.update(
        one.id for one in candidates if isinstance(one, ToxicityFinding) and is_severe(one) and one.rate is not None
    )
    return chosen
