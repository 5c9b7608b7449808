"""From the JSON object of a case file to the case: strict, and every mistake named at once."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from engine.case.case import Case, Origin
from engine.case.decisions.decision import Decision, DecisionProblem, read_decision
from engine.case.decisions.saved_findings import MOST_ENTRIES, NOTHING_SAVED, SavedFindings, read_saved_findings
from engine.case.fields import FieldCatalogue, nearest_name
from engine.case.format.case_json import KEYS, SHOWN, VERSION_KEYS
from engine.case.format.input_values import InputProblem, read_input
from engine.case.limits import LONGEST_KEY, LONGEST_TEXT, MOST_PROBLEMS, is_whole_text
from engine.case.patient import Patient, Value
from engine.case.problems import CaseFileError
from engine.reading.mistakes import Problem
from engine.words.said import Said, fault, say


class _TooManyProblemsError(Exception):
    pass


class CaseReader:
    """Reads one parsed case, collecting every mistake before it gives up.

    Parameters
    ----------
    questions_later : a likely slip of units that nobody has confirmed is no mistake; whoever opens the case is asked.
    """

    def __init__(self, name: str, fields: FieldCatalogue, *, questions_later: bool = False) -> None:
        self._name = name
        self._questions_later = questions_later
        self._fields = fields
        self._problems: list[Problem] = []
        self._set_aside: list[Problem] = []

    def read(self, contents: dict[str, object]) -> Case:
        """Return the case that the object of a file holds.

        Raises
        ------
        CaseFileError : it holds mistakes; all of them are named.
        """
        try:
            case = self._case(contents)
        except _TooManyProblemsError:
            self._problems.append(Problem(self._name, "", say("there are more mistakes."), say("Mend these first.")))
        if self._problems:
            raise CaseFileError(*self._problems)
        return case

    def _case(self, contents: dict[str, object]) -> Case:
        self._check_keys(contents, KEYS, "")
        confirmed = self._confirmed(contents.get("confirmed"))
        saved_with, saved_findings = self._saved_with(contents.get("saved_with"))
        return Case(
            patient=Patient(self._fields, self._inputs(contents.get("inputs"), confirmed)),
            label=self._text(contents, "label"),
            notes=self._text(contents, "notes"),
            confirmed=confirmed,
            origins=self._origins(contents.get("origins")),
            decision=self._decision(contents.get("decision")),
            saved_with=saved_with,
            saved_findings=saved_findings,
            set_aside=tuple(self._set_aside),
        )

    def _report(self, place: str, problem: Said, remedy: Said) -> None:
        if len(self._problems) == MOST_PROBLEMS:
            raise _TooManyProblemsError
        self._problems.append(Problem(self._name, place, problem, remedy))

    def _check_keys(self, found: dict[str, object], known: tuple[str, ...], prefix: str) -> None:
        for key in found:
            if key not in known:
                near = nearest_name(key, known)
                remedy = (
                    fault("Did you mean “{near}”?", near=near)
                    if near
                    else fault("Known here: {known}.", known=", ".join(known))
                )
                self._report(f"{prefix}{key}", say("there is no such key."), remedy)

    def _text(self, contents: dict[str, object], key: str) -> str:
        text = contents.get(key)
        if text is None:
            return ""
        if not isinstance(text, str):
            self._report(key, say("this must be text."), say("Put it in quotation marks."))
            return ""
        if len(text) > LONGEST_TEXT:
            self._report(
                key,
                fault("the text is longer than {longest_text} characters.", longest_text=LONGEST_TEXT),
                say("Shorten it."),
            )
        if not is_whole_text(text):
            self._report(key, say("half a character stands in the text."), say("Write it again."))
        return text

    def _confirmed(self, found: object) -> tuple[str, ...]:
        if found is None:
            return ()
        if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
            self._report(
                "confirmed", say("this must be a list of field names."), say('Write for example ["bilirubin_mg_dl"].')
            )
            return ()
        for item in found:
            if item not in self._fields:
                self._unknown_field("confirmed", item)
        return tuple(dict.fromkeys(item for item in found if item in self._fields))

    def _unknown_field(self, place: str, name: str) -> None:
        near = self._fields.nearest(name)
        remedy = fault("Did you mean “{near}”?", near=near) if near else say("The fields are listed in the user guide.")
        self._report(f"{place}.{name}", say("there is no such field."), remedy)

    def _inputs(self, found: object, confirmed: tuple[str, ...]) -> dict[str, Value | None]:
        if found is None:
            return {}
        if not isinstance(found, dict):
            self._report("inputs", say("this must be an object in braces."), say('Write "inputs": {}.'))
            return {}
        values: dict[str, Value | None] = {}
        for key, raw in found.items():
            if key not in self._fields:
                self._unknown_field("inputs", key)
                continue
            try:
                unasked = self._questions_later or key in confirmed
                values[key] = read_input(self._fields[key], raw, self._fields, confirmed=unasked)
            except InputProblem as problem:
                for one in problem.problems:
                    self._report(f"inputs.{one.field}", one.problem, one.remedy)
        return values

    def _origins(self, found: object) -> Mapping[str, Origin]:
        if found is None:
            return MappingProxyType({})
        origins: dict[str, Origin] = {}
        if not isinstance(found, dict):
            self._report(
                "origins",
                say("this must be an object in braces."),
                say("Leave it out where nothing was read from a plan."),
            )
            return MappingProxyType({})
        for key, raw in found.items():
            if key not in self._fields:
                self._unknown_field("origins", key)
            elif (origin := _origin(raw)) is None:
                self._report(
                    f"origins.{key}",
                    say("method, files_sha256 and structures are expected."),
                    say("Read the plan again."),
                )
            else:
                origins[key] = origin
        return MappingProxyType(origins)

    def _decision(self, found: object) -> Decision | None:
        if found is None:
            return None
        modalities = [str(choice.value) for choice in self._fields["modality"].choices]
        try:
            return read_decision(found, self._fields.by_id, modalities)
        except DecisionProblem as error:
            self._report(f"decision.{error.field}".rstrip("."), error.problem, error.remedy)
            return None

    def _saved_with(self, found: object) -> tuple[Mapping[str, str], SavedFindings]:
        """Return versions and hash, and what was shown; a file that does not say the latter is as good.

        None of it changes a result, so what cannot be read keeps no case from being opened: it is told, and set aside.
        """
        if found is None:
            return MappingProxyType({}), NOTHING_SAVED
        if not isinstance(found, dict) or len(found) > MOST_ENTRIES:
            self._put_aside("saved_with", say("this is not what the program writes there."))
            return MappingProxyType({}), NOTHING_SAVED
        versions = {key: value for key, value in found.items() if key != SHOWN}
        for key, value in versions.items():
            if not _is_short_text(key) or not _is_short_text(value):
                known = say("one short text is expected.") if key in VERSION_KEYS else say("there is no such key.")
                self._put_aside(f"saved_with.{key}", known)
                return MappingProxyType({}), NOTHING_SAVED
        shown = found.get(SHOWN)
        findings = NOTHING_SAVED if shown is None else read_saved_findings(shown)
        if findings is None:
            problem = say("for each option a verdict and the status of each criterion are expected.")
            self._put_aside(f"saved_with.{SHOWN}", problem)
            findings = NOTHING_SAVED
        return MappingProxyType(versions), findings

    def _put_aside(self, place: str, problem: Said) -> None:
        remedy = say("What it says of the last saving is set aside; results do not depend on it.")
        self._set_aside.append(Problem(self._name, place, problem, remedy))


def _is_short_text(value: object) -> bool:
    """A version, a hash, or the name of one: it is shown on one line."""
    return isinstance(value, str) and len(value) <= LONGEST_KEY and value.isprintable()


def _origin(raw: object) -> Origin | None:
    if not isinstance(raw, dict) or not set(raw) <= {"method", "files_sha256", "structures"}:
        return None
    method, files, structures = raw.get("method"), raw.get("files_sha256", []), raw.get("structures", [])
    lists = (files, structures)
    if not isinstance(method, str) or not all(isinstance(many, list) for many in lists):
        return None
    if not all(isinstance(item, str) and is_whole_text(item) for many in ([method], *lists) for item in many):
        return None
    return Origin(method, tuple(files), tuple(structures))
