"""The lattice of a map: where its units lie, how far apart they are and which are neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .checks import check_whole_number
from .errors import InputError

TOPOLOGIES = ("rectangular", "hexagonal")
BOUNDARIES = ("planar", "toroidal")
DISTANCES = ("manhattan", "euclidean")

# Height of a row of hexagons whose centres are one unit apart along the row.
HEXAGON_ROW_PITCH = np.sqrt(3.0) / 2.0


@dataclass(frozen=True)
class Lattice:
    """A map of ``rows x cols`` units, numbered row by row from 0.

    The distance of two units depends only on how many rows and columns lie between them (on
    hexagons also on whether the row is a shifted one). So the distances of one whole row of units
    to every row that could be above or below it, a "band", hold all the distances of the lattice:
    large maps need no (K, K) array to be smoothed.

    Parameters
    ----------
    rows, cols : int
        Size of the map; at least two units.
    topology : {"rectangular", "hexagonal"}
        4 or 6 neighbours. Every second row of hexagons (1, 3, ...) is shifted by half a unit.
    boundary : {"planar", "toroidal"}
        Whether the map ends at its edges or goes on at the opposite ones.
    distance : {"manhattan", "euclidean"}
        Map distance: steps from neighbour to neighbour (on hexagons: hops), or the straight line
        between the positions.

    Raises
    ------
    InputError
        If a size or a word is not one of the above, or a toroidal hexagonal map has an odd number
        of rows: its shifted rows would not meet.
    """

    rows: int
    cols: int
    topology: str = "rectangular"
    boundary: str = "planar"
    distance: str = "manhattan"

    def __post_init__(self) -> None:
        for name in ("rows", "cols"):
            object.__setattr__(self, name, check_whole_number(getattr(self, name), name, 1))
        _check_word(self.topology, "topology", TOPOLOGIES)
        _check_word(self.boundary, "boundary", BOUNDARIES)
        _check_word(self.distance, "distance", DISTANCES)
        if self.size < 2:
            raise InputError("A map of 1 x 1 unit cannot tell samples apart: use at least 2 units.")
        if self.topology == "hexagonal" and self.boundary == "toroidal" and self.rows % 2:
            raise InputError(
                f"A toroidal hexagonal map needs an even number of rows, not {self.rows}: "
                f"use {self.rows + 1} rows, or a planar boundary."
            )

    @property
    def size(self) -> int:
        """Number of units K."""
        return self.rows * self.cols

    def row_col(self, units: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Row and column of units, each counted from 0."""
        row, col = np.divmod(np.asarray(units), self.cols)
        return row, col

    def positions(self) -> np.ndarray:
        """Drawing coordinates (K, 2) of the units: x to the right, y down, neighbours 1 apart."""
        row, col = self.row_col(np.arange(self.size))
        return np.column_stack([col + self._shift(row), row * self._row_pitch])

    def outlines(self) -> np.ndarray:
        """Drawing coordinates (K, corners, 2) of the units: unit squares, or hexagons 1 wide."""
        if self.topology == "hexagonal":
            angle = np.deg2rad(30.0 + 60.0 * np.arange(6))
            outline = np.column_stack([np.cos(angle), np.sin(angle)]) / np.sqrt(3.0)
        else:
            outline = 0.5 * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
        return self.positions()[:, None, :] + outline

    def distances(self) -> np.ndarray:
        """Map distances delta (K, K), the shortest way round on a torus."""
        return self._expand(self._distance_bands)

    def distance_levels(self) -> tuple[np.ndarray, list[np.ndarray]]:
        """The few distances that occur, and which of them each unit has to each other unit.

        Returns
        -------
        levels : (L,) array
            Rising map distances.
        places : list of K integer arrays (K,)
            ``levels[places[k]]`` is row k of `distances()`. The arrays overlap in memory and are
            not to be written to: together they are much smaller than (K, K).
        """
        bands = self._distance_bands
        levels, places = np.unique(np.stack(bands), return_inverse=True)
        shaped = list(places.reshape(len(bands), *bands[0].shape))
        rows = (self._band_of(row, shaped) for row in range(self.rows))
        return levels, [places for row in rows for places in row]

    def hops(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Steps from neighbour to neighbour between units `a` and `b`, element by element."""
        dx, dr = self._offsets(*self.row_col(a), *self.row_col(b))
        return np.rint(self._hops(dx, dr)).astype(np.intp)

    def adjacency(self) -> np.ndarray:
        """Whether two units are neighbours, boolean (K, K): 4 on rectangles, 6 on hexagons."""
        return self._expand([self._hops(dx, dr) == 1.0 for dx, dr in self._offset_bands()])

    def kernel(self, temperature: float) -> np.ndarray:
        """Neighbourhood kappa_T of all pairs of units, (K, K): exp(-delta^2 / T^2) (eq. 2)."""
        return self._expand(self._kernel_bands(temperature))

    def local_kernel(self, temperature: float):
        """The kernel as a sparse matrix, without pairs that weigh less than the rounding of 1.

        At a temperature of a few units that is most pairs of a large map.
        """
        from scipy.sparse import csr_matrix, vstack

        bands = [
            np.where(band < np.finfo(float).eps, 0.0, band)
            for band in self._kernel_bands(temperature)
        ]
        rows = (csr_matrix(self._band_of(row, bands)) for row in range(self.rows))
        return vstack(list(rows), format="csr")

    def smooth(self, values: np.ndarray, temperature: float) -> np.ndarray:
        """Neighbourhood-weighted sums over the map: ``kernel(temperature) @ values``.

        Parameters
        ----------
        values : (K, V) array
        temperature : float

        Returns
        -------
        (K, V) array
            Computed without the (K, K) kernel: row of units by row of units or, where the
            kernel factorises into rows and columns, by two small products.
        """
        values = np.asarray(values, dtype=float)
        if self.topology == "rectangular" and self.distance == "euclidean":
            return self._smooth_by_factors(values, temperature)
        bands = self._kernel_bands(temperature)
        out = np.empty_like(values)
        for row in range(self.rows):
            np.matmul(self._band_of(row, bands), values, out=out[self._units_of(row)])
        return out

    def _smooth_by_factors(self, values: np.ndarray, temperature: float) -> np.ndarray:
        # exp(-(dx^2 + dy^2) / T^2) = exp(-dx^2 / T^2) exp(-dy^2 / T^2)
        grid = values.reshape(self.rows, self.cols, -1)
        origin = np.zeros(1, dtype=int)
        along, across = np.arange(self.cols), np.arange(self.rows)
        dx, _ = self._offsets(origin, along[:, None], origin, along)
        _, dr = self._offsets(across[:, None], origin, across, origin)
        columns = _gaussian(dx, temperature) @ grid
        return (_gaussian(dr, temperature) @ columns.reshape(self.rows, -1)).reshape(values.shape)

    # Geometry of one pair of units: everything above rests on these three.

    @property
    def _row_pitch(self) -> float:
        return HEXAGON_ROW_PITCH if self.topology == "hexagonal" else 1.0

    def _shift(self, row: np.ndarray) -> np.ndarray:
        return 0.5 * (row % 2) if self.topology == "hexagonal" else 0.0 * row

    def _offsets(self, row_a, col_a, row_b, col_b) -> tuple[np.ndarray, np.ndarray]:
        """Sideways distance and number of rows between units, the shorter way round."""
        dx = np.abs(col_b + self._shift(row_b) - col_a - self._shift(row_a))
        dr = np.abs(row_b - row_a).astype(float)
        if self.boundary == "toroidal":
            dx, dr = np.minimum(dx, np.abs(self.cols - dx)), np.minimum(dr, self.rows - dr)
        return dx, dr

    def _hops(self, dx: np.ndarray, dr: np.ndarray) -> np.ndarray:
        if self.topology == "rectangular":
            return dx + dr
        # Each step to the next row of hexagons also leads half a unit sideways, either way.
        return np.maximum(dr, dx + 0.5 * dr)

    # Bands: one row of units against the 2 rows - 1 rows from its farthest above to its farthest
    # below; the band of a real row is a slice of it.

    def _offset_bands(self) -> list[tuple[np.ndarray, np.ndarray]]:
        col = np.arange(self.cols)
        kinds = 2 if self.topology == "hexagonal" else 1
        bands = []
        for row in range(kinds):
            others = np.repeat(np.arange(row - self.rows + 1, row + self.rows), self.cols)
            columns = np.tile(col, 2 * self.rows - 1)
            dx, dr = self._offsets(np.full((self.cols, 1), row), col[:, None], others, columns)
            bands.append(np.broadcast_arrays(dx, dr))
        return [(dx, dr) for dx, dr in bands]

    @cached_property
    def _distance_bands(self) -> list[np.ndarray]:
        if self.distance == "manhattan":
            return [self._hops(dx, dr) for dx, dr in self._offset_bands()]
        return [np.hypot(dx, dr * self._row_pitch) for dx, dr in self._offset_bands()]

    def _kernel_bands(self, temperature: float) -> list[np.ndarray]:
        return [_gaussian(band, temperature) for band in self._distance_bands]

    def _units_of(self, row: int) -> slice:
        return slice(row * self.cols, (row + 1) * self.cols)

    def _band_of(self, row: int, bands: list[np.ndarray]) -> np.ndarray:
        first = (self.rows - 1 - row) * self.cols
        return bands[row % len(bands)][:, first : first + self.size]

    def _expand(self, bands: list[np.ndarray]) -> np.ndarray:
        out = np.empty((self.size, self.size), dtype=bands[0].dtype)
        for row in range(self.rows):
            out[self._units_of(row)] = self._band_of(row, bands)
        return out


def _gaussian(distance: np.ndarray, temperature: float) -> np.ndarray:
    if not temperature > 0:
        raise InputError(f"A temperature must be greater than 0, not {temperature}.")
    with np.errstate(over="ignore"):
        return np.exp(-((distance / temperature) ** 2))


def _check_word(value: str, name: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise InputError(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
