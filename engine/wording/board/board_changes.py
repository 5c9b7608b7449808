"""What flipped on the board page since a state was pinned, option by option: like is set beside like.

What flipped is found by `engine.findings.differences.changes`; harm and outcome are those of the two pages, as they
stand on them.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.evidence.records.modalities import Modality
from engine.findings.assessment import Assessment, OptionFinding
from engine.findings.differences.changes import Change, changes
from engine.findings.records.finding import Finding
from engine.findings.wording import STATUS_WORDS, VERDICT_WORDS, lower_first
from engine.wording.board.board_records import BoardPage, BoardRow, BoardSeries
from engine.wording.numbers import number_words, printed_percent
from engine.words.said import in_row, say, template

_ANSWER_NOW = {
    "holds": template("a concern now: {about}"),
    "does_not_hold": template("no longer a concern: {about}"),
    "not_known": template("not known now: {about}"),
}
_ENDPOINTS = (("overall_survival", template("alive")), ("local_control", template("controlled locally")))


class BoardFlip(Finding, frozen=True, kw_only=True):
    """One option that is not what it was.

    Attributes
    ----------
    before, after : its verdicts; the same where only something below the headline turned.
    headline : "borderline before"; empty where the verdict is the same.
    turned : each criterion and hard concern that turned, in a few words; what only weighs stands in `changes`.
    beside : harm, resemblance and published results, where another stands there now: before, then now.
    changes : everything that flipped, with the records behind it.
    in_brief : all of it on a line, what turns the headline first.
    """

    modality: Modality
    name: str
    before: str
    after: str
    headline: str
    turned: tuple[str, ...]
    beside: tuple[str, ...]
    changes: tuple[Change, ...]
    in_brief: str


class BoardFlips(Finding, frozen=True, kw_only=True):
    """All that flipped: by option, and what belongs to none (spread; a score that belongs to no option)."""

    options: tuple[BoardFlip, ...]
    others: tuple[Change, ...]
    in_words: str

    def of(self, modality: str) -> BoardFlip | None:
        """Return what flipped in one option; None where nothing did."""
        return next((flip for flip in self.options if flip.modality == modality), None)


def board_flips(before: Assessment, after: Assessment, page_before: BoardPage, page_after: BoardPage) -> BoardFlips:
    """Return what flipped from one page to the other.

    Parameters
    ----------
    before, after : the assessments of which `page_before` and `page_after` were made.
    """
    found = changes(before, after)
    then = {row.modality: row for row in (*page_before.rows, *page_before.apart)}
    flips = []
    for row in (*page_after.rows, *page_after.apart):
        mine = tuple(change for change in found if change.modality == row.modality)
        option = after.option(row.modality)
        flip = _flip(then[row.modality], row, mine, option) if row.modality in then else None
        if flip is not None:
            flips.append(flip)
    others = tuple(change for change in found if change.modality is None)
    return BoardFlips(options=tuple(flips), others=others, in_words=_in_words(tuple(flips), others))


def _flip(then: BoardRow, now: BoardRow, mine: tuple[Change, ...], option: OptionFinding) -> BoardFlip | None:
    beside = tuple(_beside(then, now))
    if not mine and not beside:
        return None
    headline = say("{verdict} before", verdict=VERDICT_WORDS[then.verdict]) if then.verdict != now.verdict else ""
    turned = tuple(said for change in mine if (said := _turned(change, option)))
    return BoardFlip(
        modality=now.modality,
        name=now.name,
        before=then.verdict,
        after=now.verdict,
        headline=headline,
        turned=turned,
        beside=beside,
        changes=mine,
        in_brief=in_row((headline, *turned, *beside), "; "),
    )


def _turned(change: Change, option: OptionFinding) -> str:
    """Return "largest lesion: met before, borderline now"; nothing for what does not decide a headline."""
    if change.kind == "criterion":
        label = lower_first(change.label)
        then, now = STATUS_WORDS[change.before], STATUS_WORDS[change.after]
        return say("{what}: {then} before, {now} now", what=label, then=then, now=now)
    if change.kind == "concern":
        concern = next(one for one in option.concerns if one.id == change.id)
        if concern.level == "hard":
            said = concern.brief if change.after == "holds" else lower_first(concern.about)
            return say(_ANSWER_NOW[change.after], about=said)
    return ""


def _beside(then: BoardRow, now: BoardRow) -> Iterator[str]:
    """Yield what stands in the other columns, before and now, each where it is not what it was."""
    for name, was, is_now in (
        (say("severe harm"), (then.harm, then.harm_detail), (now.harm, now.harm_detail)),
        (say("resembles"), (then.resembles, then.resembles_detail), (now.resembles, now.resembles_detail)),
    ):
        if was != is_now:
            # What is the same on both sides is not said twice.
            details = was[1] != is_now[1]
            then_said, now_said = (in_row(pair[: 1 + details], ", ") or say("none") for pair in (was, is_now))
            yield say("{what} {then} before, {now} now", what=name, then=then_said, now=now_said)
    for endpoint, words in _ENDPOINTS:
        led, leads = (next((one for one in row.series if one.endpoint == endpoint), None) for row in (then, now))
        if (led and led.curve) != (leads and leads.curve):
            yield _another_study(words, led, leads)


def _another_study(words: str, led: BoardSeries | None, leads: BoardSeries | None) -> str:
    """Say that another published group is in front: its figures are no effect of what was changed.

    Shares are given only where both studies printed one at the same time.
    """
    if led is None or leads is None:
        then = led.source if led else say("no published group")
        now = leads.source if leads else say("none")
        return say("{what}: {then} before, {now} now", what=words, then=then, now=now)
    printed = [{point.time_months: point.share for point in one.points if not point.is_median} for one in (led, leads)]
    shared = sorted(printed[0].keys() & printed[1].keys())
    if not shared:
        return say(
            "{what}, of different groups: {then} before, {now} now", what=words, then=led.source, now=leads.source
        )
    last = shared[-1]
    return say(
        "{what} at {months} months, of different groups: {first} %, {then} before, {second} %, {now} now",
        what=words,
        months=number_words(last),
        first=printed_percent(printed[0][last]),
        then=led.source,
        second=printed_percent(printed[1][last]),
        now=leads.source,
    )


def _in_words(flips: tuple[BoardFlip, ...], others: tuple[Change, ...]) -> str:
    """Return the headlines that turned by name, and how many options turned below theirs."""
    if not others and not any(flip.in_brief for flip in flips):
        return say("Nothing flipped.")
    headlines = [
        say(
            "{option} ({before} → {after})",
            option=flip.name,
            before=VERDICT_WORDS[flip.before],
            after=VERDICT_WORDS[flip.after],
        )
        for flip in flips
        if flip.headline
    ]
    below = [flip.name for flip in flips if flip.in_brief and not flip.headline]
    parts: list[str] = []
    if headlines:
        parts.append(say("Headlines that turned: {options}.", options=in_row(headlines, ", ")))
    else:
        parts.append(say("No headline turned."))
    if below:
        parts.append(say("Below the headline: {options}.", options=in_row(below, ", ")))
    return in_row([*parts, *(change.in_words for change in others)])
