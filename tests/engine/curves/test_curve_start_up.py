"""What the window loads at start: the curves must not bring in the slow libraries."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
MODULES = sorted(
    ".".join(path.relative_to(PROJECT).with_suffix("").parts) for path in (PROJECT / "engine" / "curves").rglob("*.py")
)


def test_that_no_module_of_the_curves_loads_a_slow_library():
    imports = "; ".join(f"import {name}" for name in MODULES)
    program = (
        f"import sys; {imports}; "
        "print(sorted({'lifelines', 'pandas', 'scipy', 'matplotlib', 'PySide6'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_that_a_landmark_curve_and_a_rebuilt_arm_load_none_either():
    program = (
        "import sys\n"
        "from engine.curves.published.anchors import PublishedFigures\n"
        "from engine.curves.published.landmarks import landmark_curve\n"
        "from engine.curves.patients.digitised import NumbersAtRisk, rebuild\n"
        "landmark_curve(PublishedFigures(32, 17.5))\n"
        "rebuild([0, 10, 20], [1, 0.8, 0.5], NumbersAtRisk((0.0, 10.0), (50, 30))).estimate()\n"
        "print(sorted({'lifelines', 'pandas', 'scipy', 'matplotlib'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
