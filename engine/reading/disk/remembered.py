"""What was worked out once and is kept in this program's own cache folder: with its hash, and never half written."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from types import ModuleType

from engine import VERSION


def recalled(path: Path) -> bytes | None:
    """Return what was kept there; None where there is nothing, or not what was written."""
    try:
        digest, _, body = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    return body if hashlib.sha256(body).hexdigest().encode() == digest else None


def remember(path: Path, body: bytes) -> None:
    """Keep it; a place that cannot be written costs speed, never the run."""
    import tempfile  # only where something is kept

    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, made = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
            Path(made).replace(path)
        except OSError:
            Path(made).unlink(missing_ok=True)


def code_of(module: ModuleType) -> bytes:
    """Return a module's source, or the program's version where no source is kept, as in a bundle.

    What is remembered carries the hash of this, so that changed code never meets what older code has left.
    """
    try:
        # A bundle names the compiled module; where it keeps the source too, that lies beside it.
        return Path(str(module.__file__)).with_suffix(".py").read_bytes()
    except OSError:
        return f"{module.__name__} {VERSION}".encode()
