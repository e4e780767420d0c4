"""Promises of the evaluation: what the algorithms say of a map's power to predict."""

import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from geochem_som.algorithms.compat import plain
from geochem_som.algorithms.evidence import SiteEvidence
from geochem_som.algorithms.models import units_of_fields
from geochem_som.algorithms.ranking import Site
from geochem_som.algorithms.signatures import (
    class_with_geochemistry,
    signatures_of,
    with_geochemistry,
)
from geochem_som.core.lattice import Lattice
from geochem_som.core.ranking import rank_clusters, rank_score
from geochem_som.core.validation import (
    combination_scorer,
    examine_models,
    fixed_scorer,
    group_rates,
    group_scorer,
    headline_sentence,
    hold_out,
    independent_witnesses,
    make_partitions,
    occupied_blocks,
    simulate_patterns,
    unit_scorer,
    weights_of_evidence,
)
from geochem_som.core.validation.headline import verdict
from layers import ELEMENTS, column, make_layer
from qgis.core import QgsProject, QgsVectorLayer
from scipy.spatial.distance import pdist

MEMORY = "TEMPORARY_OUTPUT"
NUMBERS = ("HELDOUT_RATE", "HELDOUT_LOW", "HELDOUT_HIGH", "P_VALUE", "FIT_NULL_RATE")
LABELS = {"som": "SOM", "batchsom": "Batch SOM", "maximin": "Maximin combination"}
MAP = {"METHODS": ["som", "batchsom"], "ROWS": 6, "COLS": 5, "CLUSTERS": 4}
ALL = dict.fromkeys(
    ("OUTPUT", "OUTPUT_SOM", "OUTPUT_BATCHSOM", "GROUND", "TARGETS", "TABLE"), MEMORY
)


@pytest.fixture(scope="module")
def mines(survey):
    """26 occurrences: 15 on the planted anomaly, 11 all over the ground."""
    rng = np.random.default_rng(3)
    low = survey.xy.min(axis=0)
    rich, poor = rng.uniform(7600, 11400, (15, 2)), rng.uniform(0, 11000, (11, 2))
    return make_layer(np.concatenate([rich, poor]) + low, name="mines")


@pytest.fixture(scope="module")
def watched(run):
    """watched(id, **parameters): the run, with the `ground` and `places` that it examined."""

    def result(name, **parameters):
        seen = []
        examined = Site.examined_ground

        def noted(site):
            seen.append((examined(site), site.occurrences.places))
            return seen[-1][0]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Site, "examined_ground", noted)
            done = run(name, **parameters)
        assert done.ok, done.log.text
        done.ground, done.places = seen[0] if seen else (None, None)
        return done

    return result


@pytest.fixture(scope="module")
def workflow(watched, survey, mines):
    def result(**parameters):
        given = {"SAMPLES": survey.samples, "FIELDS": survey.elements, "OCCURRENCES": mines}
        return watched(
            "separateanomalies", SAMPLE_ID="name", **{**given, **MAP, **ALL, **parameters}
        )

    return result


@pytest.fixture(scope="module")
def whole(workflow, tmp_path_factory):
    """One run with everything, ranked by clusters."""
    page = tmp_path_factory.mktemp("evidence") / "report.html"
    done = workflow(EVALUATION="full", RANK_BY="clusters", REPORT=str(page))
    done.html = page.read_text(encoding="utf-8")
    return done


@pytest.fixture(scope="module")
def by_units(workflow):
    return workflow(EVALUATION="held_out")


@pytest.fixture
def ranked(watched, mines):
    """ranked(layer, **parameters): predictionarea on it."""

    def result(layer, **parameters):
        given = {"OCCURRENCES": mines, "OUTPUT": MEMORY, "TABLE": MEMORY, "GROUND": MEMORY}
        return watched("predictionarea", INPUT=layer, **{**given, **parameters})

    return result


@pytest.fixture
def combined(watched, mines):
    """combined(layers, **parameters): maximin on them, held in the project for the run."""
    held = []

    def result(layers, **parameters):
        layers = [layer.clone() for layer in layers]
        held.extend(layers)
        QgsProject.instance().addMapLayers(layers, False)
        given = {"OCCURRENCES": mines, "OUTPUT": MEMORY, "TABLE": MEMORY}
        return watched(
            "maximin", LAYERS=[layer.id() for layer in layers], **{**given, **parameters}
        )

    yield result
    QgsProject.instance().removeMapLayers([layer.id() for layer in held])


