"""The step between elements and maps, where maps are trained on factor scores."""

from __future__ import annotations

from dataclasses import replace

from ..core.assays import CleaningRules
from ..core.errors import InputError
from ..core.preparation import prepare_samples
from . import parameters as p
from .factor_run import FactorRun, FactorSettings, analyse_factors, reading_of
from .factor_words import carried_said, factors_said
from .inputs import Inputs
from .messages import progress_of, say, warn
from .samples import Samples
from .training import read_samples

ELEMENTS, FACTORS, TARGET_FACTORS = "elements", "factors", "target_factors"


def read_for_maps(inputs: Inputs, feedback) -> Samples:
    """Read SAMPLES and prepare what maps are trained on: elements, or the scores of their factors.

    Raises
    ------
    InputError
        If the factors that carry the target elements are wanted but there are none.
    """
    if inputs.choice(p.TRAIN_ON) == ELEMENTS:
        if inputs.has(p.TARGET_ELEMENTS):
            warn(
                feedback,
                [
                    "TARGET_ELEMENTS is not used: TRAIN_ON is elements; choose target_factors to "
                    "train the maps on the factors that carry them."
                ],
            )
        return read_samples(inputs, feedback)
    settings = FactorSettings.of(inputs)
    if inputs.choice(p.TRAIN_ON) == TARGET_FACTORS and not settings.targets:
        raise InputError(
            "TRAIN_ON is target_factors, so TARGET_ELEMENTS needs the elements that are looked for."
        )
    reading, changes = reading_of(inputs, settings)
    say(feedback, changes)
    samples = read_samples(reading, feedback)
    run = analyse_factors(samples.prepared, settings, progress_of(feedback, 0.0, 5.0))
    chosen = _chosen(inputs, run)
    names = [run.analysis.factor_names_[f] for f in chosen]
    said = [
        *changes,
        *factors_said(run),
        *carried_said(run),
        f"Maps are trained on the scores of {', '.join(names)}.",
    ]
    say(feedback, said[len(changes) :])
    warn(feedback, run.warnings)
    scores = prepare_samples(
        {name: run.scores[:, f] for f, name in zip(chosen, names)},
        names,
        transform="none",
        rules=CleaningRules(signed=True),
        layer_name="the factor scores",
        least_fields=1,
    )
    return replace(
        samples,
        prepared=replace(
            scores,
            steps=(*samples.prepared.steps, *said),
            warnings=(*samples.prepared.warnings, *run.warnings),
        ),
        elements=samples.prepared,
        factors=run,
    )


def _chosen(inputs: Inputs, run: FactorRun) -> list:
    """Numbers (from 0) of the factors that maps are trained on."""
    if inputs.choice(p.TRAIN_ON) == FACTORS:
        return list(range(run.analysis.n_factors_))
    if not run.picked:
        raise InputError(
            f"No factor carries one of TARGET_ELEMENTS ({', '.join(run.settings.targets)}) with a "
            f"loading of {run.settings.threshold:g} or more: lower LOADING_THRESHOLD, name other "
            "elements, or set TRAIN_ON to factors."
        )
    return run.picked
