"""Patients made by chance from the description of the fields: any at all, or ordinary ones as a registry holds them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from engine.case.checks.consistency import contradictions
from engine.case.fields import FieldCatalogue, FieldSpec
from engine.case.lesions import Lesion
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.findings.headlines.concerns import compiled_concerns
from engine.modalities.listed import MODALITIES

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
#: from a limit to what lies beside it
_STEPS = (-1.0, -0.1, -0.001, 0.0, 0.001, 0.1, 1.0)
_MOST_LESIONS = 6
_FIRST_YEAR, _YEARS = 2016, 12
#: values that most patients of a registry have; the others are drawn from all
_USUAL: dict[str, tuple[Any, ...]] = {
    "karnofsky": (100, 90, 80, 70),
    "ecog": (0, 0, 1, 1, 2),
    "primary_site": ("rectum", "colon"),
    "histology": ("adenocarcinoma",),
    "liver_tumour": ("metastasis",),
    "clinical_t": ("T3", "T3", "T4", "T2"),
    "ascites": ("none",),
    "encephalopathy": ("none",),
    "child_pugh": ("A",),
    "fit_for_surgery": (True, True, False),
    "hepatic_function_adequate": (True,),
    "metastases_resectable": (True, False, False),
}
_SHARE_OF_USUAL = 0.92
_TIMES_MENDED = 4


class Generator:
    """Makes inputs of patients; the same seed makes the same ones.

    Parameters
    ----------
    ordinary : nothing is typed that follows from other values, numbers lie in their usual range, most is known, and
        what is planned has its own fields; otherwise anything goes, often at a limit or beside it.
    """

    def __init__(self, fields: FieldCatalogue, library: Library, seed: int, *, ordinary: bool = False) -> None:
        self._fields = fields
        self._chance = np.random.default_rng(seed)
        self._ordinary = ordinary
        limits = limits_by_field(fields, library)
        self._near = {spec.id: _near(spec, limits.get(spec.id, set())) for spec in fields if spec.hard is not None}
        self._choices = {spec.id: [one.value for one in spec.choices] for spec in (*fields, *fields.lesion_fields)}

    def inputs(self) -> dict[str, Any]:
        """Return the inputs of one patient."""
        if self._ordinary:
            return self._ordinary_inputs()
        share = self._chance.choice([0.1, 0.5, 0.8, 0.95])
        drawn = self._chance.random(len(self._fields.fields)) < share
        return {spec.id: self._value(spec) for spec, known in zip(self._fields, drawn, strict=True) if known}

    def _ordinary_inputs(self) -> dict[str, Any]:
        with_rows = self._chance.random() < 0.5
        planned = self._value(self._fields["modality"]) if self._chance.random() < 0.6 else None
        found: dict[str, Any] = {} if planned is None else {"modality": planned}
        drawn = self._chance.random(len(self._fields.fields)) < 0.85
        for spec, known in zip(self._fields, drawn, strict=True):
            elsewhere = bool(spec.modalities) and planned not in spec.modalities
            if not known or elsewhere or spec.id == "modality":
                continue
            follows = spec.derived_from and (spec.derived_from != ("lesions",) or with_rows)
            if not follows and not (spec.kind == "lesions" and not with_rows):
                found[spec.id] = self._value(spec)
        return self._mended(found)

    def _mended(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """Return the inputs without most of what contradicts something else."""
        for _ in range(_TIMES_MENDED):
            broken = list(contradictions(Patient(self._fields, inputs)))
            if not broken or self._chance.random() < 0.03:
                break
            for one in broken:
                inputs.pop(one.fields[0], None)
        return inputs

    def _value(self, spec: FieldSpec) -> Any:
        if self._ordinary and spec.id in _USUAL and self._chance.random() < _SHARE_OF_USUAL:
            usual = _USUAL[spec.id]
            return usual[int(self._chance.integers(len(usual)))]
        if spec.kind == "flag":
            return bool(self._chance.random() < (0.15 if self._ordinary else 0.5))
        if spec.kind == "choice":
            return self._choices[spec.id][int(self._chance.integers(len(self._choices[spec.id])))]
        if spec.kind == "list":
            share = 0.08 if self._ordinary else 0.3
            drawn = self._chance.random(len(spec.choices)) < share
            return tuple(str(one.value) for one, taken in zip(spec.choices, drawn, strict=True) if taken)
        if spec.kind == "date":
            year, month, day = (int(n) for n in self._chance.integers((0, 1, 1), (_YEARS, 13, 29)))
            return f"{_FIRST_YEAR + year}-{month:02}-{day:02}"
        if spec.kind == "lesions":
            return tuple(self._lesion() for _ in range(int(self._chance.integers(_MOST_LESIONS + 1))))
        return self._number(spec)

    def _number(self, spec: FieldSpec) -> float | int:
        assert spec.hard is not None
        assert spec.usual is not None
        near = self._near.get(spec.id)
        if near and not self._ordinary and self._chance.random() < 0.6:
            return near[int(self._chance.integers(len(near)))]
        low, high = spec.usual if self._ordinary else spec.hard
        if spec.kind == "integer":
            return int(self._chance.integers(int(low), min(int(high), int(low) + 12) + 1))
        return round(float(self._chance.uniform(low, high)), spec.decimals if self._ordinary else 3)

    def _lesion(self) -> Lesion:
        found: dict[str, Any] = {}
        for spec in self._fields.lesion_fields:
            wanted = 0.95 if spec.id == "diameter_cm" else 0.1 if spec.id == "treatment" else 0.6
            if self._chance.random() < wanted:
                found[spec.id] = self._value(spec)
        if "diameter_cm" in found:
            near = self._near["largest_lesion_cm"]
            at_a_limit = not self._ordinary and self._chance.random() < 0.5
            found["diameter_cm"] = float(
                near[int(self._chance.integers(len(near)))] if at_a_limit else round(self._chance.gamma(2.0, 1.2), 1)
            )
        return Lesion(**found)


def _near(spec: FieldSpec, limits: set[float]) -> list[Any]:
    assert spec.hard is not None
    low, high = spec.hard
    near = {round(limit + step, 6) for limit in (*limits, low, high) for step in _STEPS}
    inside = sorted(number for number in near if low <= number <= high)
    return [int(n) for n in inside if n.is_integer()] if spec.kind == "integer" else inside


def limits_by_field(fields: FieldCatalogue, library: Library) -> dict[str, set[float]]:
    """Return every number that a criterion, a concern or a relation holds against a field."""
    found: dict[str, set[float]] = {}
    for criterion in library.criteria.values():
        rule = criterion.rule
        own = [*_numbers(rule, but=("limits", "fractions", "fractions_elsewhere")), *_numbers(criterion)]
        for name in (rule.field, *rule.fields):
            if name is not None:
                found.setdefault(name, set()).update(own)
        for name, limit in zip(rule.fields, rule.limits, strict=False):
            found.setdefault(name, set()).add(limit)
        found.setdefault("fractions", set()).update((*rule.fractions, *rule.fractions_elsewhere))
        for given in rule.given_with:
            # With ten fractions the printed dose per fraction is met, and missed by a little.
            found.setdefault(given.dose, set()).update(given.gy * number for number in (5, 10, 20, 21))
            found.setdefault(given.fractions, set()).update((5, 10, 20, 21))
    for modality in MODALITIES:
        for compiled in compiled_concerns(modality, library):
            for statement in (compiled.statement, compiled.concern.only_where):
                for name, number in _of_statement(statement):
                    found.setdefault(name, set()).add(number)
    for relation in fields.relations:
        for part in relation.together:
            found.setdefault(part.field, set()).update(_numbers(part))
    return found


def _of_statement(statement: Any) -> Iterator[tuple[str, float]]:
    if statement is None:
        return
    for number in _numbers(statement, but=("at_least_parts",)):
        yield statement.field, number
    for part in statement.parts:
        yield from _of_statement(part)


def _numbers(record: msgspec.Struct, but: tuple[str, ...] = ()) -> list[float]:
    found: list[float] = []
    for name in record.__struct_fields__:
        value = getattr(record, name)
        many = value if isinstance(value, tuple) else (value,)
        if name not in but:
            found += [float(one) for one in many if isinstance(one, (int, float)) and not isinstance(one, bool)]
    return found