def figures(found):
    """Number outputs as the core gives them."""
    held_out, chance = found.held_out, found.chance
    return [
        *(held_out.crossing, held_out.low, held_out.high),
        *((chance.p_value, chance.fit_null_rate) if chance else (None, None)),
    ]


def numbers(results, prefix=""):
    return [results[f"{prefix}{name}"] for name in NUMBERS]


@pytest.fixture(scope="module")
def by_hand(whole):
    """The core called on the same ground: evidence of all models, pool, clusters as written."""
    ground, places = whole.ground, whole.places
    clusters = {m: column(whole.layer(f"OUTPUT_{m.upper()}"), "cluster") for m in MAP["METHODS"]}
    scorers = {name: group_scorer(labels) for name, labels in clusters.items()}
    scorers["maximin"] = combination_scorer(list(scorers.values()))
    partitions = make_partitions(ground, random_state=42)
    pool = simulate_patterns(ground, len(places), random_state=42)
    evidence = examine_models(scorers, ground, places, partitions=partitions, pool=pool)
    return SimpleNamespace(
        ground=ground, places=places, clusters=clusters, pool=pool, evidence=evidence
    )


# The whole workflow


def test_the_ground_examined_is_the_ground_written(whole, mines):
    polygons, ground = whole.layer("GROUND"), whole.ground
    np.testing.assert_array_equal(ground.area, column(polygons, "area_km2"))
    points = [f.geometry().asPoint() for f in whole.layer("OUTPUT").getFeatures()]
    np.testing.assert_allclose(ground.xy, [(p.x(), p.y()) for p in points], atol=1e-6)
    shapes = [f.geometry() for f in polygons.getFeatures()]
    sample_of_place = {place: i for i, place in enumerate(ground.support.place.tolist())}
    held = [shapes[sample_of_place[place]] for place in whole.places.tolist()]
    sites = [mine.geometry() for mine in mines.getFeatures()]
    assert all(shape.contains(site) for shape, site in zip(held, sites))
    assert len(held) == len(sites) == 26


@pytest.mark.parametrize("model", LABELS)
def test_the_figures_of_every_model_are_those_of_the_core(whole, by_hand, model):
    assert len(by_hand.places) == whole.results["OCCURRENCES_USED"]
    found = by_hand.evidence[model]
    expected = figures(found)
    assert numbers(whole.results, f"{model.upper()}_") == pytest.approx(expected, abs=1e-9)
    assert all(type(whole.results[f"{model.upper()}_{name}"]) is float for name in NUMBERS)


@pytest.mark.parametrize("model", LABELS)
def test_the_headline_stands_in_report_log_and_metadata(whole, by_hand, model):
    found = by_hand.evidence[model]
    headline = headline_sentence(found.held_out, found.chance)
    assert re.fullmatch(
        r"Held-out crossing \d+ \(50 = chance; resampling range \d+-\d+; p = \S+; "
        r"26 occurrences in \d+ blocks\)\.",
        headline,
    )
    lines = [said for said in whole.log.infos if said.startswith(f"{LABELS[model]}: {headline}")]
    assert len(lines) == 1
    assert verdict(found.held_out, found.chance) in lines[0]
    assert "Fit, not prediction: the curves cross at" in lines[0]
    output = "OUTPUT" if model == "maximin" else f"OUTPUT_{model.upper()}"
    assert whole.layer(output).metadata().abstract().startswith(headline)
    assert f"{LABELS[model]}: {headline}" in whole.html
    assert headline in whole.layer("TABLE").metadata().abstract()


def test_the_report_opens_with_the_combination_and_what_it_is_worth(whole, by_hand):
    found = by_hand.evidence["maximin"]
    body = whole.html[whole.html.index("<body>") :]
    order = [
        f"Maximin combination: {found.headline}",
        verdict(found.held_out, found.chance)[:40],
        f"SOM: {by_hand.evidence['som'].headline}",
        "26 occurrences are few",
        "Held-out crossing of each model beside its fit",
        "<h2>Prediction-area analysis (fit)",
    ]
    places = [body.index(text) for text in order]
    assert places == sorted(places)
    assert "50 = chance: " in body[body.index(">Maps<") :]  # under the maps


