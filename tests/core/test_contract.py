"""What the online and the batch map promise alike."""

import inspect
import itertools

import numpy as np
import pytest
from geochem_som.core.batch_som import BatchSOM
from geochem_som.core.errors import Cancelled, InputError
from geochem_som.core.initialisation import initial_prototypes, principal_plane
from geochem_som.core.lattice import Lattice
from geochem_som.core.map_quality import topographic_error
from geochem_som.core.som import SOM

every_map = pytest.mark.parametrize("Map", [SOM, BatchSOM])
KINDS = [
    {"topology": topology, "boundary": boundary, "distance": distance}
    for topology, boundary, distance in itertools.product(
        ("rectangular", "hexagonal"), ("planar", "toroidal"), ("manhattan", "euclidean")
    )
]


@pytest.fixture
def X():
    return np.random.default_rng(0).normal(size=(120, 4)) * [4, 3, 1, 1]


@every_map
def test_the_constructor_only_stores_its_parameters(Map):
    settings = {name: object() for name in inspect.signature(Map).parameters}
    assert vars(Map(**settings)) == settings


@every_map
def test_fit_returns_the_map_itself(Map, X):
    som = Map(4, 3, epochs=2)
    assert som.fit(X) is som


@every_map
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: "-".join(kind.values()))
def test_every_kind_of_lattice_trains_and_improves_on_its_start(Map, X, kind):
    som = Map(6, 6, **kind).fit(X)
    start = initial_prototypes("pca", X, som.lattice_, np.random.default_rng(0))
    one_unit = np.linalg.norm(X - X.mean(axis=0), axis=1).mean()
    assert som.lattice_ == Lattice(6, 6, **kind)
    assert som.quantization_error(X) < 0.7 * one_unit
    assert (
        som.quantization_error(X)
        < np.linalg.norm(X[:, None] - start[None], axis=2).min(axis=1).mean()
    )
    rng = np.random.default_rng(1)
    torn = [topographic_error(X, rng.permutation(som.prototypes_), som.lattice_) for _ in range(20)]
    assert som.topographic_error(X) < min(torn)


@every_map
def test_fitted_attributes_have_their_shapes(Map, X):
    som = Map(4, 3, epochs=5).fit(X)
    assert som.prototypes_.shape == (12, 4)
    assert som.prototypes_.flags.c_contiguous
    assert som.n_features_in_ == 4
    assert som.epochs_ == 5
    assert {len(values) for values in som.history_.values()} == {5}
    assert {"temperature", "quantization_error"} <= set(som.history_)


@every_map
def test_temperature_defaults_to_half_the_longer_side_but_at_least_one(Map, X):
    large, small = Map(10, 3, epochs=1).fit(X), Map(1, 2, epochs=1).fit(X)
    assert (large.t_max_, large.t_min_) == (5.0, 0.5)
    assert (small.t_max_, small.t_min_) == (1.0, 0.5)
    assert Map(4, 3, t_max=0.2, epochs=1).fit(X).t_min_ == 0.2


@every_map
def test_predict_gives_the_unit_whose_distance_is_least(Map, X):
    som = Map(4, 3, epochs=3).fit(X)
    new = np.random.default_rng(1).normal(size=(30, 4))
    distances = som.transform(new)
    assert distances.shape == (30, 12)
    assert distances[3, 5] == pytest.approx(np.sqrt(((new[3] - som.prototypes_[5]) ** 2).sum()))
    assert (som.predict(new) == distances.argmin(axis=1)).all()
    assert som.quantization_error(new) == pytest.approx(distances.min(axis=1).mean())


@every_map
def test_topographic_error_is_that_of_the_two_least_distances(Map, X):
    som = Map(4, 3, epochs=3).fit(X)
    first, second = som.transform(X).argsort(axis=1)[:, :2].T
    expected = np.mean(~som.lattice_.adjacency()[first, second])
    assert som.topographic_error(X) == expected


