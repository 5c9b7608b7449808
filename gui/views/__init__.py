"""The views of the right-hand side, in the order of their tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.views.view import AssessmentView


def all_views() -> tuple[type[AssessmentView], ...]:
    """Return every view, in the order of the tabs."""
    # Imported here: the tabs, which stand in this folder, are there at the first paint, and the views are not.
    from gui.views.board.view import BoardView
    from gui.views.dose.view import DoseView
    from gui.views.eligibility.view import EligibilityView
    from gui.views.evidence.view import EvidenceView
    from gui.views.spread.view import SpreadView
    from gui.views.survival.view import SurvivalView
    from gui.views.toxicity.view import ToxicityView

    return (
        BoardView,
        EligibilityView,
        ToxicityView,
        SurvivalView,
        DoseView,
        SpreadView,
        EvidenceView,
    )
