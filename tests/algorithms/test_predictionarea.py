"""Promises of prediction-area analysis: what is ranked, by what, and what is written."""

import numpy as np
import pandas as pd
import pytest
from layers import column, make_layer
from qgis.core import (
    QgsGeometry,
    QgsPointXY,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
    QgsVectorLayer,
    QgsWkbTypes,
)

MEMORY = "TEMPORARY_OUTPUT"
WANTED = {"OUTPUT": MEMORY, "GROUND": MEMORY, "TABLE": MEMORY}
X, Y = 500000.0, 2700000.0
TABLE_COLUMNS = [
    *("method", "cluster", "n_samples", "area_km2", "area_pct", "n_occ", "pred_rate"),
    *("nd", "weight", "weight_s", "class"),
]


def frame(layer):
    """A layer as a DataFrame, NULL as None or nan."""
    names = [f.name() for f in layer.fields()]
    return pd.DataFrame({name: column(layer, name) for name in names})


def frame_of(done, output):
    """One output of a run as a DataFrame; the run is held while its layers are read."""
    return frame(done.layer(output))


def strips(areas, occurrences, names=None, **fields):
    """A layer of polygons, 0.1 km per unit of area wide and 10 km high, and its occurrences."""
    edges = X + 100.0 * np.concatenate([[0.0], np.cumsum(areas)])
    shapes = [
        f"POLYGON(({a} {Y},{b} {Y},{b} {Y + 1e4},{a} {Y + 1e4},{a} {Y}))"
        for a, b in zip(edges[:-1], edges[1:])
    ]
    places = [
        ((a + b) / 2, Y + 50.0 * (i + 1))
        for a, b, n in zip(edges[:-1], edges[1:], occurrences)
        for i in range(n)
    ]
    fields.setdefault("cluster", list(range(1, len(areas) + 1)))
    layer = make_layer(shapes, fields, kind="Polygon", name="strips")
    return layer, make_layer(places, name="mines")


