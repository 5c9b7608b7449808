"""Words for statuses, verdicts, modalities and endpoints: one place, the same on screen, on paper and in JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.case.fields import FieldSpec
from engine.case.lesions import Lesion
from engine.case.units import amount, plain_text
from engine.evidence.records.modalities import Modality
from engine.modalities.catalogue import ModalityCatalogue, OnDemand
from engine.words.said import Number, in_sentence, listed, say, say_counted, say_label, template

#: the options as headings, and in tables, on tabs and in the headline: `resources/modalities.toml`
MODALITY_LABELS: Mapping[Modality, str] = OnDemand(ModalityCatalogue.labels)
MODALITY_SHORT: Mapping[Modality, str] = OnDemand(ModalityCatalogue.shorts)

STATUS_WORDS = {
    "met": "met",
    "met_outside_observed_range": "met, but no such patient was observed",
    "borderline": "borderline",
    "not_met": "not met",
    "unknown": "not known",
    "not_applicable": "not planned",
}

VERDICT_WORDS = {
    "within": "published criteria met",
    "borderline": "borderline",
    "outside": "outside the published criteria",
    "undetermined": "undetermined",
    "concern": "concern",
    "comparator": "comparator",
}

#: a verdict in one or two words, where a heading says of what
VERDICT_BRIEF = {
    "within": "met",
    "borderline": "borderline",
    "outside": "outside",
    "undetermined": "undetermined",
    "concern": "concern",
    "comparator": "comparator",
}

#: treatments that may follow another, in words; the modalities, and what is no option of its own
TREATMENT_WORDS: Mapping[str, str] = OnDemand(ModalityCatalogue.treatments)

#: what the answer of the criteria to "what if this were given now" rests on
HELD_WORDS = say(
    "All else in the case is held as it is now: what treatment does to size, number, blood counts or fitness is not "
    "predicted."
)

#: how firmly a later treatment stands, what was done first
STANDING_WORDS: dict[str, str] = {
    "done": template("done"),
    "planned": template("planned"),
    "advised": template("advised"),
    "possible": template("said to be possible"),
    "limited": template("said to be limited, or to need care"),
}

ENDPOINT_WORDS = {
    "overall_survival": template("overall survival"),
    "progression_free_survival": template("progression-free survival"),
    "disease_free_survival": template("disease-free survival"),
    "disease_specific_survival": template("disease-specific survival"),
    "distant_metastasis_free_survival": template("distant-metastasis-free survival"),
    "local_control": template("local control"),
    "response": template("response"),
}


#: how a curve came about, said once beside a figure however many curves it holds
METHOD_WORDS = {
    "landmarks": (
        "Rebuilt from published figures, not patient data: Bayesian average of Weibull, log-logistic and log-normal "
        "curves, with some patients who never have the event; band: 95 % for the underlying population."
    ),
    "published points": "Published points alone; no curve can be drawn through them.",
    "digitised": "Rebuilt from a digitised Kaplan-Meier curve.",
}


def join_words(words: Iterable[str]) -> str:
    """Return "a", "a and b", or "a, b and c"."""
    return listed(words)


def counted(number: int, one: str, many: str) -> str:
    """Return "1 lesion" or "3 lesions"."""
    return say_counted(number, f"{{number}} {one}", f"{{number}} {many}")


def lower_first(text: str) -> str:
    """Return the text without its capital, unless it begins with an abbreviation or a name."""
    return in_sentence(text)


def with_unit(number: float, unit: str | None) -> str:
    """Return a number with its unit: "5.5 cm", "80 %"; "lesions" in the singular for one."""
    if unit and unit.startswith("10⁹"):
        return say("{number} × {unit}", number=Number(plain_text(number)), unit=unit)
    return amount(number, unit)


def value_in_words(spec: FieldSpec, value: object) -> str:
    """Return a field's value as a person would say it; "not known" where it is None."""
    if value is None:
        return say("not known")
    if spec.kind == "flag":
        return say("yes") if value else say("no")
    if spec.kind == "lesions" and isinstance(value, tuple):
        return _lesions_in_words(value)
    if spec.kind == "list" and isinstance(value, tuple):
        return listed(in_sentence(say_label(spec.choice_label(item), spec.id)) for item in value) or say("none")
    if spec.kind == "choice":
        label = say_label(spec.choice_label(value), spec.id)
        return say("{number} {unit}", number=label, unit=spec.unit) if spec.unit else label
    if isinstance(value, (int, float)):
        return with_unit(value, spec.unit)
    return str(value)


def value_in_sentence(spec: FieldSpec, value: object) -> str:
    """Return it as it follows the name of its field: "ascites severe", not "Severe"; a class keeps its letters."""
    words = value_in_words(spec, value)
    return lower_first(words) if spec.kind == "choice" and words[1:2].islower() else words


def _lesions_in_words(lesions: tuple[object, ...]) -> str:
    rows = [lesion for lesion in lesions if isinstance(lesion, Lesion)]
    if not rows:
        return say("none")
    sizes = [Number(plain_text(row.diameter_cm)) if row.diameter_cm is not None else "?" for row in rows]
    joined = listed(sizes, "{first}, {last}", context="sizes")
    return say_counted(len(rows), "{number} lesion ({sizes} cm)", "{number} lesions ({sizes} cm)", sizes=joined)
