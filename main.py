"""Beamside: command line and composition root. Reads arguments, builds what is needed, exits."""

from __future__ import annotations

import gc
import os
import signal
import sys

#: what the shells give a program that Ctrl+C has ended
EXIT_INTERRUPTED = 130


def _leave_at_once(*_: object) -> None:
    os._exit(EXIT_INTERRUPTED)


if __name__ == "__main__":
    # Before everything else, which takes its time: an interrupt is no error of this program, and has no traceback.
    signal.signal(signal.SIGINT, _leave_at_once)
    # A program that starts makes a hundred thousand objects and throws none away: to look for cycles among them takes
    # a tenth of a short command. What runs for long looks for them again, below.
    gc.disable()

from collections.abc import Callable, Sequence  # noqa: E402
from importlib import import_module  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import TYPE_CHECKING, NoReturn, TextIO  # noqa: E402

if TYPE_CHECKING:
    import argparse

    from engine.commands.shared.command_context import CommandContext, Outcome
    from engine.evidence.library import Library
    from engine.evidence.problems import EvidenceError

RESOURCES = Path(__file__).resolve().parent / "resources"

#: command to the module that describes and runs it; a module is imported only for its own command
COMMANDS = {
    "assess": ("engine.commands.assess_command", "the assessment of a case, as JSON or text"),
    "report": ("engine.commands.report_command", "the summary PDF of a case"),
    "evidence": ("engine.commands.evidence_command", "the evidence library: read, prove, pack, install"),
    "curve": ("engine.commands.readers.curve_command", "a survival curve from published figures or a digitised one"),
    "dose": ("engine.commands.readers.dose_command", "spared liver from a DICOM-RT plan"),
    "dvh": ("engine.commands.readers.dvh_command", "spared liver from a DVH export"),
    "case": ("engine.commands.case_command", "a case without what could lead to a person: strip"),
    "import": ("engine.commands.readers.import_command", "a FHIR record of one patient to a case"),
    "registry": ("engine.commands.registry_command", "many patients at once: a table to headlines and outcomes"),
    "meeting": ("engine.commands.meeting_command", "the papers of a meeting: a list of its cases, and their pages"),
    "minutes": ("engine.commands.minutes_command", "a board's decision on paper, and back to the record"),
    "selftest": ("engine.commands.selftest_command", "the readable cases that every release must get right"),
}

#: what the name of a file ends in that holds a case
CASE_ENDINGS = (".beamside", ".json", ".pdf")

#: commands that end before cycles could fill the memory
SHORT = ("assess", "case", "evidence", "import", "minutes", "report")
#: of these a person reads what is written
SPEAKS = ("assess", "report", "meeting", "minutes")
#: commands that read the evidence library
USES_EVIDENCE = ("assess", "report", "meeting", "minutes", "evidence", "registry")