def scattered(n=120, seed=0):
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 12000, (n, 2)) + [X, Y]
    clusters = (1 + (xy[:, 0] - X) // 4000 + 3 * ((xy[:, 1] - Y) // 6000)).astype(int)
    mines = rng.normal([X + 9500, Y + 9000], 1500, (25, 2)).tolist()
    mines += (
        rng.uniform(500, 11500, (15, 2)).tolist()
        + (rng.uniform(0, 12000, (9, 2)) + [X, Y]).tolist()
    )
    columns = {
        "cluster": clusters.tolist(),
        "name": [f"S{i}" for i in range(n)],
        "z": (-np.hypot(*(xy - [X + 9000, Y + 9000]).T) / 1000).round(2).tolist(),
    }
    return xy, columns, make_layer(mines, name="mines")


@pytest.fixture(scope="module")
def points(qgis_app):
    """120 scattered samples in 6 clusters with a score z, and 49 occurrences, 15 far off."""
    xy, columns, mines = scattered()
    return make_layer(xy, columns, name="samples"), mines


# The method's reference


PRINTED = {
    "SOM": ([31.19, 14.59, 54.22], [17, 0, 8], ["0.33", None, "-0.22"]),
    "Batch SOM": ([26.62, 12.8, 60.57], [16, 0, 9], ["0.38", None, "-0.22"]),
    "DE-SOM": ([13.13, 29.63, 57.24], [55, 33, 12], ["0.62", "0.04", "-0.67"]),
}
CROSSINGS = {"SOM": 68.3, "Batch SOM": 67.5, "DE-SOM": 71.8}
CLASSES = {
    "SOM": ["anomaly", "background", "background"],
    "Batch SOM": ["anomaly", "background", "background"],
    "DE-SOM": ["anomaly", "halo", "background"],
}


@pytest.mark.parametrize("model", PRINTED)
def test_the_published_table_comes_out_with_base_10(run, model):
    areas, occurrences, printed = PRINTED[model]
    layer, mines = strips(areas, occurrences)
    done = run("predictionarea", INPUT=layer, OCCURRENCES=mines, LOG_BASE="10", **WANTED)
    table = frame(done.layer("TABLE")).set_index("cluster").sort_index()
    total = sum(areas)
    assert table["area_pct"].tolist() == pytest.approx([100 * a / total for a in areas], abs=1e-3)
    rates = [100 * n / sum(occurrences) for n in occurrences]
    assert table["pred_rate"].tolist() == pytest.approx(rates)
    # The paper cuts after two digits.
    cut = [None if np.isnan(w) else f"{np.trunc(100 * w) / 100:.2f}" for w in table["weight"]]
    assert cut == printed
    assert table["class"].tolist() == CLASSES[model]
    assert done.results["CROSSING_RATE"] == pytest.approx(CROSSINGS[model], abs=0.06)
    assert done.results["CROSSING_AREA"] == pytest.approx(100 - CROSSINGS[model], abs=0.06)


def test_the_base_scales_weights_and_changes_neither_order_nor_class(run, points):
    layer, mines = points
    natural, common = (
        frame_of(
            run("predictionarea", INPUT=layer, OCCURRENCES=mines, LOG_BASE=base, **WANTED), "TABLE"
        )
        for base in ("e", "10")
    )
    for name in ("weight", "weight_s"):
        np.testing.assert_allclose(natural[name] / np.log(10), common[name], rtol=1e-12)
    assert natural["cluster"].tolist() == common["cluster"].tolist()
    assert natural["class"].tolist() == common["class"].tolist()


# Everything recomputed from the layers that were written


def recount(ground, mines, groups):
    """(area km2, occurrences) of each group: rows by their area, mines by the polygon they lie in."""
    area, found = {}, {}
    shapes = list(ground.getFeatures())
    for feature in shapes:
        area[feature[groups]] = area.get(feature[groups], 0.0) + feature["area_km2"]
    for mine in mines.getFeatures():
        inside = [f for f in shapes if f.geometry().intersects(mine.geometry())]
        if inside:
            found[inside[0][groups]] = found.get(inside[0][groups], 0) + 1
    return area, found


def crossing_by_steps(rates, areas):
    """Where rate + area = 100, walked in a million steps."""
    p, a = np.concatenate([[0], np.cumsum(rates)]), np.concatenate([[0], np.cumsum(areas)])
    at = np.linspace(0, len(rates), 1_000_001)
    rate, area = np.interp(at, np.arange(len(p)), p), np.interp(at, np.arange(len(a)), a)
    return rate[np.argmin(np.abs(rate + area - 100))]


@pytest.fixture(scope="module")
def written(run, points, tmp_path_factory):
    """The files of one run, opened anew."""
    folder = tmp_path_factory.mktemp("ranked")
    layer, mines = points
    files = {name: str(folder / f"{name.lower()}.gpkg") for name in WANTED}
    done = run("predictionarea", INPUT=layer, OCCURRENCES=mines, **files)
    done.opened = {name: QgsVectorLayer(path, name, "ogr") for name, path in files.items()}
    yield done
    done.__dict__.clear()  # layers on files must be gone before QGIS ends


def test_figures_of_clusters_equal_a_recount_of_the_written_layers(written, points):
    output, table = frame(written.opened["OUTPUT"]), frame(written.opened["TABLE"])
    area, found = recount(written.opened["GROUND"], points[1], "cluster")
    n_occ, whole = sum(found.values()), sum(area.values())
    assert n_occ == written.results["OCCURRENCES_USED"]
    for _, row in output.iterrows():
        share, n = area[row["cluster"]] / whole, found.get(row["cluster"], 0)
        nd = n / n_occ / share
        assert row["nd"] == pytest.approx(nd, abs=1e-9)
        assert row["weight_s"] == pytest.approx(np.log((n + 1) / (n_occ * share + 1)), abs=1e-9)
        if n:
            assert row["weight"] == pytest.approx(np.log(nd), abs=1e-9)
        else:
            assert np.isnan(row["weight"])
    for _, row in table.iterrows():
        assert row["area_km2"] == pytest.approx(area[row["cluster"]], abs=1e-9)
        assert row["n_occ"] == found.get(row["cluster"], 0)
        assert row["n_samples"] == (output["cluster"] == row["cluster"]).sum()


def test_the_crossing_equals_one_found_from_the_written_layers(written, points):
    area, found = recount(written.opened["GROUND"], points[1], "cluster")
    n_occ, whole = sum(found.values()), sum(area.values())
    rate = {c: 100 * found.get(c, 0) / n_occ for c in area}
    order = sorted(area, key=lambda c: -rate[c] / area[c])
    rates, areas = [rate[c] for c in order], [100 * area[c] / whole for c in order]
    assert written.results["CROSSING_RATE"] == pytest.approx(
        crossing_by_steps(rates, areas), abs=1e-3
    )
    assert written.results["CROSSING_AREA"] == pytest.approx(
        100 - written.results["CROSSING_RATE"], abs=1e-9
    )
    # The default rule: no better than chance is background; up to the crossing is anomaly.
    total, expected = 0.0, {}
    for i, c in enumerate(order):
        total += rates[i] + areas[i]
        better = rates[i] > areas[i]
        expected[c] = ("anomaly" if i == 0 or total <= 100 else "halo") if better else "background"
    output = frame(written.opened["OUTPUT"])
    assert [expected[c] for c in output["cluster"]] == output["class"].tolist()


def test_the_table_is_in_rank_order_and_has_the_promised_columns(written):
    table = frame(written.opened["TABLE"])
    assert set(TABLE_COLUMNS) <= set(table.columns)
    assert table["nd"].tolist() == sorted(table["nd"], reverse=True)
    assert table["method"].tolist() == ["samples"] * 6
    assert table["area_pct"].sum() == pytest.approx(100)
    assert table["pred_rate"].sum() == pytest.approx(100)


def test_a_cluster_without_occurrences_has_an_empty_weight_and_is_background(run):
    layer, mines = strips([30, 30, 40], [4, 0, 3])
    done = run("predictionarea", INPUT=layer, OCCURRENCES=mines, **WANTED)
    rows = frame(done.layer("OUTPUT")).set_index("cluster")
    assert np.isnan(rows.loc[2, "weight"])
    assert rows.loc[2, "nd"] == 0
    assert rows.loc[2, "class"] == "background"
    assert rows.loc[2, "weight_s"] == pytest.approx(np.log(1 / (7 * 0.3 + 1)), abs=1e-4)


def test_number_outputs_say_what_was_used(run, points):
    layer, mines = points
    done = run("predictionarea", INPUT=layer, OCCURRENCES=mines, OUTPUT=MEMORY)
    assert done.results["SAMPLES_USED"] == 120
    assert done.results["SAMPLES_OUT"] == 0
    assert done.results["CLUSTER_COUNT"] == 6
    assert done.results["OCCURRENCES_USED"] + done.results["OCCURRENCES_OUT"] == 49
    assert done.results["OCCURRENCES_OUT"] >= 15


# Clusters


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ([3, 7, 10], [3, 7, 10]),
        (["3", "7", "10"], [3, 7, 10]),
        (["granite", "gabbro", "schist"], ["granite", "gabbro", "schist"]),
        (["01", "1", "2"], ["01", "1", "2"]),
        ([0.5, 1.5, 2.0], ["0.5", "1.5", "2.0"]),
        (["9999999999", "1", "2"], ["9999999999", "1", "2"]),
    ],
)
def test_clusters_may_be_numbers_or_texts(run, labels, expected):
    layer, mines = strips([20, 30, 50], [5, 3, 2], group=labels)
    done = run("predictionarea", INPUT=layer, CLUSTER_FIELD="group", OCCURRENCES=mines, **WANTED)
    assert column(done.layer("TABLE"), "cluster") == expected
    assert column(done.layer("OUTPUT"), "group") == labels


