"""Why the system cannot do what it was asked, in its own words; the commonest can be said in another language."""

from __future__ import annotations

from engine.words.said import Said, capital, own, say_label, template

#: what the systems say of a file, in small letters; anything else stays as it is
_KNOWN = frozenset(
    (
        template("no such file or directory"),
        template("permission denied"),
        template("is a directory"),
        template("not a directory"),
        template("no space left on device"),
        template("read-only file system"),
        template("input/output error"),
        template("file name too long"),
        template("disk quota exceeded"),
        template("file exists"),
        template("device or resource busy"),
    )
)


def reason_of(error: BaseException, otherwise: Said) -> Said:
    """Return the system's reason in small letters.

    Parameters
    ----------
    otherwise : said where the system gives none.
    """
    reason = getattr(error, "strerror", None)
    if not reason:
        return otherwise
    small = str(reason).lower()
    return say_label(small) if small in _KNOWN else own(small)


def reason_as_it_stands(error: OSError) -> Said:
    """Return the system's reason as it is written there, with its capital."""
    reason = str(error.strerror)
    small = reason.lower()
    return capital(say_label(small)) if small in _KNOWN and reason == small.capitalize() else own(reason)
