"""What the installer's words mean to somebody who wants to install: one sentence with the remedy."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.packaging.conftest import loaded


@pytest.fixture(scope="module")
def install_locked(project: Path) -> ModuleType:
    return loaded(project / "scripts" / "install_locked.py")


@pytest.mark.parametrize(
    ("words", "beginning"),
    [
        ("NewConnectionError: [Errno -3] Temporary failure in name resolution", "The package index cannot be reached"),
        # No second try is asked for, and so no word of a connection; the installer itself fits every machine.
        ("ERROR: No matching distribution found for pip==26.3", "The package index cannot be reached"),
        ("ERROR: No matching distribution found for numpy==2.4.0", "No file (numpy) fits this machine"),
        ("ERROR: No matching distribution found for pip-tools==7.5", "No file (pip-tools) fits this machine"),
        ("ProxyError('Cannot connect to proxy.')", "The proxy does not let the packages through"),
        ("OSError('Tunnel connection failed: 403 Forbidden')); ProxyError", "The proxy does not let the packages"),
        ("OSError('Tunnel connection failed: 407 Proxy Authentication Required')", "The proxy asks for a name and a"),
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("ssl.SSLError: CERTIFICATE_VERIFY_FAILED", "The network shows a certificate that Python does not know"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "A file arrived broken or changed on its way"),
        ("OSError: Could not find a suitable TLS CA certificate bundle, invalid path: /srv/ca", "The certificate file"),
        ("OSError: [Errno 30] Read-only file system", "This user may not write in"),
        ("[Errno 13] Permission denied: '/srv/x/bin'", "This user may not write in /srv/x/bin:"),
    ],
)
def test_that_each_surrounding_has_its_sentence(install_locked: ModuleType, words: str, beginning: str) -> None:
    sentence = install_locked.meaning(words)
    assert sentence.startswith(beginning)
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("words", "again"),
    [
        ("ProtocolError('Connection broken: IncompleteRead(9 bytes read)')", True),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", True),
        # So a full folder for temporary files is told, as long as the cache lays its copy there too.
        ("error: incomplete-download", True),
        ("Building wheel failed: [Errno 30] Read-only file system: '/var/cache/pip'", True),
        # What is said of a network that is not there: the installer has tried it five times.
        ("Retrying (total=0) after connection broken by 'NewConnectionError'", False),
        ("Retrying (total=0) after connection broken by 'SSLError'", False),
    ],
)
def test_that_only_what_the_cache_spoils_is_tried_without_it(
    install_locked: ModuleType, words: str, again: bool
) -> None:
    assert install_locked.helped_without_cache(words) is again


def test_that_a_full_disk_is_named_by_its_environment(
    install_locked: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", "/srv/beamside-program/environment")
    assert "where /srv/beamside-program lies" in install_locked.meaning("No space left on device")


def test_that_words_of_no_known_meaning_have_a_remedy_too(
    install_locked: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", "/srv/beamside/.venv")
    sentence = install_locked.meaning("Traceback\nModuleNotFoundError: No module named 'pip._vendor.urllib3'")
    assert sentence == "The packages could not be installed: delete /srv/beamside/.venv, and try again."
    sentence = install_locked.meaning("ERROR: something new\n")
    assert "(ERROR: something new): delete /srv/beamside/.venv, and try again." in sentence
