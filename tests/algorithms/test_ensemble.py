"""Promises of ensemble: how many maps of resamples agree on the class of each place."""

import numpy as np
import pytest
from geochem_som.algorithms import ensemble
from geochem_som.core.batch_som import BatchSOM
from geochem_som.core.clusters import cluster_units
from geochem_som.core.preparation import prepare_samples
from geochem_som.core.ranking import rank_clusters, rank_units
from geochem_som.core.resampling import bootstrap
from geochem_som.core.validation import (
    combination_scorer,
    group_scorer,
    headline_sentence,
    hold_out,
    make_partitions,
    unit_scorer,
)
from layers import ELEMENTS, column, make_layer
from qgis.core import QgsFeature, QgsVectorLayer, QgsWkbTypes

MEMORY = "TEMPORARY_OUTPUT"
QUICK = {"MEMBERS": 8, "ROWS": 6, "COLS": 5, "CLUSTERS": 4, "EPOCHS": 5}
ALL = dict.fromkeys(("OUTPUT", "GROUND", "TABLE"), MEMORY)
OURS = [
    *("p_anomaly", "p_halo", "p_backgr", "entropy", "agreement"),
    *("weight_m", "path_mean", "class_id", "class"),
]


@pytest.fixture(scope="module")
def given(survey):
    return {
        "SAMPLES": survey.samples,
        "FIELDS": survey.elements,
        "OCCURRENCES": survey.occurrences,
        **QUICK,
        **ALL,
    }


@pytest.fixture(scope="module")
def fit(run, given):
    def result(**parameters):
        done = run("ensemble", **{**given, **parameters})
        assert done.ok, done.log.text
        return done

    return result


@pytest.fixture(scope="module")
def done(fit):
    return fit(THREADS=2)


@pytest.fixture(scope="module")
def refused(fails, given):
    def sentence(*words, **parameters):
        said = fails("ensemble", **{**given, **parameters})
        assert "defect" not in said
        for word in words:
            assert word in said, said

    return sentence


def columns(done, output="OUTPUT", names=OURS):
    layer = done.layer(output)
    return {name: np.array(column(layer, name)) for name in names}


# What comes out


def test_every_sample_is_there_with_its_own_attributes(done, survey):
    layer = done.layer("OUTPUT")
    assert layer.featureCount() == done.results["SAMPLES_USED"] == 144
    assert done.results["SAMPLES_OUT"] == 0
    assert column(layer, "Cu") == survey.table["Cu"]
    assert QgsWkbTypes.geometryType(layer.wkbType()) == QgsWkbTypes.GeometryType.PointGeometry
    assert [f.name() for f in layer.fields()][-len(OURS) :] == OURS


def test_shares_entropy_and_agreement_fit_together(done):
    got = columns(done)
    shares = np.column_stack([got["p_anomaly"], got["p_halo"], got["p_backgr"]])
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    np.testing.assert_allclose(8 * shares, np.round(8 * shares), atol=1e-9)
    np.testing.assert_allclose(got["agreement"], shares.max(axis=1))
    for share, entropy, class_id in zip(shares, got["entropy"], got["class_id"]):
        parts = [-s * np.log(s) / np.log(3) for s in share if s > 0]
        assert entropy == pytest.approx(sum(parts), abs=1e-12)
        tied = [c for c, s in zip((3, 2, 1), share) if s == share.max()]
        assert class_id == min(tied)
    names = {3: "anomaly", 2: "halo", 1: "background"}
    assert [names[c] for c in got["class_id"].tolist()] == got["class"].tolist()


