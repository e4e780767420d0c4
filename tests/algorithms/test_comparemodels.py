"""Promises of the comparison: one table, the same occurrences and blocks for all, paired differences."""

import numpy as np
import pandas as pd
import pytest
from geochem_som.core.validation import compare_with_chance, simulate_patterns
from layers import column, make_layer
from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsProject

MEMORY = "TEMPORARY_OUTPUT"
TABLES = {"OUTPUT": MEMORY, "MODELS": MEMORY, "PAIRS": MEMORY}
X, Y = 500000.0, 2700000.0
# Areas and occurrences (%) of the classes of each model in Table 2 of Hoseinzade & Bazoobandi (2024).
PAPER = {
    "SOM": ([31.19, 14.59, 54.22], [68, 0, 32]),
    "Batch SOM": ([26.62, 12.8, 60.57], [64, 0, 36]),
    "DE-SOM": ([13.13, 29.63, 57.24], [55, 33, 12]),
}
CROSSINGS = {"SOM": 68.3, "Batch SOM": 67.5, "DE-SOM": 71.8}


def frame(done, output):
    layer = done.layer(output)
    return pd.DataFrame({f.name(): column(layer, f.name()) for f in layer.fields()})


def strip(start, stop):
    return f"(({start} {Y},{stop} {Y},{stop} {Y + 1e4},{start} {Y + 1e4},{start} {Y}))"


def paper_layers(dissolved=False):
    """The paper's three maps over one ground of 27 strips, and 100 occurrences that fit all three."""
    shares = [np.array(areas) / sum(areas) for areas, _ in PAPER.values()]
    kinds = [(i, j, k) for i in range(3) for j in range(3) for k in range(3)]
    width = [1e5 * shares[0][i] * shares[1][j] * shares[2][k] for i, j, k in kinds]
    edges = X - 5e4 + np.concatenate([[0.0], np.cumsum(width)])
    of_occurrence = np.array([np.repeat(range(3), counts) for _, counts in PAPER.values()]).T
    found, mines = dict.fromkeys(kinds, 0), []
    for kind in map(tuple, of_occurrence.tolist()):
        at = kinds.index(kind)
        found[kind] += 1
        mines.append(((edges[at] + edges[at + 1]) / 2, Y + 80.0 * found[kind]))
    layers = []
    for m, name in enumerate(PAPER):
        labels = [kind[m] + 1 for kind in kinds]
        parts = [strip(*pair) for pair in zip(edges[:-1], edges[1:])]
        shapes = [f"POLYGON{part}" for part in parts]
        if dissolved:
            own = [[p for p, label in zip(parts, labels) if label == c] for c in (1, 2, 3)]
            shapes, labels = [f"MULTIPOLYGON({','.join(of)})" for of in own], [1, 2, 3]
        kind = "MultiPolygon" if dissolved else "Polygon"
        layers.append(make_layer(shapes, {"cluster": labels}, name=name, kind=kind))
    return layers, make_layer(mines, name="mines")