#: what Qt and its window expect of a Linux system, by Debian's names; scripts/qt_libraries.py says which file of each
SYSTEM_LIBRARIES = (
    "libglib2.0-0",
    "libegl1",
    "libgl1",
    "libdbus-1-3",
    "libfontconfig1",
    "libxkbcommon0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
    "libxcb-xkb1",
    "libxkbcommon-x11-0",
    "libwayland-cursor0",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        if arguments is None:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        return _run(list(sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:
        # Whoever interrupts knows why; what was being written is gone by now.
        return EXIT_INTERRUPTED
    finally:
        if arguments is None:
            # A process of its own: all is written, and an interrupt while it is taken down says no more either.
            signal.signal(signal.SIGINT, _leave_at_once)


def _run(given: list[str]) -> int:
    if given and given[0] in COMMANDS:
        return _run_command(given)
    if given and given[0] in ("-h", "--help", "--version"):
        return _say(given[0])
    return _run_window(given[1:], is_asked_for=True) if given[:1] == ["gui"] else _run_window(given)


def _say(option: str) -> int:
    from engine import VERSION

    lines = [f"beamside {VERSION}"]
    if option != "--version":
        lines = ["usage: beamside [gui] [CASE]", "       beamside COMMAND ...", "", "commands:"]
        lines += [f"  {name:<10} {words}" for name, (_, words) in COMMANDS.items()]
        lines += ["", "`beamside COMMAND --help` says more. Without a command the window opens."]
    return 0 if _put(("\n".join(lines) + "\n").encode()) else 2


def _command_context(parsed: argparse.Namespace) -> CommandContext:
    from engine.commands.shared.command_context import CommandContext
    from engine.commands.shared.managed_settings import read_managed, usual_file

    uses_evidence = hasattr(parsed, "local_evidence")
    return CommandContext(
        RESOURCES,
        cache_folder(),
        _local_evidence(parsed) if uses_evidence else None,
        packs_in=packs_folder() if uses_evidence else None,
        keys_in=read_managed(usual_file()).evidence_keys if uses_evidence else None,
        evidence=getattr(parsed, "evidence", None),
        language_code=_language_code(parsed),
        ask=_ask if _can_ask() else None,
    )


def _local_evidence(parsed: argparse.Namespace) -> Path | None:
    """The folder that was named, else what is managed; the variable serves those who start the window from a menu."""
    if parsed.local_evidence is not None:
        return Path(parsed.local_evidence)
    from engine.commands.shared.managed_settings import read_managed, usual_file

    standing = read_managed(usual_file()).local_evidence or os.environ.get("BEAMSIDE_LOCAL_EVIDENCE")
    return Path(standing) if standing else None


def _language_code(parsed: argparse.Namespace) -> str:
    """The language of a command that has one: asked for, else managed, else English."""
    if not hasattr(parsed, "language"):
        return "en"
    from engine.commands.shared.language_choice import language_code
    from engine.commands.shared.managed_settings import read_managed, usual_file

    return language_code(parsed.language, read_managed(usual_file()).language)


def _can_ask() -> bool:
    """Whether somebody sits at both ends: sees what is shown, and can answer."""
    streams = (sys.stdin, sys.stdout)
    try:
        return all(stream is not None and stream.isatty() for stream in streams)
    except (OSError, ValueError):
        return False


def _ask(text: str, question: str) -> bool:
    """Show a text, and ask; anything but a yes is a no."""
    if not _put(f"{text}{question} [y/N] ".encode()):
        return False
    return sys.stdin.readline(100).strip().lower() in ("y", "yes")


def _add_evidence(parser: argparse.ArgumentParser) -> None:
    """Which version of the library; and a department's own series, shown beside the literature and marked local."""
    parser.add_argument("--evidence", metavar="VERSION", help="a version of the evidence other than the one in use")
    from engine.commands.arguments.path_arguments import as_path

    parser.add_argument(
        "--local-evidence",
        metavar="FOLDER",
        type=as_path,
        help="a folder of the department's own studies (docs/evidence-format.md)",
    )


def _add_language(parser: argparse.ArgumentParser) -> None:
    from engine.commands.shared.language_choice import CHOICES

    parser.add_argument(
        "--language", choices=CHOICES, help="of the window, of text to read and of what is told; JSON has none"
    )


def cache_folder() -> Path | None:
    """Return this program's own cache folder, or None where the system names none."""
    from platformdirs import user_cache_path

    try:
        return user_cache_path("beamside", appauthor=False)
    except (OSError, RuntimeError):
        return None


def packs_folder() -> Path | None:
    """Return where evidence packs are kept that a person has taken, or None where the system names no such place."""
    from platformdirs import user_data_path

    try:
        return user_data_path("beamside", appauthor=False) / "evidence"
    except (OSError, RuntimeError):
        return None


def _run_command(given: list[str]) -> int:
    name, rest = given[0], given[1:]
    module = import_module(COMMANDS[name][0])
    parser = _parser(name, COMMANDS[name][1])
    module.add_arguments(parser)
    if name in USES_EVIDENCE:
        _add_evidence(parser)
    if name in SPEAKS:
        _add_language(parser)
    parsed = parser.parse_args(rest)
    if name not in SHORT:
        gc.enable()
    return _finish(_guarded(module.run, parsed))


def _parser(name: str, words: str) -> argparse.ArgumentParser:
    import argparse

    class OneLineParser(argparse.ArgumentParser):
        """Says what is wrong in one line, as every other mistake of the user, and writes help as all output."""

        def error(self, message: str) -> NoReturn:
            _tell(f"{self.prog}: {message}. `{self.prog} --help` shows the arguments.")
            raise SystemExit(2)

        def print_help(self, _file: object = None) -> NoReturn:
            raise SystemExit(0 if _put(self.format_help().encode()) else 2)

    return OneLineParser(prog=f"beamside {name}", description=words, allow_abbrev=False)


def _guarded(run: Callable[[argparse.Namespace, CommandContext], Outcome], parsed: argparse.Namespace) -> Outcome:
    """Turn the user's mistakes into lines; ours keep their traceback."""
    from dataclasses import replace

    from engine.commands.shared.command_context import EXIT_MISTAKE, Outcome
    from engine.commands.shared.mistakes import as_problems

    command_context = _command_context(parsed)
    try:
        outcome = run(parsed, command_context)
    except Exception as error:
        problems = as_problems(error)
        if problems is None:
            raise
        outcome = Outcome(exit_code=EXIT_MISTAKE, problems=problems)
    if not outcome.problems or command_context.language_code == "en":
        return outcome
    of = command_context.language.of
    return replace(outcome, problems=tuple(of(problem) for problem in outcome.problems))


def _finish(outcome: Outcome) -> int:
    if not _put(outcome.output):
        return outcome.exit_code or 2
    _tell(*outcome.problems)
    return outcome.exit_code


def _put(output: bytes) -> bool:
    """Write all of it to standard output; False where it cannot be written, which has then been told."""
    if sys.stdout is None:
        # Started without any output (`>&-`, or from a menu on Windows): there is nobody to tell.
        return False
    try:
        rest = memoryview(output)
        while rest:
            # Unbuffered (PYTHONUNBUFFERED), the system takes as much as fits at that moment, and says how much.
            rest = rest[sys.stdout.buffer.write(rest) or 0 :]
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The reader has gone (`| head`); say nothing more to it, also not at interpreter exit.
        _forget(sys.stdout)
    except OSError as error:
        # A full disk behind `> file`: what has been written there is not to be taken for the whole.
        _forget(sys.stdout)
        reason = (error.strerror or "it is gone").lower()
        _tell(f"standard output: it cannot be written ({reason}). Send it to another place.")
        return False
    return True


def _tell(*problems: str) -> None:
    """Say each on a line of standard error; where nobody listens there, the exit code says enough."""
    if sys.stderr is None:
        return
    from engine.reading.mistakes import one_line

    try:
        for problem in problems:
            # What was typed may hold line breaks, and any length.
            print(one_line(problem), file=sys.stderr)
        sys.stderr.flush()
    except OSError:
        _forget(sys.stderr)


def _forget(stream: TextIO) -> None:
    """Nothing more goes there, nor does the interpreter try again at its exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _remedy() -> str:
    """Say what to install; the Makefile, which names what is missing, stands in a checkout alone."""
    if (RESOURCES.parent / "Makefile").is_file():
        return "Install what is missing; `make run` names it."
    if sys.platform.startswith("linux"):
        names = " ".join(SYSTEM_LIBRARIES)
        return f"Install the system's library that is missing; Debian and Ubuntu: `apt install {names}`."
    return "Install the program again."


def _may_be_a_file(word: str) -> bool:
    """Tell a file, there or missed, from a command that does not exist; the window says what is missing of a file."""
    if any(sign in word for sign in (os.sep, os.altsep) if sign) or word.lower().endswith(CASE_ENDINGS):
        return True
    try:
        return bool(word) and Path(word).exists()
    except OSError:
        return False


def _no_such_command(word: str) -> str:
    import difflib

    near = difflib.get_close_matches(word.lower(), [*COMMANDS, "gui"], n=1)
    remedy = f"Did you mean “beamside {near[0]}”?" if near else "`beamside --help` names the commands."
    return f"beamside: “{word}” is neither a command nor a file. {remedy}"


def _without_what_fails(parsed: argparse.Namespace, error: EvidenceError) -> tuple[CommandContext, Library]:
    """Leave out the department's own studies, or else the pack in use: the program's own evidence is always there."""
    from dataclasses import replace

    from engine.evidence.packs.pack_container import PackError

    command_context = _command_context(parsed)
    if isinstance(error, PackError):
        command_context = replace(command_context, evidence=command_context.installed.own.version)
    elif command_context.local_evidence is not None:
        command_context = replace(command_context, local_evidence=None)
    else:
        raise error
    return command_context, command_context.library


def _run_window(given: list[str], *, is_asked_for: bool = False) -> int:
    parser = _parser("gui", "the window")
    parser.add_argument("case", metavar="CASE", nargs="?", help="a .beamside or .beamside.json case file to open")
    _add_evidence(parser)
    _add_language(parser)
    parsed = parser.parse_args(given)
    if parsed.case is not None and not is_asked_for and not _may_be_a_file(parsed.case):
        _tell(_no_such_command(parsed.case))
        return 2
    from engine.commands.shared.mistakes import as_problems
    from engine.evidence.problems import EvidenceError

    command_context = _command_context(parsed)
    left_out: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()
    try:
        try:
            library = command_context.library
        except EvidenceError as error:
            if any(word.startswith(("--local-evidence", "--evidence")) for word in given):
                raise
            # Chosen before, for those who start from a menu: the window opens, and says what is left out.
            command_context, library = _without_what_fails(parsed, error)
            told = tuple(problem.said for problem in error.problems)
            left_out, set_aside = (told, ()) if command_context.evidence is None else ((), told)
        fields = command_context.fields
    except Exception as error:
        problems = as_problems(error)
        if problems is None:
            raise
        _tell(*problems)
        return 2
    try:
        from gui.application import run
    except ImportError as error:
        _tell(f"The window cannot open: {error}. {_remedy()}")
        return 2
    case = Path(parsed.case) if parsed.case is not None else None
    from gui.start.screen import is_without_screen, without_screen

    def tell_without_screen(why: str = "") -> None:
        from engine.words.language import load_language

        said = without_screen(case, why, libraries=SYSTEM_LIBRARIES)
        _tell(*map(load_language(RESOURCES, _language_code(parsed)).of, said))

    if is_without_screen(os.environ, sys.platform):
        tell_without_screen()
        return 2
    from engine.commands.shared.managed_settings import read_managed, usual_file

    managed = read_managed(usual_file())
    return run(
        case,
        RESOURCES,
        fields=fields,
        library=library,
        left_out=left_out,
        set_aside=set_aside,
        command_context=command_context,
        managed=managed,
        language=parsed.language,
        argv=[sys.argv[0]],
        tell_without_screen=tell_without_screen,
    )


if __name__ == "__main__":
    if getattr(sys, "frozen", False):
        # In a bundle the workers of `registry` are this program once more: such a one does its work and ends here.
        from multiprocessing import freeze_support

        freeze_support()
    code = main()
    if sys.argv[1:2] and sys.argv[1] in SHORT:
        # All is written and flushed, and nothing of these commands waits for the end of the process: to take apart the
        # hundred thousand objects that they made took a fifth of their time.
        os._exit(code)
    raise SystemExit(code)