@pytest.mark.parametrize("by", ["units", "clusters"])
def test_members_are_the_maps_that_one_would_fit_by_hand(fit, survey, by):
    done = fit(SUPPORT="equal", RANK_BY=by)
    elements = {e: survey.table[e] for e in ELEMENTS}
    X = prepare_samples(elements, ELEMENTS, transform="clr", scaling="standard").X
    sites = np.array([f.geometry().asPoint() for f in survey.occurrences.getFeatures()])[:6]
    nearest = [np.argmin(np.hypot(*(survey.xy - site).T)) for site in sites]
    occurrences = np.bincount(nearest, minlength=144).astype(float)
    area = np.array(column(done.layer("GROUND"), "area_km2"))
    np.testing.assert_allclose(area, area[0])
    weights, class_ids, rates, rule = [], [], [], "natural_breaks"
    for draw in bootstrap(144, 8, 42):
        model = BatchSOM(6, 5, epochs=5, init="sample", random_state=draw.seed).fit(X[draw.rows])
        hits = np.bincount(model.predict(X[draw.rows]), minlength=30)
        if by == "units":
            ranked = rank_units(model.predict(X), model.lattice_, area, occurrences, rule=rule)
        else:
            clusters = cluster_units(model.prototypes_, hits, model.lattice_, n_clusters=4)
            ranked = rank_clusters(clusters.labels[model.predict(X)], area, occurrences, rule=rule)
        weights.append(ranked.weight_s)
        class_ids.append(ranked.class_id)
        rates.append(ranked.prediction_area.crossing.rate)
    got = columns(done)
    np.testing.assert_allclose(got["weight_m"], np.mean(weights, axis=0), rtol=1e-9)
    np.testing.assert_allclose(got["p_anomaly"], np.mean(np.array(class_ids) == 3, axis=0))
    np.testing.assert_allclose(got["p_backgr"], np.mean(np.array(class_ids) == 1, axis=0))
    assert done.results["CROSSING_LOW"] == pytest.approx(min(rates))
    assert done.results["CROSSING_HIGH"] == pytest.approx(max(rates))


def test_the_planted_anomaly_is_sure_and_the_rest_is_not(done, survey):
    got = columns(done)
    assert got["p_anomaly"][survey.inside].mean() > 0.8
    assert got["p_anomaly"][~survey.inside].mean() < 0.1
    assert done.results["AGREEMENT"] == pytest.approx(got["agreement"].mean())
    assert "8 maps of resamples agree on the class of a place" in done.log.text
    assert "fit, not prediction" in done.log.text


def test_the_ground_has_the_same_fields_and_values(done):
    ground = done.layer("GROUND")
    assert QgsWkbTypes.geometryType(ground.wkbType()) == QgsWkbTypes.GeometryType.PolygonGeometry
    points, polygons = columns(done), columns(done, "GROUND")
    for name in OURS:
        assert points[name].tolist() == polygons[name].tolist()


def test_the_table_counts_the_ground_and_the_occurrences_of_each_class(done, survey):
    names = ("class", "n_samples", "area_km2", "area_pct", "n_occ", "pred_rate", "agreement")
    table = columns(done, "TABLE", names)
    ground = columns(done, "GROUND", ("class", "area_km2", "agreement"))
    for i, name in enumerate(table["class"]):
        inside = ground["class"] == name
        assert table["n_samples"][i] == inside.sum()
        assert table["area_km2"][i] == pytest.approx(ground["area_km2"][inside].sum())
        assert table["agreement"][i] == pytest.approx(ground["agreement"][inside].mean())
    assert table["area_pct"].sum() == pytest.approx(100)
    assert table["n_occ"].sum() == done.results["OCCURRENCES_USED"] == 6
    assert table["pred_rate"].sum() == pytest.approx(100)
    assert set(table["class"]) == set(ground["class"])


def test_the_mean_weight_can_be_ranked_and_gives_the_same_crossing(run, done, survey):
    again = run(
        "predictionarea",
        INPUT=done.layer("OUTPUT"),
        SCORE_FIELD="weight_m",
        OCCURRENCES=survey.occurrences,
        OUTPUT=MEMORY,
    )
    assert again.ok, again.log.text
    assert again.results["CROSSING_RATE"] == pytest.approx(done.results["CROSSING_RATE"])


