"""Several layers against the same occurrences: what each says, on which ground, and how they compare."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from qgis.core import QgsCsException

from ..core.errors import InputError
from ..core.palette import label_of
from ..core.ranking import RankedModel
from ..core.validation.intervals import holm
from . import parameters as p
from .evidence import NONE, SiteEvidence, examine_scorers
from .fields import COMPARISON_FIELDS, MODEL_FIELDS, PAIR_FIELDS, index_of
from .ground import BAD_COORDINATES, Plane, make_plane
from .inputs import Inputs
from .maximin import model_names
from .messages import progress_of, stop_if_cancelled
from .models import Model
from .pieces import in_pieces
from .points import POINTS, LayerRows, QgsWkbTypes
from .predictionarea import cluster_model, ground_of, read_rows, score_model
from .ranking import BY_SCORE, Site, rank, table_of

# Layers whose ground differs by more than this part do not speak of the same ground.
SAME_GROUND = 0.01


@dataclass(frozen=True)
class Compared:
    """One model of a comparison.

    Attributes
    ----------
    name : of the model, as tables call it
    source, field : layer and field that it comes from
    rows : the layer's rows that belong to it
    model : what it says of them
    site : its ground with the occurrences
    examined, row : the ground as it is held out, and the row of each piece of it
    ranked : the fit
    evidence : of this model alone
    """

    name: str
    source: str
    field: str
    rows: LayerRows
    model: Model
    site: Site
    examined: Site
    row: np.ndarray
    ranked: RankedModel | None = None
    evidence: SiteEvidence | None = None

    @property
    def held_out(self):
        """What held-out occurrences say of it; None where none could be held out."""
        found = self.evidence.models.get(self.name)
        return found.held_out if found is not None and found.held_out.possible else None

    @property
    def chance(self):
        """What chance would do as well; None where nothing was compared with it."""
        found = self.evidence.models.get(self.name)
        return found.chance if found is not None else None

    def scorer(self):
        """How it scores the pieces of its ground; None if it was made from occurrences."""
        model = self.model
        if model.score is not None:
            return replace(model, score=model.score[self.row]).scorer()
        return replace(model, clusters=model.clusters[self.row]).scorer()


@dataclass(frozen=True)
class Comparison:
    """All models, and the differences of every two that can be held out.

    Attributes
    ----------
    models : list of Compared, in the order of the layers
    pairs : DataFrame of `core.validation.paired_differences`, with the column p_value
    n_sites : sites on the ground of at least one model
    n_out : sites and records that count for no model
    warnings : sentences on the comparison as a whole
    """

    models: list
    pairs: object
    n_sites: int
    n_out: int
    warnings: tuple

    @property
    def best_first(self) -> list:
        """The models by falling held-out crossing, then those with a fit only by theirs."""
        return sorted(self.models, key=_standing, reverse=True)


def read_models(inputs: Inputs, feedback) -> list:
    """(name, source, field, rows, Model) of every model in LAYERS."""
    layers = inputs.layers(p.LAYERS)
    if not layers:
        raise InputError("LAYERS is empty; give one or more classified or scored layers.")
    tables = [read_rows(layer, feedback) for layer in layers]
    models = []
    for name, rows in zip(model_names(tables), tables):
        scores = _named_in(inputs, p.SCORE_FIELD, rows)
        fields = scores or _cluster_field(inputs, rows)
        for field in fields:
            if scores:
                used, model = rows, score_model(rows, field, feedback)
            else:
                used, model = cluster_model(rows, field, feedback)
            own = f"{label_of(name)}: {field}" if len(fields) > 1 else name
            models.append((own, rows.name, field, used, model))
    _check_names_used(inputs, tables)
    return models


def place_models(inputs: Inputs, read: list, feedback) -> list:
    """Ground and occurrences of every model; layers of the same samples share one."""
    first = read[0][3]
    plane = make_plane(first.crs, first.xy, inputs.context.transformContext())
    sites: dict = {}
    placed = []
    for name, source, field, rows, model in read:
        key = _ground_key(inputs, rows)
        if key not in sites:
            feedback.pushInfo(f"Ground of {source}:")
            sites[key] = _site_of(inputs, rows, plane, source, feedback)
        stop_if_cancelled(feedback)
        site, examined, row = sites[key]
        placed.append(Compared(name, source, field, rows, model, site, examined, row))
    return placed


def compare(inputs: Inputs, models: list, feedback) -> Comparison:
    """Rank every model, hold occurrences out of it, and set every two against each other."""
    ranked = []
    for m in models:
        try:
            ranked.append(replace(m, ranked=rank(inputs, m.site, m.model)))
        except InputError as error:
            raise InputError(f"{m.source}, {m.field}: {error}") from None
    evidence, partitions = _examine(inputs, ranked, feedback)
    models = [replace(m, evidence=evidence[m.name]) for m in ranked]
    sites, places = _same_sites(models)
    pairs = _pairs(inputs, models, places, partitions, feedback)
    n_sites = len(sites)
    left = min(m.site.occurrences.used + m.site.occurrences.out for m in models)
    return Comparison(models, pairs, n_sites, left - n_sites, tuple(_warnings(models)))


def classes_table(models: list):
    """OUTPUT: one row per model and group, with the figures of the model (Table 2 of the paper)."""
    import pandas as pd

    tables = []
    for m in models:
        table = table_of(m.name, m.ranked.table, m.evidence)
        for column, value in _model_row(m).items():
            if column in COMPARISON_FIELDS and column not in table:
                table[column] = value
        tables.append(table.reindex(columns=COMPARISON_FIELDS).astype({"cluster": object}))
    return pd.concat(tables, ignore_index=True)


def models_table(models: list):
    """MODELS: one row per model; p_holm allows for the number of models that were looked at."""
    import pandas as pd

    table = pd.DataFrame([_model_row(m) for m in models])
    table["p_holm"] = holm(table["p_value"].to_numpy(dtype=float))
    return table.reindex(columns=MODEL_FIELDS)


def pairs_table(comparison: Comparison):
    """PAIRS: one row for every two models, under the fields' names."""
    return comparison.pairs.reindex(columns=list(PAIR_FIELDS)).rename(columns=PAIR_FIELDS)


