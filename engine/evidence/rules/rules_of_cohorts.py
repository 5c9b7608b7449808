"""Rules of what cohorts say of one another and of scores: a report of another report, the points of a score."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from engine.evidence.records.cohorts import Cohort
from engine.evidence.records.source_file import SourceFile
from engine.evidence.rules.rules_of_conditions import Complaint
from engine.reading.mistakes import Problem
from engine.words.said import fault, say


def of_links(cohort: Cohort, cohorts: Mapping[str, Cohort], scores: Collection[str]) -> Iterator[Complaint]:
    """Yield what is wrong with the later report that a cohort names, and with the points that its patients had."""
    later = cohort.earlier_report_of
    key = f"{cohort.id}.earlier_report_of"
    if later is not None:
        if later not in cohorts:
            yield (
                key,
                fault("there is no cohort “{later}”.", later=later),
                say("Correct the reference, or add the record."),
            )
        elif later == cohort.id or cohorts[later].earlier_report_of is not None:
            yield (key, say("this is not the last report."), say("Name the last report of these patients."))
        elif cohorts[later].modality != cohort.modality:
            yield (
                key,
                say("the other report is of another modality."),
                say("Name the later report of the same patients."),
            )
        if cohort.subgroup_of is not None:
            yield (
                key,
                say("a part is not the report of a whole."),
                say("Give subgroup_of or earlier_report_of, not both."),
            )
    band = cohort.score_points
    if band is not None:
        if band.score not in scores:
            yield (
                f"{cohort.id}.score_points",
                fault("there is no score “{score}”.", score=band.score),
                say("Name a score of the library."),
            )
        if not 0 <= band.from_points <= band.to_points:
            yield (f"{cohort.id}.score_points", say("the points are upside down."), say("Write the lower end first."))
        for name in ("printed", "locator"):
            if not getattr(band, name).strip():
                yield (
                    f"{cohort.id}.score_points.{name}",
                    say("this is empty."),
                    say("Give it as it stands in the paper."),
                )


def of_courses(cohort: Cohort) -> Iterator[Complaint]:
    """Yield what is wrong with the courses that a cohort lists: its dose and fractions have to span them."""
    if not cohort.courses:
        return
    key = f"{cohort.id}.courses"
    for course in cohort.courses:
        if not 0 < course.dose_gy[0] <= course.dose_gy[1]:
            yield (key, say("the range is upside down."), say("Exchange low and high."))
        if not course.printed.strip():
            yield (key, say("this is empty."), say("Give it as it stands in the paper."))
    numbers = [course.fractions for course in cohort.courses]
    if len(set(numbers)) < len(numbers):
        yield (key, say("two courses have as many fractions."), say("Give each number of fractions once."))
    spans = (
        ("fractions", cohort.fractions, (min(numbers), max(numbers))),
        (
            "dose_gy",
            cohort.dose_gy,
            (min(course.dose_gy[0] for course in cohort.courses), max(course.dose_gy[1] for course in cohort.courses)),
        ),
    )
    for name, given, span in spans:
        if given != span:
            yield (
                f"{cohort.id}.{name}",
                say("this is not what the courses span."),
                fault("Give {low} and {high}, or correct the courses.", low=str(span[0]), high=str(span[1])),
            )


def silent_arms(files: Iterable[SourceFile]) -> Iterator[Problem]:
    """Yield the arms of trials and of other comparisons that do not say whether their patients were given the option.

    Silence would let a control arm stand for those who were treated. It is asked of a library that is being written,
    and not of a pack: versions from before it was asked stay callable.
    """
    for file in files:
        for cohort in file.cohort:
            arm = cohort.trial is not None or cohort.randomised or file.source.design == "randomised_trial"
            if arm and cohort.without_option is None:
                yield Problem(
                    f"{file.source.id}.toml",
                    f"{cohort.id}.without_option",
                    say("the arm of a trial has to state whether its patients were given the option."),
                    say("Write false where they were, and true where they were not, as the source has it."),
                )