def test_the_field_cluster_is_taken_where_none_is_named(run, points):
    layer, mines = points
    named = run("predictionarea", INPUT=layer, CLUSTER_FIELD="cluster", OCCURRENCES=mines, **WANTED)
    plain = run("predictionarea", INPUT=layer, OCCURRENCES=mines, **WANTED)
    assert column(named.layer("OUTPUT"), "nd") == column(plain.layer("OUTPUT"), "nd")


def test_the_order_of_the_samples_plays_no_part(run, points):
    layer, mines = points
    order = np.random.default_rng(5).permutation(120)
    xy, columns, _ = scattered()
    shuffled = make_layer(xy[order], {k: [v[i] for i in order] for k, v in columns.items()})
    here, there = (
        frame_of(run("predictionarea", INPUT=samples, OCCURRENCES=mines, OUTPUT=MEMORY), "OUTPUT")
        for samples in (layer, shuffled)
    )
    for name in ("nd", "weight_s", "class_id"):
        np.testing.assert_allclose(here[name].to_numpy(float)[order], there[name].to_numpy(float))


@pytest.mark.parametrize("blank", [None, ""])
def test_samples_without_a_cluster_are_left_out_and_counted(run, blank):
    xy, columns, mines = scattered()
    labels = [blank if i % 4 == 0 else f"c{c}" for i, c in enumerate(columns["cluster"])]
    layer = make_layer(xy, {"cluster": labels})
    done = run("predictionarea", INPUT=layer, OCCURRENCES=mines, **WANTED)
    assert done.results["SAMPLES_USED"] == done.layer("OUTPUT").featureCount() == 90
    assert done.results["SAMPLES_OUT"] == 30
    assert "30 samples have no cluster" in " ".join(done.log.warnings)


