"""What ranking needs from the layers: the ground, the occurrences on it, the order without them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.assays import parse_field
from ..core.errors import InputError
from ..core.group_figures import sample_of_units
from ..core.palette import label_of
from ..core.ranking import RankedModel, rank_clusters, rank_score, rank_units, with_clusters
from ..core.unsupervised_order import pathfinder_scores
from . import parameters as p
from .ground import Ground, Plane, build_ground, make_plane, read_area, read_polygons
from .inputs import Inputs
from .messages import say, stop_if_cancelled, warn
from .models import UNITS, Model
from .numbers import CROSSING_NUMBERS, EVIDENCE_NUMBERS, add_number_outputs
from .occurrences import Occurrences, place_occurrences
from .points import LayerRows

BY_PATHFINDERS = (
    "No occurrence is known on this ground: the order comes from the mean score of the pathfinders "
    "alone, and neither weights nor a P-A plot exist."
)
BY_SCORE = (
    "No occurrence is known on this ground: the order comes from the score alone, and neither "
    "weights nor a P-A plot exist."
)
FIT = "The occurrences that rank the ground also fill these figures: they are a fit, not a prediction."
ALL_BUT_HELD_OUT = "All figures but the held-out ones are a fit, not a prediction."
FEW_OCCURRENCES = 40


@dataclass(frozen=True)
class Site:
    """The ground of the samples, the occurrences on it, and the order where there are none.

    Attributes
    ----------
    xy : (N, 2) positions of the samples in the plane
    pathfinders : (N,) mean score of the pathfinders, None where there is none
    order : the sentence that says what gives the order without occurrences
    """

    ground: Ground
    xy: np.ndarray
    occurrences: Occurrences
    pathfinders: np.ndarray | None
    notes: tuple
    warnings: tuple
    order: str = BY_PATHFINDERS

    @property
    def area(self) -> np.ndarray:
        """(N,) ground of each sample in km2."""
        return self.ground.support.area

    def examined_ground(self):
        """The ground as `core.validation` sees it."""
        from ..core.validation import Ground as ExaminedGround

        return ExaminedGround(self.xy, self.ground.support)

    def numbers(self) -> dict:
        """Number outputs on occurrences."""
        return {
            "OCCURRENCES_USED": self.occurrences.used,
            "OCCURRENCES_OUT": self.occurrences.out,
        }


def survey_ground(
    inputs: Inputs,
    rows: LayerRows,
    feedback,
    order: str = BY_PATHFINDERS,
    plane: Plane | None = None,
) -> Site:
    """Build the ground of the samples and set the occurrences on it.

    `plane` is the samples' own where none is given; layers to compare share one.
    """
    if plane is None:
        plane = make_plane(rows.crs, rows.xy, inputs.context.transformContext())
    area_source = inputs.source(p.STUDY_AREA)
    kind = inputs.choice(p.SUPPORT)
    polygons = None
    if kind == "polygons":
        source = inputs.source(p.SUPPORT_POLYGONS)
        if source is None:
            raise InputError("SUPPORT is polygons, so SUPPORT_POLYGONS needs a layer.")
        polygons = read_polygons(source, plane, inputs.text(p.SUPPORT_ID))
    ground = build_ground(
        plane,
        plane.points(rows.xy, rows.crs),
        rows.ids,
        kind=kind,
        cell_size=inputs.number(p.CELL_SIZE),
        study_area=read_area(area_source, plane) if area_source is not None else None,
        polygons=polygons,
        feedback=feedback,
    )
    stop_if_cancelled(feedback)
    return site_on(inputs, ground, rows, feedback, order)


def site_on(inputs: Inputs, ground: Ground, rows: LayerRows, feedback, order: str) -> Site:
    """Set the occurrences on a ground and order its samples by pathfinders where there are none."""
    inputs.thresholds()  # a rule that cannot work is refused before the maps are trained
    occurrences = place_occurrences(inputs, ground)
    notes = (*ground.notes, *occurrences.notes)
    warnings = [*ground.warnings, *occurrences.warnings]
    scores = None
    if not occurrences.used:
        if order == BY_PATHFINDERS:
            scores = _pathfinder_scores(inputs, rows, *occurrences.notes)
        if inputs.has(p.OCCURRENCES):
            warnings.extend(occurrences.notes)
        warnings.append(order)
    elif occurrences.used < FEW_OCCURRENCES:
        known = (
            "1 occurrence is" if occurrences.used == 1 else f"{occurrences.used} occurrences are"
        )
        warnings.append(
            f"{known} few: below about {FEW_OCCURRENCES} even a good fit can be chance."
        )
    rule = inputs.choice(p.CLASS_RULE)
    if occurrences.used and ranks_units(inputs) and rule in ("weights", "crossing"):
        warnings.append(
            f"CLASS_RULE is {rule}: before the crossing, a map of units has the "
            "ground of nearly every occurrence that is known already; natural_breaks suits units."
        )
    say(feedback, notes)
    warn(feedback, warnings)
    xy = ground.plane.points(rows.xy, rows.crs)
    return Site(ground, xy, occurrences, scores, notes, tuple(warnings), order)


def ranks_units(inputs: Inputs) -> bool:
    """Whether the units of maps are ranked and not their clusters."""
    return inputs.has_parameter(p.RANK_BY) and inputs.choice(p.RANK_BY) == UNITS


def rank(
    inputs: Inputs, site: Site, model: Model, floor: float = -np.inf, rule: str = ""
) -> RankedModel:
    """Rank and classify a model on its site.

    Ground that scores no more than `floor` is background. The class rule is the user's where none
    is given.
    """
    settings = {
        "rule": rule or inputs.choice(p.CLASS_RULE),
        "thresholds": inputs.thresholds(),
        "log_base": inputs.choice(p.LOG_BASE),
    }
    occurrences = site.occurrences.per_sample
    if model.score is not None:
        known = np.isfinite(model.score)
        if site.occurrences.used and known.any() and not occurrences[known].any():
            raise InputError(
                "None of the occurrences lies on ground that has a score; choose a score that covers "
                "the ground of the occurrences."
            )
        return rank_score(model.score, site.area, occurrences, floor=floor, **settings)
    settings["pathfinder_scores"] = site.pathfinders
    if model.units is not None:
        bmu, lattice = model.units
        if site.occurrences.used and not occurrences[bmu >= 0].any():
            raise InputError(
                "None of the occurrences lies on the ground of a sample that has a unit; take a layer "
                "whose units cover the ground of the occurrences, or rank by clusters."
            )
        return rank_units(bmu, lattice, site.area, occurrences, **settings)
    return rank_clusters(model.clusters, site.area, occurrences, **settings)


def describe(inputs: Inputs, site: Site, ranked: RankedModel, clusters) -> RankedModel:
    """A model ranked by units, with what is known of its clusters (N,)."""
    return with_clusters(
        ranked,
        clusters,
        site.area,
        site.occurrences.per_sample,
        log_base=inputs.choice(p.LOG_BASE),
        pathfinder_scores=site.pathfinders,
    )


def rank_fields(ranked: RankedModel) -> dict:
    """Field name -> values of a ranked layer."""
    names = np.array(["", "background", "halo", "anomaly"], dtype=object)[ranked.class_id]
    return {
        "nd": ranked.nd,
        "weight": ranked.weight,
        "weight_s": ranked.weight_s,
        "path_mean": ranked.path_mean,
        "class_id": [c or None for c in ranked.class_id.tolist()],
        "class": [name or None for name in names],
    }


def classes_of_units(ranked: RankedModel, trained) -> np.ndarray:
    """Class number (K,) of each unit of a trained map; 0 for none.

    One without samples has the class of its cluster or, where units are ranked, of the most alike
    unit with samples.
    """
    if ranked.described is not None:
        return ranked.class_id[sample_of_units(trained.bmu, trained.model.prototypes_)]
    of_cluster = dict(zip(ranked.table["cluster"], ranked.table["class_id"]))
    return np.array([of_cluster[cluster] for cluster in trained.clusters.labels.tolist()])


def result_said(name: str, ranked: RankedModel, evidence) -> str:
    """What the log says of a ranked model: the held-out headline first, then the fit."""
    if ranked.by_pathfinders:
        return f"{label_of(name)}: ordered without occurrences, so there is no P-A plot."
    return f"{label_of(name)}: {standing_of(name, ranked, '', evidence)}"


def rule_said(ranked: RankedModel) -> list:
    """What the concentration-area fractal found, where it made the classes."""
    return [ranked.concentration_area.sentence] if ranked.concentration_area else []


def standing_of(name: str, ranked: RankedModel, order: str, evidence=None) -> str:
    """The abstract of a ranked layer: the held-out headline, then the fit.

    `order` is what ranks it without occurrences.
    """
    if ranked.by_pathfinders:
        return order
    if evidence is None:
        return _crossing_said(ranked)
    sentences = [evidence.said(name), *evidence.class_cautions(name, ranked.table)]
    if not evidence.tells_fit(name):
        sentences.append(_crossing_said(ranked))
    return " ".join(sentence for sentence in sentences if sentence)


def groups_of(ranked: RankedModel):
    """The table of a model's clusters, or of its classes where it has no clusters."""
    return ranked.table if ranked.described is None else ranked.described


