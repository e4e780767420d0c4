"""Which factors carry the elements that are looked for, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import InputError

SALIENT = 0.6


@dataclass(frozen=True)
class FactorChoice:
    """One factor and whether it goes into the maps.

    Attributes
    ----------
    factor : int
        From 0.
    name : str
        "F1" for factor 0.
    selected : bool
    targets : dict
        The target elements it carries and their loadings, by falling absolute loading.
    reason : str
        A sentence.
    """

    factor: int
    name: str
    selected: bool
    targets: dict[str, float]
    reason: str


def select_factors(
    loadings,
    targets: Sequence[str],
    threshold: float = SALIENT,
    *,
    names: Sequence[str] | None = None,
) -> list[FactorChoice]:
    """Choose the factors on which a target element has an absolute loading of the threshold or more.

    Parameters
    ----------
    loadings : FactorAnalysis, or (D, F) array with `names`
    targets : sequence of str
        Elements, for example ("Cu", "Au").
    threshold : float
    names : sequence of D str, optional
        Elements in the rows of an array.

    Returns
    -------
    list of FactorChoice
        All factors in their order. A target that no factor carries is named in the reason of the
        factor where it comes nearest.
    """
    if names is None:
        names = loadings.feature_names_in_
    loadings = np.asarray(getattr(loadings, "loadings_", loadings), dtype=float)
    names = list(names)
    check_threshold(threshold)
    unknown = [target for target in targets if target not in names]
    if unknown or not len(targets):
        raise InputError(
            f"{'There is no target element' if not unknown else ', '.join(unknown) + ' is no element'} "
            f"of the factor analysis: choose targets among {', '.join(names)}."
        )
    rows = {target: loadings[names.index(target)] for target in targets}
    choices = []
    for f in range(loadings.shape[1]):
        carried = {t: float(row[f]) for t, row in rows.items() if abs(row[f]) >= threshold}
        carried = dict(sorted(carried.items(), key=lambda item: -abs(item[1])))
        nearest = {
            t: float(row[f])
            for t, row in rows.items()
            if np.abs(row).max() < threshold and np.argmax(np.abs(row)) == f
        }
        choices.append(
            FactorChoice(
                f,
                f"F{f + 1}",
                bool(carried),
                carried,
                _reason(f, loadings, carried, nearest, names, threshold),
            )
        )
    return choices


def carried_elements(
    loadings: np.ndarray, names: Sequence[str], threshold: float = SALIENT
) -> list[tuple[str, float]]:
    """Elements with an absolute loading of the threshold or more on one factor, strongest first.

    Parameters
    ----------
    loadings : (D,) array
        Of that factor.
    names : sequence of D str
    threshold : float

    Returns
    -------
    list of (str, float)
        Element and loading.
    """
    order = np.argsort(-np.abs(loadings), kind="stable")
    return [(names[j], float(loadings[j])) for j in order if abs(loadings[j]) >= threshold]


def check_threshold(threshold: float) -> None:
    """Raise an InputError unless it is a number between 0 and 1."""
    if not 0 < threshold < 1:
        raise InputError(
            f"LOADING_THRESHOLD is {threshold!r}; give a number between 0 and 1, usually 0.6."
        )


def _reason(
    f: int,
    loadings: np.ndarray,
    carried: dict[str, float],
    nearest: dict[str, float],
    names: list[str],
    threshold: float,
) -> str:
    strong = carried_elements(loadings[:, f], names, threshold)
    others = [(name, value) for name, value in strong if name not in carried]
    with_others = f", with {_list(others)}" if others else ""
    if carried:
        return f"F{f + 1} carries {_list(carried.items())}{with_others}."
    sentence = f"F{f + 1} carries none of the target elements"
    sentence += f" but {_list(others)}" if others else ""
    if nearest:
        sentence += (
            f"; {_list(nearest.items())} come{'s' if len(nearest) == 1 else ''} nearest here"
        )
    return f"{sentence}."


def _list(loadings) -> str:
    shown = [f"{name} ({value:.2f})".replace("-", "\N{MINUS SIGN}") for name, value in loadings]
    return ", ".join(shown[:-1]) + (" and " if len(shown) > 1 else "") + shown[-1]