def test_only_selected_samples_are_ranked(run, points):
    layer, mines = points
    QgsProject.instance().addMapLayer(layer, False)
    try:
        layer.selectByIds([f.id() for f in layer.getFeatures()][:50])
        source = QgsProcessingFeatureSourceDefinition(layer.id(), True)
        done = run("predictionarea", INPUT=source, OCCURRENCES=mines, OUTPUT=MEMORY)
    finally:
        layer.removeSelection()
        QgsProject.instance().takeMapLayer(layer)
    assert done.results["SAMPLES_USED"] == 50


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"CLUSTER_FIELD": "cluster", "SCORE_FIELD": "z"}, "choose one"),
        ({"CLUSTER_FIELD": "nothing"}, "is empty"),
        ({"CLUSTER_FIELD": "absent"}, "has no field absent"),
        ({"SCORE_FIELD": "absent"}, "has no field absent"),
        ({"SCORE_FIELD": "words"}, "words"),
        ({"SCORE_FIELD": "nothing"}, "empty everywhere"),
    ],
)
def test_what_cannot_be_ranked_is_refused_in_one_sentence(fails, points, parameters, said):
    xy, columns, mines = scattered()
    columns |= {"nothing": [None] * 120, "words": ["high"] * 120}
    layer = make_layer(xy, columns, name="samples")
    assert said in fails(
        "predictionarea", INPUT=layer, OCCURRENCES=mines, OUTPUT=MEMORY, **parameters
    )


def test_a_layer_with_neither_clusters_nor_a_score_is_refused(fails):
    layer = make_layer([(X, Y), (X + 1, Y)], {"Cu": [1.0, 2.0]})
    said = fails("predictionarea", INPUT=layer, OCCURRENCES=layer, OUTPUT=MEMORY)
    assert "give CLUSTER_FIELD or SCORE_FIELD" in said


# Scores


def test_a_score_is_ranked_by_its_values_from_high_to_low(run, points):
    layer, mines = points
    done = run("predictionarea", INPUT=layer, SCORE_FIELD="z", OCCURRENCES=mines, **WANTED)
    ground = done.layer("GROUND")
    area, found = recount(ground, mines, "z")
    levels = sorted(area, reverse=True)
    n_occ, whole = sum(found.values()), sum(area.values())
    rates = [100 * found.get(z, 0) / n_occ for z in levels]
    areas = [100 * area[z] / whole for z in levels]
    p, a = np.cumsum(rates), np.cumsum(areas)
    k = int(np.argmax(p + a >= 100))
    t = (100 - p[k - 1] - a[k - 1]) / (rates[k] + areas[k])
    assert done.results["CROSSING_RATE"] == pytest.approx(p[k - 1] + t * rates[k], abs=1e-9)
    best = int(np.argmax(p - a))
    expected = {
        z: "background" if i > best else "anomaly" if p[i] + a[i] <= 100 else "halo"
        for i, z in enumerate(levels)
    }
    output = frame(done.layer("OUTPUT"))
    assert output["class"].tolist() == [expected[z] for z in output["z"]]