def test_nothing_is_said_twice_in_the_log(whole, by_units):
    for done in (whole, by_units):
        assert len(done.log.infos) == len(set(done.log.infos))
        assert done.log.text.count("P-A curves cross") == 0  # the held-out lines tell the fit


def test_too_few_occurrences_to_tell_is_said_where_it_applies(ranked, survey, mines):
    rng = np.random.default_rng(8)
    layer = make_layer(survey.xy, {"noise": rng.integers(1, 4, 144).tolist()})
    done = ranked(layer, CLUSTER_FIELD="noise", EVALUATION="full")
    assert done.results["P_VALUE"] > 0.05
    assert "Too few occurrences to tell (p = " in done.log.text
    assert "Too few occurrences to tell" in done.layer("OUTPUT").metadata().abstract()


# Rates of single clusters


@pytest.mark.parametrize("model", MAP["METHODS"])
def test_rates_of_clusters_are_those_of_the_core(whole, by_hand, model):
    labels, ground, places = by_hand.clusters[model], by_hand.ground, by_hand.places
    witnesses = independent_witnesses(labels, ground, places, by_hand.pool)
    rates = group_rates(labels, ground, places, witnesses).set_index("group")
    names = [f.name() for f in whole.layer("TABLE").fields()]
    table = pd.DataFrame({name: column(whole.layer("TABLE"), name) for name in names})
    table = table[table["method"] == model].set_index("cluster")
    assert sorted(table.index) == [1, 2, 3, 4]
    rates = rates.loc[table.index.astype(int)]
    for ours, theirs in {
        "pred_rate": "pred_rate",
        "rate_low": "rate_low",
        "rate_high": "rate_high",
        "p_binom": "p_value",
        "p_holm": "p_holm",
    }.items():
        np.testing.assert_allclose(table[ours].astype(float), rates[theirs], atol=1e-9)
    assert (table["rate_low"] <= table["pred_rate"]).all()
    assert (table["pred_rate"] <= table["rate_high"]).all()
    weights = weights_of_evidence(rates["n_occ"].to_numpy(), rates["area_pct"].to_numpy())
    for ours, theirs in (("contrast", "contrast"), ("stud_contr", "studentized"), ("w_plus",) * 2):
        np.testing.assert_allclose(
            table[ours].astype(float), weights[theirs].to_numpy(float), atol=1e-9
        )


def test_classes_of_the_combination_get_no_interval(whole):
    rows = [f for f in whole.layer("TABLE").getFeatures() if f["method"] == "maximin"]
    assert rows
    assert {plain(f[name]) for f in rows for name in ("rate_low", "p_holm", "contrast")} == {None}


def test_three_strongest_elements_of_every_cluster_are_in_table_and_targets(whole):
    table, targets = whole.layer("TABLE"), whole.layer("TARGETS")
    signed = re.compile(r"(\w+ [+-]\d+\.\d)(, \w+ [+-]\d+\.\d){0,2}|none")
    assert all(signed.fullmatch(text) for text in column(table, "enriched"))
    rich = {f["class"]: f["enriched"] for f in table.getFeatures() if f["method"] == "maximin"}
    assert {part.split(" ")[0] for part in rich["anomaly"].split(", ")} >= {"Cu", "Au"}
    assert all(len(text.split(", ")) <= 3 for text in column(targets, "enriched"))
    assert any("Cu" in text and "Au" in text for text in column(targets, "enriched"))


# The same figures on every way to them


@pytest.mark.parametrize("rank_by", ["clusters", "units"])
def test_prediction_area_and_maximin_on_layers_equal_the_whole_workflow(
    ranked, combined, whole, by_units, rank_by
):
    done = whole if rank_by == "clusters" else by_units
    parts, runs = [], []
    for model in MAP["METHODS"]:
        layer = done.layer(f"OUTPUT_{model.upper()}")
        single = ranked(layer, RANK_BY=rank_by, EVALUATION="held_out")
        expected = numbers(done.results, f"{model.upper()}_")
        assert numbers(single.results)[:3] == pytest.approx(expected[:3], abs=1e-9)
        assert column(single.layer("OUTPUT"), "weight_s") == pytest.approx(
            column(layer, "weight_s"), abs=1e-12
        )
        runs.append(single)  # a layer is gone with its run
        parts.append(single.layer("OUTPUT"))
    kind = "full" if rank_by == "clusters" else "held_out"
    together = combined(parts, EVALUATION=kind)
    assert numbers(together.results) == pytest.approx(numbers(done.results, "MAXIMIN_"), abs=1e-9)


