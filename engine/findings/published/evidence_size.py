"""Kind and size of the evidence that resembles a patient: how many groups of which design, how many patients."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from engine.evidence.library import Library
from engine.findings.assessment import Population
from engine.findings.wording import counted, join_words
from engine.words.said import say

#: design to (one, many), from the firmest to the weakest
_DESIGNS: dict[str, tuple[str, str]] = {
    "randomised_trial": ("randomised trial", "randomised trials"),
    "prospective": ("prospective series", "prospective series"),
    "pooled_analysis": ("pooled analysis", "pooled analyses"),
    "meta_analysis": ("meta-analysis", "meta-analyses"),
    "retrospective": ("retrospective series", "retrospective series"),
    "case_series": ("case series", "case series"),
}
#: where the other arm of the trial was treated otherwise, or would not have held the patient
_ARMS = ("arm of a randomised trial", "arms of randomised trials")
_OTHER = ("group of a design not given", "groups of a design not given")
#: everything that is counted here, for the catalogues
COUNTED_DESIGNS = (*_DESIGNS.values(), _ARMS, _OTHER)


def size_in_words(populations: Iterable[Population], library: Library) -> str:
    """Return "2 prospective series and 1 retrospective series, 108 patients"; empty where no group fits.

    The arms of a trial count once, and patients who are in two groups are counted with the larger alone.
    """
    fitting = [row for row in populations if row.fits == "met"]
    studies = {library.cohorts[row.cohort].trial or row.cohort: row for row in fitting}
    here = {row.cohort for row in fitting}
    arms = sum(_is_one_arm(row.cohort, here, library) for row in studies.values())
    designs = Counter(library.sources[row.source].design for row in studies.values())
    named = [(design, number) for design, number in designs.items() if design in _DESIGNS]
    named.sort(key=lambda one: tuple(_DESIGNS).index(one[0]))
    said: list[str] = [counted(number, *_DESIGNS[design]) for design, number in named]
    if arms and named and named[0][0] == "randomised_trial":
        of_all = say("{trials} (of {arms} one arm alone)", trials=said[0], arms=str(arms))
        said[0] = counted(arms, *_ARMS) if arms == named[0][1] else of_all
    if rest := sum(number for design, number in designs.items() if design not in _DESIGNS):
        said.append(counted(rest, *_OTHER))
    patients = _patients(fitting, library)
    if not said or not patients:
        return join_words(said)
    return say("{groups}, {patients} patients", groups=join_words(said), patients=str(patients))


def _is_one_arm(cohort: str, fitting: set[str], library: Library) -> bool:
    """Return whether a cohort is an arm of a trial by chance whose other arm is not among those that fit."""
    own = library.cohorts[cohort]
    if not own.randomised or own.trial is None:
        return False
    whole = (one for one in library.cohorts.values() if one.trial == own.trial and one.subgroup_of is None)
    return any(one.id != cohort and one.id not in fitting for one in whole)


def _patients(rows: Iterable[Population], library: Library) -> int:
    counted_in: set[str] = set()
    total = 0
    for row in sorted(rows, key=lambda row: -(row.patients or 0)):
        if not counted_in & {row.cohort, *library.cohorts[row.cohort].overlaps}:
            counted_in.add(row.cohort)
            total += row.patients or 0
    return total
