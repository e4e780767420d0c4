"""What DE-SOM says of a map near collapse."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from geochem_som.core.de_som import DESOM
from geochem_som.core.de_som_health import Health, root_mean_square

SOUND = Health(
    unexplained_variance=0.2,
    latent_rms=1.0,
    latent_rms_at_start=1.2,
    prototype_rms=0.9,
    dead_units=2,
    units=25,
    som_share=0.2,
)


def test_a_sound_map_gets_no_warning():
    assert SOUND.warnings() == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"unexplained_variance": 0.97}, "97 % of the variance"),
        ({"latent_rms": 0.05, "prototype_rms": 0.05}, "near collapse"),
        ({"latent_rms": 0.0, "prototype_rms": 0.0}, "near collapse"),
        ({"prototype_rms": 8.0}, "8 times as far apart"),
        ({"dead_units": 19}, "19 of 25 units"),
        ({"som_share": 0.95}, "95 % of the loss"),
    ],
)
def test_each_sign_has_its_sentence(changes, words):
    said = replace(SOUND, **changes).warnings()
    assert any(words in sentence for sentence in said)
    assert all(sentence.endswith(".") for sentence in said)


def test_a_large_share_of_the_map_is_sound_where_nothing_is_left_to_reconstruct():
    assert replace(SOUND, som_share=0.99, unexplained_variance=0.001).warnings() == ()


def test_root_mean_square_is_about_the_mean():
    points = np.array([[1.0, 1.0], [3.0, 1.0]])
    assert root_mean_square(points) == pytest.approx(1.0)


def test_a_published_map_that_collapses_says_so():
    pytest.importorskip("torch", reason="DE-SOM trains with PyTorch")
    X = np.random.default_rng(0).normal(size=(300, 8))
    settings = {
        "hidden": (16,),
        "latent": 2,
        "epochs": 60,
        "t_max": 5.0,
        "batch_size": 64,
        "learning_rate": 1e-2,
        "prototype_learning_rate": 1e-2,
    }
    collapsed = DESOM.as_published(5, 5, gamma=50.0, t_min=5.0, **settings).fit(X)
    assert any("near collapse" in sentence for sentence in collapsed.warnings_)
    assert collapsed.latent_rms_ < 0.2
    sound = DESOM.as_published(5, 5, t_min=0.5, **settings).fit(X)
    assert not any("near collapse" in sentence for sentence in sound.warnings_)
    assert DESOM(5, 5).fit(X).warnings_ == ()


def test_a_map_that_outweighs_the_samples_says_so():
    pytest.importorskip("torch", reason="DE-SOM trains with PyTorch")
    X = np.random.default_rng(0).normal(size=(300, 8))
    net = DESOM(5, 5, som_weight=100.0).fit(X)
    assert net.som_share_ > 0.8
    assert any("loss of DE-SOM" in sentence for sentence in net.warnings_)
