"""Whether a trained DE-SOM is near collapse, in numbers and in sentences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Above these shares a map is near collapse.
UNEXPLAINED_LIMIT = 0.9
DEAD_LIMIT = 0.4
SOM_SHARE_LIMIT = 0.8
# A large share does no harm while next to nothing is left to reconstruct.
WELL_EXPLAINED = 0.1
# Below this share of their spread before joint training the codes have shrunk away.
SHRINKAGE_LIMIT = 0.2
# Beyond this factor between their spreads, prototypes and codes have lost each other.
LAG_LIMIT = 3.0


@dataclass(frozen=True)
class Health:
    """Signs of collapse.

    Attributes
    ----------
    unexplained_variance : float
        Squared reconstruction errors over squared distances to the mean: 1 and more means that the
        network tells no more than the mean of all samples.
    latent_rms : float
        Root mean square distance of the codes to their mean.
    latent_rms_at_start : float
        The same before joint training.
    prototype_rms : float
        The same of the prototypes, weighted by nothing.
    dead_units : int
        Units that are the best-matching unit of no sample.
    units : int
    som_share : float
        Share of the SOM term, with its weight, in the loss of the last epoch.
    """

    unexplained_variance: float
    latent_rms: float
    latent_rms_at_start: float
    prototype_rms: float
    dead_units: int
    units: int
    som_share: float

    def warnings(self) -> tuple[str, ...]:
        """One sentence for each sign that is near; none for a sound map."""
        said = []
        if self.unexplained_variance > UNEXPLAINED_LIMIT:
            said.append(
                f"DE-SOM reconstructs the samples hardly better than their mean does "
                f"({100 * self.unexplained_variance:.0f} % of the variance is unexplained): train "
                "longer, or lower the weight of the SOM term."
            )
        if self.latent_rms < SHRINKAGE_LIMIT * self.latent_rms_at_start:
            said.append(
                f"The codes of DE-SOM shrank to {self.latent_rms / self.latent_rms_at_start:.3f} of "
                "their spread at the start, they are near collapse: lower gamma, or t_max."
            )
        ratio = self.prototype_rms / self.latent_rms if self.latent_rms > 0 else np.inf
        if self.latent_rms_at_start > 0 and ratio > LAG_LIMIT:
            said.append(
                f"The prototypes of DE-SOM lie {ratio:.0f} times as far apart as the codes: raise "
                "prototype_learning_rate, or train longer."
            )
        if self.dead_units > DEAD_LIMIT * self.units:
            said.append(
                f"{self.dead_units} of {self.units} units of DE-SOM are the best of no sample: "
                "choose a smaller map, or lower gamma."
            )
        if self.som_share > SOM_SHARE_LIMIT and self.unexplained_variance > WELL_EXPLAINED:
            said.append(
                f"The SOM term makes {100 * self.som_share:.0f} % of the loss of DE-SOM, so that the "
                "network serves the map rather than the samples: lower its weight."
            )
        return tuple(said)


def root_mean_square(points: np.ndarray) -> float:
    """Root mean square distance of points (N, L) to their mean."""
    return float(np.sqrt(scatter(points) / len(points)))


def scatter(values: np.ndarray) -> float:
    """Sum of squared distances of the rows to their mean."""
    centred = values - values.mean(axis=0)
    return float(np.square(centred, out=centred).sum())
