"""Rules for concerns: where the condition can be judged, on what it rests, and what its words may fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.evidence.problems import FieldKinds
from engine.evidence.records.concerns import Concern, Statement
from engine.evidence.rules.rules_of_conditions import Complaint, of_condition
from engine.words.said import fault, say

_PLACE = re.compile(r"\{([a-z_0-9]*)\}")
#: What the words of a comparison with the cohorts may name beside the patient's values.
_OF_COHORTS = frozenset({"series"})
#: A statement this deep is no longer read by anybody.
_DEEPEST = 4


def of_concern(concern: Concern, field_kinds: FieldKinds) -> Iterator[Complaint]:
    """Yield what is wrong with one concern."""
    key = concern.id
    if not concern.locator.strip():
        yield (f"{key}.locator", say("there is no place."), say("Name the place in the paper."))
    yield from _of_basis(concern)
    if concern.asks and concern.level != "hard":
        yield (
            f"{key}.asks",
            say("what turns nothing cannot leave a headline open."),
            say('Write level = "hard", or do not ask.'),
        )
    for place, statement in (("when", concern.when), ("only_where", concern.only_where)):
        if statement is not None:
            yield from of_statement(statement, f"{key}.{place}", field_kinds)
    for name in (*concern.beyond, *(name for topic in concern.stating for name in topic.fields)):
        if name not in field_kinds:
            yield (f"{key}.beyond", fault("there is no field “{name}”.", name=name), say("Name a field of the case."))
    yield from _of_words(concern, field_kinds)


def _of_basis(concern: Concern) -> Iterator[Complaint]:
    key, printed = concern.id, (concern.printed or "").strip()
    if concern.basis == "passage":
        if not printed:
            yield (f"{key}.printed", say("there is no printed passage."), say("Write it as it stands in the paper."))
        if concern.when is None:
            yield (f"{key}.when", say("nothing says where it holds."), say("Add the condition."))
    elif printed:
        yield (
            f"{key}.printed",
            fault("basis {basis} prints nothing.", basis=concern.basis),
            say('Take it out, or write basis = "passage".'),
        )
    if concern.basis == "cohorts":
        if not concern.beyond:
            yield (f"{key}.beyond", say("nothing says what is compared with the cohorts."), say("Name the fields."))
        if concern.when is not None:
            remedy = say("Write only_where for a condition beside it.")
            yield (f"{key}.when", say("the cohorts themselves say where it holds."), remedy)
    elif concern.beyond or concern.stating:
        yield (f"{key}.beyond", say("only the basis cohorts compares with cohorts."), say("Take it out."))
    if concern.basis == "no_source":
        if concern.when is None:
            yield (f"{key}.when", say("nothing says where it holds."), say("Add the condition."))
        if concern.level != "weigh":
            yield (f"{key}.level", say("what rests on no source can only be weighed."), say('Write level = "weigh".'))


def of_statement(statement: Statement, place: str, field_kinds: FieldKinds, depth: int = 1) -> Iterator[Complaint]:
    """Yield what is wrong with a statement: a condition or one group, never both, never neither."""
    groups = [name for name in ("all_of", "any_of", "none_of", "any_known_of") if getattr(statement, name)]
    if not statement.field:
        if len(groups) != 1:
            found = ", ".join(groups) or "none"
            yield (
                place,
                say("a statement is a field with its operator, or one group."),
                fault("Found groups: {found}.", found=found),
            )
        if not 1 <= statement.at_least_parts <= max(1, len(statement.any_of)):
            yield (place, say("at_least_parts asks for more parts than any_of has."), say("Correct the number."))
        if depth > _DEEPEST:
            yield (
                place,
                fault("groups stand more than {deepest} deep.", deepest=_DEEPEST),
                say("Write it flatter, or as two concerns."),
            )
            return
        for number, part in enumerate(statement.parts):
            yield from of_statement(part, f"{place}.{groups[0]}[{number}]", field_kinds, depth + 1)
        return
    if groups:
        yield (place, say("a field and a group cannot stand in one statement."), say("Make them two parts of a group."))
    # The days between two dates are a number, whatever their fields are.
    kinds = field_kinds if statement.days_after is None else {**field_kinds, statement.field: "number"}
    yield from of_condition(statement, place, kinds)
    yield from _of_two_fields(statement, place, field_kinds)


def _of_two_fields(statement: Statement, place: str, field_kinds: FieldKinds) -> Iterator[Complaint]:
    if statement.per is not None:
        for name in (statement.field, statement.per):
            if field_kinds.get(name) not in ("number", "integer"):
                yield (
                    place,
                    fault("{name} is no number, so nothing can be divided by it.", name=name),
                    say("Name two fields of numbers."),
                )
    if statement.days_after is not None:
        for name in (statement.field, statement.days_after):
            if field_kinds.get(name) != "date":
                yield (
                    place,
                    fault("{name} is no day, so no days can be counted from it.", name=name),
                    say("Name two fields of days."),
                )
        if statement.per is not None:
            yield (
                place,
                say("days and a quotient cannot stand in one statement."),
                say("Make them two parts of a group."),
            )


def _of_words(concern: Concern, field_kinds: FieldKinds) -> Iterator[Complaint]:
    for name in ("brief", "about", "text"):
        words = getattr(concern, name)
        if not words.strip():
            yield (f"{concern.id}.{name}", say("there are no words."), say("Say it."))
        for filled in _PLACE.findall(words):
            if filled in field_kinds or (filled in _OF_COHORTS and concern.basis == "cohorts"):
                continue
            yield (
                f"{concern.id}.{name}",
                fault("nothing can be filled in for “{{{filled}}}”.", filled=filled),
                say("Name a field of the case."),
            )
    if not concern.text.rstrip().endswith("."):
        yield (f"{concern.id}.text", say("this is a sentence."), say("End it with a full stop."))
    for name in ("brief", "about"):
        if getattr(concern, name).rstrip().endswith("."):
            yield (f"{concern.id}.{name}", say("these are words within a sentence."), say("Leave the full stop out."))
