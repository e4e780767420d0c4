"""Random fields over the ground: the unknown causes that make occurrences cluster."""

from __future__ import annotations

import numpy as np

# Cells of the grid along the longer side of the ground, and across the range of the field.
CELLS_PER_SIDE, CELLS_PER_RANGE = 128, 8


class FieldMaker:
    """Gaussian random fields at places: mean 0, variance 1, covariance exp(-distance / range).

    Made on a grid by circulant embedding (Dietrich & Newsam 1997, doi 10.1137/S1064827592240555)
    and taken at the grid point nearest to each place. The grid closes on itself at twice the
    ground's size, so that its ends know nothing of each other; the little that a long range would
    still need of negative power is cut off.

    Parameters
    ----------
    xy : (G, 2) array
        Places, in metres.
    range_ : float
        In metres.
    """

    def __init__(self, xy: np.ndarray, range_: float) -> None:
        from scipy.fft import fft2, next_fast_len

        low, size = xy.min(axis=0), np.ptp(xy, axis=0)
        cell = max(size.max() / CELLS_PER_SIDE, range_ / CELLS_PER_RANGE)
        at = np.rint((xy - low) / cell).astype(int) if cell > 0 else np.zeros(xy.shape, dtype=int)
        shape = [next_fast_len(2 * int(n) + 2) for n in at.max(axis=0)]
        self._shape = tuple(shape)
        self._at = np.ravel_multi_index(tuple(at.T), self._shape)
        gaps = [cell * np.minimum(np.arange(n), n - np.arange(n)) for n in shape]
        distance = np.hypot(gaps[0][:, None], gaps[1])
        covariance = np.exp(-distance / range_) if range_ > 0 else (distance == 0).astype(float)
        power = np.clip(fft2(covariance).real, 0.0, None)
        # What the cut took away or gave must not change the variance.
        self._amplitude = np.sqrt(power / power.mean() / power.size)

    def pair(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Two independent fields (G,): one transform makes both."""
        from scipy.fft import fft2

        noise = rng.standard_normal((*self._shape, 2)).view(complex)[..., 0]
        field = np.ravel(fft2(self._amplitude * noise, overwrite_x=True))[self._at]
        return field.real, field.imag
