"""Numbers in the place of values below a detection limit.

Three methods look at one field: a share of the limit ("half", "sqrt2") and regression on order
statistics ("ros"). "multiplicative" looks at all parts of a row.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..checks import check_whole_number
from ..errors import InputError
from .order_statistics import regression_on_order_statistics
from .parsed_field import ParsedField
from .replacement import FoundValues, Replacement

NON_DETECTS = ("half", "sqrt2", "multiplicative", "ros")

# A non-detect is replaced by this share of its limit, a zero by this share of the field's
# smallest positive value. 0.65 minimises the distortion of the covariances (Martin-Fernandez
# et al. 2003).
SHARES_OF_LIMIT = {"half": 0.5, "sqrt2": 1 / math.sqrt(2), "multiplicative": 0.65}


def replace_all(
    parsed: Sequence[ParsedField],
    method: str = "half",
    *,
    ppm_per_unit: Sequence[float] | None = None,
    random_state: int = 42,
) -> list[Replacement]:
    """Replace the non-detects of several fields by one method.

    Parameters
    ----------
    parsed : sequence of ParsedField
        Of the same rows.
    method : {"half", "sqrt2", "multiplicative", "ros"}
    ppm_per_unit : sequence of float, optional
        How many ppm one unit of each field is (1e4 for percent, 1e-3 for ppb), nan where unknown;
        "multiplicative" needs it.
    random_state : int
        For "ros".

    Returns
    -------
    list of Replacement

    Raises
    ------
    InputError
        For an unknown method and, with "multiplicative", for units that are not known.
    """
    _check_method(method)
    if method != "multiplicative":
        return [replace_non_detects(field, method, random_state=random_state) for field in parsed]
    if ppm_per_unit is None:
        ppm_per_unit = [np.nan] * len(parsed)
    return replace_multiplicatively(parsed, ppm_per_unit)


def replace_non_detects(
    parsed: ParsedField, method: str = "half", *, random_state: int = 42
) -> Replacement:
    """Replace the values of one field that are below a limit, and its zeros.

    "Detected" is every value that is neither blank, zero nor below a limit; values above range
    count as detected. A zero is below a limit that is not known: the field's smallest positive
    value stands for it. Where nothing was detected, that is the smallest limit (a zero becomes a
    blank if there is no limit either), and `n_detected` = 0 tells the caller.

    "half" and "sqrt2": limit / 2 and limit / sqrt(2). A substitute above the 95th percentile of the
    detected values (linear interpolation) becomes a blank: the old campaign's limit is higher than
    nearly all that was ever measured, and half of it is no number to work with. Where nothing was
    detected there is no such percentile, and the substitutes stay.

    "ros": see `regression_on_order_statistics`. The numbers predicted for one limit go to its
    samples in a random order that `random_state` and the field's name fix: their distribution is
    known, no sample's own value is. Each is lowered to its limit where it came out above, and a
    non-detect whose limit is above the 95th percentile of the detected values becomes a blank: its
    number would be drawn from nearly the whole distribution, one in twenty among the highest. It
    still takes part in the regression, beside the values that its campaign did detect. With fewer
    than 3 detected values, or all alike, the field takes "half" and `fallback` says so. Over 80 %
    non-detects the result is tenuous (Helsel 2012).

    In a signed field only '<' values are replaced, and none of them becomes a blank; "ros" does
    not apply to it and is "half" there.

    Parameters
    ----------
    parsed : ParsedField
    method : {"half", "sqrt2", "ros"}
    random_state : int
        For "ros".

    Returns
    -------
    Replacement

    Raises
    ------
    InputError
        For an unknown method and for "multiplicative", which needs all fields.
    """
    _check_method(method)
    if method == "multiplicative":
        raise InputError(
            "NON_DETECTS multiplicative needs all parts of a row, not one field: "
            "call replace_all with all fields and their units."
        )
    found = FoundValues.of(parsed)
    if method == "ros":
        fallback = found.unfit_for_ros()
        if not fallback:
            return _replace_by_regression(found, random_state)
        return replace_by_share(found, "half", fallback)
    return replace_by_share(found, method)


def replace_multiplicatively(
    parsed: Sequence[ParsedField], ppm_per_unit: Sequence[float]
) -> list[Replacement]:
    """Replace non-detects so that, in the closed composition, all ratios of detected parts stay.

    Of a row with total c, the substitute of a non-detect is delta_j = 0.65 of its limit, and the
    textbook multiplies the detected parts by 1 - sum_k delta_k / c. Here these are measurements and
    stay as they are; the substitutes become delta_j / (1 - sum_k delta_k / c) instead: the same
    log-ratios, hence after closure the same composition. c is the sum of the row's detected parts
    in ppm; blanks take no part. It depends on which parts were analysed, as the textbook's does.

    No substitute rises above its own limit: where the substitutes make up over 35 % of c, also
    where they exceed it or nothing was detected, they are the limits themselves, counted in
    `n_capped`. A substitute delta_j above the 95th percentile of the field's detected values
    becomes a blank before the row is summed. Zeros and fields in which nothing was detected are
    treated as in `replace_non_detects`. Signed fields are no parts of a composition: they take
    "half" and `fallback` says so.

    Parameters
    ----------
    parsed : sequence of D ParsedField
        Of the same n rows.
    ppm_per_unit : sequence of D float
        How many ppm one unit of each field is; nan where that is not known.

    Returns
    -------
    list of D Replacement

    Raises
    ------
    InputError
        For units that are not known and fields of different length.

    References
    ----------
    Martin-Fernandez, Barcelo-Vidal & Pawlowsky-Glahn (2003), Mathematical Geology 35, 253-278,
    doi 10.1023/A:1023866030544; for data that are not closed Palarea-Albaladejo &
    Martin-Fernandez (2013), Analytica Chimica Acta 764, 32-43, doi 10.1016/j.aca.2012.12.029.
    """
    _check_parts(parsed, ppm_per_unit)
    fields = [FoundValues.of(field) for field in parsed]
    results = [
        replace_by_share(found, "half", found.signed_reason)
        if found.parsed.signed
        else replace_by_share(found, "multiplicative")
        for found in fields
    ]
    return rescale_parts(results, fields, ppm_per_unit)


def rescale_parts(
    results: list[Replacement], fields: Sequence[FoundValues], ppm_per_unit: Sequence[float]
) -> list[Replacement]:
    """Divide the substitutes of each row by the share of it that they leave to its detected parts."""
    parts = [place for place, found in enumerate(fields) if not found.parsed.signed]
    n_rows = len(results[0].values) if results else 0
    detected_ppm, substituted_ppm = np.zeros(n_rows), np.zeros(n_rows)
    for j in parts:
        ppm = ppm_per_unit[j] * results[j].values
        detected_ppm += np.where(fields[j].detected, ppm, 0.0)
        substituted_ppm += np.where(results[j].replaced, ppm, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        left_to_detected = 1.0 - substituted_ppm / detected_ppm
    results = list(results)
    for j in parts:
        results[j] = _rescaled(results[j], fields[j], left_to_detected)
    return results


def replace_by_share(found: FoundValues, method: str, fallback: str = "") -> Replacement:
    substitutes = SHARES_OF_LIMIT[method] * found.limits
    values = np.where(found.below | found.zero, substitutes, found.parsed.values)
    too_high = found.below & (values > found.ceiling)
    return found.replacement(values, too_high, method=method, fallback=fallback)


def _replace_by_regression(found: FoundValues, random_state: int) -> Replacement:
    # The name gives each field an order of its own: with a common one, fields whose non-detects are
    # the same samples would rise and fall together.
    seed = [check_whole_number(random_state, "random_state", 0), *found.parsed.name.encode()]
    rows = np.random.default_rng(seed).permutation(np.flatnonzero(found.below | found.zero))
    rows = rows[np.argsort(found.limits[rows], kind="stable")]
    values = found.parsed.values.copy()
    if rows.size:
        values[rows] = regression_on_order_statistics(found.detected_values, found.limits[rows])
    too_high = found.below & (found.limits > found.ceiling)
    capped = (values > found.limits) & ~too_high
    values[capped] = found.limits[capped]
    return found.replacement(values, too_high, method="ros", n_capped=int(capped.sum()))


def _rescaled(done: Replacement, found: FoundValues, left_to_detected: np.ndarray) -> Replacement:
    """Divide the substitutes by the share of the row that they leave to its detected parts."""
    share = SHARES_OF_LIMIT["multiplicative"]
    values = done.values.copy()
    rows = done.replaced
    scaled = values[rows] / np.maximum(left_to_detected[rows], share)
    values[rows] = np.minimum(scaled, found.limits[rows])  # but for rounding, below them
    n_capped = int((left_to_detected[rows] < share).sum())
    return replace(done, values=values, n_capped=n_capped)


def _check_method(method: str) -> None:
    if method not in NON_DETECTS:
        raise InputError(f"NON_DETECTS is '{method}'; choose one of {', '.join(NON_DETECTS)}.")


def _check_parts(parsed: Sequence[ParsedField], ppm_per_unit: Sequence[float]) -> None:
    if len(ppm_per_unit) != len(parsed):
        raise InputError(
            f"There are {len(parsed)} fields but {len(ppm_per_unit)} units; give one for each field."
        )
    for field in parsed:
        if len(field.values) != len(parsed[0].values):
            raise InputError(
                f"Field {parsed[0].name} has {len(parsed[0].values):,} rows but {field.name} has "
                f"{len(field.values):,}; give every field the same number of rows."
            )
    unknown = [
        field.name
        for field, ppm in zip(parsed, ppm_per_unit)
        if not field.signed and not 0 < ppm < np.inf
    ]
    if unknown:
        raise InputError(
            f"Multiplicative replacement adds up the parts of a row, but the unit of "
            f"{', '.join(unknown)} is not known: give it in the field's name (as in Cu_ppm), or "
            "set NON_DETECTS to half, sqrt2 or ros."
        )