@every_map
@pytest.mark.parametrize("init", ["pca", "sample"])
def test_the_same_seed_gives_the_same_bits(Map, X, init):
    one, other = (Map(4, 3, init=init, random_state=5).fit(X) for _ in range(2))
    assert one.prototypes_.tobytes() == other.prototypes_.tobytes()
    assert one.predict(X).tobytes() == other.predict(X).tobytes()


@every_map
def test_training_again_starts_afresh(Map, X):
    som = Map(4, 3).fit(X)
    once = som.prototypes_.copy()
    assert som.fit(X).prototypes_.tobytes() == once.tobytes()


@every_map
def test_neither_samples_nor_start_are_written_to(Map, X):
    start = X[:12].copy()
    kept_X, kept_start = X.copy(), start.copy()
    X.flags.writeable = start.flags.writeable = False
    som = Map(4, 3, init=start, epochs=2).fit(X)
    assert (kept_X == X).all()
    assert (start == kept_start).all()
    assert not np.shares_memory(som.prototypes_, X)


@every_map
def test_tables_of_other_kinds_train_the_same_map(Map, X):
    import pandas as pd

    expected = Map(4, 3, epochs=2).fit(X).prototypes_
    wider = np.zeros((120, 8))
    wider[:, ::2] = X
    for same in (pd.DataFrame(X), X.tolist(), np.asfortranarray(X), wider[:, ::2]):
        assert Map(4, 3, epochs=2).fit(same).prototypes_.tobytes() == expected.tobytes()


@every_map
def test_one_variable_two_variables_and_a_line_can_be_mapped(Map):
    line = np.linspace(-1, 1, 60)[:, None]
    for X in (line, np.hstack([line, line**2]), line * [[1.0, 2.0, 3.0]]):
        som = Map(3, 3).fit(X)
        assert np.isfinite(som.prototypes_).all()
        assert som.quantization_error(X) < 0.4 * np.linalg.norm(X - X.mean(0), axis=1).mean()


@every_map
def test_equal_samples_put_every_prototype_on_them(Map):
    som = Map(3, 3).fit(np.full((20, 2), 7.5))
    assert som.prototypes_ == pytest.approx(np.full((9, 2), 7.5))
    assert som.quantization_error(np.full((20, 2), 7.5)) == pytest.approx(0, abs=1e-12)


@every_map
def test_as_many_samples_as_units_are_enough(Map, X):
    assert Map(4, 3, epochs=2).fit(X[:12]).prototypes_.shape == (12, 4)


@every_map
def test_fewer_samples_than_units_are_refused(Map, X):
    with pytest.raises(InputError, match="12 units but there are only 11 samples"):
        Map(4, 3).fit(X[:11])


@every_map
def test_progress_rises_to_one(Map, X):
    told = []
    Map(4, 3, epochs=4).fit(X, progress=lambda fraction: told.append(fraction) or True)
    assert told == sorted(told)
    assert len(told) >= 4
    assert told[-1] == 1.0


@every_map
def test_a_stop_raises_cancelled_and_leaves_an_untrained_map_untrained(Map, X):
    som = Map(4, 3)
    with pytest.raises(Cancelled):
        som.fit(X, progress=lambda fraction: False)
    assert not [name for name in vars(som) if name.endswith("_")]


@every_map
def test_a_stop_leaves_a_trained_map_as_it_was(Map, X):
    som = Map(4, 3).fit(X)
    before = dict(vars(som))
    with pytest.raises(Cancelled):
        som.fit(X[:, :3], progress=lambda fraction: False)
    assert all(vars(som)[name] is value for name, value in before.items())


@every_map
@pytest.mark.parametrize("use", ["predict", "transform", "quantization_error", "topographic_error"])
def test_an_untrained_map_says_to_train_it_first(Map, X, use):
    with pytest.raises(InputError, match=r"not trained yet: call fit"):
        getattr(Map(4, 3), use)(X)