def _named_in(inputs: Inputs, name: str, rows: LayerRows) -> list:
    """The fields of a parameter that a layer has, as the layer writes them."""
    named = dict.fromkeys(part.strip() for part in inputs.text(name).split(";"))
    return rows.exact([field for field in named if field and index_of(rows.fields, field) >= 0])


def _cluster_field(inputs: Inputs, rows: LayerRows) -> list:
    given = inputs.text(p.CLUSTER_FIELD)
    found = _named_in(inputs, p.CLUSTER_FIELD, rows)
    if not given and index_of(rows.fields, "cluster") >= 0:
        found = rows.exact(["cluster"])
    if not found:
        wanted = [name for name in (given or "cluster", inputs.text(p.SCORE_FIELD)) if name]
        raise InputError(
            f"The layer {rows.name} has no field {' or '.join(wanted)}; name the field of its clusters "
            "in CLUSTER_FIELD, or that of its score in SCORE_FIELD."
        )
    return found


def _check_names_used(inputs: Inputs, tables: list) -> None:
    """Refuse a field that no layer has: it is misspelt, and the comparison another than meant."""
    for name in (p.CLUSTER_FIELD, p.SCORE_FIELD):
        for field in filter(None, (part.strip() for part in inputs.text(name).split(";"))):
            if all(index_of(rows.fields, field) < 0 for rows in tables):
                raise InputError(
                    f"{name} names {field}, a field that none of the layers has; correct it."
                )


def _ground_key(inputs: Inputs, rows: LayerRows) -> tuple:
    """The same for layers whose ground is the same."""
    if QgsWkbTypes.geometryType(rows.wkb_type) == POINTS:
        ids = tuple(rows.ids) if inputs.text(p.SUPPORT_ID) else ()
        return rows.crs.toWkt(), rows.xy.tobytes(), ids
    return rows.crs.toWkt(), tuple(bytes(f.geometry().asWkb()) for f in rows.features)


def _site_of(inputs: Inputs, rows: LayerRows, plane: Plane, source: str, feedback) -> tuple:
    """Ground with occurrences, the same as it is held out, and the rows of the latter's pieces."""
    try:
        site = ground_of(inputs, rows, feedback, BY_SCORE, plane)
    except QgsCsException:
        raise InputError(
            f"{source}: {BAD_COORDINATES.format(crs=rows.crs.userFriendlyIdentifier())}"
        ) from None
    except InputError as error:
        raise InputError(f"{source}: {error}") from None
    if not site.occurrences.used:
        raise InputError(
            f"{site.occurrences.notes[0]} Models are compared by known occurrences; give some."
        )
    if QgsWkbTypes.geometryType(rows.wkb_type) == POINTS:
        return site, site, np.arange(len(rows))
    return (site, *in_pieces(site, feedback))


def _examine(inputs: Inputs, models: list, feedback) -> tuple[dict, list]:
    """Evidence of every model, all with the same blocks, and these on the first model's ground."""
    from ..core.validation import carry_partition, make_partitions

    base = models[0].examined.examined_ground()
    partitions = make_partitions(base, random_state=inputs.integer(p.SEED))
    groups: dict = {}
    for m in models:
        groups.setdefault(id(m.examined), []).append(m)
    evidence = {}
    for i, group in enumerate(groups.values()):
        start, stop = (10.0 + 75.0 * (i + k) / len(groups) for k in (0, 1))
        learned = {m.name: m.model.learned_from for m in group if m.model.learned_from}
        scorers = {m.name: m.scorer() for m in group if m.name not in learned}
        clusters = {
            m.name: m.model.groups[m.row]
            for m in group
            if m.name in scorers and m.model.groups is not None
        }
        site = group[0].examined
        found = SiteEvidence()
        if scorers:
            ground = site.examined_ground()
            own = [carry_partition(partition, base, ground) for partition in partitions]
            found = examine_scorers(
                inputs, site, scorers, clusters, feedback, start, stop, partitions=own
            )
        for m in group:
            evidence[m.name] = _evidence_of(m.name, found, learned.get(m.name, ""))
    return evidence, partitions