@pytest.mark.parametrize("rule", ["majority", "mean_rank"])
def test_every_combination_is_held_out_by_its_own_rule(workflow, combined, rule):
    done = workflow(EVALUATION="held_out", RANK_BY="clusters", COMBINE_BY=rule)
    layers = [done.layer(f"OUTPUT_{m.upper()}") for m in MAP["METHODS"]]
    parts = [group_scorer(column(layer, "cluster")) for layer in layers]
    scorer = combination_scorer(parts, rule=rule, class_rule="natural_breaks")
    expected = hold_out(scorer, done.ground, done.places)
    assert done.results["MAXIMIN_HELDOUT_RATE"] == pytest.approx(expected.crossing, abs=1e-9)
    field = {"majority": "vote_share", "mean_rank": "mean_rank"}[rule]
    assert len(column(done.layer("OUTPUT"), field)) == 144
    again = combined(layers, EVALUATION="held_out", COMBINE_BY=rule, CLASS_RULE="natural_breaks")
    assert again.results["HELDOUT_RATE"] == pytest.approx(expected.crossing, abs=1e-9)


def test_units_are_ranked_by_the_occurrences_around_them_on_the_lattice(by_units):
    layer = by_units.layer("OUTPUT_SOM")
    ground, places = by_units.ground, by_units.places
    bmu, lattice = np.array(column(layer, "bmu")), Lattice(6, 5)
    per_sample = ground.support.occurrences(places)
    kernel = lattice.kernel(np.sqrt(2.0))
    n = np.array([per_sample[bmu == k].sum() for k in range(30)])
    a = np.array([ground.area[bmu == k].sum() for k in range(30)]) / ground.area.sum()
    weight = np.log((kernel @ n + 1) / (kernel @ (n.sum() * a) + 1))
    np.testing.assert_allclose(column(layer, "weight_s"), weight[bmu], atol=1e-9)
    expected = hold_out(unit_scorer(bmu, lattice), ground, places)
    assert by_units.results["SOM_HELDOUT_RATE"] == pytest.approx(expected.crossing, abs=1e-9)


def test_the_clusters_of_a_map_that_is_ranked_by_units_are_described(by_units, whole):
    def rows(done, model):
        features = [f for f in done.layer("TABLE").getFeatures() if f["method"] == model]
        return {f["cluster"]: f for f in features}

    area = by_units.ground.area
    for model in MAP["METHODS"]:
        ranked, described = rows(whole, model), rows(by_units, model)
        assert sorted(described) == [1, 2, 3, 4]
        own = (
            "n_samples",
            "area_pct",
            "n_occ",
            "pred_rate",
            "nd",
            "weight",
            "weight_s",
            "enriched",
        )
        for cluster, row in described.items():
            assert [row[name] for name in own] == [ranked[cluster][name] for name in own]
            assert row["rate_low"] <= row["pred_rate"] <= row["rate_high"]
        layer = by_units.layer(f"OUTPUT_{model.upper()}")
        clusters, classes = (np.array(column(layer, name)) for name in ("cluster", "class"))
        for cluster, row in described.items():
            inside = clusters == cluster
            grounds = {c: area[inside & (classes == c)].sum() for c in ("anomaly", "background")}
            assert grounds[row["class"]] == max(grounds.values())
            for name in ("nd", "weight"):
                assert {plain(f[name]) for f in layer.getFeatures() if f["cluster"] == cluster} == {
                    plain(row[name])
                }
        assert len(set(zip(clusters.tolist(), classes.tolist()))) > 4  # units, not clusters, decide


