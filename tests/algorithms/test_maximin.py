"""Promises of the combination: joined by sample number, the worst score counts."""

import numpy as np
import pandas as pd
import pytest
from layers import column, make_layer
from qgis.core import QgsProject

MEMORY = "TEMPORARY_OUTPUT"
WANTED = {"OUTPUT": MEMORY, "GROUND": MEMORY, "TABLE": MEMORY}
N = 100
XY = np.random.default_rng(7).uniform(0, 10000, (N, 2)) + [500000.0, 2700000.0]
IDS = [f"S{i:03d}" for i in range(N)]


def ranked_layer(name, scores, classes, *, order=None, **columns):
    """A layer as predictionarea writes it, its rows in the given order."""
    order = range(N) if order is None else order
    values = {"sample_id": IDS, "weight_s": scores, "class_id": classes, **columns}
    values = {field: [column_[i] for i in order] for field, column_ in values.items()}
    return make_layer(XY[list(order)], values, name=name)


def models(seed=0, n_models=3):
    """Scores (M, N) of a few clusters each, and classes (M, N)."""
    rng = np.random.default_rng(seed)
    near = -np.hypot(*(XY - [507000.0, 2707000.0]).T) / 3000
    scores = np.array(
        [np.round(near + rng.normal(0, 0.5, N), 1) + rng.normal(0, 0.2) for _ in range(n_models)]
    )
    return scores, np.where(scores > -0.8, 3, np.where(scores > -1.6, 2, 1))


@pytest.fixture(scope="module")
def mines(qgis_app):
    rng = np.random.default_rng(1)
    return make_layer(rng.normal([507000, 2707000], 1200, (20, 2)), name="mines")


@pytest.fixture
def combine(run, mines):
    """combine(layers, **parameters): the run, with its layers held in the project."""
    held = []

    def combined(layers, **parameters):
        held.extend(layers)
        for layer in layers:
            QgsProject.instance().addMapLayer(layer, False)
        ids = [layer.id() for layer in layers]
        wanted = {"OCCURRENCES": mines, **WANTED, **parameters}
        return run("maximin", LAYERS=ids, **wanted)

    yield combined
    QgsProject.instance().removeMapLayers([layer.id() for layer in held])


def layers_of(scores, classes, **shuffles):
    names = ["som", "batchsom", "desom", "fourth"]
    return [
        ranked_layer(names[m], s.tolist(), c.tolist(), order=shuffles.get(names[m]))
        for m, (s, c) in enumerate(zip(scores, classes))
    ]


def test_each_place_has_the_worst_score_of_any_model(combine):
    scores, classes = models()
    done = combine(layers_of(scores, classes))
    assert done.ok, done.log.text
    layer = done.layer("OUTPUT")
    assert column(layer, "maximin") == scores.min(axis=0).tolist()
    names = np.array(["som", "batchsom", "desom"])
    assert column(layer, "worst") == names[scores.argmin(axis=0)].tolist()
    assert column(layer, "spread") == pytest.approx((scores.max(0) - scores.min(0)).tolist())
    assert column(layer, "votes") == (classes == 3).sum(axis=0).tolist()
    for m, name in enumerate(names):
        assert column(layer, f"s_{name}") == scores[m].tolist()
        assert column(layer, f"c_{name}") == classes[m].tolist()


@pytest.mark.parametrize("model", ["batchsom", "desom"])
def test_layers_are_joined_by_sample_number_and_not_by_the_order_of_rows(combine, model):
    scores, classes = models()
    shuffled = {model: np.random.default_rng(3).permutation(N).tolist()}
    straight, mixed = (combine(layers_of(scores, classes, **order)) for order in ({}, shuffled))
    for field in ("sample_id", "maximin", "worst", "spread", "votes", "class", "nd"):
        assert column(straight.layer("OUTPUT"), field) == column(mixed.layer("OUTPUT"), field)
    assert straight.results["CROSSING_RATE"] == mixed.results["CROSSING_RATE"]


def test_rows_come_in_the_order_and_at_the_places_of_the_first_layer(combine):
    scores, classes = models()
    order = np.random.default_rng(4).permutation(N).tolist()
    done = combine(layers_of(scores, classes, som=order))
    layer = done.layer("OUTPUT")
    assert column(layer, "sample_id") == [IDS[i] for i in order]
    points = [f.geometry().asPoint() for f in layer.getFeatures()]
    np.testing.assert_array_equal([(p.x(), p.y()) for p in points], XY[order])
    assert column(layer, "maximin") == scores.min(axis=0)[order].tolist()


def test_sample_numbers_match_as_numbers_and_as_texts(combine):
    scores, classes = models(n_models=2)
    first, second = layers_of(scores, classes)
    integers = make_layer(
        XY, {"nr": list(range(N)), "weight_s": scores[0].tolist(), "class_id": classes[0].tolist()}
    )
    decimals = make_layer(
        XY[::-1],
        {
            "nr": [float(i) for i in range(N)][::-1],
            "weight_s": scores[1].tolist()[::-1],
            "class_id": classes[1].tolist()[::-1],
        },
    )
    plain, numbered = combine([first, second]), combine([integers, decimals], ID_FIELD="nr")
    assert numbered.ok, numbered.log.text
    assert column(numbered.layer("OUTPUT"), "maximin") == column(plain.layer("OUTPUT"), "maximin")


