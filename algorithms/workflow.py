"""All that one run of the whole workflow made, for its outputs and its report."""

from __future__ import annotations

from dataclasses import dataclass

from .combination import CombinedModels
from .evidence import SiteEvidence
from .ranking import Site
from .samples import Samples
from .signatures import signatures_of


@dataclass(frozen=True)
class Workflow:
    """Samples, ground, maps, models and what is known of them.

    Attributes
    ----------
    maps, ranked, signatures : method -> TrainedMap, RankedModel, Signatures of its clusters
    targets, target_shapes : the table of targets and their polygons in the plane
    """

    samples: Samples
    site: Site
    maps: dict
    ranked: dict
    combined: CombinedModels
    evidence: SiteEvidence
    signatures: dict
    targets: object
    target_shapes: list

    @property
    def models(self) -> dict:
        """Every ranked model, the combination last under the name of maximin."""
        return {**self.ranked, "maximin": self.combined.ranked}

    def signatures_of(self, name: str, table) -> dict:
        """What sets the rows of a table of a model apart: its clusters, or its classes."""
        if table["cluster"].notna().all():
            return self.signatures[name].texts
        return signatures_of(self.models[name].class_id, self.samples.elements).texts