def table_of(method: str, table, evidence=None, signatures=None):
    """The TABLE rows of one model.

    Parameters
    ----------
    table : DataFrame
        Of its groups, see `RankedModel`.
    evidence : SiteEvidence, optional
        Adds intervals, exact p-values and weights of evidence of its groups.
    signatures : dict of group to text, optional
        Adds the elements that set each group apart.
    """
    table = table.copy()
    if evidence is not None:
        table = evidence.with_columns(method, table)
    if signatures is not None:
        groups = table["cluster"].where(table["cluster"].notna(), table["class_id"])
        table["enriched"] = [signatures.get(group) or None for group in groups]
    table.insert(0, "method", method)
    return table


def add_ranking_numbers(algorithm, prefixes=("",)) -> None:
    """Declare the number outputs of ranking."""
    add_number_outputs(algorithm, ("OCCURRENCES_USED", "OCCURRENCES_OUT"))
    for prefix in prefixes:
        add_number_outputs(algorithm, (*EVIDENCE_NUMBERS, *CROSSING_NUMBERS), prefix)


def _crossing_said(ranked: RankedModel) -> str:
    crossing = ranked.prediction_area.crossing
    return (
        f"Fit, not prediction: the P-A curves cross at {crossing.rate:.1f} % of the occurrences in "
        f"{crossing.area:.1f} % of the ground; random sites cross above 50 too."
    )


def _pathfinder_scores(inputs: Inputs, rows: LayerRows, why_none: str) -> np.ndarray:
    names = inputs.fields(p.PATHFINDERS) if inputs.has(p.PATHFINDERS) else []
    if not names:
        raise InputError(
            f"{why_none.rstrip('.')}, so nothing ranks the map; give occurrences, or PATHFINDERS "
            "(the elements or factors that mineralization enriches) for an order without them."
        )
    codes = inputs.not_analysed()
    parsed = [
        parse_field(rows.column(name), name, codes, rows.ids, signed=True, layer_name=rows.name)
        for name in names
    ]
    columns = [np.where(field.below, field.values / 2.0, field.values) for field in parsed]
    scores = pathfinder_scores(np.column_stack(columns))
    known = scores[np.isfinite(scores)]
    if not known.size or np.ptp(known) == 0:
        raise InputError(
            f"PATHFINDERS ({', '.join(names)}) are empty or the same for all samples of "
            f"{rows.name}, which gives no order; choose other fields."
        )
    return scores
