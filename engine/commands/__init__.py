"""The commands of the command line: arguments in, text and exit code out. Printing is main.py's."""

from __future__ import annotations
