"""Held-out figures of maps that are fitted again and again: the tie to `core.validation`.

Both functions answer None as long as there is no such evaluation; what calls them then goes without.
"""

from __future__ import annotations

from typing import Callable

import numpy as np

from ..core.errors import Progress
from .inputs import Inputs
from .points import LayerRows
from .ranking import Site

NO_HELD_OUT = (
    "Held-out figures are not part of this version: the settings are compared without OCCURRENCES."
)


def held_out_auc_of(
    inputs: Inputs, site: Site, rows: LayerRows
) -> Callable[[np.ndarray], float] | None:
    """A function from clusters (N,) to the area under the curve of held-out occurrences, or None.

    The function is called from several threads: it must not call QGIS.
    """
    return None


def held_out_of_ensemble(
    inputs: Inputs, site: Site, rows: LayerRows, clusters: np.ndarray, progress: Progress
):
    """Evidence on the mean smoothed weight of maps with these clusters (M, N), or None.

    What is returned says its result as `headline`.
    """
    return None