def test_a_class_that_predicts_no_more_than_its_ground_is_said_to():
    curve = pd.DataFrame({"area_pct": [0, 10, 30, 100], "pred_rate": [0, 40, 55, 100.0]})
    held_out = SimpleNamespace(possible=True, curve=curve)
    evidence = SiteEvidence({"som": SimpleNamespace(held_out=held_out)})
    table = pd.DataFrame({"class_id": [3, 2, 1], "area_pct": [10.0, 20.0, 70.0]})
    assert evidence.class_rates("som", table) == pytest.approx({3: 40.0, 2: 15.0, 1: 45.0})
    [said] = evidence.class_cautions("som", table)
    assert said.startswith("Halo would hold 15 % of the occurrences, were they held out, on 20 %")
    assert evidence.class_cautions("batchsom", table) == []


def test_units_cut_at_the_crossing_are_warned_of(workflow):
    said = "natural_breaks suits units"
    assert said in workflow(EVALUATION="none", CLASS_RULE="weights").log.text
    assert said not in workflow(EVALUATION="none").log.text
    clusters = workflow(EVALUATION="none", CLASS_RULE="weights", RANK_BY="clusters")
    assert said not in clusters.log.text


def test_the_legend_sets_what_is_held_out_beside_the_fit(by_units, workflow):
    ground, places = by_units.ground, by_units.places
    for model in MAP["METHODS"]:
        layer = by_units.layer(f"OUTPUT_{model.upper()}")
        held_out = hold_out(
            unit_scorer(np.array(column(layer, "bmu")), Lattice(6, 5)), ground, places
        )
        class_id = np.array(column(layer, "class_id"))
        share = 100 * ground.area[class_id == 3].sum() / ground.area.sum()
        rate = np.interp(share, held_out.curve["area_pct"], held_out.curve["pred_rate"])
        legend = {c.value(): c.label() for c in layer.renderer().categories()}
        assert legend[3].endswith(f"(fit), {rate:.0f} % if held out")
        rates = [float(label.split(", ")[-1].split(" ")[0]) for label in legend.values()]
        assert sum(rates) == pytest.approx(100, abs=1.5)
    alone = workflow(EVALUATION="none")  # a layer is gone with its run
    fit = alone.layer("OUTPUT_SOM").renderer().categories()
    assert not any("held out" in category.label() for category in fit)


@pytest.mark.parametrize(
    ("kind", "by", "warned"),
    [("none", "units", 1), ("held_out", "units", 1), ("full", "units", 0), ("none", "clusters", 0)],
)
def test_a_fit_of_units_without_a_figure_of_chance_is_warned_of(workflow, kind, by, warned):
    said = "whose fit means nothing below about 100 occurrences (26 here)"
    warnings = workflow(
        EVALUATION=kind, RANK_BY=by, METHODS=["batchsom"], OUTPUT_SOM=None
    ).log.warnings
    assert sum(said in warning for warning in warnings) == warned


def test_samples_without_a_unit_are_told_of_and_occurrences_on_them_alone_refused(run, survey):
    near = survey.inside.tolist()
    mines = make_layer([tuple(survey.xy[i]) for i in np.flatnonzero(near)[:6]], name="mines")
    units = {"bmu_row": [i % 6 for i in range(144)], "bmu_col": [i % 5 for i in range(144)]}
    given = {
        "OCCURRENCES": mines,
        "RANK_BY": "units",
        "OUTPUT": MEMORY,
        "TABLE": MEMORY,
    }

    def layer(blank, **more):
        table = {n: [None if b else v for v, b in zip(c, blank)] for n, c in units.items()}
        return make_layer(survey.xy, {**table, **more}, name="soil")

    done = run("predictionarea", INPUT=layer(near), **given)
    assert not done.ok
    assert "None of the occurrences lies on the ground of a sample that has a unit" in done.log.text
    blank = [i < 7 for i in range(144)]
    some = [None if b else 1 + i % 3 for i, b in enumerate(blank)]
    done = run("predictionarea", INPUT=layer(blank, cluster=some), **given)
    assert done.ok, done.log.text
    assert "7 samples have no unit" in done.log.text
    assert "7 samples have no cluster, so the clusters are not described" in done.log.text
    assert {plain(c) for c in column(done.layer("TABLE"), "cluster")} == {None}
    whole = [1 + i % 3 for i in range(144)]
    done = run("predictionarea", INPUT=layer([False] * 144, cluster=whole), **given)
    assert sorted(column(done.layer("TABLE"), "cluster")) == [1, 2, 3]
    assert done.results["CLUSTER_COUNT"] == 3


