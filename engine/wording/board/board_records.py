"""The board page as data: what stands on it, in which order, in which words; nothing about where on the screen.

The window and the paper draw this one record, so that they cannot say different things.
"""

from __future__ import annotations

from typing import Literal

from engine.evidence.records.modalities import Modality
from engine.findings.headline_text.concern_briefs import Look
from engine.findings.records.finding import Finding, Verdict

NoticeKind = Literal["contradiction", "unusual", "concern", "evidence", "unchecked", "contested", "caution", "note"]


class BoardNotice(Finding, frozen=True, kw_only=True):
    """One thing to be read: a contradiction, a matter that no criterion looks at, a caution.

    Attributes
    ----------
    fields : fields of the case that it leads to; empty where there is none.
    record : id of the record of the library behind it; empty where there is none.
    cited : short names of the sources, with the year.
    """

    kind: NoticeKind
    text: str
    fields: tuple[str, ...] = ()
    record: str = ""
    cited: str = ""


class BoardNeed(Finding, frozen=True, kw_only=True):
    """An item, or items together, that can turn a headline; `detail` says which answer turns it into what."""

    text: str
    detail: str
    fields: tuple[str, ...]
    modalities: tuple[Modality, ...]


class BoardPoint(Finding, frozen=True, kw_only=True):
    """A published point: months from the start, share from 0 to 1, and its interval where one is published."""

    time_months: float
    share: float
    low: float | None
    high: float | None
    is_median: bool
    words: str


class BoardSeries(Finding, frozen=True, kw_only=True):
    """What one study published of one endpoint; a line joins the points only where there are two or more.

    `depth` says how deep its figures were read, "abstract"; empty for a department's own series. `unlike` names what
    the patient or the plan is known to differ in; empty where nothing is known to differ. `compared` is false where
    the source states nothing of its patients to compare with. `untold` names what the group is silent of, where every
    group that states it is unlike the patient.
    """

    endpoint: Literal["overall_survival", "local_control"]
    source: str
    curve: str
    points: tuple[BoardPoint, ...]
    words: str
    depth: str = ""
    unlike: str = ""
    compared: bool = True
    untold: str = ""
    alike: str = ""
    resembles: bool = False
    from_summary: bool = False


class BoardRow(Finding, frozen=True, kw_only=True):
    """One option.

    Attributes
    ----------
    look : what the verdict looks like.
    headline : the verdict in a few words; `reason` what decides it, to be shortened to the room there is.
    warning : what must never be shortened away: hard concerns that hold, whatever the verdict.
    counts : criteria met, not met, borderline, not known.
    resembles : how many published groups the patient is like; `resembles_detail` what could not be compared.
    harm : severe harm over the studies; `harm_detail` the studies, and deaths by treatment.
    burden : fractions and weeks, or what else the treatment takes; empty where the library has none.
    beside : what has to be read with the first of `series`; None where nothing has.
    """

    modality: Modality
    name: str
    planned: bool
    verdict: str
    look: Look
    headline: str
    reason: str
    warning: str
    counts: tuple[int, int, int, int]
    resembles: str
    resembles_detail: str
    harm: str
    harm_detail: str
    series: tuple[BoardSeries, ...]
    burden: str
    words: str
    beside: BoardSeries | None = None


class BoardLesion(Finding, frozen=True, kw_only=True):
    """One lesion by its own size and place.

    Attributes
    ----------
    what, detail : size and segment; all else that is known of it.
    options : of each local treatment with criteria of size and place: its name, the verdict of these, and the words.
    plan : the treatment that the plan names for it.
    words : the row read aloud.
    """

    lesion: int
    what: str
    detail: str
    options: tuple[tuple[str, Verdict, str], ...]
    plan: str
    words: str


class BoardPage(Finding, frozen=True, kw_only=True):
    """The whole page.

    Attributes
    ----------
    patient : parts of the line that says who the patient is; empty for an empty case.
    notices : what is unusual, contradictory, or looked at by no criterion; contradictions first.
    rows : the options in their order; `apart` those that cannot apply, with the reason in `reason`.
    mind : cautions that this patient triggers, and contested points with both sides.
    in_words : sentences ready for the minutes.
    lesions : each row of the lesion table against the criteria of size and place; none where no rows are given.
    reserve : the ledger of the liver; empty where its volume is not known.
    """

    patient: tuple[str, ...]
    notices: tuple[BoardNotice, ...]
    rows: tuple[BoardRow, ...]
    apart: tuple[BoardRow, ...]
    needs: tuple[BoardNeed, ...]
    mind: tuple[BoardNotice, ...]
    in_words: tuple[str, ...]
    lesions: tuple[BoardLesion, ...]
    reserve: tuple[str, ...]
    evidence: str
    axis_months: int