def share_below(scores, area):
    """Share of ground that scores lower, half of the ground that scores the same (loops)."""
    return np.array(
        [
            sum(a for s, a in zip(scores, area) if s < mine)
            + sum(a for s, a in zip(scores, area) if s == mine) / 2
            for mine in scores
        ]
    ) / np.sum(area)


def standard(scores, area):
    mean = np.average(scores, weights=area)
    return 1 / (
        1 + np.exp(-(scores - mean) / np.sqrt(np.average((scores - mean) ** 2, weights=area)))
    )


def unit(scores, area):
    return (scores - scores.min()) / (scores.max() - scores.min())


@pytest.mark.parametrize(
    ("scale", "formula"), [("rank", share_below), ("minmax", unit), ("logistic", standard)]
)
def test_scores_are_brought_to_one_scale_first(combine, scale, formula):
    scores, classes = models()
    scores[1] *= 100.0  # a model on a scale of its own
    done = combine(layers_of(scores, classes), SCALE=scale)
    area = np.array(column(done.layer("GROUND"), "area_km2"))
    scaled = np.array([formula(s, area) for s in scores])
    layer = done.layer("OUTPUT")
    np.testing.assert_allclose(column(layer, "maximin"), scaled.min(axis=0), atol=1e-12)
    np.testing.assert_allclose(column(layer, "spread"), np.ptp(scaled, axis=0), atol=1e-12)
    names = np.array(["som", "batchsom", "desom"])
    assert column(layer, "worst") == names[scaled.argmin(axis=0)].tolist()
    assert column(layer, "s_batchsom") == scores[1].tolist()


def test_a_place_where_any_model_has_no_score_is_empty(combine):
    scores, classes = models()
    table = [s.tolist() for s in scores]
    numbers = [c.tolist() for c in classes]
    for i in (3, 50):
        table[1][i] = numbers[1][i] = None
    made = [ranked_layer(n, s, c) for n, s, c in zip(("a", "b", "c"), table, numbers)]
    done = combine(made)
    rows = pd.DataFrame(
        {f: column(done.layer("OUTPUT"), f) for f in ("maximin", "worst", "spread", "class")}
    )
    assert rows.index[rows["maximin"].isna()].tolist() == [3, 50]
    assert rows.loc[[3, 50]].isna().all(axis=None)
    votes = column(done.layer("OUTPUT"), "votes")
    assert [i for i, v in enumerate(votes) if v is None] == [3, 50]
    assert done.layer("OUTPUT").featureCount() == N


def test_the_combination_is_ranked_on_its_ground_like_every_score(combine, run, mines):
    scores, classes = models()
    done = combine(layers_of(scores, classes))
    again = run(
        "predictionarea",
        INPUT=done.layer("OUTPUT"),
        SCORE_FIELD="maximin",
        OCCURRENCES=mines,
        OUTPUT=MEMORY,
    )
    for name in ("CROSSING_RATE", "CROSSING_AREA", "OCCURRENCES_USED"):
        assert again.results[name] == pytest.approx(done.results[name], abs=1e-9)


def test_ground_that_some_model_finds_no_better_than_chance_is_no_anomaly(combine):
    scores, classes = models()
    scores -= 0.5
    done = combine(layers_of(scores, classes))
    layer = done.layer("OUTPUT")
    for least, name in zip(column(layer, "maximin"), column(layer, "class")):
        assert least > 0 or name != "anomaly"


def test_the_combination_equals_that_of_the_whole_workflow(run, survey, combine):
    whole = run(
        "separateanomalies",
        SAMPLES=survey.samples,
        FIELDS=survey.elements,
        SAMPLE_ID="name",
        OCCURRENCES=survey.occurrences,
        METHODS=["som", "batchsom"],
        ROWS=6,
        COLS=5,
        CLUSTERS=4,
        OUTPUT_SOM=MEMORY,
        OUTPUT_BATCHSOM=MEMORY,
        **WANTED,
    )
    assert whole.ok, whole.log.text
    parts = [whole.layer(name).clone() for name in ("OUTPUT_SOM", "OUTPUT_BATCHSOM")]
    done = combine(parts, OCCURRENCES=survey.occurrences, CLASS_RULE="natural_breaks")
    assert done.ok, done.log.text
    ours, theirs = done.layer("OUTPUT"), whole.layer("OUTPUT")
    assert [f.name() for f in ours.fields()] == [f.name() for f in theirs.fields()]
    for field in ours.fields():
        assert column(ours, field.name()) == column(theirs, field.name()), field.name()
    for name in ("CROSSING_RATE", "CROSSING_AREA"):
        assert done.results[name] == whole.results[f"MAXIMIN_{name}"]
    assert column(done.layer("GROUND"), "area_km2") == column(whole.layer("GROUND"), "area_km2")


