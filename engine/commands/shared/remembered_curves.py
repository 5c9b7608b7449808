"""Curves kept on disk by the hash of the evidence and of the method: a second start computes nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import msgspec

import engine.findings.published.published_curves as recipe
from engine.evidence.library import Library
from engine.findings.published.published_curves import CohortCurve, PublishedCurves, published_curves
from engine.reading.disk.remembered import code_of, recalled, remember
from engine.words.kept import kept, said_again
from engine.words.said import english


def load_curves(library: Library, remembered_in: Path | None) -> PublishedCurves:
    """Return the library's curves, from disk where they are remembered there, else computed and kept.

    Parameters
    ----------
    remembered_in : this program's own cache folder; a damaged or unwritable one costs time, never the result.
    """
    if remembered_in is None:
        return published_curves(library)
    path = remembered_in / f"curves-{library.sha256[:20]}-{_method()}.json"
    remembered = _read(path, library)
    if remembered is not None:
        return remembered
    computed = published_curves(library)
    words = {name: [kept(badge.text) for badge in curve.badges] for name, curve in computed.curves.items()}
    remember(path, msgspec.json.encode((computed, words), enc_hook=english))
    return computed


def _read(path: Path, library: Library) -> PublishedCurves | None:
    body = recalled(path)
    if body is None:
        return None
    try:
        curves, words = msgspec.json.decode(body, type=tuple[PublishedCurves, dict[str, list[Any]]])
        if curves.evidence_sha256 != library.sha256:
            return None
        with_words = {name: _with_words(curve, words[name]) for name, curve in curves.curves.items()}
    except (msgspec.DecodeError, KeyError, ValueError):
        return None
    return msgspec.structs.replace(curves, curves=with_words)


def _with_words(curve: CohortCurve, words: list[Any]) -> CohortCurve:
    """Return a curve with warnings that can be said in another language."""
    badges = tuple(
        msgspec.structs.replace(badge, text=said_again(one)) for badge, one in zip(curve.badges, words, strict=True)
    )
    return msgspec.structs.replace(curve, badges=badges)


def _method() -> str:
    """The hash of the very code that makes the curves: a changed method never meets an old curve."""
    digest = hashlib.sha256(code_of(recipe))
    # Empty where no source is kept: there the version of the program, which `code_of` gives, stands for it all.
    for path in sorted((Path(recipe.__file__).parents[2] / "curves").rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
