"""Numbers of references, given in the order in which sources are first cited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from engine.findings.assessment import Assessment, Cited, SourceFinding
from engine.report.tree.document_records import Reference, Run, Runs
from engine.words.said import in_row, own, say, template

_NAME = re.compile(r"[^\d()]+ [A-Z]{1,4}$")
_DOI = re.compile(r"\s*\bdoi:\s*\S+")
#: a place in the study's own abstract or report, though the study is known from a paper that restates it
_OWN_PLACE = re.compile(r"\babstract of the\b|\bitself\b|\bnot (restated )?in the\b", re.IGNORECASE)
_PMID = re.compile(r"\bPMID \d+")


class Citations:
    """Gives every source its number when it is first cited."""

    def __init__(self, assessment: Assessment) -> None:
        self._sources: Mapping[str, SourceFinding] = {source.id: source for source in assessment.sources}
        self._by_short = {source.short: source.id for source in assessment.sources}
        self._numbers: dict[str, int] = {}
        #: cited at a place that was read in the paper that restates the study
        self._reported: set[str] = set()
        #: cited at a place in the study's own text, though another paper restates it
        self._own: set[str] = set()
        #: cited at a place in an abstract or in the study's own text: the number that leads to it, if the place has one
        self._addressed: dict[str, str] = {}
        self._in_part = {source for source, locator in _places(assessment) if self._is_own(source, locator)}

    def short(self, source: str) -> str:
        """Return a source's short name, "Rusthoven 2009"."""
        return self._sources[source].short if source in self._sources else source

    def number(self, source: str) -> int:
        """Return a source's number."""
        return self._numbers.setdefault(source, len(self._numbers) + 1)

    def cite(self, *sources: str) -> Runs:
        """Return the numbers of these sources as runs, each once, in the order of the numbers."""
        return self._runs((source, "") for source in sources)

    def cite_at(self, source: str, locator: str) -> Runs:
        """Return the number of a source for a figure read at this place.

        A study known from a paper that restates it may have been read itself, in part. Then its number stands alone at
        what was read there, and beside the restating paper's at what was not.
        """
        return self._runs([(source, locator)])

    def cite_all(self, cited: Iterable[Cited]) -> Runs:
        """Return the numbers of the sources of a finding."""
        return self._runs((place.source, place.locator) for place in cited)

    def cite_places(self, places: Iterable[tuple[str, str]]) -> Runs:
        """Return the numbers of sources for several (source, locator)."""
        return self._runs(places)

    def _runs(self, places: Iterable[tuple[str, str]]) -> Runs:
        numbers: set[int] = set()
        for source, locator in places:
            numbers.add(self.number(source))
            reporter = self._reporter(source)
            if locator.lower().startswith("abstract") or self._is_own(source, locator):
                found = _PMID.search(locator)
                self._addressed[source] = self._addressed.get(source) or (found.group() if found else "")
            if reporter is None:
                continue
            if self._is_own(source, locator):
                self._own.add(source)
            else:
                self._reported.add(source)
                if source in self._in_part:
                    numbers.add(self.number(reporter))
        return tuple(Run(str(number), "cite") for number in sorted(numbers))

    def _is_own(self, source: str, locator: str) -> bool:
        return self._reporter(source) is not None and _OWN_PLACE.search(locator) is not None

    def _reporter(self, source: str) -> str | None:
        found = self._sources.get(source)
        return self._by_short.get(found.as_reported_by or "") if found is not None else None

    def references(self, *, whole: bool, titles: bool = True) -> tuple[Reference, ...]:
        """Return the references cited so far; a source that reports another is cited with it.

        Parameters
        ----------
        whole : name all authors and the DOI; otherwise the first author.
        titles : with the titles of the papers; where room is scarce, first author and place of publication suffice.
        """
        texts: dict[int, str] = {}
        waiting = list(self._numbers)
        for source in waiting:
            found = self._sources.get(source)
            text: str = own(source if found is None else found.citation if whole else _in_short(found, titles=titles))
            reporter = self._reporter(source)
            if found is not None and found.as_reported_by is not None and (source in self._reported or not reporter):
                if reporter is not None and reporter not in self._numbers:
                    waiting.append(reporter)
                if whole or reporter is None:
                    place = f"[{self.number(reporter)}]" if reporter is not None else ""
                    words = template("In part as reported by {paper}.")
                    if source not in self._own:
                        words = template("As reported by {paper}.")
                    text = in_row((text, say(words, paper=own(f"{found.as_reported_by} {place}".rstrip()))))
            if found is not None and source in self._addressed:
                text = self._with_address(text, found, whole=whole)
            if found is not None and found.local:
                text = in_row((text, say("Added at this workplace.")))
            if whole and found is not None and found.doi and found.doi not in text:
                text = in_row((text, f"doi:{found.doi}"))
            texts[self.number(source)] = text
        return tuple(Reference(number=number, text=texts[number]) for number in sorted(texts))

    def _with_address(self, text: str, found: SourceFinding, *, whole: bool) -> str:
        """Add where a study that was read itself is found; the long form names its DOI in any case."""
        known = f"PMID {found.pmid}" if found.pmid else self._addressed[found.id]
        address = f"doi:{found.doi}" if found.doi and not whole else "" if found.doi else known
        return in_row((text, address)) if address and address not in text else text

    def second_hand(self) -> str:
        """Return which references are known only as another reports them: "2, 3 and 7 as reported by [1].".

        Of a study that was read itself in part, what was not has both numbers.
        """
        by_reporter: dict[int, list[int]] = {}
        in_part: dict[int, list[int]] = {}
        for source, number in list(self._numbers.items()):
            reporter = self._reporter(source)
            if reporter is not None and source in self._reported:
                group = in_part if source in self._own else by_reporter
                group.setdefault(self.number(reporter), []).append(number)
        parts = [
            say("{numbers} as reported by [{reporter}]", numbers=number_ranges(many), reporter=str(number))
            for number, many in sorted(by_reporter.items())
        ]
        parts += [
            say(
                "{numbers} as reported by [{reporter}] where both numbers stand",
                numbers=number_ranges(many),
                reporter=str(number),
            )
            for number, many in sorted(in_part.items())
        ]
        return say("{facts}.", facts=in_row(parts, "; ")) if parts else ""


