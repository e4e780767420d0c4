"""Trained maps to files: what a kept model is made of, and what it says of itself."""

from __future__ import annotations

from datetime import datetime, timezone

from . import parameters as p
from .inputs import Inputs
from .models import UNITS
from .provenance import history_of


def write_model(
    inputs: Inputs, name: str, samples, trained, ranked=None, standing: str = ""
) -> dict:
    """Write all that classifies a new sample as these were to the file of that parameter, if wanted.

    Parameters
    ----------
    samples : Samples
    trained : TrainedMap
    ranked : RankedModel, optional
        Of this map.
    standing : str
        What is known of the ranked model's power to predict, sentences.

    Returns
    -------
    dict
        {name: path} or empty.
    """
    if not inputs.has(name):
        return {}
    from ..core.kept_model import KeptModel
    from ..core.kept_model_file import save_kept_model

    scores = None
    if samples.factors is not None:
        from ..core.factors.score_weights import ScoreWeights

        analysis, wanted = samples.factors.analysis, samples.prepared.fields
        scores = ScoreWeights.of(analysis, samples.elements.columns, wanted)
    figures = None
    if ranked is not None:
        from ..core.group_figures import GroupFigures

        by = inputs.choice(p.RANK_BY)
        labels = trained.bmu if by == UNITS else trained.cluster
        figures = GroupFigures.of(
            ranked, by, labels, trained.model.prototypes_, trained.clusters.labels
        )
    made_by, *settings = history_of(inputs)
    about = {
        "made": datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "made_by": made_by,
        "survey": samples.rows.name,
        "samples": len(samples.rows),
        "standing": standing,
        "settings": settings,
    }
    kept = KeptModel.of(
        trained.model,
        trained.clusters.labels,
        samples.elements,
        scores=scores,
        figures=figures,
        group_field=inputs.text(p.LEVEL_FIELD),
        about=about,
    )
    path = inputs.file(name)
    save_kept_model(path, kept)
    return {name: path}
