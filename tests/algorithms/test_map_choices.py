"""Promises of the maps that are fitted to resamples."""

import copy

import numpy as np
import pytest
from geochem_som.algorithms.map_choices import map_maker
from geochem_som.core.batch_som import BatchSOM
from geochem_som.core.errors import InputError
from geochem_som.core.som import SOM

X = np.random.default_rng(0).normal(size=(60, 4))


@pytest.mark.parametrize("kind", [SOM, BatchSOM])
def test_a_changed_copy_trains_like_a_map_made_with_these_parameters(kind):
    template = kind(3, 3, topology="hexagonal", epochs=4, init="sample")
    made = map_maker(template)(rows=4, cols=5, random_state=7).fit(X)
    direct = kind(4, 5, topology="hexagonal", epochs=4, init="sample", random_state=7).fit(X)
    np.testing.assert_array_equal(made.prototypes_, direct.prototypes_)
    assert (template.rows, template.cols) == (3, 3)
    assert not hasattr(template, "prototypes_")


def test_a_network_too_and_0_is_its_own_default():
    pytest.importorskip("torch", reason="DE-SOM needs torch")
    from geochem_som.core.de_som import DESOM

    template = DESOM(3, 3, epochs=2, hidden=(6,))
    made = map_maker(template)(latent=2, gamma=0.0, random_state=7).fit(X)
    direct = DESOM(3, 3, epochs=2, hidden=(6,), latent=2, random_state=7).fit(X)
    np.testing.assert_array_equal(made.prototypes_, direct.prototypes_)


def test_maps_of_one_maker_share_nothing_that_training_changes():
    make = map_maker(BatchSOM(3, 3, epochs=3, init="sample"))
    first = make(random_state=1).fit(X)
    before = copy.deepcopy(first.__dict__)
    make(random_state=2).fit(X)
    np.testing.assert_array_equal(first.prototypes_, before["prototypes_"])
    assert first.random_state == 1


def test_a_parameter_that_the_map_does_not_have_is_refused():
    with pytest.raises(InputError, match="BatchSOM has no parameter latent"):
        map_maker(BatchSOM(3, 3))(latent=3)