def _places(assessment: Assessment) -> Iterator[tuple[str, str]]:
    """Every published figure's source and place."""
    for option in assessment.options:
        for figures in (option.outcomes, option.toxicities, option.regimens, option.constraints, option.background):
            yield from ((figure.source, figure.locator) for figure in figures)


def number_ranges(numbers: Iterable[int]) -> str:
    """Return whole numbers with runs taken together: "2–4, 7"."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(f"{a}–{b}" if b > a + 1 else f"{a}, {b}" if b > a else f"{a}" for a, b in runs)


def _in_short(found: SourceFinding, *, titles: bool) -> str:
    with_title = shortened(found.citation)
    if titles or not found.title:
        return with_title
    without = shortened(found.citation.replace(f"{found.title.rstrip('.')}. ", "", 1))
    # Where no author is named the title is all that tells the paper from others.
    return without if _NAME.match(without.split(", et al.")[0].split(",")[0]) else with_title


def shortened(citation: str) -> str:
    """Return a citation with its first author and without its DOI: "A, et al. Title. Journal …"."""
    authors, dot, rest = _DOI.sub("", citation).partition(". ")
    names = re.split(r",\s*", authors)
    # An author list that is no list of names ("not given in the copy read") stays as it is.
    if not dot or len(names) <= 2 or not _NAME.match(names[0]):
        return f"{authors}{dot}{rest}".strip()
    return f"{names[0]}, et al. {rest}".strip()