def test_the_lattice_of_a_layer_is_as_it_was_trained():
    rows, cols = np.array([0.0, 3, 2]), np.array([1.0, 0, np.nan])
    bmu, lattice = units_of_fields(rows, cols, "hexagonal", "planar", "euclidean")
    assert lattice == Lattice(4, 2, "hexagonal", "planar", "euclidean")
    assert bmu.tolist() == [1, 6, -1]


# Scores


def test_a_score_made_without_occurrences_is_examined_as_it_is(ranked, survey):
    score = survey.table["Cu"]
    layer = make_layer(survey.xy, {"sample_id": survey.table["name"], "S_ppm": score})
    done = ranked(layer, SCORE_FIELD="S_ppm", EVALUATION="held_out")
    expected = hold_out(fixed_scorer(score), done.ground, done.places)
    assert done.results["HELDOUT_RATE"] == pytest.approx(expected.crossing, abs=1e-9)
    assert "The score was made without the occurrences" in done.log.text


@pytest.mark.parametrize(
    "field", ["maximin", "weight_s", "class_id", "s_som", "c_batchsom", "votes", "nd"]
)
def test_a_score_made_from_occurrences_is_never_called_held_out(ranked, whole, field, tmp_path):
    source = "OUTPUT" if field in [f.name() for f in whole.layer("OUTPUT").fields()] else ""
    layer = whole.layer(source or "OUTPUT_SOM")
    page = tmp_path / "page.html"
    done = ranked(layer, SCORE_FIELD=field, EVALUATION="full", REPORT=str(page))
    said = f"Nothing could be held out: {field} is a field that GeochemSOM makes from occurrences"
    assert set(numbers(done.results)) == {None}
    assert said in done.log.text
    assert done.layer("OUTPUT").metadata().abstract().startswith(said)
    assert page.read_text(encoding="utf-8").index(said) > 0
    assert "Held-out crossing" not in done.log.text
    assert done.results["CROSSING_RATE"] > 50  # the fit stays


def test_classes_made_from_occurrences_are_no_clusters_to_hold_out(ranked, whole):
    done = ranked(whole.layer("OUTPUT"), CLUSTER_FIELD="class", EVALUATION="full")
    assert set(numbers(done.results)) == {None}
    assert "class is a field that GeochemSOM makes from occurrences" in done.log.text
    assert "rate_low" not in [f.name() for f in done.layer("TABLE").fields()]


def test_a_combination_of_a_score_that_learned_from_occurrences_is_not_held_out(
    combined, whole, ranked
):
    by_score = ranked(whole.layer("OUTPUT"), SCORE_FIELD="maximin")
    layers = [whole.layer("OUTPUT_SOM"), by_score.layer("OUTPUT")]
    done = combined(layers, EVALUATION="full")
    said = "Nothing could be held out: weight_s is a field that GeochemSOM makes from occurrences"
    assert set(numbers(done.results)) == {None}
    assert said in done.log.text
    assert done.layer("OUTPUT").metadata().abstract().startswith(said)


# No anomaly from occurrences alone


def elements_of(X):
    return SimpleNamespace(element_values=X, fields=["Cu", "Au"], concentrations=np.exp(X))


def bare_survey():
    """60 samples in three groups of 20, the first rich in occurrences, and noise for elements."""
    rng = np.random.default_rng(5)
    labels = np.repeat([1, 2, 3], 20)
    X = np.tile(rng.normal(size=(20, 2)), (3, 1))  # every group has the same values
    site = SimpleNamespace(
        area=np.ones(60), occurrences=SimpleNamespace(per_sample=np.where(labels == 1, 0.5, 0.05))
    )
    return labels, X, site


def test_a_cluster_that_differs_in_no_element_is_no_anomaly_whatever_it_holds():
    labels, X, site = bare_survey()
    ranked = rank_clusters(labels, site.area, site.occurrences.per_sample)
    assert set(ranked.class_id[:20]) == {3}
    signs = signatures_of(labels, elements_of(X))
    again, said = with_geochemistry("som", ranked, labels, signs)
    assert set(again.class_id[:20]) == {2}
    assert again.table.set_index("cluster").loc[1, "class"] == "halo"
    np.testing.assert_array_equal(again.weight_s, ranked.weight_s)
    [sentence] = said
    assert sentence.startswith("SOM: cluster 1 holds more occurrences than its share")
    X[:20, 0] += 2.0
    signs = signatures_of(labels, elements_of(X))
    assert with_geochemistry("som", ranked, labels, signs) == (ranked, [])


