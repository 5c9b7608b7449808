"""The views of the right-hand side, in the order of their tabs."""

from __future__ import annotations

from gui.views.board.view import BoardView
from gui.views.dose.view import DoseView
from gui.views.eligibility.view import EligibilityView
from gui.views.evidence.view import EvidenceView
from gui.views.spread.view import SpreadView
from gui.views.survival.view import SurvivalView
from gui.views.toxicity.view import ToxicityView
from gui.views.view import AssessmentView


def all_views() -> tuple[type[AssessmentView], ...]:
    """Return every view, in the order of the tabs."""
    return (
        BoardView,
        EligibilityView,
        ToxicityView,
        SurvivalView,
        DoseView,
        SpreadView,
        EvidenceView,
    )
