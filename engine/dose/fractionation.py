"""Fractionation on a common scale: BED and EQD2 of the linear-quadratic model (standard library alone).

The alpha/beta ratio is always handed in together with who says so; this module holds none. Nothing here converts
a dose-volume threshold such as the 15 Gy of the spared-liver rule: sources name their own threshold for each number
of fractions, and that is what is shown.

The formulae: ``BED = n d (1 + d / (alpha/beta))`` and ``EQD2 = BED / (1 + 2 / (alpha/beta))`` (Fowler 1989,
Br J Radiol 62:679-694), for n fractions of d Gy. They leave out time and repopulation, and above some 8 to 10 Gy per
fraction the model is disputed; whoever shows the result says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Course:
    """A course of radiotherapy: total dose in Gy over a number of equal fractions."""

    total_dose_gy: float
    fractions: int
    label: str = ""

    def __post_init__(self) -> None:
        _positive("the total dose in Gy", self.total_dose_gy)
        if isinstance(self.fractions, bool) or self.fractions != int(self.fractions) or self.fractions < 1:
            raise ValueError(f"the number of fractions must be a whole number of at least 1, not {self.fractions!r}")

    @property
    def dose_per_fraction_gy(self) -> float:
        """Dose of one fraction, Gy."""
        return self.total_dose_gy / self.fractions


@dataclass(frozen=True, slots=True)
class AlphaBeta:
    """An alpha/beta ratio in Gy, the tissue it is meant for, and the source that uses it."""

    value_gy: float
    tissue: str
    source: str

    def __post_init__(self) -> None:
        _positive("alpha/beta in Gy", self.value_gy)


@dataclass(frozen=True, slots=True)
class ScaledCourse:
    """A course with its BED and EQD2 for one alpha/beta ratio, all in Gy."""

    course: Course
    alpha_beta: AlphaBeta
    bed_gy: float
    eqd2_gy: float


def bed_gy(total_dose_gy: float, fractions: int, alpha_beta_gy: float) -> float:
    """Biologically effective dose.

    Parameters
    ----------
    total_dose_gy
        Total physical dose, Gy.
    fractions
        Number of equal fractions.
    alpha_beta_gy
        The alpha/beta ratio, Gy.

    Returns
    -------
    float
        BED in Gy for that alpha/beta ratio.

    Raises
    ------
    ValueError
        Where a value is not positive and finite, or the number of fractions is not whole.
    """
    course = Course(total_dose_gy, fractions)
    _positive("alpha/beta in Gy", alpha_beta_gy)
    return course.total_dose_gy * (1.0 + course.dose_per_fraction_gy / alpha_beta_gy)


def eqd2_gy(total_dose_gy: float, fractions: int, alpha_beta_gy: float) -> float:
    """Total dose in fractions of 2 Gy with the same BED; arguments and errors as of `bed_gy`."""
    return bed_gy(total_dose_gy, fractions, alpha_beta_gy) / (1.0 + 2.0 / alpha_beta_gy)


def on_common_scale(courses: Iterable[Course], alpha_beta: AlphaBeta) -> tuple[ScaledCourse, ...]:
    """Each course with its BED and EQD2 for one alpha/beta ratio, in the order given."""
    return tuple(
        ScaledCourse(
            course,
            alpha_beta,
            bed_gy(course.total_dose_gy, course.fractions, alpha_beta.value_gy),
            eqd2_gy(course.total_dose_gy, course.fractions, alpha_beta.value_gy),
        )
        for course in courses
    )


def _positive(what: str, value: float) -> None:
    if not (math.isfinite(value) and value > 0):
        raise ValueError(f"{what} must be a positive number, not {value!r}")
