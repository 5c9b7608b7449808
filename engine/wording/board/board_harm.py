"""Severe harm of an option in a few words: the range over its studies, and deaths by treatment always."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from engine.findings.assessment import OptionFinding, SourceFinding, ToxicityFinding
from engine.findings.published.severe_harms import SevereHarms, severe_harms
from engine.findings.wording import counted, lower_first
from engine.wording.figures import harm_count, harm_rate
from engine.wording.numbers import worked_out_percent
from engine.words.said import in_row, say

_NONE_COUNTED = say("none counted in this library")
#: beside criteria that are met nobody is to take silence for safety
_NONE_READ = say("none read")
_NO_SIGN = say("no sign of safety")


def harm_words(option: OptionFinding, sources: Mapping[str, SourceFinding]) -> tuple[str, str]:
    """Return severe harm in a few words, and what stands behind it.

    "none to 14 %" with "over 9 studies", or with "over 4 of 9 studies" where the others were observed under conditions
    that do not hold; of one study its count and the exact limit: "0 of 42 (up to 8.4 %)". Deaths name their own study
    where a rate of another stands before them. That nothing was counted or read is said, since it is no sign of safety.
    """
    applying = [harm for harm in option.toxicities if harm.applies != "no"]
    over_all = severe_harms(option.toxicities)
    found = severe_harms(applying)
    if found.studies == 0:
        found = over_all
    # Deaths by the treatment are named whoever they were counted in.
    found = msgspec.structs.replace(found, deaths=found.deaths or over_all.deaths)
    said, detail = _severe(found, over_all.studies, sources)
    deaths = _deaths(found, sources)
    return said, in_row((detail, deaths), "; ")


def _severe(found: SevereHarms, studies: int, sources: Mapping[str, SourceFinding]) -> tuple[str, str]:
    lowest, highest = found.lowest, found.highest
    if lowest is None or highest is None:
        if found.deaths:
            return "", ""
        return (_NONE_COUNTED, say("severe harms named without a rate")) if found.uncounted else (_NONE_READ, _NO_SIGN)
    if found.studies == 1:
        what = say("{harm} ({source})", harm=lower_first(highest.label), source=_short(highest, sources))
        return _of_one(highest), what
    least = say("none", "harm") if lowest.rate == 0.0 else harm_rate(lowest)
    most = harm_rate(highest)
    said = most if least == most else say("{low} to {high}", low=least, high=most)
    all_studies = counted(studies, "study", "studies")
    if found.studies < studies:
        return said, say("over {some} of {studies}", some=str(found.studies), studies=all_studies)
    return said, say("over {studies}", studies=all_studies)


def _of_one(harm: ToxicityFinding) -> str:
    if harm.events is None or not harm.patients:
        return harm_rate(harm)
    if harm.events == 0 and harm.interval is not None:
        return say("{count} (up to {limit} %)", count=harm_count(harm), limit=worked_out_percent(harm.interval[1]))
    return say("{value} ({share})", value=harm_count(harm), share=harm_rate(harm))


def _deaths(found: SevereHarms, sources: Mapping[str, SourceFinding]) -> str:
    if not found.deaths:
        return ""
    harm = found.deaths[0]
    count = harm_count(harm) if harm.events is not None else harm_rate(harm)
    rates = {rate.source for rate in (found.lowest, found.highest) if rate is not None}
    if rates <= {harm.source}:
        return say("deaths {count}", count=count)
    return say("deaths {count} ({source})", count=count, source=_short(harm, sources))


def _short(harm: ToxicityFinding, sources: Mapping[str, SourceFinding]) -> str:
    return sources[harm.source].short if harm.source in sources else harm.source
