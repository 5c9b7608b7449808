"""Values that follow from others, over columns: the values in use, and where something else was typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from engine.case.fields import FieldCatalogue, FieldSpec
from engine.case.lesions import NOT_MAJOR_VESSELS
from engine.case.liver_function.albi import albi_grade, albi_score
from engine.case.liver_function.child_pugh import (
    ASCITES_POINTS,
    BEST_PARTS,
    ENCEPHALOPATHY_POINTS,
    PARTS,
    WORST_PARTS,
    child_pugh_class,
    points_of_blood,
)
from engine.case.patient import OF_LESIONS, TOTALS, WITH_TOTALS, Patient
from engine.findings.columns.answers import Array, rounded
from engine.findings.columns.row_relations import bits_of_rows
from engine.findings.columns.table import (
    NOT_KNOWN,
    OF_NUMBERS,
    Columns,
    LesionRows,
    View,
    is_known,
    nothing_known,
    value_at,
    values_of,
)

_MOST_POINTS = 15


class InUse(NamedTuple):
    """The values in use of a table.

    Attributes
    ----------
    view : typed or derived values.
    typed : of every field that was typed and from which something else is derived: what was typed.
    replaced : of the same fields, where that is so.
    """

    view: View
    typed: Mapping[str, Array]
    replaced: Mapping[str, Array]


def values_in_use(columns: Columns, fields: FieldCatalogue, size: int, wanted: frozenset[str] | None = None) -> InUse:
    """Return the values in use, as `Patient` derives them.

    Parameters
    ----------
    wanted : fields that anything looks at; what would be worked out patient by patient for nobody is left as typed.
        None: all.
    """
    given = {name: column for name, column in columns.items() if not isinstance(column, LesionRows)}
    lesions = columns.get("lesions")
    entered = View(size, fields, given)
    found: dict[str, Array] = {}
    if isinstance(lesions, LesionRows):
        found.update(of_lesions(lesions, fields))
        given["lesions"] = np.where(lesions.given, bits_of_rows(lesions, fields), NOT_KNOWN)
    found.update(_totals(entered))
    found["child_pugh"] = _child_pugh(entered)
    if wanted is None or "albi_grade" in wanted:
        found["albi_grade"] = _albi(entered)
    further = [spec for spec in fields if spec.derived_from and spec.id not in (*found, *OF_LESIONS)]
    found.update((spec.id, _asked_for(spec, entered)) for spec in further if wanted is None or spec.id in wanted)
    in_use, typed, replaced = dict(given), {}, {}
    for name, derived in found.items():
        in_use[name], differs = _derived_over(derived, entered.column(name))
        if differs.any():
            typed[name], replaced[name] = entered.column(name), differs
    return InUse(View(size, fields, in_use), typed, replaced)


def fields_that_follow(fields: FieldCatalogue) -> tuple[str, ...]:
    """Return the fields for which something else can be typed than what follows, in the order of `Patient.derived`."""
    own = (*OF_LESIONS, *(total for total, _, _ in TOTALS), "child_pugh")
    return (*own, *(spec.id for spec in fields if spec.derived_from and spec.id not in own))


def _derived_over(derived: Array, typed: Array) -> tuple[Array, Array]:
    """Return the values in use, and where something else was typed than what follows."""
    follows = is_known(derived)
    return np.where(follows, derived, typed), follows & is_known(typed) & (derived != typed)


def with_these_lesions(lesions: LesionRows, columns: Columns, view: View) -> dict[str, Array]:
    """Return count, size and place of these lesions alone, as they stand for patients who have no others."""
    found = of_lesions(lesions, view.fields)
    in_use = {}
    for name in OF_LESIONS:
        typed = columns.get(name)
        entered = typed if isinstance(typed, np.ndarray) else nothing_known(view.fields[name], view.size)
        in_use[name] = _derived_over(found[name], entered)[0]
    return in_use


def seen_no_more(lesions: LesionRows, fields: FieldCatalogue) -> Array:
    """Return for each row whether nothing of the lesion is seen any more (1, 0, -1 not known); as `Lesion.gone`."""
    complete = lesions.response == values_of(fields.lesion_by_id["response"]).index("complete")
    return np.where(complete, np.int8(1), lesions.disappeared)


def _near(said: Array, distance_mm: Array) -> Array:
    """Return whether a lesion is near; what touches is, where the row does not say: as `Lesion.is_near_gut`."""
    return np.where((said == NOT_KNOWN) & (distance_mm == 0), np.int8(1), said)


def of_lesions(lesions: LesionRows, fields: FieldCatalogue) -> dict[str, Array]:
    """Return what follows from the rows of the lesion tables; not known where there is none, or it does not say."""
    size = len(lesions.given)

    def counted(which: Array) -> Array:
        return np.bincount(lesions.patient[which], minlength=size)

    def any_of(flags: Array) -> Array:
        found = np.where(counted(flags == 1) > 0, 1, np.where(counted(flags == NOT_KNOWN) > 0, NOT_KNOWN, 0))
        return np.where(count > 0, found, NOT_KNOWN).astype(np.int8)

    def all_of(flags: Array) -> Array:
        found = np.where(counted(flags == 0) > 0, 0, np.where(counted(flags == NOT_KNOWN) > 0, NOT_KNOWN, 1))
        return np.where(count > 0, found, NOT_KNOWN).astype(np.int8)

    count = np.bincount(lesions.patient, minlength=size)
    measured = ~np.isnan(lesions.diameter_cm)
    gone_rows = seen_no_more(lesions, fields)
    # One that is gone needs no diameter; one that is still seen does, before the largest is known.
    missing = counted(~measured & (gone_rows != 1))
    gone = counted(gone_rows == 1).astype(np.float64)
    vessels = values_of(fields.lesion_by_id["nearest_vessel"])
    major = [place for place, name in enumerate(vessels) if name not in NOT_MAJOR_VESSELS]
    at_a_major_vessel = np.where(np.isin(lesions.nearest_vessel, major), lesions.vessel_distance_mm, np.nan)
    none_resectable = (count > 0) & (counted(lesions.resectable != 0) == 0)
    return {
        "liver_lesion_count": np.where(lesions.given, count, np.nan),
        "largest_lesion_cm": np.where(missing > 0, np.nan, _largest(lesions, measured, size)),
        "near_gut": any_of(_near(lesions.near_gut, lesions.gut_distance_mm)),
        "gut_distance_mm": _nearest_gut(lesions, counted(np.isnan(lesions.gut_distance_mm)) > 0),
        "near_hilum": any_of(_near(lesions.near_hilum, lesions.bile_duct_distance_mm)),
        "near_major_vessel": any_of(_near(lesions.near_major_vessel, at_a_major_vessel)),
        "disappeared_lesion_count": np.where(lesions.given & (counted(gone_rows == NOT_KNOWN) == 0), gone, np.nan),
        "lesions_ablatable": all_of(lesions.ablatable),
        "metastases_resectable": np.where(none_resectable, np.int8(0), np.int8(NOT_KNOWN)),
        "bile_duct_distance_mm": _nearest(lesions.bile_duct_distance_mm, lesions, size),
    }


def _largest(lesions: LesionRows, measured: Array, size: int) -> Array:
    found = np.full(size, np.nan)
    np.fmax.at(found, lesions.patient[measured], lesions.diameter_cm[measured])
    return found


def _nearest(distances: Array, lesions: LesionRows, size: int) -> Array:
    found = np.full(size, np.nan)
    np.fmin.at(found, lesions.patient, distances)
    return found


def _nearest_gut(lesions: LesionRows, waits: Array) -> Array:
    found = _nearest(lesions.gut_distance_mm, lesions, len(waits))
    return np.where(waits & (found != 0), np.nan, found)


def _totals(entered: View) -> dict[str, Array]:
    """Of a sum and its two parts the third follows from the other two, where such a course or none is planned."""
    planned = entered.fields["modality"]
    table = np.array([value in WITH_TOTALS for value in (*values_of(planned), None)])
    applies = entered.looked_up("modality", table)
    found = {}
    for total, part, other in TOTALS:
        whole, one, two = (entered.column(name) for name in (total, part, other))
        known, first, second = (entered.known(name) for name in (total, part, other))
        both = applies & first & second
        found[total] = np.where(both, rounded(one + two), np.nan)
        for missing, given, alone in ((other, one, first & ~second), (part, two, second & ~first)):
            rest = rounded(whole - given)
            found[missing] = np.where(applies & known & alone & (rest > 0), rest, np.nan)
    return found


def _child_pugh(entered: View) -> Array:
    """Return the class where the parts that are known leave no other."""
    classes = class_places(entered.fields["child_pugh"])
    some = np.logical_or.reduce([entered.known(name) for name in PARTS])
    best, worst = (classes[points_of_parts(entered, ends)] for ends in (BEST_PARTS, WORST_PARTS))
    return np.where(some & (best == worst), best, np.int8(NOT_KNOWN))


def _albi(entered: View) -> Array:
    """Return the grade where bilirubin and albumin are known."""
    places = np.array([NOT_KNOWN, *(values_of(entered.fields["albi_grade"]).index(grade) for grade in (1, 2, 3))])
    bilirubin, albumin = (entered.column(name) for name in PARTS[:2])
    scores = [albi_score(*pair) for pair in zip(bilirubin.tolist(), albumin.tolist(), strict=True)]
    # Not known is NaN here, and no number is smaller or larger than that.
    grades = [0 if score is None or score != score else albi_grade(score) for score in scores]
    return places[np.array(grades, dtype=np.intp)].astype(np.int8)


def class_places(spec: FieldSpec) -> Array:
    """Return for every number of points the place of its Child-Pugh class among the choices."""
    letters = values_of(spec)
    return np.array([letters.index(child_pugh_class(points)) for points in range(_MOST_POINTS + 1)], dtype=np.int8)


def points_of_parts(view: View, instead: tuple[Any, ...]) -> Array:
    """Return the points of Child-Pugh.

    Parameters
    ----------
    instead : what stands for a part that is not known.
    """
    *blood, ascites, encephalopathy = PARTS
    numbers = [view.column(name) for name in blood]
    numbers = [np.where(np.isnan(one), end, one) for one, end in zip(numbers, instead, strict=False)]
    bilirubin, albumin, clotting = points_of_blood(*numbers)
    found: Array = bilirubin + albumin + clotting
    for name, points, end in (
        (ascites, ASCITES_POINTS, instead[-2]),
        (encephalopathy, ENCEPHALOPATHY_POINTS, instead[-1]),
    ):
        found = found + view.looked_up(name, np.array([points[one] for one in (*values_of(view.fields[name]), end)]))
    return found


def _asked_for(spec: FieldSpec, entered: View) -> Array:
    """Derive what has no form over columns: `Patient` is asked once for every combination of what it follows from."""
    sources = [entered.fields[name] for name in spec.derived_from]
    if any(source.kind == "lesions" for source in sources):
        raise TypeError(f"{spec.id} follows from lesions and is not among what `of_lesions` derives")
    made = nothing_known(spec, entered.size)
    columns = [entered.column(source.id).tolist() for source in sources]
    remembered: dict[tuple[Any, ...], Any] = {}
    for row in np.flatnonzero(np.logical_or.reduce([entered.known(source.id) for source in sources])):
        key = tuple(column[row] for column in columns)
        if key not in remembered:
            remembered[key] = _derived_by_patient(spec, sources, key, entered.fields)
        made[row] = remembered[key]
    return made


def _derived_by_patient(
    spec: FieldSpec, sources: list[FieldSpec], key: tuple[Any, ...], fields: FieldCatalogue
) -> float | int:
    inputs: dict[str, Any] = {}
    for source, value in zip(sources, key, strict=True):
        inputs[source.id] = value_at(source, value)
    derived = Patient(fields, inputs).derived.get(spec.id)
    unknown = nothing_known(spec, 1)[0]
    if derived is None:
        return float(unknown) if spec.kind in OF_NUMBERS else int(unknown)
    value = derived.value
    return float(value) if spec.kind in OF_NUMBERS else values_of(spec).index(value)  # type: ignore[arg-type]