def test_the_table_of_a_score_has_a_row_per_class(run, points):
    layer, mines = points
    done = run("predictionarea", INPUT=layer, SCORE_FIELD="z", OCCURRENCES=mines, **WANTED)
    table = frame(done.layer("TABLE"))
    classes = column(done.layer("OUTPUT"), "class")
    assert table["cluster"].isna().all()
    assert table["class"].tolist() == [
        c for c in ("anomaly", "halo", "background") if c in set(classes)
    ]
    assert table["n_samples"].tolist() == [classes.count(c) for c in table["class"]]
    area, found = recount(done.layer("GROUND"), mines, "class")
    for _, row in table.iterrows():
        assert row["area_km2"] == pytest.approx(area[row["class"]], abs=1e-9)
        assert row["n_occ"] == found.get(row["class"], 0)


def test_a_rising_transformation_of_a_score_changes_nothing(run):
    xy, columns, mines = scattered()
    columns["e"] = np.exp(np.array(columns["z"])).tolist()
    layer = make_layer(xy, columns)
    a, b = (
        run("predictionarea", INPUT=layer, SCORE_FIELD=f, OCCURRENCES=mines, OUTPUT=MEMORY)
        for f in ("z", "e")
    )
    assert a.results["CROSSING_RATE"] == pytest.approx(b.results["CROSSING_RATE"], abs=1e-12)
    assert column(a.layer("OUTPUT"), "class") == column(b.layer("OUTPUT"), "class")


def test_samples_without_a_score_have_no_class_and_their_ground_does_not_count(run):
    xy, columns, mines = scattered()
    columns["z"] = [None if i % 5 == 0 else z for i, z in enumerate(columns["z"])]
    layer = make_layer(xy, columns)
    done = run("predictionarea", INPUT=layer, SCORE_FIELD="z", OCCURRENCES=mines, **WANTED)
    output, ground = frame(done.layer("OUTPUT")), frame(done.layer("GROUND"))
    assert output["class"].isna().tolist() == output["z"].isna().tolist()
    counted = ground.loc[ground["z"].notna(), "area_km2"].sum()
    assert frame(done.layer("TABLE"))["area_km2"].sum() == pytest.approx(counted)
    assert "24 samples have no z" in " ".join(done.log.warnings)


# Class rules


def test_thresholds_cut_the_smoothed_weights(run, points):
    layer, mines = points
    done = run(
        "predictionarea",
        INPUT=layer,
        OCCURRENCES=mines,
        CLASS_RULE="thresholds",
        ANOMALY_FROM=0.5,
        HALO_FROM=-0.4,
        **WANTED,
    )
    output = frame(done.layer("OUTPUT"))
    expected = np.where(
        output["weight_s"] >= 0.5,
        "anomaly",
        np.where(output["weight_s"] >= -0.4, "halo", "background"),
    )
    assert output["class"].tolist() == expected.tolist()
    assert len(set(expected)) == 3


@pytest.mark.parametrize("given", [{}, {"ANOMALY_FROM": 1.0}, {"ANOMALY_FROM": 0, "HALO_FROM": 1}])
def test_thresholds_that_are_missing_or_rise_are_refused(fails, points, given):
    layer, mines = points
    said = fails(
        "predictionarea",
        INPUT=layer,
        OCCURRENCES=mines,
        OUTPUT=MEMORY,
        CLASS_RULE="thresholds",
        **given,
    )
    assert "thresholds" in said


@pytest.mark.parametrize("rule", ["crossing", "fractal"])
def test_crossing_and_fractal_cut_a_score_from_the_top(run, points, rule):
    layer, mines = points
    given = {"INPUT": layer, "SCORE_FIELD": "z", "OCCURRENCES": mines, **WANTED}
    done, plain = run("predictionarea", CLASS_RULE=rule, **given), run("predictionarea", **given)
    output, weights = frame(done.layer("OUTPUT")), frame(plain.layer("OUTPUT"))
    classes = output.sort_values("z")["class_id"]
    assert classes.is_monotonic_increasing
    if rule == "crossing":
        assert set(classes) == {1, 3}
        assert (output["class_id"] == 3)[weights["class_id"] == 3].all()


