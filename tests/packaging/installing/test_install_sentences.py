"""What the installer's words mean to somebody who wants to install: one sentence with the remedy."""

from __future__ import annotations

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
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("ssl.SSLError: CERTIFICATE_VERIFY_FAILED", "The network shows a certificate that Python does not know"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "A file arrived broken or changed on its way"),
        ("OSError: [Errno 30] Read-only file system", "This user may not write in"),
    ],
)
def test_that_each_surrounding_has_its_sentence(install_locked: ModuleType, words: str, beginning: str) -> None:
    sentence = install_locked.meaning(words)
    assert sentence.startswith(beginning)
    assert "\n" not in sentence
