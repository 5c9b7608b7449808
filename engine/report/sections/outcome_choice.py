"""Which outcomes the short form shows: survival and control before response, and both arms of a randomised trial."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.findings.assessment import Assessment, FigureFinding, OptionFinding
from engine.findings.records.curve_records import CurveFinding

_SURVIVAL = ("overall_survival", "disease_specific_survival")
_CONTROL = (
    "progression_free_survival",
    "local_control",
    "disease_free_survival",
    "distant_metastasis_free_survival",
)


class Arms:
    """The arms of randomised comparisons in an assessment: one is never shown without the other.

    An arm may belong to another modality than its partner: systemic therapy alone was the control of an ablation.
    """

    def __init__(self, assessment: Assessment) -> None:
        curves = [curve for option in assessment.options for curve in option.curves]
        self._trials = {c.cohort: c.trial for c in curves if c.trial and c.randomised and c.subgroup_of is None}
        self._parts = {c.cohort for c in curves if c.subgroup_of is not None and not c.selected}
        self._figures = [figure for option in assessment.options for figure in option.outcomes]
        self._curves = [curve for curve in curves if curve.cohort in self._trials]

    def is_arm(self, figure: FigureFinding) -> bool:
        """Whether the figure is of one arm of a randomised comparison."""
        return figure.cohort in self._trials

    def is_other_patients(self, figure: FigureFinding) -> bool:
        """Whether the figure is of a subgroup that the patient's own values do not select."""
        return figure.cohort in self._parts

    def partners(self, figure: FigureFinding) -> tuple[FigureFinding, ...]:
        """Return the same figure of the other arms of its trial."""
        trial = self._trials.get(figure.cohort or "")
        if trial is None:
            return ()
        return tuple(
            other
            for other in self._figures
            if other.cohort != figure.cohort
            and self._trials.get(other.cohort or "") == trial
            and (other.endpoint, other.statistic, other.time_months)
            == (figure.endpoint, figure.statistic, figure.time_months)
        )

    def is_parted(self, figure: FigureFinding) -> bool:
        """Whether the figure is of an arm whose other arm has no such figure: it is not to be shown in short."""
        return self.is_arm(figure) and not self.partners(figure)

    def partner_curves(self, curve: CurveFinding) -> tuple[CurveFinding, ...]:
        """Return the curves of the same endpoint of the other arms of a curve's trial."""
        trial = self._trials.get(curve.cohort)
        if trial is None:
            return ()
        return tuple(
            other
            for other in self._curves
            if other.id != curve.id and other.endpoint == curve.endpoint and self._trials[other.cohort] == trial
        )

    def together(self, curves: Sequence[CurveFinding], most: int) -> list[CurveFinding]:
        """Return the first curves, at most so many, each arm followed by its others; what would be parted is left.

        Where a randomised comparison comes first it stands alone, so that the figure need not deny that it is one.
        """
        shown: list[CurveFinding] = []
        for curve in curves:
            if curve in shown:
                continue
            group = (curve, *(other for other in self.partner_curves(curve) if other not in shown))
            if curve.cohort in self._trials and len(group) == 1:
                continue
            if not shown and len(group) > 1:
                return [*group]
            if len(shown) + len(group) <= most:
                shown += group
        return shown


def chosen_outcomes(option: OptionFinding, arms: Arms, most: int) -> list[FigureFinding]:
    """Return the headline outcomes that stand first in the short form, without the partners of their arms.

    One of survival and one of control (the whole cohort before its subgroups), then response, then the rest in the
    order of the library. The other arm of a trial does not use up room.
    """
    waiting = [figure for figure in option.outcomes if figure.headline and not arms.is_parted(figure)]
    waiting.sort(key=lambda figure: (figure.applies == "no", arms.is_other_patients(figure)))
    chosen: list[FigureFinding] = []
    partners: set[str] = set()

    def take(figures: Iterable[FigureFinding]) -> None:
        for figure in figures:
            if figure not in chosen and figure.id not in partners and len(chosen) < most:
                chosen.append(figure)
                partners.update(other.id for other in arms.partners(figure))

    take([figure for figure in waiting if figure.endpoint in _SURVIVAL][:1])
    take([figure for name in _CONTROL for figure in waiting if figure.endpoint == name][:1])
    take(figure for figure in waiting if figure.endpoint == "response")
    take(waiting)
    return chosen


def with_partners(
    figures: Sequence[FigureFinding], arms: Arms, elsewhere: Iterable[FigureFinding] = ()
) -> list[FigureFinding]:
    """Return the figures, each followed by those of the other arms, unless these stand `elsewhere` in the table."""
    stands = {figure.id for figure in elsewhere}
    shown: dict[str, FigureFinding] = {}
    for figure in figures:
        shown.setdefault(figure.id, figure)
        for other in arms.partners(figure):
            if other.id not in stands:
                shown.setdefault(other.id, other)
    return list(shown.values())