def test_one_and_two_threads_and_a_repetition_give_the_same_result(fit, done):
    for threads in (1, 2, 3):
        again = columns(fit(THREADS=threads))
        for name, values in columns(done).items():
            assert again[name].tolist() == values.tolist()
    other = columns(fit(SEED=1))
    assert other["weight_m"].tolist() != columns(done)["weight_m"].tolist()


@pytest.mark.parametrize("method", ["som", "desom"])
def test_the_other_maps_make_ensembles_too(fit, survey, method):
    if method == "desom":
        pytest.importorskip("torch", reason="DE-SOM needs torch")
    network = {"HIDDEN": "8", "LATENT": 2}
    one, two = (fit(METHOD=method, MEMBERS=3, THREADS=t, **network) for t in (1, 2))
    assert set(column(one.layer("OUTPUT"), "method")) == {f"{method} ensemble"}
    assert columns(one)["weight_m"].tolist() == columns(two)["weight_m"].tolist()


def test_without_occurrences_pathfinders_give_the_order_and_every_output_says_so(fit, survey):
    done = fit(OCCURRENCES=None, PATHFINDERS=["Cu", "Au"])
    got = columns(done)
    assert got["p_anomaly"][survey.inside].mean() > 0.8
    assert set(got["weight_m"]) == {None}
    inside, outside = got["path_mean"][survey.inside], got["path_mean"][~survey.inside]
    assert inside.mean() > outside.mean() + 1
    for output in ("OUTPUT", "GROUND", "TABLE"):
        assert "pathfinders alone" in done.layer(output).metadata().abstract()
    assert done.results["CROSSING_RATE"] is None
    assert done.results["CROSSING_LOW"] is None


def test_every_row_of_the_samples_is_used_or_listed(fit, survey):
    places = [None, *survey.xy[1:]]
    table = {**survey.table, "Cu": [5.0, None, *survey.table["Cu"][2:]]}
    done = fit(SAMPLES=make_layer(places, table, name="soil"), MISSING="drop", SAMPLE_ID="name")
    assert (done.results["SAMPLES_USED"], done.results["SAMPLES_OUT"]) == (142, 2)
    assert len(column(done.layer("OUTPUT"), "sample_id")) == 142
    assert "S000 (no geometry)" in done.log.text
    assert "Left out: S001" in done.log.text


def test_samples_off_the_ground_have_a_class_and_count_for_no_ground(fit, survey):
    west = "POLYGON((599000 2699000,606500 2699000,606500 2712500,599000 2712500,599000 2699000))"
    area = make_layer([west], {"n": [1]}, kind="Polygon", name="west")
    places = [(602000.0, 2702000.0), (603000.0, 2705000.0), (604000.0, 2708000.0)]
    sites = make_layer(places, {"name": list("abc")}, name="sites")
    done = fit(STUDY_AREA=area, OCCURRENCES=sites)
    assert done.layer("OUTPUT").featureCount() == 144
    assert columns(done, "TABLE", ["area_pct"])["area_pct"].sum() == pytest.approx(100)


def test_fields_of_the_user_that_results_replace_are_said(fit, survey):
    layer = make_layer(survey.xy, {**survey.table, "entropy": [1.0] * 144}, name="soil")
    done = fit(SAMPLES=layer)
    assert any("entropy of the layer soil" in said for said in done.log.warnings)


def test_more_clusters_than_occurrences_are_warned_of(fit):
    done = fit(CLUSTERS=8, RANK_BY="clusters")
    assert any("more clusters (8) than occurrences (6)" in said for said in done.log.warnings)


def test_optional_outputs_are_not_made_unless_wanted(run, given):
    only = {k: v for k, v in given.items() if k not in ("GROUND", "TABLE")}
    done = run("ensemble", **only)
    assert done.ok, done.log.text
    assert not {"GROUND", "TABLE", "REPORT"} & set(done.results)


