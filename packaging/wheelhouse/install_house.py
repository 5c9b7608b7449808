"""Install Beamside from the folder that this lies in: for this user, without a network, without an administrator.

Every file is compared with its hash before anything is done. The environment is made without Python's own installer,
which some systems leave out; the locked one is here.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

sys.dont_write_bytecode = True  # The folder may be a share that cannot be written.

HOUSE = Path(__file__).resolve().parent.parent


def usual_place() -> Path:
    """Return the folder for this user's programs."""
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "Programs" / "Beamside"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Beamside program"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "beamside-program"


def damaged() -> list[str]:
    """Return the names of files that are missing or not what was sent."""
    wrong = []
    for line in (HOUSE / "SHA256SUMS").read_text("utf-8").splitlines():
        wanted, name = line.split("  ", 1)
        file = HOUSE / name
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != wanted:
            wrong.append(name)
    return wrong


def install(place: Path) -> str:
    """Install into a folder, and return what stands in the way, or nothing."""
    fitting = (HOUSE / "pythons.txt").read_text("utf-8").split()
    if platform.python_version().rpartition(".")[0] not in fitting:
        return f"This is Python {platform.python_version()}; the folder is for {', '.join(fitting)}. Start one of them."
    if wrong := damaged():
        more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        return f"{wrong[0]}{more} did not arrive as it was sent: copy the folder {HOUSE} again, and try again."
    marker = place / "beamside-is-installed-here"
    if place.exists() and any(place.iterdir()) and not marker.exists():
        return f"{place} holds something else: name another folder with --into, and try again."
    environment = place / "environment"
    try:
        place.mkdir(parents=True, exist_ok=True)
        marker.touch()
        shutil.rmtree(environment, ignore_errors=True)
        venv.EnvBuilder(with_pip=False, symlinks=os.name != "nt").create(environment)
    except (OSError, subprocess.SubprocessError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return f"{place} cannot be written ({reason}): free the disk or name another folder with --into, and try again."
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    (pip,) = (HOUSE / "wheels").glob("pip-*.whl")
    run = [str(python), "-I", str(HOUSE / "scripts" / "install_locked.py"), str(HOUSE / "requirements.lock")]
    log = place / "set-up.log"
    done = subprocess.run(
        [*run, "--from", str(HOUSE / "wheels"), "--pip", str(pip), "--log", str(log)],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    return done.stderr.strip() if done.returncode else ""


def announce(place: Path) -> str:
    """Return how to start the program, once its start menu entry is there."""
    if os.name == "nt":
        return f"Installed. Start it with: {place}\\environment\\Scripts\\beamside.exe"
    program = place / "environment" / "bin" / "beamside"
    desktop = HOUSE / "desktop" / "install-desktop"
    if desktop.is_file():
        subprocess.run(["/bin/sh", str(desktop), str(program)], stdout=subprocess.DEVNULL, check=False)
    return f"Installed. Start it from the menu, or with: {program}"


def main(arguments: Sequence[str]) -> int:
    """Install as the command line says."""
    parser = argparse.ArgumentParser(description="Install Beamside from this folder, without a network.")
    parser.add_argument("--into", type=Path, default=usual_place())
    place = parser.parse_args(arguments).into.absolute()
    problem = install(place)
    if problem:
        print(problem, file=sys.stderr)
        return 2
    print(announce(place))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