def samples(seed=0, n=150, name="good", **columns):
    """Scattered samples in 5 clusters, one of them around the occurrences, and a score."""
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 12000, (n, 2)) + [X, Y]
    gap = np.hypot(*(xy - [X + 8500, Y + 8000]).T)
    clusters = np.where(gap < 2500, 5, 1 + (xy[:, 0] - X) // 3000).astype(int)
    values = {"cluster": clusters.tolist(), "z": (-gap / 1000).round(2).tolist(), **columns}
    return make_layer(xy, values, name=name)


def noise(layer, seed, name="noise"):
    """The same samples in clusters of no meaning."""
    xy = [f.geometry().asPoint() for f in layer.getFeatures()]
    labels = np.random.default_rng(seed).integers(1, 6, len(xy)).tolist()
    return make_layer([(p.x(), p.y()) for p in xy], {"cluster": labels}, name=name)


@pytest.fixture(autouse=True)
def few_patterns(monkeypatch):
    """Chance with a tenth of the simulated patterns: it then takes a second and not ten."""
    for function, name, value in (
        (simulate_patterns, "per_setting", 25),
        (compare_with_chance, "kept", 99),
    ):
        monkeypatch.setitem(function.__kwdefaults__, name, value)


@pytest.fixture(scope="module")
def mines(qgis_app):
    """50 occurrences, two thirds of them around one place, and one 30 km off."""
    rng = np.random.default_rng(1)
    near = rng.normal([X + 8500, Y + 8000], 1400, (33, 2))
    far = rng.uniform(500, 11500, (16, 2)) + [X, Y]
    return make_layer([*near.tolist(), *far.tolist(), (X + 40000, Y)], name="mines")


@pytest.fixture
def compare(run, mines):
    """compare(layers, **parameters): the run, with its layers held in the project."""
    held = []

    def compared(layers, **parameters):
        held.extend(layers)
        for layer in layers:
            QgsProject.instance().addMapLayer(layer, False)
        ids = [layer.id() for layer in layers]
        return run("comparemodels", LAYERS=ids, **{"OCCURRENCES": mines, **TABLES, **parameters})

    yield compared
    QgsProject.instance().removeMapLayers([layer.id() for layer in held])


# The method's reference


@pytest.mark.parametrize("dissolved", [False, True])
def test_the_published_table_comes_out_in_one_table(compare, dissolved):
    layers, mines = paper_layers(dissolved)
    done = compare(layers, OCCURRENCES=mines, LOG_BASE="10")
    assert done.ok, done.log.text
    table = frame(done, "OUTPUT")
    assert len(table) == 9
    for name, (areas, rates) in PAPER.items():
        own = table[table["method"] == name].sort_values("cluster")
        assert own["area_pct"].tolist() == pytest.approx(
            [100 * a / sum(areas) for a in areas], abs=2e-3
        )
        assert own["pred_rate"].tolist() == pytest.approx(rates)
        expected = [np.log10(r / a) if r else np.nan for r, a in zip(rates, areas)]
        assert own["weight"].tolist() == pytest.approx(expected, abs=1e-3, nan_ok=True)
        assert own["crossing"].tolist() == pytest.approx([CROSSINGS[name]] * 3, abs=0.06)
    models = frame(done, "MODELS")
    assert models["method"].tolist() == list(PAPER)
    assert models["crossing"].tolist() == pytest.approx(list(CROSSINGS.values()), abs=0.06)
    assert models["cross_area"].tolist() == pytest.approx(
        [100 - rate for rate in CROSSINGS.values()], abs=0.06
    )
    assert (done.results["MODEL_COUNT"], done.results["OCCURRENCES_USED"]) == (3, 100)


# What each model's figures are


@pytest.mark.parametrize("field", ["CLUSTER_FIELD", "SCORE_FIELD"])
def test_the_figures_of_a_model_are_those_of_its_own_analysis(run, compare, mines, field):
    layer = samples()
    given = {field: {"CLUSTER_FIELD": "cluster", "SCORE_FIELD": "z"}[field], "EVALUATION": "full"}
    alone = run(
        "predictionarea", INPUT=layer, OCCURRENCES=mines, TABLE=MEMORY, OUTPUT=MEMORY, **given
    )
    done = compare([layer, noise(layer, 3)], **given)
    assert done.ok, done.log.text
    row = frame(done, "MODELS").iloc[0]
    for name, number in {
        "crossing": "CROSSING_RATE",
        "cross_area": "CROSSING_AREA",
        "heldout": "HELDOUT_RATE",
        "held_low": "HELDOUT_LOW",
        "held_high": "HELDOUT_HIGH",
        "p_value": "P_VALUE",
        "fit_null": "FIT_NULL_RATE",
        "n_occ": "OCCURRENCES_USED",
    }.items():
        assert row[name] == pytest.approx(alone.results[number]), name
    own, table = frame(alone, "TABLE"), frame(done, "OUTPUT")
    table = table[table["method"] == "good"].reset_index(drop=True)
    for name in ("n_samples", "area_km2", "area_pct", "n_occ", "pred_rate", "nd", "class"):
        assert table[name].tolist() == own[name].tolist(), name
    assert table["weight_s"].tolist() == pytest.approx(own["weight_s"].tolist())


def test_a_better_model_is_found_better_and_the_choice_is_paid_for(compare):
    good = samples()
    layers = [noise(good, 3), good, noise(good, 4, "more noise")]
    done = compare(layers, EVALUATION="full")
    models = frame(done, "MODELS").set_index("method")
    assert models["heldout"].idxmax() == "good"
    assert models.loc["good", "held_low"] > 50
    p = models["p_value"]
    assert models.loc["good", "p_holm"] == pytest.approx(3 * p["good"])  # the least of three
    pairs = frame(done, "PAIRS").set_index(["method", "method_2"])
    assert list(pairs.index) == [
        ("noise", "good"),
        ("noise", "more noise"),
        ("good", "more noise"),
    ]
    assert pairs.loc[("noise", "good"), "diff_high"] < 0
    assert pairs.loc[("good", "more noise"), "diff_low"] > 0
    assert pairs.loc[("noise", "good"), "p_value"] < 0.1
    assert pairs.loc[("good", "more noise"), "p_value"] < 0.1
    assert pairs.loc[("noise", "more noise"), "p_value"] > 0.5
    for (first, second), row in pairs.iterrows():
        expected = models.loc[first, "heldout"] - models.loc[second, "heldout"]
        assert row["diff"] == pytest.approx(expected)
        assert (row["n_common"], row["n_apart"]) == (49, 0)
    assert "its p-value is spent" in done.log.text
    assert "good crosses" in done.log.text


def test_without_the_comparison_with_chance_there_are_ranges_but_no_p_values(compare):
    good = samples()
    done = compare([good, noise(good, 3)], EVALUATION="held_out")
    models, pairs = frame(done, "MODELS"), frame(done, "PAIRS")
    assert models["heldout"].notna().all()
    assert models["p_value"].isna().all()
    assert pairs["p_value"].isna().all()
    assert pairs["diff_low"].notna().all()


def test_without_evaluation_there_is_the_fit_alone_and_a_sentence(compare):
    good = samples()
    done = compare([good, noise(good, 3)], EVALUATION="none")
    models = frame(done, "MODELS")
    assert models["crossing"].notna().all()
    assert models["heldout"].isna().all()
    assert len(frame(done, "PAIRS")) == 0
    assert all("Nothing was held out (EVALUATION is none)" in note for note in models["note"])


def test_the_same_layer_under_two_names_does_not_differ(compare):
    done = compare([samples(name="a"), samples(name="b")], EVALUATION="held_out")
    row = frame(done, "PAIRS").iloc[0]
    assert [row[n] for n in ("diff", "diff_low", "diff_high", "auc_diff")] == [0.0] * 4
    assert "a and b cross alike" in done.log.text


def test_a_field_made_from_occurrences_has_a_fit_but_no_held_out_figure(compare):
    good = samples()
    learned = samples(name="learned", weight_s=column(good, "z"))
    done = compare([good, learned, noise(good, 3)], SCORE_FIELD="weight_s", EVALUATION="held_out")
    models = frame(done, "MODELS").set_index("method")
    assert np.isfinite(models.loc["learned", "crossing"])
    assert np.isnan(models.loc["learned", "heldout"])
    assert (
        "weight_s is a field that GeochemSOM makes from occurrences"
        in models.loc["learned", "note"]
    )
    pairs = frame(done, "PAIRS")
    assert list(zip(pairs["method"], pairs["method_2"])) == [("good", "noise")]
    first_learned = compare(
        [learned, good, noise(good, 3)], SCORE_FIELD="weight_s", EVALUATION="held_out"
    )
    again = frame(first_learned, "PAIRS")
    assert again["diff"].tolist() == pytest.approx(pairs["diff"].tolist())


# Which field, and which name


def test_every_score_named_is_a_model_and_layers_without_one_give_their_clusters(compare):
    rng = np.random.default_rng(2)
    two = samples(name="two", w=rng.normal(size=150).tolist())
    done = compare([two, noise(two, 3)], SCORE_FIELD="z; W")
    models = frame(done, "MODELS")
    assert models["method"].tolist() == ["two: z", "two: w", "noise"]
    assert models["source"].tolist() == ["two", "two", "noise"]
    assert models["field"].tolist() == ["z", "w", "cluster"]


def test_layers_may_name_their_groups_differently_and_groups_may_have_names(compare):
    good = samples()
    words = [f"unit {c}" for c in column(good, "cluster")]
    lithology = samples(name="map", cluster=[None] * 150, lith=words)
    done = compare([good, lithology], CLUSTER_FIELD="lith")
    assert not done.ok  # the first has no such field
    done = compare([make_kind(good, "k"), lithology], CLUSTER_FIELD="lith;k")
    assert done.ok, done.log.text
    table = frame(done, "OUTPUT")
    own = {name: set(part["cluster"]) for name, part in table.groupby("method")}
    assert own == {"kinds": set("12345"), "map": set(words)}
    for name in ("area_pct", "pred_rate"):
        both = [table.loc[table["method"] == m, name].tolist() for m in own]
        assert both[0] == pytest.approx(both[1])


def make_kind(layer, field):
    xy = [f.geometry().asPoint() for f in layer.getFeatures()]
    return make_layer([(p.x(), p.y()) for p in xy], {field: column(layer, "cluster")}, name="kinds")


def test_models_are_called_by_their_field_method_where_it_tells_them_apart(compare):
    layers = [samples(name="x", method=[m] * 150) for m in ("som", "batchsom")]
    done = compare(layers)
    assert frame(done, "MODELS")["method"].tolist() == ["som", "batchsom"]
    assert "Batch SOM: " in done.log.text
    done = compare([samples(name="x"), samples(name="x")])
    assert frame(done, "MODELS")["method"].tolist() == ["x (1)", "x (2)"]


# Grounds


def test_layers_of_other_samples_are_held_out_in_the_same_blocks(compare):
    good = samples()
    done = compare([good, samples(seed=9, n=220, name="denser")], EVALUATION="full")
    assert done.ok, done.log.text
    models, pairs = frame(done, "MODELS"), frame(done, "PAIRS")
    assert models["heldout"].notna().all()
    assert pairs["n_common"][0] + pairs["n_apart"][0] == done.results["OCCURRENCES_USED"]
    # Each was compared with patterns on its own ground: these cannot tell the two apart.
    assert pairs["p_value"].isna().all()
    assert pairs["diff"].notna().all()


def test_occurrences_on_the_ground_of_one_model_only_are_counted(compare, tmp_path):
    good = samples()
    xy = np.array([f.geometry().asPoint() for f in good.getFeatures()])
    east = np.flatnonzero(xy[:, 0] > X + 5000)
    labels = np.array(column(good, "cluster"))[east].tolist()
    part = make_layer(xy[east], {"cluster": labels}, name="east")
    page = tmp_path / "report.html"
    done = compare([good, part], EVALUATION="held_out", REPORT=str(page))
    assert "<li>east: " in page.read_text(encoding="utf-8")  # whose warning it is
    models, pairs = frame(done, "MODELS").set_index("method"), frame(done, "PAIRS")
    assert models.loc["good", "n_occ"] == 49 > models.loc["east", "n_occ"]
    assert pairs["n_common"][0] == models.loc["east", "n_occ"]
    assert pairs["n_apart"][0] == 49 - models.loc["east", "n_occ"]
    assert models["n_out"].tolist() == [1, 50 - models.loc["east", "n_occ"]]
    assert (done.results["OCCURRENCES_USED"], done.results["OCCURRENCES_OUT"]) == (49, 1)
    warnings = "\n".join(done.log.warnings)
    assert "cover different ground" in warnings
    assert "give STUDY_AREA" in warnings
    assert "not judged by the same number of occurrences" in warnings


def test_points_and_polygons_are_compared(compare):
    layers, mines = paper_layers()
    rng = np.random.default_rng(0)
    xy = np.column_stack([rng.uniform(X - 5e4, X + 5e4, 200), rng.uniform(Y, Y + 1e4, 200)])
    points = make_layer(xy, {"cluster": rng.integers(1, 4, 200).tolist()}, name="points")
    done = compare([points, *layers], OCCURRENCES=mines, EVALUATION="held_out")
    assert done.ok, done.log.text
    models = frame(done, "MODELS")
    assert models["heldout"].notna().all()
    assert len(frame(done, "PAIRS")) == 6


def test_classes_that_are_one_polygon_each_are_held_out_like_their_parts(compare):
    edges = np.linspace(X, X + 3e4, 31)
    parts = [strip(*pair) for pair in zip(edges[:-1], edges[1:])]
    labels = [1 + i % 3 for i in range(30)]
    dissolved = [
        f"MULTIPOLYGON({','.join(p for p, label in zip(parts, labels) if label == c)})"
        for c in (1, 2, 3)
    ]
    rng = np.random.default_rng(0)
    rich = 3 * rng.integers(0, 10, 60) + rng.choice(3, 60, p=[0.7, 0.2, 0.1])
    sites = np.column_stack([X + 1000 * (rich + rng.random(60)), Y + 1e4 * rng.random(60)])
    whole = make_layer(dissolved, {"cluster": [1, 2, 3]}, kind="MultiPolygon", name="whole")
    strips = make_layer(
        [f"POLYGON{p}" for p in parts], {"cluster": labels}, kind="Polygon", name="strips"
    )
    done = compare([whole, strips], OCCURRENCES=make_layer(sites, name="s"), EVALUATION="held_out")
    models, row = frame(done, "MODELS"), frame(done, "PAIRS").iloc[0]
    assert (models["n_blocks"] > 12).all()
    assert (models["held_low"] > 55).all()
    assert models["heldout"][0] == pytest.approx(models["heldout"][1], abs=0.5)
    assert (row["n_common"], row["n_apart"]) == (60, 0)


def test_a_layer_in_another_reference_system_is_moved(compare):
    good = samples()
    wgs84 = QgsCoordinateReferenceSystem("EPSG:4326")
    to_degrees = QgsCoordinateTransform(good.crs(), wgs84, QgsProject.instance())
    moved = [to_degrees.transform(f.geometry().asPoint()) for f in good.getFeatures()]
    degrees = make_layer(
        [(p.x(), p.y()) for p in moved],
        {"cluster": column(good, "cluster")},
        crs="EPSG:4326",
        name="degrees",
    )
    done = compare([good, degrees], EVALUATION="held_out")
    models, row = frame(done, "MODELS"), frame(done, "PAIRS").iloc[0]
    assert models["area_km2"][0] == pytest.approx(models["area_km2"][1], rel=1e-6)
    assert models["heldout"][0] == pytest.approx(models["heldout"][1], abs=1e-3)
    assert row["n_apart"] == 0
    assert abs(row["diff"]) < 1e-3


# Report


def test_the_report_says_who_predicts_first_and_what_picking_the_best_costs(compare, tmp_path):
    good = samples()
    page = tmp_path / "report.html"
    done = compare([noise(good, 3), good], EVALUATION="full", REPORT=str(page))
    assert done.ok, done.log.text
    text = page.read_text(encoding="utf-8")
    headline = text[text.index('class="headline"') : text.index("<nav")]
    assert headline.index("good: Held-out crossing") < headline.index("noise: Held-out crossing")
    assert "its p-value is spent" in headline
    for heading in (
        "What the models predict",
        "Differences between models",
        "Ground and occurrences",
    ):
        assert f"<h2>{heading}</h2>" in text
    assert "good crosses" in text
    assert text.count("<svg") == 2
    plain = compare([good], EVALUATION="none", REPORT=str(page))
    assert plain.ok, plain.log.text
    text = page.read_text(encoding="utf-8")
    assert "Differences between models" not in text
    assert "EVALUATION is none" in text
    assert "(fit)" in text


def test_only_the_table_must_be_asked_for_and_a_repeated_run_gives_the_same(compare):
    good = samples()
    layers = [good, noise(good, 3)]
    first, second = (
        compare(layers, EVALUATION="held_out", MODELS=None, PAIRS=None) for _ in range(2)
    )
    assert set(first.results) == {"OUTPUT", "MODEL_COUNT", "OCCURRENCES_USED", "OCCURRENCES_OUT"}
    assert frame(first, "OUTPUT").equals(frame(second, "OUTPUT"))
    other = frame(compare(layers, EVALUATION="held_out", SEED=7), "OUTPUT")
    assert not other["heldout"].equals(frame(first, "OUTPUT")["heldout"])


def test_cancel_leaves_nothing_behind(run, mines, tmp_path):
    path = tmp_path / "table.csv"
    layers = [samples(name="a"), samples(name="b")]
    done = run(
        "comparemodels",
        cancel_at=11,
        LAYERS=layers,
        OCCURRENCES=mines,
        EVALUATION="full",
        OUTPUT=str(path),
    )
    assert not done.ok
    assert not path.exists()


# Bad input


@pytest.fixture
def refused(fails, mines):
    """refused(layers, *words, **parameters): a comparison is refused with one sentence with the words."""

    def check(layers, *words, **parameters):
        given = {"OCCURRENCES": mines, "OUTPUT": MEMORY, **parameters}
        sentence = fails("comparemodels", LAYERS=layers, **given)
        for word in words:
            assert word in sentence, sentence

    return check


def test_layers_that_are_none_or_hold_nothing_to_compare(refused, mines):
    refused([samples(), "/no/such.gpkg"], "LAYERS", "/no/such.gpkg")
    lines = make_layer(["LINESTRING(0 0,1 1)"], {"cluster": [1]}, kind="LineString", name="roads")
    refused([samples(), lines], "roads", "neither points nor polygons")
    bare = make_layer([(X, Y), (X + 1, Y)], {"Cu": [1.0, 2.0]}, name="soil")
    refused([samples(), bare], "The layer soil has no field cluster")
    refused([samples(), bare], "soil", "lith or z", CLUSTER_FIELD="lith", SCORE_FIELD="z")
    empty = samples(name="blank", cluster=[None] * 150)
    refused([samples(), empty], "blank", "cluster", "empty")


def test_fields_that_no_layer_has(refused):
    refused([samples()], "SCORE_FIELD names Zn", SCORE_FIELD="z;Zn")
    refused([samples()], "has no field k", CLUSTER_FIELD="k")


def test_occurrences_that_judge_nothing(refused, mines):
    refused([samples()], "Models are compared by known occurrences", OCCURRENCE_FILTER="$id < 0")
    away = make_layer([(X + 9e4, Y)], name="away")
    refused([samples(name="soil")], "soil: All 1 sites of the layer away", OCCURRENCES=away)


def test_a_score_where_no_occurrence_lies(refused, mines):
    xy = np.array([f.geometry().asPoint() for f in samples().getFeatures()])
    sites = [f.geometry().asPoint() for f in mines.getFeatures()]
    nearest = {int(np.hypot(*(xy - [s.x(), s.y()]).T).argmin()) for s in sites}
    bare = min(set(range(150)) - nearest)
    layer = samples(name="patch", s1=[1.0 if i == bare else None for i in range(150)])
    refused([samples(), layer], "patch, s1: None of the occurrences", SCORE_FIELD="s1")


def test_thresholds_without_numbers(refused):
    refused([samples()], "ANOMALY_FROM", CLASS_RULE="thresholds")