def test_progress_rises_to_the_end(done):
    assert done.log.fractions == sorted(done.log.fractions)
    assert done.log.fractions[-1] >= 90


def test_a_cancelled_run_leaves_nothing_behind(run, given, tmp_path):
    outputs = {"OUTPUT": str(tmp_path / "out.gpkg"), "REPORT": str(tmp_path / "report.html")}
    for percent in (1, 30, 87):
        cut_off = {**given, "GROUND": None, "TABLE": None, "MEMBERS": 60, **outputs}
        done = run("ensemble", cancel_at=percent, **cut_off)
        assert not done.ok
        assert "Stopped by the user" in done.log.text
        assert list(tmp_path.iterdir()) == []


# Held out


@pytest.mark.parametrize("by", ["units", "clusters"])
def test_evidence_on_the_ensemble_leads_log_report_and_metadata(fit, monkeypatch, tmp_path, by):
    seen = []
    real = ensemble.evidence_of_ensemble

    def noted(inputs, site, name, models, feedback):
        seen.append((site, models))
        return real(inputs, site, name, models, feedback)

    monkeypatch.setattr(ensemble, "evidence_of_ensemble", noted)
    page = tmp_path / "report.html"
    done = fit(REPORT=str(page), EVALUATION="held_out", RANK_BY=by)
    [(site, models)] = seen
    assert len(models) == 8
    ground, places = site.examined_ground(), site.occurrences.places
    scorers = [unit_scorer(*m.units) if by == "units" else group_scorer(m.clusters) for m in models]
    scorer = combination_scorer(scorers, rule="mean")
    partitions = make_partitions(ground, random_state=42)
    expected = hold_out(scorer, ground, places, partitions=partitions)
    assert done.results["HELDOUT_RATE"] == expected.crossing
    assert done.results["P_VALUE"] is None
    headline = headline_sentence(expected)
    assert headline in done.log.text
    assert done.layer("OUTPUT").metadata().abstract().startswith(headline)
    html = page.read_text(encoding="utf-8")
    assert html.index(headline) < html.index("8 maps of resamples")
    assert ("30 units each, ranked by units" in html) == (by == "units")


# Looks


def doubtful(layer):
    """Features of every class and of 95, 80 and 40 percent agreement, with the field values."""
    features = []
    for class_id in (3, 2, 1):
        for agreement in (0.95, 0.9, 0.8, 0.7, 0.4):
            feature = QgsFeature(layer.fields())
            feature["class_id"], feature["agreement"] = class_id, agreement
            feature["p_anomaly"] = agreement if class_id == 3 else 0.0
            features.append(feature)
    return features


@pytest.mark.parametrize("output", ["OUTPUT", "GROUND"])
def test_the_map_shows_the_class_and_fades_where_maps_disagree(done, output):
    from qgis.core import QgsRenderContext

    layer = done.layer(output)
    renderer = layer.renderer().clone()
    context = QgsRenderContext()
    context.expressionContext().appendScope(layer.createExpressionContextScope())
    renderer.startRender(context, layer.fields())
    shown = {}
    for feature in doubtful(layer):
        context.expressionContext().setFeature(feature)
        key = feature["class_id"], feature["agreement"]
        shown[key] = renderer.symbolForFeature(feature, context).color()
    renderer.stopRender(context)
    full = {3: "#c8102e", 2: "#f5a03c", 1: "#d4d4d0"}
    for c, colour in full.items():
        assert shown[c, 0.95].name() == shown[c, 0.9].name() == colour
        assert shown[c, 0.8].name() == shown[c, 0.7].name()
        lightness = [shown[c, a].lightness() for a in (0.9, 0.7, 0.4)]
        assert lightness == sorted(set(lightness))
        assert all(shown[c, a].alpha() == 255 for a in (0.9, 0.7, 0.4))
    assert len({colour.name() for colour in shown.values()}) == 9


