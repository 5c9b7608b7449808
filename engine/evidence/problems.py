"""What is wrong with a library, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: field id to kind, as the case describes them; conditions on other names are refused
FieldKinds = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EvidenceProblem:
    """One broken rule: file, key, what is wrong, what to do."""

    file: str
    key: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}: {self.key}" if self.key else self.file
        return f"{place}: {self.problem} {self.remedy}"


class EvidenceError(Exception):
    """The library cannot be used; `problems` holds one sentence each."""

    def __init__(self, problems: tuple[EvidenceProblem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
