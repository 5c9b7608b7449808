"""Write the user guide that the Help menu shows, in `resources/text/`, from docs/user-guide.md and user-guide.de.md.

    python -m scripts.write_guide_text

The pictures and the other pages are not installed with the program: a picture is left out, of a link its words stay.
"""

from __future__ import annotations

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
#: the guide in each language, and where the window finds it
PLACES = {"user-guide.md": "user-guide.md", "user-guide.de.md": "de/user-guide.md"}
#: a line that is nothing but a picture or a link, with the empty line behind it
_ALONE = re.compile(r"^!?\[[^]]*\]\([^)]*\)\n\n?", re.MULTILINE)
_LINK = re.compile(r"\[([^]]*)\]\([^)]*\)")


def text_of(name: str) -> str:
    """Return a guide as the window shows it."""
    return _LINK.sub(r"\1", _ALONE.sub("", (PROJECT / "docs" / name).read_text(encoding="utf-8")))


def main() -> int:
    """Write both."""
    for name, place in PLACES.items():
        (PROJECT / "resources" / "text" / place).write_text(text_of(name), encoding="utf-8", newline="\n")
        print(f"wrote resources/text/{place}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