def test_neither_is_ground_of_a_score_that_differs_in_no_element():
    labels, X, site = bare_survey()
    ranked = rank_score(-labels, site.area, site.occurrences.per_sample)
    again, said = class_with_geochemistry("maximin", ranked, elements_of(X), site, "e")
    assert set(again.class_id[:20]) == {2}
    assert set(ranked.class_id[:20]) == {3}
    assert again.table["n_samples"].sum() == 60
    assert again.table["class"].is_unique
    assert again.prediction_area is ranked.prediction_area
    assert said[0].startswith("Maximin combination: the ground of the anomaly holds more")
    X[:20, 0] += 2.0
    kept, said = class_with_geochemistry("maximin", ranked, elements_of(X), site, "e")
    assert kept is ranked
    assert said == []


# Polygons


def test_polygons_are_examined_on_their_own_ground(ranked, survey):
    rng = np.random.default_rng(4)
    shapes, xy, area = [], [], []
    for x, y in survey.xy:
        width = rng.uniform(400, 990)
        shapes.append(
            f"POLYGON(({x} {y},{x + width} {y},{x + width} {y + 900},{x} {y + 900},{x} {y}))"
        )
        xy.append((x, y))
        area.append(width * 900 / 1e6)
    labels = np.where(survey.inside, 1, rng.integers(2, 4, 144)).tolist()
    layer = make_layer(shapes, {"cluster": labels}, kind="Polygon")
    inside = np.flatnonzero(survey.inside)[:10].tolist() + [3, 50, 77]
    middles = [(survey.xy[i][0] + 100, survey.xy[i][1] + 450) for i in inside]
    done = ranked(layer, OCCURRENCES=make_layer(middles, name="mines"), EVALUATION="held_out")
    points = [f.geometry().pointOnSurface().asPoint() for f in layer.getFeatures()]
    apart, ground = np.array([(p.x(), p.y()) for p in points]), done.ground
    np.testing.assert_allclose(pdist(ground.xy), pdist(apart), rtol=1e-3)
    np.testing.assert_allclose(ground.area, area, rtol=1e-3)
    np.testing.assert_allclose(column(done.layer("GROUND"), "area_km2"), area, rtol=1e-3)
    expected = hold_out(group_scorer(labels), ground, inside)
    assert done.results["HELDOUT_RATE"] == pytest.approx(expected.crossing, abs=0.01)
    assert done.results["P_VALUE"] is None


# How much is done


def test_held_out_alone_has_no_p_value_and_intervals_from_blocks(ranked, whole, by_hand):
    done = ranked(whole.layer("OUTPUT_SOM"), EVALUATION="held_out")
    rate, low, high, p_value, null = numbers(done.results)
    assert (p_value, null) == (None, None)
    assert low <= rate <= high
    assert "p = " not in done.log.text
    assert "maps without any signal cross above 50 too" in done.log.text
    partition = make_partitions(by_hand.ground)[0]
    blocks = occupied_blocks(partition, by_hand.ground.rows_of(by_hand.places))
    rates = group_rates(by_hand.clusters["som"], by_hand.ground, by_hand.places, blocks)
    table = done.layer("TABLE")
    expected = dict(zip(rates["group"], rates["rate_low"]))
    for cluster, found in zip(column(table, "cluster"), column(table, "rate_low")):
        assert found == pytest.approx(expected[cluster], abs=1e-9)


def test_without_evaluation_there_is_a_fit_and_it_is_said_once(workflow):
    done = workflow(EVALUATION="none")
    for model in LABELS:
        assert set(numbers(done.results, f"{model.upper()}_")) == {None}
    said = "Nothing was held out (EVALUATION is none)"
    assert done.log.text.count(said) == 1
    assert done.layer("OUTPUT").metadata().abstract().startswith(said)