def test_the_users_attributes_stay_and_single_models_results_go(combine):
    scores, classes = models(n_models=2)
    extra = {"Cu": [float(i) for i in range(N)], "cluster": [1] * N, "nd": [2.0] * N}
    first = ranked_layer("som", scores[0].tolist(), classes[0].tolist(), **extra)
    second = ranked_layer("batchsom", scores[1].tolist(), classes[1].tolist())
    done = combine([first, second])
    names = [f.name() for f in done.layer("OUTPUT").fields()]
    assert column(done.layer("OUTPUT"), "Cu") == extra["Cu"]
    assert "cluster" not in names
    assert len(names) == len(set(names))


def test_models_are_named_by_their_method_and_else_by_their_layer(combine):
    scores, classes = models(n_models=2)
    named = [
        ranked_layer("ranked", s.tolist(), c.tolist(), method=[m] * N)
        for s, c, m in zip(scores, classes, ("som", "desom"))
    ]
    assert set(column(combine(named).layer("OUTPUT"), "worst")) == {"som", "desom"}
    same = [
        ranked_layer("ranked", s.tolist(), c.tolist(), method=["som"] * N)
        for s, c in zip(scores, classes)
    ]
    done = combine(same)
    assert set(column(done.layer("OUTPUT"), "worst")) == {"ranked (1)", "ranked (2)"}
    assert {"s_1", "s_2", "c_1", "c_2"} <= {f.name() for f in done.layer("OUTPUT").fields()}


def test_field_names_fit_a_shapefile(combine):
    scores, classes = models(n_models=2)
    made = [
        ranked_layer(name, s.tolist(), c.tolist())
        for name, s, c in zip(("a model of a long name", "überlang"), scores, classes)
    ]
    done = combine(made)
    names = [f.name() for f in done.layer("OUTPUT").fields()]
    assert all(len(name) <= 10 and name.isascii() for name in names)


def test_the_table_has_a_row_per_class(combine):
    scores, classes = models()
    done = combine(layers_of(scores, classes))
    table, rows = done.layer("TABLE"), column(done.layer("OUTPUT"), "class")
    assert set(column(table, "method")) == {"maximin"}
    assert column(table, "n_samples") == [rows.count(c) for c in column(table, "class")]
    assert sum(column(table, "area_pct")) == pytest.approx(100)


def test_without_occurrences_the_score_gives_the_classes_and_it_is_said(combine):
    scores, classes = models()
    done = combine(layers_of(scores, classes), OCCURRENCES=None)
    assert done.ok, done.log.text
    assert "the order comes from the score alone" in done.log.text
    assert "the score alone" in done.layer("OUTPUT").metadata().abstract()
    assert done.results["CROSSING_RATE"] is None
    assert set(column(done.layer("OUTPUT"), "weight")) == {None}


def said_of(done):
    assert not done.ok
    assert len(done.log.errors) == 1
    return done.log.errors[0]


def test_layers_of_different_samples_are_refused_and_the_sample_is_named(combine):
    scores, classes = models(n_models=2)
    first, second = layers_of(scores, classes, batchsom=list(range(N - 1)))
    assert "sample_id S099 is in som but not in batchsom" in said_of(combine([first, second]))
    first, second = layers_of(scores, classes, som=list(range(1, N)))
    assert "sample_id S000 is in batchsom but not in som" in said_of(combine([first, second]))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"weight_s": [None] * N}, "weight_s of the layer second is empty"),
        ({"sample_id": ["S000"] * N}, "S000"),
        ({"sample_id": [None] * N}, "sample_id"),
    ],
)
def test_a_layer_that_cannot_be_combined_is_refused_and_named(combine, change, said):
    scores, classes = models(n_models=2)
    first = ranked_layer("first", scores[0].tolist(), classes[0].tolist())
    second = ranked_layer("second", scores[1].tolist(), classes[1].tolist(), **change)
    sentence = said_of(combine([first, second]))
    assert said in sentence
    assert "second" in sentence


def test_layers_without_the_fields_of_a_ranked_layer_are_refused(combine):
    scores, classes = models(n_models=2)
    first, second = layers_of(scores, classes)
    bare = make_layer(XY, {"sample_id": IDS, "weight_s": scores[0].tolist()}, name="bare")
    assert "The layer bare has no field class_id" in said_of(combine([first, bare]))
    assert "has no field score" in said_of(combine([first, second], SCORE_FIELD="score"))
    assert "has no field number" in said_of(combine([first, second], ID_FIELD="number"))


def test_one_layer_is_no_combination(combine):
    scores, classes = models(n_models=1)
    assert "two or more" in said_of(combine(layers_of(scores, classes)))


def test_the_layers_combined_are_named_in_the_history(combine):
    scores, classes = models()
    done = combine(layers_of(scores, classes))
    assert "LAYERS: som, batchsom, desom" in done.layer("OUTPUT").metadata().history()
