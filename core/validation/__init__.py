"""Whether a ranked map predicts anything: held-out evaluation, chance, intervals, words.

Data runs one way: ground, blocks, scorers, held_out; fields, patterns, chance; evidence on top of
both. Usable from a notebook::

    from geochem_som.core.validation import Ground, examine_models, group_scorer
    ground = Ground.of_samples(xy, area)
    models = {"Batch SOM": group_scorer(clusters)}
    evidence = examine_models(models, ground, nearest_sample_of_each_occurrence)
    print(evidence["Batch SOM"].headline)
"""

from .blocks import Partition, carry_partition, make_partitions, occupied_blocks
from .chance import Chance, compare_with_chance
from .evidence import Evidence, examine_models
from .ground import Ground
from .headline import explain, headline_sentence
from .held_out import HeldOut, hold_out
from .intervals import (
    binomial_p_value,
    group_rates,
    holm,
    independent_witnesses,
    jeffreys_interval,
)
from .paired import difference_p_value, difference_sentence, paired_differences
from .patterns import PatternPool, simulate_patterns
from .scorers import (
    Scorer,
    combination_scorer,
    fixed_scorer,
    free_scorer,
    group_scorer,
    unit_scorer,
)
from .weights_of_evidence import roc_auc, success_rate_curve, weights_of_evidence

__all__ = [
    "Chance",
    "Evidence",
    "Ground",
    "HeldOut",
    "Partition",
    "PatternPool",
    "Scorer",
    "binomial_p_value",
    "carry_partition",
    "combination_scorer",
    "compare_with_chance",
    "difference_p_value",
    "difference_sentence",
    "examine_models",
    "explain",
    "fixed_scorer",
    "free_scorer",
    "group_rates",
    "group_scorer",
    "headline_sentence",
    "hold_out",
    "holm",
    "independent_witnesses",
    "jeffreys_interval",
    "make_partitions",
    "occupied_blocks",
    "paired_differences",
    "roc_auc",
    "simulate_patterns",
    "success_rate_curve",
    "unit_scorer",
    "weights_of_evidence",
]
