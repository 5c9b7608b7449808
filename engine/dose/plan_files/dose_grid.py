"""The dose grid of an RTDOSE as a box in patient coordinates, and its trilinear interpolation along scan lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.dose.records import FloatArray

EDGE_MM = 0.01
"""How far outside the outermost voxel centres a point may lie and still count as covered: rounding in headers."""


@dataclass(frozen=True, slots=True, eq=False)
class DoseGrid:
    """Dose on voxel centres.

    Parameters
    ----------
    x_mm, y_mm, z_mm
        Voxel centres in patient coordinates, each strictly ascending, at least two of each.
    stored
        Stored values, shape (z, y, x); any view of the file's pixel data.
    scaling_gy
        Gy per stored unit.
    """

    x_mm: FloatArray
    y_mm: FloatArray
    z_mm: FloatArray
    stored: NDArray[Any]
    scaling_gy: float

    def around(self, bounds_mm: tuple[float, float, float, float], z_range_mm: tuple[float, float]) -> LocalDose:
        """Cut out the part about a box (x low, x high, y low, y high) and (z low, z high), as 32-bit floats."""
        x = _cut(self.x_mm, bounds_mm[0], bounds_mm[1])
        y = _cut(self.y_mm, bounds_mm[2], bounds_mm[3])
        z = _cut(self.z_mm, z_range_mm[0], z_range_mm[1])
        dose = np.ascontiguousarray(self.stored[z, y, x], dtype=np.float32)
        dose *= np.float32(self.scaling_gy)
        return LocalDose(self.x_mm[x], self.y_mm[y], self.z_mm[z], dose)

    def largest_gy(self) -> float:
        """Largest dose in the grid, Gy."""
        return float(self.stored.max()) * self.scaling_gy


@dataclass(frozen=True, slots=True, eq=False)
class LocalDose:
    """A part of the grid, in Gy, shape (z, y, x)."""

    x_mm: FloatArray
    y_mm: FloatArray
    z_mm: FloatArray
    dose_gy: NDArray[np.float32]

    def profiles(self, y_mm: FloatArray, z_mm: FloatArray) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Dose along x on lines at (y, z), each of shape (n,).

        Returns
        -------
        profiles, covered
            Dose at every x of the grid, shape (n, len(x_mm)), and whether the line runs inside the grid, shape (n,).
        """
        iy, ty, inside_y = _position(self.y_mm, y_mm)
        iz, tz, inside_z = _position(self.z_mm, z_mm)
        ty, tz = ty[:, None], tz[:, None]
        near = self.dose_gy[iz, iy] * (1 - ty) + self.dose_gy[iz, iy + 1] * ty
        far = self.dose_gy[iz + 1, iy] * (1 - ty) + self.dose_gy[iz + 1, iy + 1] * ty
        near *= 1 - tz
        near += far * tz
        return near, inside_y & inside_z

    def along(
        self, profiles: NDArray[np.float32], line: NDArray[np.intp], x_mm: FloatArray
    ) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Dose at points x on given lines, and whether each lies between the grid's ends in x; shape (n,) each."""
        ix, tx, inside = _position(self.x_mm, x_mm)
        flat = profiles.reshape(-1)
        at = line * profiles.shape[1] + ix
        dose = flat[at]
        dose += (flat[at + 1] - dose) * tx
        return dose, inside


def _cut(axis: FloatArray, low: float, high: float) -> slice:
    """The part of an axis that encloses a range; at least two centres, even where the range lies outside."""
    first = int(np.clip(np.searchsorted(axis, low, side="right") - 1, 0, len(axis) - 2))
    last = int(np.clip(np.searchsorted(axis, high, side="left"), first + 1, len(axis) - 1))
    return slice(first, last + 1)


def _position(axis: FloatArray, at: FloatArray) -> tuple[NDArray[np.intp], NDArray[np.float32], NDArray[np.bool_]]:
    """Cell, place in the cell (0 to 1), and whether the point lies on the axis."""
    inside = (at >= axis[0] - EDGE_MM) & (at <= axis[-1] + EDGE_MM)
    steps = np.diff(axis)
    if steps.max() - steps.min() < 1e-6 * steps.max():
        place = (at - axis[0]) * ((len(axis) - 1) / (axis[-1] - axis[0]))
        np.clip(place, 0, len(axis) - 1, out=place)
        cell = np.minimum(place.astype(np.intp), len(axis) - 2)
        return cell, (place - cell).astype(np.float32), inside
    cell = np.clip(np.searchsorted(axis, at, side="right") - 1, 0, len(axis) - 2)
    share = np.clip((at - axis[cell]) / steps[cell], 0.0, 1.0)
    return cell, share.astype(np.float32), inside
