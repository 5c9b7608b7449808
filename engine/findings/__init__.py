"""Patient and evidence in, Assessment out: eligibility, comparability, toxicity, outcomes, spread, missing items.

Pure: nothing here touches a file, a clock or the network.
"""

from __future__ import annotations
