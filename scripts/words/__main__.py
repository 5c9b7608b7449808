"""`python -m scripts.words de`: what a language lacks, ready to be copied into its catalogue."""

from __future__ import annotations

import sys

from scripts.words import all_texts, entry, missing

waiting = missing(sys.argv[1])
print("\n".join(entry(*text) for text in waiting), end="")
print(f"# {len(waiting)} of {len(all_texts())} are missing.", file=sys.stderr)
raise SystemExit(1 if waiting else 0)