def test_the_legend_gives_the_ground_of_every_class_and_level(done):
    ground = columns(done, "GROUND", ("class", "area_km2", "agreement"))
    labels = [c.label() for c in done.layer("OUTPUT").renderer().categories()]
    assert len(labels) == 9
    for name, words, low, high in (
        ("anomaly", "90 % of the maps or more", 0.9, 1.1),
        ("anomaly", "under 70 % of the maps", 0.0, 0.7),
        ("background", "70 to 90 % of the maps", 0.7, 0.9),
    ):
        label = next(x for x in labels if x.startswith(f"{name.capitalize()}, {words}"))
        inside = (
            (ground["class"] == name) & (ground["agreement"] >= low) & (ground["agreement"] < high)
        )
        share = 100 * ground["area_km2"][inside].sum() / ground["area_km2"].sum()
        said = label.split(": ")[1]
        assert (
            said == "none"
            if not inside.any()
            else float(said.split(" ")[0]) == pytest.approx(share, abs=0.5)
        )


@pytest.mark.parametrize("ending", ["gpkg", "shp", "geojson"])
def test_files_open_in_the_style_of_confidence(fit, tmp_path, ending):
    points, ground = tmp_path / f"points.{ending}", tmp_path / f"ground.{ending}"
    fit(OUTPUT=str(points), GROUND=str(ground), TABLE=str(tmp_path / "table.csv"))
    for path in (points, ground):
        layer = QgsVectorLayer(str(path), "opened", "ogr")
        assert layer.renderer().type() == "categorizedSymbol"
        assert "agreement" in layer.renderer().classAttribute()
        assert set(OURS) <= {f.name() for f in layer.fields()}
        if ending == "gpkg":
            _, _, names, *_ = layer.listStylesInDatabase()
            assert set(names) == {"Confidence", "Share of maps that say anomaly"}


def test_the_second_style_covers_all_shares_in_fixed_steps(done):
    layer = done.layer("OUTPUT")
    layer.styleManager().setCurrentStyle("Share of maps that say anomaly")
    renderer = layer.renderer()
    assert renderer.classAttribute() == "p_anomaly"
    found = [renderer.rangeForValue(share).label() for share in (1.0, 0.9, 0.5, 0.1, 0.04, 0.0)]
    starts = ["Anomaly by 90 % of the maps or more", "Anomaly by 90 % of the maps or more"]
    starts += ["Anomaly by 50 to 90 %", "Anomaly by 10 to 50 %", "Anomaly by under 10 %"]
    for label, start in zip(found, [*starts, "Anomaly by no map"]):
        assert label.startswith(start), label


def test_the_report_has_the_maps_the_agreement_and_the_spread(fit, tmp_path):
    page = tmp_path / "report.html"
    fit(REPORT=str(page))
    html = page.read_text(encoding="utf-8")
    assert html.count("<svg") >= 4
    for words in (
        "Confidence maps",
        "How many maps agree",
        "Crossing of the P-A curves (fit, not prediction)",
        "no probability of ore",
        "MEMBERS",
    ):
        assert words in html


# Bad input


def test_a_single_member_is_no_ensemble(refused):
    refused("MEMBERS is 1", MEMBERS=1)


def test_a_method_that_does_not_exist(refused):
    refused("METHOD is kmeans", "som, batchsom, desom", METHOD="kmeans")


def test_neither_occurrences_nor_pathfinders(refused):
    refused("PATHFINDERS", OCCURRENCES=None)


def test_more_clusters_than_units(refused):
    refused("CLUSTERS is 31", CLUSTERS=31, RANK_BY="clusters")


def test_thresholds_without_numbers_are_refused_before_training(refused):
    refused("ANOMALY_FROM", CLASS_RULE="thresholds")


def test_a_map_larger_than_the_survey(refused):
    refused("ROWS x COLS", "144", ROWS=20, COLS=20)


def test_outputs_that_cannot_be_written(refused):
    refused("OUTPUT", OUTPUT="/proc/out.gpkg")
