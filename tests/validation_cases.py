"""Small surveys for the tests of validation, and slow versions written straight from the formulas."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from geochem_som.core.support import Support
from geochem_som.core.validation.ground import Ground


def survey(seed=0, n=150, n_groups=5, n_occ=25):
    """Positions, areas, groups and the sample that each occurrence falls to."""
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 10_000, (n, 2))
    area = rng.uniform(0.5, 3.0, n)
    groups = (xy[:, 0] // 1500 + rng.integers(0, 3, n)).astype(int) % n_groups
    occurrences = rng.choice(n, n_occ, p=area / area.sum())
    return xy, area, groups, occurrences


def shared_survey(seed=0, n=120, n_places=80):
    """Ground on which samples share places, and the place of each occurrence."""
    rng = np.random.default_rng(seed)
    place = np.concatenate([np.arange(n_places), rng.integers(0, n_places, n - n_places)])
    xy = rng.uniform(0, 5000, (n_places, 2))[place] + rng.uniform(-20, 20, (n, 2))
    ground = Ground(xy, Support(place, rng.uniform(0.5, 2.0, n_places)))
    return ground, rng.integers(0, 4, n), rng.integers(0, n_places, 18)


def slow_crossing(records) -> float:
    """Crossing of (above, level, weight) records, exact: P(x) + x = 1 between its breaks."""
    records = [tuple(Fraction(float(v)) for v in record) for record in records]
    total = sum(weight for _, _, weight in records)

    def found(x, left=False):
        part = Fraction(0)
        for above, level, weight in records:
            if level > 0:
                part += weight * min(max((x - above) / level, Fraction(0)), Fraction(1))
            elif above < x or (above == x and not left):
                part += weight
        return part / total

    breaks = {Fraction(0), Fraction(1)}
    for above, level, _ in records:
        breaks |= {above, above + level}
    breaks = sorted(b for b in breaks if 0 <= b <= 1)
    for start, stop in zip(breaks, breaks[1:]):
        p_start, p_stop = found(start), found(stop, left=True)
        if p_start + start >= 1:
            return float(100 * (1 - start))
        if p_stop + stop >= 1:
            slope = (p_stop - p_start) / (stop - start) + 1
            return float(100 * (1 - start - (1 - start - p_start) / slope))
    return float(100 * (1 - breaks[-1]))


def slow_stand(score, ground, i) -> tuple[float, float]:
    """Share of the ground above sample i and at its level, sample by sample."""
    total = sum(ground)
    above = sum(a for s, a in zip(score, ground) if s > score[i])
    level = sum(a for s, a in zip(score, ground) if s == score[i])
    return above / total, level / total


def slow_hold_out(score_of, area, witnesses, folds) -> list:
    """Records of (above, level, weight) by the procedure in words.

    Parameters
    ----------
    score_of : function of occurrences (N,) and area (N,) -> scores (N,)
    area : (N,) array
    witnesses : list of (sample, weight)
    folds : list of (N,) arrays, one per partition
    """
    records = []
    for fold in folds:
        for k in sorted(set(fold.tolist())):
            occurrences, ground = np.zeros(len(area)), np.where(fold != k, area, 0.0)
            for sample, weight in witnesses:
                if fold[sample] != k:
                    occurrences[sample] += weight
            score = score_of(occurrences, ground)
            own = np.flatnonzero(fold == k)
            for sample, weight in witnesses:
                if fold[sample] == k:
                    at = own.tolist().index(sample)
                    records.append((*slow_stand(score[own], area[own], at), weight))
    return records


def slow_group_scores(groups):
    """Smoothed weights of groups, ln((n_c + 1) / (N a_c + 1)), in plain Python."""

    def score_of(occurrences, area):
        values = {}
        for c in set(groups.tolist()):
            n_c, a_c = occurrences[groups == c].sum(), area[groups == c].sum() / area.sum()
            values[c] = np.log((n_c + 1) / (occurrences.sum() * a_c + 1))
        return np.array([values[c] for c in groups.tolist()])

    return score_of