def test_natural_breaks_make_three_classes_with_the_least_spread(run, points):
    layer, mines = points
    done = run(
        "predictionarea",
        INPUT=layer,
        SCORE_FIELD="z",
        OCCURRENCES=mines,
        CLASS_RULE="natural_breaks",
        **WANTED,
    )
    output = frame(done.layer("OUTPUT"))
    by_class = output.groupby("class_id")["z"]
    assert by_class.max()[1] < by_class.min()[2] <= by_class.max()[2] < by_class.min()[3]
    z = np.sort(output["z"].to_numpy())
    spread = lambda v: ((v - v.mean()) ** 2).sum()  # noqa: E731
    best = min(
        spread(z[:i]) + spread(z[i:j]) + spread(z[j:])
        for i in range(1, len(z) - 1)
        for j in range(i + 1, len(z))
        if z[i - 1] < z[i] and z[j - 1] < z[j]
    )
    assert sum(spread(v.to_numpy()) for _, v in by_class) == pytest.approx(best)


def test_class_numbers_and_class_names_agree(written):
    output = frame(written.opened["OUTPUT"])
    names = {3: "anomaly", 2: "halo", 1: "background"}
    assert output["class_id"].map(names).tolist() == output["class"].tolist()


# Polygons


def test_polygons_keep_their_shape_and_are_their_own_ground(run):
    layer, mines = strips([20, 30, 50], [5, 3, 2])
    done = run(
        "predictionarea", INPUT=layer, OCCURRENCES=mines, SUPPORT="cells", CELL_SIZE=7.0, **WANTED
    )
    output = done.layer("OUTPUT")
    assert QgsWkbTypes.geometryType(output.wkbType()) == QgsWkbTypes.GeometryType.PolygonGeometry
    for ours, theirs in zip(output.getFeatures(), layer.getFeatures()):
        assert ours.geometry().isGeosEqual(theirs.geometry())
    areas = column(done.layer("GROUND"), "area_km2")
    assert areas == pytest.approx([20 / 0.9996**2, 30 / 0.9996**2, 50 / 0.9996**2], rel=1e-4)


def test_several_polygons_of_one_cluster_are_one_group(run):
    layer, mines = strips([10, 20, 30, 40], [1, 2, 3, 4], cluster=[1, 2, 1, 2])
    done = run("predictionarea", INPUT=layer, OCCURRENCES=mines, **WANTED)
    table = frame(done.layer("TABLE")).set_index("cluster")
    assert table["n_samples"].to_dict() == {1: 2, 2: 2}
    assert table["n_occ"].to_dict() == {1: 4, 2: 6}
    assert table["area_pct"].to_dict() == pytest.approx({1: 40, 2: 60}, rel=1e-4)


def test_ground_under_several_polygons_counts_once_for_the_smallest(run):
    def box(x, y, w, h):
        return f"POLYGON(({x} {y},{x + w} {y},{x + w} {y + h},{x} {y + h},{x} {y}))"

    shapes = [
        box(X, Y, 4000, 4000),
        box(X + 1000, Y + 1000, 1000, 1000),
        box(X + 3500, Y, 3000, 3000),
    ]
    layer = make_layer(shapes, {"cluster": [1, 2, 3]}, kind="Polygon")
    mines = make_layer([(X + 100, Y + 100), (X + 1500, Y + 1500), (X + 3600, Y + 100)])
    done = run("predictionarea", INPUT=layer, OCCURRENCES=mines, **WANTED)
    table = frame(done.layer("TABLE")).set_index("cluster").sort_index()
    assert table["area_km2"].tolist() == pytest.approx([16 - 1 - 1.5, 1, 9], rel=1e-3)
    assert table["n_occ"].tolist() == [1, 1, 1]
    own = [f.geometry() for f in done.layer("GROUND").getFeatures()]
    assert QgsGeometry.unaryUnion(own).area() == pytest.approx(sum(g.area() for g in own))


