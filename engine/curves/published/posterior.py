"""Posterior over survival curves, given a few published points.

Three families, each with and without a share of patients who never have the event, averaged by how well they
explain the points. A curve of a family is fixed by (z, log shape): z is the family's scale value at a pivot
point, so that the likelihood is a narrow ridge along z whatever the shape, and a small grid finds it.

Prior: flat in the log median within a wide window around the points, normal in the log shape.
Likelihood: of those alive at one point, how many were alive at the next - a chain of binomials on the effective
number of patients. A median is a time seen at a chosen survival, not the reverse: its density in log time adds
the steepness of the curve there, without which a median alone would speak for flat curves.

Everything is a fixed grid or a fixed low-discrepancy sequence: the same figures give the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.curves.families import FAMILIES, Floats, normal_survival, slope, survival, z_of_survival
from engine.curves.published.priors import ShapePrior

DRAWS: Final = 1000

_Z_NODES: Final = 25
_SHAPE_NODES: Final = 15
_FINE_Z_NODES: Final = 21
_FINE_SHAPE_NODES: Final = 15
_SHAPE_REACH_SD: Final = 3.0
_Z_REACH_SD: Final = 6.0
# The log median may lie from a tenth of the first point's time to twenty times the last one's.
_EARLIEST_MEDIAN: Final = 10.0
_LATEST_MEDIAN: Final = 20.0
_NEGLIGIBLE: Final = 1e-5
_TINY: Final = 1e-300
_GOLDEN: Final = 0.6180339887498949


@dataclass(frozen=True, slots=True)
class Points:
    """Published points that a curve is fitted to, in order of time.

    time_months rising, survival never rising, effective_number the patients each rests on.
    is_quantile: True where the survival was chosen and the time observed (a median), False where the time was
    chosen and the survival observed (a landmark).
    reading_sd: standard deviation of each survival as a figure, over and above the chance of who died: by its
    rounding, or because it is a point only approximately.
    not_reached: (time, effective number) of "the curve had not come down to one half by then", or None.
    """

    time_months: Floats
    survival: Floats
    effective_number: Floats
    is_quantile: NDArray[np.bool_]
    reading_sd: Floats
    not_reached: tuple[float, float] | None = None

    def pivot(self) -> int:
        """Index of the point that rests on most patients; of equals the one nearest one half."""
        distance = np.abs(self.survival - 0.5)
        return int(np.lexsort((distance, -self.effective_number))[0])


@dataclass(frozen=True, slots=True)
class _Grid:
    """Cells of one component: z along the last axis, log shape before it."""

    z: Floats
    log_shape: Floats
    z_step: float
    shape_step: float


@dataclass(frozen=True, slots=True)
class _Component:
    family: int
    plateau: float
    log_weight: float
    shape_mean: float
    shape_sd: float


@dataclass(frozen=True, slots=True)
class Curves:
    """Equally likely survival curves: draws from the posterior, sorted by family."""

    pivot_months: float
    z: tuple[Floats, ...]
    shape: tuple[Floats, ...]
    plateau: tuple[Floats, ...]

    def survival_at(self, time_months: Floats) -> Floats:
        """Survival, shape (times, draws); 1 at time 0."""
        with np.errstate(divide="ignore"):
            distance = np.log(np.asarray(time_months, dtype=np.float64) / self.pivot_months)
        parts = []
        for family in range(len(FAMILIES)):
            z = np.maximum(self.z[family] + distance[:, None] * self.shape[family], -745.0)
            parts.append(self.plateau[family] + (1.0 - self.plateau[family]) * survival(family, z))
        return np.concatenate(parts, axis=1)


def _components(prior: ShapePrior) -> list[_Component]:
    found = []
    for family in range(len(FAMILIES)):
        share = (1.0 - prior.plateau_weight) / len(FAMILIES)
        found.append(_Component(family, 0.0, math.log(share), prior.log_shape_means[family], prior.log_shape_sd))
        for plateau in prior.plateau_fractions:
            share = prior.plateau_weight / len(prior.plateau_fractions) / len(FAMILIES)
            found.append(
                _Component(family, plateau, math.log(share), prior.log_shape_means[family], prior.log_shape_sd)
            )
    return found


def _first_grid(component: _Component, survival_at_pivot: float, number: float) -> _Grid:
    edge = 0.5 / (number + 1.0)
    inside = (survival_at_pivot - component.plateau) / (1.0 - component.plateau)
    inside = min(max(inside, edge), 1.0 - edge)
    centre = z_of_survival(component.family, inside)
    near = min(max(survival_at_pivot, edge), 1.0 - edge)
    spread = math.sqrt(near * (1.0 - near) / number) / (1.0 - component.plateau)
    reach = _Z_REACH_SD * min(spread / max(float(slope(component.family, np.array(centre))), 1e-6), 3.0)
    z = np.linspace(centre - reach, centre + reach, _Z_NODES)
    width = _SHAPE_REACH_SD * component.shape_sd
    log_shape = np.linspace(component.shape_mean - width, component.shape_mean + width, _SHAPE_NODES)
    return _Grid(z, log_shape, float(z[1] - z[0]), float(log_shape[1] - log_shape[0]))


def _finer_grid(grid: _Grid, weight: Floats, best: float) -> _Grid | None:
    """The part of a grid that holds weight, laid out again; None where the component does not matter."""
    held = weight > _NEGLIGIBLE * best
    if not held.any():
        return None
    rows = np.flatnonzero(held.any(axis=1))
    columns = np.flatnonzero(held.any(axis=0))
    z = np.linspace(grid.z[columns[0]] - 0.5 * grid.z_step, grid.z[columns[-1]] + 0.5 * grid.z_step, _FINE_Z_NODES + 1)
    shape = np.linspace(
        grid.log_shape[rows[0]] - 0.5 * grid.shape_step,
        grid.log_shape[rows[-1]] + 0.5 * grid.shape_step,
        _FINE_SHAPE_NODES + 1,
    )
    return _Grid((z[1:] + z[:-1]) / 2.0, (shape[1:] + shape[:-1]) / 2.0, float(z[1] - z[0]), float(shape[1] - shape[0]))


def _number_that_tells(number: float, fall: float, reading_variance: float) -> float:
    """Patients that an interval's deaths speak for, once the reading error of its two ends is allowed for.

    Of `number` patients a share `fall` died, by chance with a variance of number * fall; the reading adds
    number^2 * reading_variance. Two points close to each other so do not fix a slope that neither can bear.
    """
    by_chance = max(fall, 1.0 / number)
    return number / (1.0 + number * reading_variance / by_chance)


class Posterior:
    """The posterior over curves for given points and prior; see the module for the model."""

    def __init__(self, points: Points, prior: ShapePrior) -> None:
        self._points = points
        pivot = points.pivot()
        self._pivot_months = float(points.time_months[pivot])
        self._distance = np.log(points.time_months / self._pivot_months)
        self._window = (
            float(self._distance[0]) - math.log(_EARLIEST_MEDIAN),
            float(self._distance[-1]) + math.log(_LATEST_MEDIAN),
        )
        self._components = _components(prior)
        self._pivot = pivot
        self._grids = [
            _first_grid(component, float(points.survival[pivot]), float(points.effective_number[pivot]))
            for component in self._components
        ]
        self._log_prior, self._at_points = self._evaluate(self._components, self._grids)

    def _evaluate(self, components: Sequence[_Component], grids: Sequence[_Grid]) -> tuple[Floats, Floats]:
        """Log prior mass per cell (components, shapes, z) and survival at the points (points, ...)."""
        z = np.array([grid.z for grid in grids])[:, None, :]
        log_shape = np.array([grid.log_shape for grid in grids])[:, :, None]
        mean = np.array([component.shape_mean for component in components])[:, None, None]
        sd = np.array([component.shape_sd for component in components])[:, None, None]
        cell = np.array(
            [
                component.log_weight + math.log(grid.z_step * grid.shape_step)
                for component, grid in zip(components, grids, strict=True)
            ]
        )[:, None, None]
        shape = np.exp(log_shape)
        log_median = -z / shape
        # Flat in the log median: the density along z is 1 / shape.
        log_prior = cell - log_shape - 0.5 * ((log_shape - mean) / sd) ** 2 - np.log(sd)
        inside = (log_median >= self._window[0]) & (log_median <= self._window[1])
        log_prior = np.where(inside, log_prior, -np.inf)
        times = self._distance
        if self._points.not_reached is not None:
            times = np.append(times, math.log(self._points.not_reached[0] / self._pivot_months))
        at_points = np.empty((times.size, *log_prior.shape))
        timed = np.flatnonzero(self._points.is_quantile)
        plateau = np.array([component.plateau for component in components])[:, None, None]
        for family in range(len(FAMILIES)):
            chosen = [index for index, component in enumerate(components) if component.family == family]
            if chosen:
                scale = z[chosen] + times[:, None, None, None] * shape[chosen]
                share = plateau[chosen]
                at_points[:, chosen] = share + (1.0 - share) * survival(family, scale)
                for index in timed:
                    fall = (1.0 - share) * shape[chosen] * slope(family, scale[index])
                    log_prior[chosen] += np.log(np.maximum(fall, _TINY))
        return log_prior, at_points

    def _log_likelihood(self, at_points: Floats, used: NDArray[np.intp]) -> Floats:
        """Log likelihood of the points with these indices, a chain of binomials between them."""
        points = self._points
        total = np.zeros(at_points.shape[1:])
        before: Floats | float = 1.0
        survival_before, reading_before = 1.0, 0.0
        for index in used:
            seen = min(float(points.survival[index]), survival_before)
            reading = float(points.reading_sd[index]) ** 2
            number = _number_that_tells(
                float(points.effective_number[index]), survival_before - seen, reading + reading_before
            )
            here = at_points[index]
            # Published survivals are rounded: one patient in a thousand keeps an exact 0 or 1 from ruling out
            # every curve but one.
            step = np.clip(here / np.maximum(before, _TINY), 1e-12, 1.0 - 1e-12)
            if seen > 0.0:
                total += number * seen * np.log(step)
            if survival_before > seen:
                total += number * (survival_before - seen) * np.log1p(-step)
            before = here
            survival_before, reading_before = seen, reading
        if points.not_reached is not None and survival_before > 0.5:
            total += np.log(self._not_reached(at_points[-1] / np.maximum(before, _TINY), survival_before))
        return total

    def _not_reached(self, step: Floats, survival_before: float) -> Floats:
        """Probability that more than half of all are still alive, given those alive at the last point."""
        assert self._points.not_reached is not None
        at_risk = self._points.not_reached[1] * survival_before
        step = np.clip(step, 1e-9, 1.0 - 1e-9)
        deviation = np.sqrt(step * (1.0 - step) / at_risk)
        return np.maximum(normal_survival((0.5 / survival_before - step) / deviation), _TINY)

    def tail_probability(self, left_out: int) -> float:
        """How likely the other points make a published value as extreme as that of the point left out.

        Two-sided, 0 to 1: the predictive distribution of the cohort's own figure, not of the population's.
        """
        others = np.array([i for i in range(self._points.time_months.size) if i != left_out], dtype=np.intp)
        log_weight = self._log_prior + self._log_likelihood(self._at_points, others)
        weight = np.exp(log_weight - np.max(log_weight))
        expected = np.clip(self._at_points[left_out], 1e-6, 1.0 - 1e-6)
        number = float(self._points.effective_number[left_out])
        seen = float(self._points.survival[left_out])
        reading = float(self._points.reading_sd[left_out])
        deviation = np.sqrt(expected * (1.0 - expected) / number + reading**2)
        # Half a patient either way, as for any count read as continuous.
        at_most = float((weight * normal_survival((expected - seen - 0.5 / number) / deviation)).sum())
        at_least = float((weight * normal_survival((seen - expected - 0.5 / number) / deviation)).sum())
        return min(1.0, 2.0 * min(at_most, at_least) / float(weight.sum()))

    def curves(self, draws: int = DRAWS) -> Curves:
        """Equally likely curves, `draws` of them, spread evenly over the posterior."""
        used = np.arange(self._points.time_months.size)
        log_weight = self._log_prior + self._log_likelihood(self._at_points, used)
        weight = np.exp(log_weight - np.max(log_weight))
        kept, grids = [], []
        for component, grid, part in zip(self._components, self._grids, weight, strict=True):
            finer = _finer_grid(grid, part, float(weight.max()))
            if finer is not None:
                kept.append(component)
                grids.append(finer)
        log_prior, at_points = self._evaluate(kept, grids)
        log_weight = log_prior + self._log_likelihood(at_points, used)
        weight = np.exp(log_weight - np.max(log_weight)).ravel()
        return self._draw(kept, grids, weight, draws)

    def _draw(self, components: Sequence[_Component], grids: Sequence[_Grid], weight: Floats, draws: int) -> Curves:
        cumulative = np.cumsum(weight)
        target = (np.arange(draws) + 0.5) / draws * cumulative[-1]
        cell = np.minimum(np.searchsorted(cumulative, target, side="right"), weight.size - 1)
        # Where in its cell a target falls places the curve along z; the golden ratio's multiples spread shapes.
        within_z = np.clip(1.0 - (cumulative[cell] - target) / np.maximum(weight[cell], _TINY), 0.0, 1.0) - 0.5
        within_shape = (np.arange(draws) * _GOLDEN) % 1.0 - 0.5
        count_shape, count_z = grids[0].log_shape.size, grids[0].z.size
        component, rest = np.divmod(cell, count_shape * count_z)
        row, column = np.divmod(rest, count_z)
        z_nodes = np.array([grid.z for grid in grids])
        shape_nodes = np.array([grid.log_shape for grid in grids])
        z_steps = np.array([grid.z_step for grid in grids])
        shape_steps = np.array([grid.shape_step for grid in grids])
        z = z_nodes[component, column] + within_z * z_steps[component]
        shape = np.exp(shape_nodes[component, row] + within_shape * shape_steps[component])
        plateau = np.array([part.plateau for part in components])[component]
        family = np.array([part.family for part in components])[component]
        groups = [np.flatnonzero(family == number) for number in range(len(FAMILIES))]
        return Curves(
            self._pivot_months,
            tuple(z[g] for g in groups),
            tuple(shape[g] for g in groups),
            tuple(plateau[g] for g in groups),
        )