def _evidence_of(name: str, found: SiteEvidence, learned: str) -> SiteEvidence:
    """What is known of one of several models that were examined together."""
    if learned or name not in found.models:
        return SiteEvidence(why_none=learned or found.why_none)
    rates = {name: found.rates[name]} if name in found.rates else {}
    return SiteEvidence({name: found.models[name]}, rates)


def _same_sites(models: list) -> tuple[list, list]:
    """All sites on the ground of any model, and each model's place (S,) of them; -1 off its ground.

    Records are merged before they are set on a ground, so a site has the same position for all.
    """
    number: dict = {}
    for m in models:
        for xy in map(tuple, m.site.occurrences.xy.tolist()):
            number.setdefault(xy, len(number))
    places = []
    for m in models:
        own = np.full(len(number), -1)
        at = [number[xy] for xy in map(tuple, m.site.occurrences.xy.tolist())]
        own[at] = m.examined.occurrences.places
        places.append(own)
    return list(number), places


def _pairs(inputs: Inputs, models: list, places: list, partitions, feedback):
    """Differences of every two models that occurrences can be held out of."""
    from ..core.validation import carry_partition, difference_p_value, paired_differences

    known = [i for i, m in enumerate(models) if m.held_out is not None]
    if inputs.choice(p.EVALUATION) == NONE:
        known = []
    grounds = {models[i].name: models[i].examined.examined_ground() for i in known}
    if known and known[0] != 0:
        base = models[0].examined.examined_ground()
        first = next(iter(grounds.values()))
        partitions = [carry_partition(partition, base, first) for partition in partitions]
    table = paired_differences(
        {models[i].name: models[i].scorer() for i in known},
        grounds,
        {models[i].name: places[i] for i in known},
        partitions=partitions,
        random_state=inputs.integer(p.SEED),
        progress=progress_of(feedback, 85.0, 95.0),
    )
    by_name = {m.name: m for m in models}
    table["p_value"] = [
        _p_value(by_name[row["first"]], by_name[row["second"]], difference_p_value)
        for _, row in table.iterrows()
    ]
    return table


def _p_value(first: Compared, second: Compared, difference_p_value) -> float:
    """Of models on one ground only: they were compared with the same simulated patterns."""
    if first.examined is not second.examined or first.chance is None or second.chance is None:
        return float("nan")
    if first.held_out.n_occurrences != second.held_out.n_occurrences:
        return float("nan")  # one of them has no score for some
    return difference_p_value(first.chance, second.chance)


def _warnings(models: list) -> list:
    warnings = []
    for m in models:
        used = m.site.occurrences.used
        if m.model.clusters is not None and len(m.ranked.table) > max(1, used):
            warnings.append(
                f"{label_of(m.name)} has more groups ({len(m.ranked.table)}) than occurrences "
                f"({used}): its fit says nothing, any map would look good."
            )
    areas = {m.source: m.site.area.sum() for m in models}
    if max(areas.values()) > (1.0 + SAME_GROUND) * min(areas.values()):
        said = ", ".join(f"{name} {area:,.0f} km²" for name, area in areas.items())
        warnings.append(
            f"The layers cover different ground ({said}), and their percentages are of their own; give "
            "STUDY_AREA to compare them on the ground that all of them cover."
        )
    numbers = {label_of(m.name): m.site.occurrences.used for m in models}
    if len(set(numbers.values())) > 1:
        said = ", ".join(f"{name} {n}" for name, n in numbers.items())
        warnings.append(
            f"The models are not judged by the same number of occurrences ({said}); only their "
            "differences in pairs are by the same ones."
        )
    return warnings


def _standing(m: Compared) -> tuple:
    crossing = m.ranked.prediction_area.crossing
    held_out = m.held_out
    return (held_out.crossing if held_out else -1.0, crossing.rate if crossing else -1.0)


def _model_row(m: Compared) -> dict:
    crossing, held_out, chance = m.ranked.prediction_area.crossing, m.held_out, m.chance
    return {
        "method": m.name,
        "source": m.source,
        "field": m.field,
        "area_km2": float(m.site.area.sum()),
        "n_occ": float(m.site.occurrences.used),
        "n_out": m.site.occurrences.out,
        "n_blocks": held_out.n_blocks if held_out else None,
        "crossing": crossing.rate if crossing else None,
        "cross_area": crossing.area if crossing else None,
        "fit_null": chance.fit_null_rate if chance else None,
        "heldout": held_out.crossing if held_out else None,
        "held_low": held_out.low if held_out else None,
        "held_high": held_out.high if held_out else None,
        "p_value": chance.p_value if chance else None,
        "auc": held_out.auc if held_out else None,
        "note": "" if held_out else m.evidence.headline(m.name),
    }