def test_polygons_drawn_twice_split_their_ground(run):
    layer, mines = strips([20, 30], [2, 3])
    twice = make_layer(
        [f.geometry().asWkt() for f in (*layer.getFeatures(), *layer.getFeatures())],
        {"cluster": [1, 2, 3, 4]},
        kind="Polygon",
    )
    done = run("predictionarea", INPUT=twice, OCCURRENCES=mines, **WANTED)
    table = frame(done.layer("TABLE")).set_index("cluster").sort_index()
    assert table["n_occ"].tolist() == [1, 1.5, 1, 1.5]
    assert table["area_km2"].sum() == pytest.approx(50 / 0.9996**2, rel=1e-4)
    assert "4 samples share a polygon" in " ".join(done.log.warnings)


def test_a_polygon_that_crosses_itself_is_measured_after_repair(run):
    _, mines = strips([50], [4])
    bow = f"POLYGON(({X} {Y},{X + 4000} {Y + 4000},{X + 4000} {Y},{X} {Y + 2000},{X} {Y}))"
    x = X + 4000
    right = f"POLYGON(({x} {Y},{x + 5000} {Y},{x + 5000} {Y + 4000},{x} {Y + 4000},{x} {Y}))"
    layer = make_layer([bow, right], {"cluster": [1, 2]}, kind="Polygon")
    done = run("predictionarea", INPUT=layer, OCCURRENCES=mines, MAX_DISTANCE=1e4, **WANTED)
    assert done.ok, done.log.text
    repaired = QgsGeometry.fromWkt(bow).makeValid().area() / 1e6
    areas = column(done.layer("GROUND"), "area_km2")
    assert areas[0] == pytest.approx(repaired / 0.9996**2, rel=1e-3)


def test_a_study_area_cuts_polygons(run):
    layer, mines = strips([20, 30, 50], [5, 3, 2])
    x = X + 3600
    area = make_layer(
        [f"POLYGON(({X} {Y},{x} {Y},{x} {Y + 10000},{X} {Y + 10000},{X} {Y}))"], kind="Polygon"
    )
    done = run("predictionarea", INPUT=layer, OCCURRENCES=mines, STUDY_AREA=area, **WANTED)
    table = frame(done.layer("TABLE")).set_index("cluster").sort_index()
    assert table["area_pct"].tolist() == pytest.approx([100 * 20 / 36, 100 * 16 / 36, 0], rel=1e-4)
    assert table["n_occ"].tolist() == [5, 3, 0]
    assert "1 samples stand on no ground" in " ".join(done.log.warnings)


# Outputs


def test_ground_has_the_fields_of_the_output_and_its_share_of_the_area(written):
    output, ground = (written.opened[name] for name in ("OUTPUT", "GROUND"))
    names = [f.name() for f in ground.fields()]
    assert {f.name() for f in output.fields()} <= set(names)
    assert {"area_km2", "n_sharing"} <= set(names)
    assert column(output, "sample_id") == column(ground, "sample_id")
    for point, polygon in zip(output.getFeatures(), ground.getFeatures()):
        assert polygon.geometry().intersects(point.geometry())
        assert polygon["class"] == point["class"]


def test_the_sources_attributes_are_kept(written, points):
    source, output = frame(points[0]), frame(written.opened["OUTPUT"])
    for name in source.columns:
        assert output[name].tolist() == source[name].tolist()


def test_a_ranked_layer_ranked_again_replaces_the_old_figures(run, points):
    layer, mines = points
    first = run("predictionarea", INPUT=layer, OCCURRENCES=mines, **WANTED)
    again = run(
        "predictionarea",
        INPUT=first.layer("OUTPUT"),
        SCORE_FIELD="z",
        OCCURRENCES=mines,
        **WANTED,
    )
    fresh = run("predictionarea", INPUT=layer, SCORE_FIELD="z", OCCURRENCES=mines, **WANTED)
    names = [f.name() for f in again.layer("OUTPUT").fields()]
    assert len(names) == len(set(names))
    assert set(names) == {f.name() for f in fresh.layer("OUTPUT").fields()}
    for name in ("nd", "weight", "weight_s", "class"):
        assert column(again.layer("OUTPUT"), name) == column(fresh.layer("OUTPUT"), name)


def test_sample_numbers_of_an_earlier_step_are_kept(run, points):
    xy, columns, mines = scattered()
    layer = make_layer(xy, {**columns, "sample_id": [f"A{i}" for i in range(120)]})
    done = run("predictionarea", INPUT=layer, OCCURRENCES=mines, OUTPUT=MEMORY)
    assert column(done.layer("OUTPUT"), "sample_id") == [f"A{i}" for i in range(120)]