@every_map
@pytest.mark.parametrize("use", ["predict", "transform", "quantization_error", "topographic_error"])
def test_another_number_of_columns_is_refused(Map, X, use):
    som = Map(4, 3, epochs=1).fit(X)
    with pytest.raises(InputError, match="3 columns but the map was trained on 4"):
        getattr(som, use)(X[:, :3])


@every_map
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_value_that_is_not_finite_is_refused_by_row_and_column(Map, X, bad):
    som = Map(4, 3, epochs=1).fit(X)
    X[17, 2] = bad
    for use in (som.fit, som.predict):
        with pytest.raises(InputError, match="Row 17, column 2"):
            use(X)


@every_map
def test_a_value_whose_square_would_overflow_is_refused_by_row_and_column(Map, X):
    X[3, 1] = -1e200
    with pytest.raises(InputError, match=r"Row 3, column 1 .* -1e\+200"):
        Map(4, 3).fit(X)


@every_map
@pytest.mark.parametrize("bad", [np.zeros(5), np.zeros((0, 3)), np.zeros((2, 2, 2)), [["a", "b"]]])
def test_samples_that_are_no_table_of_numbers_are_refused(Map, bad):
    with pytest.raises(InputError, match="samples must be"):
        Map(2, 2).fit(bad)


@every_map
@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"epochs": 0}, "epochs"),
        ({"epochs": 2.5}, "epochs"),
        ({"t_max": 0}, "t_max"),
        ({"t_min": -1}, "t_min"),
        ({"t_min": float("nan")}, "t_min"),
        ({"t_max": 1, "t_min": 2}, "t_min"),
        ({"random_state": -1}, "random_state"),
        ({"random_state": None}, "random_state"),
        ({"init": "random"}, "init"),
        ({"init": np.zeros((3, 3))}, "init"),
        ({"init": np.full((12, 4), np.nan)}, "init"),
        ({"topology": "triangular"}, "topology"),
        ({"rows": 1, "cols": 1}, "1 x 1"),
    ],
)
def test_a_parameter_that_makes_no_sense_is_refused_by_name(Map, X, settings, named):
    with pytest.raises(InputError, match=named):
        Map(**{"rows": 4, "cols": 3, **settings}).fit(X)


def test_the_start_lies_on_the_plane_of_the_first_two_principal_components(X):
    lattice = Lattice(7, 3)
    start = principal_plane(X, lattice)
    variances, vectors = np.linalg.eigh(np.cov(X.T))
    on_plane = (start - X.mean(axis=0)) @ vectors
    assert on_plane[:, :2] == pytest.approx(np.zeros((21, 2)), abs=1e-9)
    along, across = np.abs(on_plane[:, 3]), np.abs(on_plane[:, 2])
    assert along.max() == pytest.approx(np.sqrt(variances[3]))
    assert across.max() == pytest.approx(np.sqrt(variances[2]))
    assert along.reshape(7, 3) == pytest.approx(np.tile(along[::3, None], (1, 3)))  # rows follow it


@pytest.mark.parametrize(("rows", "cols"), [(7, 3), (3, 7)])
def test_the_longer_side_follows_the_first_component(X, rows, cols):
    start = principal_plane(X, Lattice(rows, cols)).reshape(rows, cols, 4)
    down = np.linalg.norm(start[-1, 0] - start[0, 0])
    right = np.linalg.norm(start[0, -1] - start[0, 0])
    assert (down > right) == (rows > cols)


def test_the_start_has_the_sign_of_the_largest_loading():
    X = np.random.default_rng(3).normal(size=(50, 2)) * [1, 9]
    for sign in (1, -1):
        start = principal_plane(X * [1, sign], Lattice(4, 2))
        assert start[-1, 1] > start[0, 1]


def test_a_sampled_start_takes_distinct_samples(X):
    start = initial_prototypes("sample", X, Lattice(10, 12), np.random.default_rng(4))
    assert sorted(map(tuple, start)) == sorted(map(tuple, X))
