"""Severe harm of an option in a few words: the range over its studies, and deaths by treatment always."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from engine.findings.assessment import OptionFinding, SourceFinding, ToxicityFinding
from engine.findings.published.severe_harms import SevereHarms, severe_harms
from engine.findings.wording import counted, lower_first
from engine.wording.figures import harm_count, harm_rate
from engine.wording.numbers import worked_out_percent

_NONE_COUNTED = "none counted in this library"


def harm_words(option: OptionFinding, sources: Mapping[str, SourceFinding]) -> tuple[str, str]:
    """Return severe harm in a few words, and what stands behind it.

    "none to 14 %" with "over 9 studies", or with "over 4 of 9 studies" where the others were observed under conditions
    that do not hold; of one study its count and the exact limit: "0 of 42 (up to 8.4 %)". That
    nothing was counted is said, since it is no sign of safety.
    """
    applying = [harm for harm in option.toxicities if harm.applies != "no"]
    over_all = severe_harms(option.toxicities)
    found = severe_harms(applying)
    if found.studies == 0:
        found = over_all
    # Deaths by the treatment are named whoever they were counted in.
    found = msgspec.structs.replace(found, deaths=found.deaths or over_all.deaths)
    said, detail = _severe(found, over_all.studies, sources)
    deaths = _deaths(found)
    return said, "; ".join(part for part in (detail, deaths) if part)


def _severe(found: SevereHarms, studies: int, sources: Mapping[str, SourceFinding]) -> tuple[str, str]:
    lowest, highest = found.lowest, found.highest
    if lowest is None or highest is None:
        if found.deaths:
            return "", ""
        return _NONE_COUNTED, "severe harms named without a rate" if found.uncounted else ""
    if found.studies == 1:
        return _of_one(highest), f"{lower_first(highest.label)} ({_short(highest, sources)})"
    least = "none" if lowest.rate == 0.0 else harm_rate(lowest)
    most = harm_rate(highest)
    said = most if least == most else f"{least} to {most}"
    of_all = f"{found.studies} of " if found.studies < studies else ""
    return said, f"over {of_all}{counted(studies, 'study', 'studies')}"


def _of_one(harm: ToxicityFinding) -> str:
    if harm.events is None or not harm.patients:
        return harm_rate(harm)
    if harm.events == 0 and harm.interval is not None:
        return f"{harm_count(harm)} (up to {worked_out_percent(harm.interval[1])} %)"
    return f"{harm_count(harm)} ({harm_rate(harm)})"


def _deaths(found: SevereHarms) -> str:
    if not found.deaths:
        return ""
    harm = found.deaths[0]
    return f"deaths {harm_count(harm) if harm.events is not None else harm_rate(harm)}"


def _short(harm: ToxicityFinding, sources: Mapping[str, SourceFinding]) -> str:
    return sources[harm.source].short if harm.source in sources else harm.source