def test_the_table_names_the_method_that_the_layer_carries(run, points):
    xy, columns, mines = scattered()
    layer = make_layer(xy, {**columns, "method": ["batchsom"] * 120}, name="whatever")
    done = run("predictionarea", INPUT=layer, OCCURRENCES=mines, **WANTED)
    assert set(column(done.layer("TABLE"), "method")) == {"batchsom"}


@pytest.mark.parametrize("values", [[1] * 120, [f"k{i}" for i in range(120)], [None] * 120])
def test_a_field_fid_that_is_no_key_does_not_stop_a_geopackage(run, tmp_path, values):
    xy, columns, mines = scattered()
    layer = make_layer(xy, {**columns, "fid": values})
    path = str(tmp_path / "out.gpkg")
    done = run("predictionarea", INPUT=layer, OCCURRENCES=mines, OUTPUT=path)
    assert done.ok, done.log.text
    assert column(QgsVectorLayer(path, "", "ogr"), "fid_source") == values


def test_a_ranked_geopackage_can_be_ranked_again(run, written, points, tmp_path):
    path = str(tmp_path / "again.gpkg")
    done = run("predictionarea", INPUT=written.opened["OUTPUT"], OCCURRENCES=points[1], OUTPUT=path)
    assert done.ok, done.log.text
    opened = QgsVectorLayer(path, "", "ogr")
    assert column(opened, "nd") == column(written.opened["OUTPUT"], "nd")
    assert "fid_source" not in [f.name() for f in opened.fields()]


# Without occurrences


def test_pathfinders_order_clusters_where_no_occurrence_is_known(run):
    xy, columns, _ = scattered()
    layer = make_layer(xy, columns)
    done = run("predictionarea", INPUT=layer, PATHFINDERS=["z"], **WANTED)
    output = frame(done.layer("OUTPUT"))
    means = output.groupby("cluster")["path_mean"].first()
    assert means.idxmax() == output.groupby("cluster")["z"].mean().idxmax()
    assert output["weight_s"].isna().all()
    assert output.loc[output["path_mean"] == means.max(), "class"].unique().tolist() == ["anomaly"]
    assert "mean score of the pathfinders alone" in done.log.text
    assert done.results["CROSSING_RATE"] is None
    assert done.results["OCCURRENCES_USED"] == 0


def test_a_score_without_occurrences_is_classified_and_no_pathfinder_is_spoken_of(run):
    xy, columns, _ = scattered()
    layer = make_layer(xy, columns)
    done = run("predictionarea", INPUT=layer, SCORE_FIELD="z", **WANTED)
    output = frame(done.layer("OUTPUT"))
    assert output.groupby("class_id")["z"].mean().is_monotonic_increasing
    assert set(output["class"]) == {"anomaly", "halo", "background"}
    assert "the order comes from the score alone" in done.log.text
    assert "pathfinder" not in done.log.text
    assert "pathfinder" not in done.layer("OUTPUT").metadata().abstract()


def test_the_report_is_one_page_with_the_crossing_and_the_parameters(run, points, tmp_path):
    layer, mines = points
    page = tmp_path / "report.html"
    done = run("predictionarea", INPUT=layer, OCCURRENCES=mines, OUTPUT=MEMORY, REPORT=str(page))
    assert done.ok, done.log.text
    html = page.read_text(encoding="utf-8")
    assert f"{done.results['CROSSING_RATE']:.1f} %" in html
    assert "LOG_BASE" in html


def test_the_same_input_gives_the_same_output_to_the_bit(run, points):
    layer, mines = points
    one, two = (
        frame_of(run("predictionarea", INPUT=layer, OCCURRENCES=mines, **WANTED), "GROUND")
        for _ in range(2)
    )
    assert one.equals(two)


def test_a_position_is_a_position_in_the_samples_crs(written, points):
    for ours, theirs in zip(written.opened["OUTPUT"].getFeatures(), points[0].getFeatures()):
        assert QgsPointXY(ours.geometry().asPoint()) == QgsPointXY(theirs.geometry().asPoint())
