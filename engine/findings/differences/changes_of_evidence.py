"""An old case under other evidence: which verdicts and which criteria are no longer what they were when it was saved.

The case file keeps in plain words what was shown (`engine.case.decisions.saved_findings`); here it is held against what
follows today from the same inputs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal

from engine import VERSION
from engine.case.case import Case
from engine.case.decisions.saved_findings import SavedFindings, SavedOption
from engine.case.format.case_json import case_sha256
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.assessment import CriterionFinding, Finding
from engine.findings.differences.recalls import Recall, recalls_in_words, recalls_since
from engine.findings.headlines.concerns import ANSWERS, JudgedConcern
from engine.findings.headlines.judging import Judged, judge_option
from engine.findings.headlines.readings import readings_of
from engine.findings.wording import MODALITY_SHORT, STATUS_WORDS, VERDICT_WORDS, counted, join_words, lower_first
from engine.words.said import capital, in_row, say, say_counted, template

#: Names in a message that has to be read at a glance; the rest are counted.
_MOST_NAMED = 3
#: The answers of a concern as they are told.
_ANSWER_WORDS = {
    "holds": template("a concern"),
    "does_not_hold": template("no concern"),
    "not_known": template("not known"),
}


class Difference(Finding, frozen=True, kw_only=True):
    """One verdict or criterion that is not what it was.

    Attributes
    ----------
    kind : what differs; "new" and "gone" are criteria that only one of the two libraries holds.
    id : of the criterion, also where the library no longer holds it; empty for a verdict.
    before, after : verdicts or statuses; empty where there was, or is, none.
    in_words : one sentence.
    """

    kind: Literal["verdict", "concern", "criterion", "new", "gone"]
    modality: Modality
    id: str
    label: str
    before: str
    after: str
    in_words: str


class SinceSaved(Finding, frozen=True, kw_only=True):
    """What is no longer as it was when a case was saved.

    Attributes
    ----------
    evidence_before, evidence_now : versions of the library; the former None where the file does not say.
    same_evidence, same_engine : whether library (by hash) and program are those that saved it.
    says_what_was_shown : whether the file holds what is compared; without it there are no differences to tell.
    same_inputs : whether the inputs are those that were saved; None where the file does not say. Where they are not,
        a difference may come from them and not from the evidence.
    differences : each verdict of an option, and below it its criteria.
    not_compared : options of which the file does not say what was shown.
    recalls : what was withdrawn after the version that saved it; its findings may have rested on it.
    unknown_options : how many options the file speaks of that this program does not have.
    in_words : what differs, in one or two sentences.
    """

    evidence_before: str | None
    evidence_now: str
    same_evidence: bool
    same_engine: bool
    says_what_was_shown: bool
    same_inputs: bool | None
    differences: tuple[Difference, ...]
    not_compared: tuple[Modality, ...]
    unknown_options: int
    in_words: str
    recalls: tuple[Recall, ...] = ()


def findings_to_save(case: Case, library: Library) -> SavedFindings:
    """Return verdicts and statuses of a case as they are now, to be kept in its file."""
    found: dict[str, SavedOption] = {}
    for modality, judged in _judged_now(case, library).items():
        found[modality] = SavedOption(
            judged.verdict,
            MappingProxyType({finding.id: finding.status for finding in judged.criteria}),
            MappingProxyType({one.concern.id: ANSWERS[one.holds] for one in judged.concerns}),
        )
    return MappingProxyType(found)


def versions_to_save(case: Case, library: Library) -> dict[str, str]:
    """Return the versions and the hash that stand in the file beside them."""
    return {
        "engine_version": VERSION,
        "evidence_version": library.version,
        "evidence_sha256": library.sha256,
        "case_sha256": case_sha256(case),
    }


def since_saved(case: Case, library: Library) -> SinceSaved:
    """Compare a case, as it was read from its file, with what was shown when it was saved.

    Words of the file that this program does not know are shown as they stand; nothing raises.
    """
    said = case.saved_with
    differences = tuple(_differences(case, library)) if case.saved_findings else ()
    saved_hash = said.get("case_sha256")
    same_inputs = None if saved_hash is None else saved_hash == case_sha256(case)
    not_compared = tuple(name for name in MODALITIES if name not in case.saved_findings)
    unknown = sum(name not in MODALITIES for name in case.saved_findings)
    same_evidence = said.get("evidence_sha256") == library.sha256
    recalls = () if same_evidence or not said else recalls_since(said.get("evidence_version"), library)
    told = _in_words(differences, not_compared, unknown, same_inputs)
    return SinceSaved(
        evidence_before=said.get("evidence_version"),
        evidence_now=library.version,
        same_evidence=same_evidence,
        same_engine=said.get("engine_version") == VERSION,
        says_what_was_shown=bool(case.saved_findings),
        same_inputs=same_inputs,
        differences=differences,
        not_compared=not_compared,
        unknown_options=unknown,
        in_words=in_row((recalls_in_words(recalls), told)),
        recalls=recalls,
    )


def _judged_now(case: Case, library: Library) -> Mapping[Modality, Judged]:
    readings = readings_of(case)
    return {name: judge_option(name, case, readings, library) for name in MODALITIES}


def _differences(case: Case, library: Library) -> Iterator[Difference]:
    for modality, judged in _judged_now(case, library).items():
        option = case.saved_findings.get(modality)
        # Nothing is known of an option that the file does not speak of; the words say so.
        if option is not None:
            yield from _verdict(modality, _as_now(option), judged.verdict)
            yield from _concerns(modality, option.concerns, judged.concerns)
            yield from _statuses(modality, option.criteria, judged.criteria)


def _as_now(option: SavedOption) -> str:
    """A program from before there were concerns said "within" of what has no criteria."""
    return "comparator" if option.verdict == "within" and not option.criteria else option.verdict


def _concerns(
    modality: Modality, saved: Mapping[str, str] | None, judged: tuple[JudgedConcern, ...]
) -> Iterator[Difference]:
    """Tell of concerns that begin or cease to hold; where the file says nothing of concerns, of those that hold."""
    name = MODALITY_SHORT[modality]
    for one in judged:
        before, now = (saved or {}).get(one.concern.id, ""), ANSWERS[one.holds]
        # What is merely open was told by the missing item; a concern is told when it begins or ceases to hold.
        if before == now or "holds" not in (before, now):
            continue
        about, is_now = one.concern.about, _ANSWER_WORDS[now]
        if before in _ANSWER_WORDS:
            was = _ANSWER_WORDS[before]
            words = say(
                "{option}, {what}: {now} now; when it was saved, {was}.", option=name, what=about, now=is_now, was=was
            )
        else:
            words = say("{option}, {what}: {now} now; it was not looked at then.", option=name, what=about, now=is_now)
        yield Difference(
            kind="concern",
            modality=modality,
            id=one.concern.id,
            label=capital(about),
            before=before,
            after=now,
            in_words=words,
        )


def _verdict(modality: Modality, before: str, after: str) -> Iterator[Difference]:
    if before != after:
        name = MODALITY_SHORT[modality]
        was, now = _worded(VERDICT_WORDS, before), _worded(VERDICT_WORDS, after)
        yield Difference(
            kind="verdict",
            modality=modality,
            id="",
            label=name,
            before=before,
            after=after,
            in_words=say("{what}: now {now}; when it was saved, {was}.", what=name, now=now, was=was),
        )


def _statuses(
    modality: Modality, saved: Mapping[str, str], criteria: tuple[CriterionFinding, ...]
) -> Iterator[Difference]:
    name = MODALITY_SHORT[modality]
    for finding in criteria:
        before, label = saved.get(finding.id, ""), lower_first(finding.label)
        now = _worded(STATUS_WORDS, finding.status)
        if before == finding.status:
            continue
        if before:
            was = _worded(STATUS_WORDS, before)
            words = say(
                "{option}, {what}: now {now}; when it was saved, {was}.", option=name, what=label, now=now, was=was
            )
        else:
            words = say(
                "{option}, {what}: now {now}; when it was saved, the criterion was not looked at.",
                option=name,
                what=label,
                now=now,
            )
        yield Difference(
            kind="criterion" if before else "new",
            modality=modality,
            id=finding.id,
            label=finding.label,
            before=before,
            after=finding.status,
            in_words=words,
        )
    still = {finding.id for finding in criteria}
    for gone in (criterion for criterion in saved if criterion not in still):
        label = gone.removeprefix(f"{modality}.").replace("_", " ")
        was = _worded(STATUS_WORDS, saved[gone])
        yield Difference(
            kind="gone",
            modality=modality,
            id=gone,
            label=label[:1].upper() + label[1:],
            before=saved[gone],
            after="",
            in_words=say(
                "{option}, {what}: the criterion is no longer looked at; when it was saved, {was}.",
                option=name,
                what=label,
                was=was,
            ),
        )


def _worded(words: Mapping[str, str], word: str) -> str:
    """A later program may have saved a word that this one does not know."""
    return words.get(word, word.replace("_", " "))


def _in_words(
    differences: tuple[Difference, ...], not_compared: tuple[Modality, ...], unknown: int, same_inputs: bool | None
) -> str:
    if len(not_compared) == len(MODALITIES):
        return say("The file does not hold what was shown then, so the two cannot be compared for this case.")
    rest: list[str] = []
    if not_compared:
        names = join_words(MODALITY_SHORT[name] for name in not_compared)
        rest.append(say("Not compared, since the file does not hold it: {options}.", options=names))
    if unknown:
        rest.append(
            say_counted(
                unknown,
                "The file speaks of {number} option that this program does not have.",
                "The file speaks of {number} options that this program does not have.",
            )
        )
    if differences:
        return in_row((*_changes_in_words(differences, same_inputs), *rest))
    if rest:
        kept = say("Every verdict and every criterion that the file holds is what it was when it was saved.")
        return in_row((kept, *rest))
    return say("Every verdict and every criterion of this case is what it was when it was saved.")


def _changes_in_words(differences: tuple[Difference, ...], same_inputs: bool | None) -> Iterator[str]:
    verdicts = [found for found in differences if found.kind == "verdict"]
    concerns = sum(found.kind == "concern" for found in differences)
    criteria = len(differences) - len(verdicts) - concerns
    counts = [counted(len(verdicts), "verdict", "verdicts")] if verdicts else []
    counts += [counted(concerns, "concern", "concerns")] if concerns else []
    counts += [counted(criteria, "criterion", "criteria")] if criteria else []
    named: list[str] = [
        say(
            "{option} is now {now} (was {was})",
            option=found.label,
            now=_worded(VERDICT_WORDS, found.after),
            was=_worded(VERDICT_WORDS, found.before),
        )
        for found in verdicts[:_MOST_NAMED]
    ]
    if len(verdicts) > _MOST_NAMED:
        named.append(say("{number} more", number=str(len(verdicts) - _MOST_NAMED)))
    what = join_words(counts)
    if named:
        yield say_counted(
            len(differences),
            "Since it was saved, {what} of this case has changed: {changes}.",
            "Since it was saved, {what} of this case have changed: {changes}.",
            what=what,
            changes=in_row(named, "; "),
        )
    else:
        yield say_counted(
            len(differences),
            "Since it was saved, {what} of this case has changed.",
            "Since it was saved, {what} of this case have changed.",
            what=what,
        )
    if same_inputs is False:
        yield say("The inputs were changed outside this program since, which may be the reason.")
