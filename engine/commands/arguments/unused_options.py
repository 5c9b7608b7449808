"""Options that a way of calling a command has no use for: refused rather than passed over."""

from __future__ import annotations

import argparse
from collections.abc import Collection

from engine.commands.shared.command_context import Mistake
from engine.words.said import fault


def refuse_unused(arguments: argparse.Namespace, used: Collection[str], called: str) -> None:
    """Refuse every option that was given and would change nothing.

    Parameters
    ----------
    used : names, as of the namespace, of what this way of calling reads; an option that was not given is None, False
        or an empty list there.
    called : how it was called, as "registry map".

    Raises
    ------
    Mistake : there is one.
    """
    for name, value in vars(arguments).items():
        if name in used or value is None or value is False or value == []:
            continue
        option = "-o" if name == "output" else f"--{name.replace('_', '-')}"
        raise Mistake(
            fault("{called}: {option} would change nothing here. Leave it out.", called=called, option=option)
        )
