"""ALBI score and grade of the liver from bilirubin and albumin.

Score = 0.66 × log10(bilirubin in µmol/L) - 0.085 × albumin in g/L; grade 1 to -2.60, grade 2 above that and to -1.39,
grade 3 above. Johnson PJ et al., J Clin Oncol 2015;33:550-8, doi 10.1200/JCO.2014.57.9151. Of the paper a part of the
abstract was read (PubMed 25512453): developed in 1,313 patients with hepatocellular carcinoma from Japan, tried in
5,097 others, 525 resected, 1,132 given sorafenib and 501 with chronic liver disease alone; what was read prints
neither the formula nor the limits. The limits were read in the abstract of Hiraoka A et al., Liver Cancer
2017;6:204-15 (PMC5473065), formula and units in reports that quote the paper and agree. No record of the library uses
it; grade 3 beside a liver said to be adequate is asked about.
"""

from __future__ import annotations

import math
from typing import Final

_UMOL_L_PER_MG_DL: Final = 17.1
_G_L_PER_G_DL: Final = 10.0
_GRADE_1_TO: Final = -2.60
_GRADE_2_TO: Final = -1.39
#: a unit and back leaves a trace in the sixteenth digit, which is not to decide a grade
_DIGITS: Final = 9


def albi_score(bilirubin_mg_dl: float, albumin_g_dl: float) -> float | None:
    """Return the score; None at no bilirubin at all, which has no logarithm.

    Parameters
    ----------
    bilirubin_mg_dl : total bilirubin, mg/dL.
    albumin_g_dl : albumin, g/dL.
    """
    if bilirubin_mg_dl <= 0:
        return None
    bilirubin = math.log10(bilirubin_mg_dl * _UMOL_L_PER_MG_DL)
    return round(0.66 * bilirubin - 0.085 * albumin_g_dl * _G_L_PER_G_DL, _DIGITS)


def albi_grade(score: float) -> int:
    """Return grade 1, 2 or 3; both limits belong to the lower grade."""
    return 1 if score <= _GRADE_1_TO else 2 if score <= _GRADE_2_TO else 3
