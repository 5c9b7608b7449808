"""Numbers of references, given in the order in which sources are first cited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from engine.findings.assessment import Assessment, Cited, SourceFinding
from engine.report.document_records import Reference, Run, Runs

_NAME = re.compile(r"[^\d()]+ [A-Z]{1,4}$")
_DOI = re.compile(r"\s*\bdoi:\s*\S+")


class Citations:
    """Gives every source its number when it is first cited."""

    def __init__(self, assessment: Assessment) -> None:
        self._sources: Mapping[str, SourceFinding] = {source.id: source for source in assessment.sources}
        self._by_short = {source.short: source.id for source in assessment.sources}
        self._numbers: dict[str, int] = {}

    def short(self, source: str) -> str:
        """Return a source's short name, "Rusthoven 2009"."""
        return self._sources[source].short if source in self._sources else source

    def number(self, source: str) -> int:
        """Return a source's number."""
        return self._numbers.setdefault(source, len(self._numbers) + 1)

    def cite(self, *sources: str) -> Runs:
        """Return the numbers of these sources as runs, each once, in the order of the numbers."""
        numbers = sorted({self.number(source) for source in sources})
        return tuple(Run(str(number), "cite") for number in numbers)

    def cite_all(self, cited: Iterable[Cited]) -> Runs:
        """Return the numbers of the sources of a finding."""
        return self.cite(*(place.source for place in cited))

    def references(self, *, whole: bool) -> tuple[Reference, ...]:
        """Return the references cited so far; a source that reports another is cited with it.

        Parameters
        ----------
        whole : name all authors and the DOI; otherwise the first author.
        """
        texts: dict[int, str] = {}
        waiting = list(self._numbers)
        for source in waiting:
            found = self._sources.get(source)
            text = source if found is None else found.citation if whole else shortened(found.citation)
            if found is not None and found.as_reported_by is not None:
                reporter = self._by_short.get(found.as_reported_by)
                if reporter is not None and reporter not in self._numbers:
                    waiting.append(reporter)
                if whole or reporter is None:
                    place = f" [{self.number(reporter)}]" if reporter is not None else ""
                    text = f"{text} As reported by {found.as_reported_by}{place}."
            if found is not None and found.local:
                text = f"{text} Added at this workplace."
            if whole and found is not None and found.doi and found.doi not in text:
                text = f"{text} doi:{found.doi}"
            texts[self.number(source)] = text
        return tuple(Reference(number=number, text=texts[number]) for number in sorted(texts))

    def second_hand(self) -> str:
        """Return which references are known only as another reports them: "2, 3 and 7 as reported by [1]."."""
        by_reporter: dict[int, list[int]] = {}
        for source, number in self._numbers.items():
            found = self._sources.get(source)
            reporter = self._by_short.get(found.as_reported_by or "") if found is not None else None
            if reporter is not None:
                by_reporter.setdefault(self.number(reporter), []).append(number)
        parts = [f"{number_ranges(many)} as reported by [{number}]" for number, many in sorted(by_reporter.items())]
        return f"{'; '.join(parts)}." if parts else ""


def number_ranges(numbers: Iterable[int]) -> str:
    """Return whole numbers with runs taken together: "2–4, 7"."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(f"{a}–{b}" if b > a + 1 else f"{a}, {b}" if b > a else f"{a}" for a, b in runs)


def shortened(citation: str) -> str:
    """Return a citation with its first author and without its DOI: "A, et al. Title. Journal …"."""
    authors, dot, rest = _DOI.sub("", citation).partition(". ")
    names = re.split(r",\s*", authors)
    # An author list that is no list of names ("not given in the copy read") stays as it is.
    if not dot or len(names) <= 2 or not _NAME.match(names[0]):
        return f"{authors}{dot}{rest}".strip()
    return f"{names[0]}, et al. {rest}".strip()
