"""Child-Pugh class from its five parts.

Points as in Pugh RN et al., Br J Surg 1973;60:646-9, with the INR bands in general use in place of the
prothrombin time: below 1.7, 1.7 to 2.3, above 2.3. Class A 5-6, B 7-9, C 10-15 points.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

#: the fields of the five parts, in the order of their points
PARTS = ("bilirubin_mg_dl", "albumin_g_dl", "inr", "ascites", "encephalopathy")

#: values of the parts that have fewest and most points
BEST_PARTS: tuple[Any, ...] = (0.5, 4.5, 1.0, "none", "none")
WORST_PARTS: tuple[Any, ...] = (9.0, 2.0, 3.0, "severe", "grade_3_4")

ASCITES_POINTS = {"none": 1, "mild": 2, "severe": 3}
ENCEPHALOPATHY_POINTS = {"none": 1, "grade_1_2": 2, "grade_3_4": 3}


def points_of_parts(
    bilirubin_mg_dl: float, albumin_g_dl: float, inr: float, ascites: str, encephalopathy: str
) -> tuple[int, int, int, int, int]:
    """Return the points of each part, 1 to 3, in the order of `PARTS`."""
    blood = points_of_blood(bilirubin_mg_dl, albumin_g_dl, inr)
    return *blood, ASCITES_POINTS[ascites], ENCEPHALOPATHY_POINTS[encephalopathy]


def points_of_blood(bilirubin_mg_dl: Any, albumin_g_dl: Any, inr: Any) -> tuple[Any, Any, Any]:
    """Return the points of the three parts that are measured; of numbers, or of arrays of them of one shape."""
    bilirubin = 1 + (bilirubin_mg_dl >= 2.0) + (bilirubin_mg_dl > 3.0)
    albumin = 1 + (albumin_g_dl <= 3.5) + (albumin_g_dl < 2.8)
    clotting = 1 + (inr >= 1.7) + (inr > 2.3)
    return bilirubin, albumin, clotting


def child_pugh_points(
    bilirubin_mg_dl: float, albumin_g_dl: float, inr: float, ascites: str, encephalopathy: str
) -> int:
    """Return the score, 5 to 15 points."""
    return sum(points_of_parts(bilirubin_mg_dl, albumin_g_dl, inr, ascites, encephalopathy))


def classes_allowed(parts: Sequence[Any]) -> tuple[str, str]:
    """Return the mildest and the gravest class that these parts allow, in the order of `PARTS`; None is not known."""
    best, worst = (
        child_pugh_class(
            child_pugh_points(*(end if part is None else part for part, end in zip(parts, ends, strict=True)))
        )
        for ends in (BEST_PARTS, WORST_PARTS)
    )
    return best, worst


def class_that_follows(parts: Sequence[Any]) -> str | None:
    """Return the class, also where parts are not known and whatever they are leaves no other; else None."""
    best, worst = classes_allowed(parts)
    return best if best == worst else None


def child_pugh_class(points: int) -> str:
    """Return A, B or C for a score of 5 to 15 points."""
    return "A" if points <= 6 else "B" if points <= 9 else "C"
