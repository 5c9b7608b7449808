"""The course a published group had, as a statement over the plan: one place for one by one, and for columns."""

from __future__ import annotations

from engine.evidence.records.cohorts import Cohort
from engine.evidence.records.concerns import Statement
from engine.findings.wording import with_unit
from engine.modalities.catalogue import described
from engine.words.said import in_row, say


def dose_statement(cohort: Cohort) -> Statement | None:
    """Return what a plan's dose has to be to be one that the group had; None where the source gives none.

    Where the source lists courses, the dose belongs to its number of fractions: 30 Gy in 3 and 60 Gy in 5 are no
    30 Gy in 5.
    """
    if cohort.dose_gy is None:
        return None
    field = described(cohort.modality).dose_field
    if not cohort.courses:
        return Statement(field=field, between=_floats(cohort.dose_gy))
    return Statement(
        any_of=tuple(
            Statement(
                all_of=(
                    Statement(field="fractions", equals=course.fractions),
                    Statement(field=field, between=_floats(course.dose_gy)),
                )
            )
            for course in cohort.courses
        )
    )


def courses_in_words(cohort: Cohort, unit: str | None) -> str:
    """Return the doses that a group had: a range, or each course with its fractions."""
    if not cohort.courses:
        return range_in_words(cohort.dose_gy or (0.0, 0.0), unit)
    return in_row(
        (
            say("{dose} in {fractions}", dose=range_in_words(course.dose_gy, unit), fractions=str(course.fractions))
            for course in cohort.courses
        ),
        ", ",
    )


def range_in_words(given: tuple[float, float], unit: str | None) -> str:
    """Return a range with its unit, a single number where both ends are one."""
    if given[0] == given[1]:
        return with_unit(given[0], unit)
    return say("{low} to {high}", low=with_unit(given[0], None), high=with_unit(given[1], unit))


def _floats(given: tuple[float, float]) -> tuple[float, float]:
    return float(given[0]), float(given[1])