def test_the_same_seed_gives_the_same_and_another_one_other_blocks(ranked, whole):
    layer = whole.layer("OUTPUT_SOM")
    first, again, other = (
        numbers(ranked(layer, EVALUATION="held_out", SEED=seed).results) for seed in (42, 42, 43)
    )
    assert first == again
    assert first != other


# Too little to hold out


def places_of(survey, cells):
    return make_layer([survey.xy[12 * j + i] + [10.0, 20.0] for i, j in cells], name="mines")


def test_four_occurrences_are_too_few_to_hold_any_out(ranked, whole, survey):
    few = places_of(survey, [(9, 9), (10, 10), (2, 2), (5, 7)])
    done = ranked(whole.layer("OUTPUT_SOM"), OCCURRENCES=few, EVALUATION="full")
    said = "No held-out crossing: 4 occurrences are too few to hold any out, 5 are the least."
    assert set(numbers(done.results)) == {None}
    assert said in done.log.text
    assert done.layer("OUTPUT").metadata().abstract().startswith(said)
    assert "Simulating" not in done.log.text


def test_occurrences_in_one_block_cannot_be_held_out(workflow, survey, tmp_path):
    page = tmp_path / "page.html"
    mines = make_layer([survey.xy[0] + [10.0 * i, 5.0] for i in range(8)], name="mines")
    done = workflow(OCCURRENCES=mines, EVALUATION="full", REPORT=str(page))
    said = "No held-out crossing: all 8 occurrences lie in one block of ground"
    for model in LABELS:
        assert set(numbers(done.results, f"{model.upper()}_")) == {None}
        assert f"{LABELS[model]}: {said}" in done.log.text
    html = page.read_text(encoding="utf-8")
    assert said in html
    assert "Nothing could be held out: a fit, not a prediction." in html


def test_without_occurrences_nothing_is_said_of_holding_out(workflow):
    done = workflow(OCCURRENCES=None, PATHFINDERS=["Cu"], EVALUATION="full")
    assert set(numbers(done.results, "MAXIMIN_")) == {None}
    assert "held" not in done.log.text.lower()


# Cancel, and files


@pytest.mark.parametrize("percent", [86, 93])
def test_cancel_during_the_evaluation_leaves_nothing_behind(run, survey, mines, tmp_path, percent):
    done = run(
        "separateanomalies",
        cancel_at=percent,
        SAMPLES=survey.samples,
        FIELDS=survey.elements,
        OCCURRENCES=mines,
        EVALUATION="full",
        OUTPUT=str(tmp_path / "out.gpkg"),
        REPORT=str(tmp_path / "report.html"),
        **MAP,
    )
    assert not done.ok
    assert "Stopped by the user" in done.log.text
    assert done.log.fractions[-1] < 98
    assert list(tmp_path.iterdir()) == []


def test_progress_never_falls(whole, by_units):
    for done in (whole, by_units):
        assert done.log.fractions == sorted(done.log.fractions)
        assert done.log.fractions[-1] >= 95


@pytest.mark.parametrize("ending", ["shp", "gpkg"])
def test_names_of_fields_survive_in_files_and_every_column_has_an_alias(workflow, tmp_path, ending):
    files = {name: str(tmp_path / f"{name.lower()}.{ending}") for name in ("OUTPUT", "OUTPUT_SOM")}
    table = tmp_path / "table.gpkg"
    done = workflow(EVALUATION="held_out", COMBINE_BY="majority", **files, TABLE=str(table))
    own = {"name", *ELEMENTS, "fid"}
    for output in ("OUTPUT", "OUTPUT_SOM", "TABLE"):
        layer = QgsVectorLayer(done.results[output], output, "ogr")
        assert layer.isValid()
        names = [f.name() for f in layer.fields()]
        assert all(len(name) <= 10 and name.isascii() for name in names)
        aliased = [name for name in names if name not in own]
        assert [n for n in aliased if not layer.attributeAlias(layer.fields().indexOf(n))] == []
        wanted = {
            "OUTPUT": {"vote_share", "confidence", "s_batchsom", "c_batchsom", "class_id"},
            "OUTPUT_SOM": {"bmu_row", "weight_s", "cluster"},
            "TABLE": {"rate_low", "rate_high", "p_binom", "p_holm", "stud_contr", "enriched"},
        }[output]
        assert wanted <= set(names)
        del layer
