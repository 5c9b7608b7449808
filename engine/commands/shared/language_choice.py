"""In which language a command or the window speaks: what was asked for, what is managed, what is remembered."""

from __future__ import annotations

import os

from engine.words.language import NAMES, SYSTEM

#: what a setting or an argument may say
CHOICES = (*NAMES, SYSTEM)


def language_code(*wishes: str | None, system: str | None = None) -> str:
    """Return the code of a language that there is: the first wish that names one, else English.

    Parameters
    ----------
    wishes : codes or "system", the strongest first; None where nothing was said.
    system : the system's own, such as "de_AT"; read from the environment where absent. Looked at only where a wish
        says "system".
    """
    wish = next((one for one in wishes if one in CHOICES), "en")
    if wish != SYSTEM:
        return wish
    found = (_of_environment() if system is None else system).replace("-", "_").partition("_")[0].lower()
    return found if found in NAMES else "en"


def _of_environment() -> str:
    named = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next((name for name in named if name), "")
