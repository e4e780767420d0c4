"""Promises of factoranalysis: the factors that are there, in layers and tables that say what they are."""

import csv
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from factor_models import SAMPLE, exact_peer, load_sample_model, matched
from geochem_som.core.factors import FactorAnalysis, procrustes_rotation
from layers import column, make_layer
from qgis.core import QgsApplication, QgsVectorLayer

MEMORY = "TEMPORARY_OUTPUT"
TABLE_1 = load_sample_model().LOADINGS
FIELDS = [element.field for element in load_sample_model().ELEMENTS]
TARGETS = ["Cu_ppm", "Au_ppb"]
TABLES = {"OUTPUT": MEMORY, "LOADINGS": MEMORY, "FACTORS": MEMORY}


def read_logs():
    """log10 of the bundled survey, read here by hand: half the limit, then the median for blanks."""
    with (SAMPLE / "samples.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    def number(text):
        if not text:
            return np.nan
        return float(text[1:]) / 2 if text[0] == "<" else float(text)

    values = np.array([[number(row[field]) for field in FIELDS] for row in rows])
    medians = np.nanmedian(values, axis=0)
    return np.log10(np.where(np.isnan(values), medians, values))


LOGS = read_logs()


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    """A copy of the bundled survey: QGIS may touch a GeoPackage that it only reads."""
    copy = tmp_path_factory.mktemp("survey") / "sample_survey.gpkg"
    copy.write_bytes((SAMPLE / "sample_survey.gpkg").read_bytes())
    return f"{copy}|layername=samples"


@pytest.fixture(scope="module")
def analyse(run, samples):
    """analyse(**parameters): a run on the bundled survey; 5 factors unless another number is given."""

    def result(**parameters):
        given = {"SAMPLES": samples, "SAMPLE_ID": "sample_id", "FIELDS": FIELDS, "N_FACTORS": 5}
        done = run("factoranalysis", **{**given, **TABLES, **parameters})
        assert done.ok, done.log.text
        return done

    return result


@pytest.fixture(scope="module")
def plain(analyse):
    """The survey's five factors with copper and gold as targets."""
    return analyse(TARGET_ELEMENTS=TARGETS)


def scores(done):
    layer = done.layer("OUTPUT")
    return np.array([column(layer, f"F{f + 1}") for f in range(done.results["FACTOR_COUNT"])]).T


def loadings(done):
    table = done.layer("LOADINGS")
    names = [f"F{f + 1}" for f in range(done.results["FACTOR_COUNT"])]
    return np.array([column(table, name) for name in names], dtype=float).T


def table_of(done, name):
    layer = done.layer(name)
    names = [field.name() for field in layer.fields()]
    return SimpleNamespace(names=names, **{n: column(layer, n) for n in names})


def logs_layer(logs, names, **more):
    """A layer of samples with these logarithms as values."""
    xy = 1000.0 * np.column_stack(np.divmod(np.arange(len(logs)), 40)) + [500_000.0, 7e6]
    return make_layer(xy, {n: logs[:, j].tolist() for j, n in enumerate(names)} | more, name="logs")


# The factors that are there


def test_the_bundled_survey_gives_table_1_back_within_sampling_error(plain):
    assert column(plain.layer("LOADINGS"), "element") == FIELDS
    found = procrustes_rotation(loadings(plain), TABLE_1)
    # A correlation of 806 samples has a standard error of 1 / sqrt(806) = 0.035 at most.
    error = 1 / np.sqrt(806)
    assert found.rms < error
    assert np.abs(found.loadings - TABLE_1).max() < 3 * error
    assert found.congruence.min() > 0.99


def test_scores_are_those_of_the_planted_factors(plain):
    """Scores, turned as the loadings are onto Table 1, group samples over planted systems."""
    turned = scores(plain) @ procrustes_rotation(loadings(plain), TABLE_1).matrix
    model = load_sample_model()
    xy = model.sample_grid()
    for system in model.SYSTEMS[:4]:
        inside = model.system_distance(xy, system) < 0.4
        assert turned[inside][:, [0, 2]].mean() > 1.0


@pytest.mark.filterwarnings("ignore:The inverse")
def test_loadings_are_those_of_factor_analyzer(plain, monkeypatch):
    peer = exact_peer(monkeypatch)
    other = peer.FactorAnalyzer(5, rotation=None, method="minres", svd_method="lapack").fit(LOGS)
    rotator = peer.Rotator("varimax", normalize=True, tol=1e-15, max_iter=100_000)
    theirs = rotator.fit_transform(other.loadings_)
    assert np.abs(matched(loadings(plain), theirs) - theirs).max() < 1e-6
    _, overall = peer.calculate_kmo(LOGS)
    assert plain.results["KMO"] == pytest.approx(overall, abs=1e-6)
    assert plain.results["EXPLAINED_VARIANCE"] == pytest.approx(
        100 * (theirs**2).sum() / 27, abs=1e-5
    )
    statistic, _ = peer.calculate_bartlett_sphericity(LOGS)
    assert f"chi-square {statistic:.0f} with {27 * 26 // 2} degrees" in plain.log.text


@pytest.mark.parametrize("extraction", ["principal_components", "maximum_likelihood"])
def test_every_extraction_is_that_of_factor_analyzer(analyse, monkeypatch, extraction):
    peer = exact_peer(monkeypatch)
    method = {"principal_components": "principal", "maximum_likelihood": "ml"}[extraction]
    other = peer.FactorAnalyzer(5, rotation=None, method=method, svd_method="lapack").fit(LOGS)
    done = analyse(EXTRACTION=extraction, ROTATION="none")
    theirs = other.loadings_[:, :5]
    assert np.abs(matched(loadings(done), theirs) - theirs).max() < 1e-6


def test_regression_scores_are_the_textbook_s(plain):
    z = (LOGS - LOGS.mean(axis=0)) / LOGS.std(axis=0, ddof=1)
    expected = z @ np.linalg.inv(np.corrcoef(LOGS.T)) @ loadings(plain)
    assert np.allclose(scores(plain), expected, atol=1e-8)


def test_bartlett_scores_and_promax_are_those_of_the_core(analyse):
    done = analyse(SCORES="bartlett", ROTATION="promax", TARGET_ELEMENTS=TARGETS)
    core = FactorAnalysis(5, scores="bartlett", rotation="promax", target=TARGETS)
    core.fit(LOGS, FIELDS)
    assert np.allclose(loadings(done), core.loadings_, atol=1e-6)
    assert np.allclose(scores(done), core.transform(LOGS), atol=1e-5)


@pytest.mark.parametrize("rule", ["parallel", "kaiser"])
def test_both_rules_find_the_five_planted_factors(analyse, rule):
    done = analyse(N_FACTORS=0, FACTOR_RULE=rule)
    assert done.results["FACTOR_COUNT"] == 5
    assert f"5 factors (by the rule {rule}" in done.log.text


def test_a_given_number_is_kept_and_parallel_analysis_says_its_own(analyse):
    done = analyse(N_FACTORS=3)
    assert done.results["FACTOR_COUNT"] == 3
    assert "3 factors (as given; parallel analysis would draw 5)" in done.log.text


def test_units_do_not_matter(analyse, plain):
    """Copper in percent instead of ppm: the same factors."""
    layer = logs_layer(10**LOGS, FIELDS)
    shifted = logs_layer(10 ** (LOGS - 4 * (np.array(FIELDS) == "Cu_ppm")), FIELDS)
    one, two = (
        analyse(SAMPLES=source, SAMPLE_ID="", TARGET_ELEMENTS=TARGETS)
        for source in (layer, shifted)
    )
    assert np.allclose(loadings(one), loadings(plain), atol=1e-6)
    assert np.allclose(loadings(two), loadings(plain), atol=1e-6)


def test_the_same_input_gives_the_same_bits(analyse):
    one, two = (analyse(N_FACTORS=0, SEED=7) for _ in range(2))
    assert scores(one).tobytes() == scores(two).tobytes()


# Covariances, log-ratios


def test_covariances_are_those_of_values_that_are_not_standardised(analyse):
    done = analyse(MATRIX="covariance")
    core = FactorAnalysis(5, matrix="covariance").fit(LOGS, FIELDS)
    assert np.allclose(loadings(done), core.loadings_, atol=1e-6)
    assert not np.allclose(loadings(done), FactorAnalysis(5).fit(LOGS).loadings_, atol=0.01)
    assert "SCALING standard, which makes all variances 1, is not applied" in done.log.text


def test_covariances_of_robustly_scaled_values_are_as_asked_for(analyse):
    spread = np.median(np.abs(LOGS - np.median(LOGS, axis=0)), axis=0)
    done = analyse(MATRIX="covariance", SCALING="robust")
    core = FactorAnalysis(5, matrix="covariance").fit(LOGS / spread, FIELDS)
    assert np.allclose(loadings(done), core.loadings_, atol=1e-5)


@pytest.mark.parametrize("scaling", ["none", "standard", "robust"])
@pytest.mark.parametrize("transform", ["log10", "clr"])
def test_scaling_makes_no_difference_to_correlations(analyse, transform, scaling):
    done = analyse(TRANSFORM=transform, SCALING=scaling)
    samples = LOGS if transform == "log10" else LOGS - LOGS.mean(axis=1, keepdims=True)
    core = FactorAnalysis(5).fit(samples, FIELDS)
    assert np.allclose(loadings(done), core.loadings_, atol=1e-5)


def test_log_ratios_over_all_elements_have_factors_but_no_kmo(analyse, tmp_path):
    page = tmp_path / "report.html"
    done = analyse(TRANSFORM="clr", REPORT=str(page))
    assert done.results["KMO"] is None
    assert "measure and Bartlett's test do not exist here" in done.log.text
    assert "do not exist here" in page.read_text(encoding="utf-8")
    table = table_of(done, "LOADINGS")
    ratios = LOGS - LOGS.mean(axis=1, keepdims=True)
    # Loadings of closed data lie in the plane of the log-ratios.
    assert np.allclose(ratios.std(axis=0) @ loadings(done), 0, atol=1e-6)
    assert all(0 < communality <= 1 for communality in table.communality)


def test_log_ratios_over_a_larger_composition_have_a_kmo(analyse):
    done = analyse(TRANSFORM="clr", FIELDS=FIELDS[:20], COMPOSITION=FIELDS)
    assert 0 < done.results["KMO"] < 1
    ratios = LOGS - LOGS.mean(axis=1, keepdims=True)
    core = FactorAnalysis(5).fit(ratios[:, :20], FIELDS[:20])
    assert np.allclose(loadings(done), core.loadings_, atol=1e-5)


# Robust


@pytest.fixture(scope="module")
def contaminated():
    """The survey's logarithms with every tenth sample spoiled in the same few elements."""
    logs = LOGS.copy()
    odd = np.arange(len(logs)) % 10 == 0
    logs[np.ix_(odd, [FIELDS.index(f) for f in ("Zn_ppm", "Ni_ppm", "U_ppm", "P_ppm")])] += 1.5
    return logs, odd


def test_robust_factors_hardly_change_with_odd_samples_and_classical_ones_do(analyse, contaminated):
    logs, odd = contaminated
    spoiled = logs_layer(10**logs, FIELDS)
    clean = logs_layer(10 ** LOGS[~odd], FIELDS)
    shift = {}
    for settings in ({"ROBUST": True}, {"TRANSFORM": "clr"}):
        one, two = (analyse(SAMPLES=s, SAMPLE_ID="", **settings) for s in (spoiled, clean))
        assert one.results["SAMPLES_USED"] == len(column(one.layer("OUTPUT"), "F1")) == 806
        shift["ROBUST" in settings] = procrustes_rotation(loadings(one), loadings(two)).rms
    assert shift[True] < 0.1 < shift[False]


@pytest.mark.parametrize("transform", ["log10", "clr"])
def test_robust_takes_log_ratios_by_itself_and_says_so(analyse, transform):
    done = analyse(ROBUST=True, TRANSFORM=transform, COMPOSITION=FIELDS[:3])
    core = FactorAnalysis(5, robust=True).fit(LOGS, FIELDS)
    assert np.allclose(loadings(done), core.loadings_, atol=1e-5)
    assert np.allclose(scores(done), core.transform(LOGS), atol=1e-4)
    said = done.log.text
    assert ("log-ratios: they are taken instead of TRANSFORM log10" in said) == (
        transform == "log10"
    )
    assert "COMPOSITION is not used" in said
    assert "Centred log-ratios were taken over 27 fields" in said
    assert "without SCALING standard" in said
    assert f"{int((~core.inliers_).sum())} of 806 samples are odd ones" in said


def test_robust_takes_values_that_are_not_transformed_as_logarithms(analyse):
    layer = logs_layer(LOGS, FIELDS)
    done = analyse(SAMPLES=layer, SAMPLE_ID="", ROBUST=True, TRANSFORM="none")
    core = FactorAnalysis(5, robust=True).fit(LOGS, FIELDS)
    assert np.allclose(loadings(done), core.loadings_, atol=1e-5)
    assert "taken as logarithms" in done.log.text


# Targets


def test_targets_load_positively_and_pick_their_factors_with_a_reason(plain):
    table, factors = table_of(plain, "LOADINGS"), table_of(plain, "FACTORS")
    assert factors.factor == ["F1", "F2", "F3", "F4", "F5"]
    for f, name in enumerate(factors.factor):
        carried = [t for t in TARGETS if abs(getattr(table, name)[FIELDS.index(t)]) >= 0.6]
        assert factors.picked[f] == int(bool(carried))
        for target in carried:
            assert getattr(table, name)[FIELDS.index(target)] > 0
            assert target in factors.reason[f]
        assert factors.reason[f].startswith(f"{name} carries ")
    assert sum(factors.picked) == 2
    assert "Picked: F" in plain.log.text


def test_only_picked_factors_have_a_gmpi_and_it_is_the_definition(plain):
    layer = plain.layer("OUTPUT")
    picked = [f for f, yes in enumerate(table_of(plain, "FACTORS").picked) if yes]
    names = [field.name() for field in layer.fields()]
    assert [n for n in names if n.startswith("gmpi")] == [f"gmpi_F{f + 1}" for f in picked]
    for f in picked:
        score = np.array(column(layer, f"F{f + 1}"))
        expected = np.exp(score) / (1 + np.exp(score))
        assert np.allclose(column(layer, f"gmpi_F{f + 1}"), expected, atol=1e-12)


def test_a_target_that_no_factor_carries_is_a_warning_that_names_the_nearest(analyse):
    done = analyse(TARGET_ELEMENTS=["As_ppm"])
    assert table_of(done, "FACTORS").picked == [0] * 5
    said = next(w for w in done.log.warnings if "As_ppm" in w)
    nearest = int(np.abs(loadings(done)[FIELDS.index("As_ppm")]).argmax()) + 1
    assert f"comes nearest on F{nearest} " in said
    assert "LOADING_THRESHOLD" in said
    lower = analyse(TARGET_ELEMENTS=["As_ppm"], LOADING_THRESHOLD=0.5)
    assert table_of(lower, "FACTORS").picked[nearest - 1] == 1


def test_targets_that_oppose_each_other_on_a_factor_are_a_warning(analyse):
    done = analyse(TARGET_ELEMENTS=["P_ppm", "Sr_ppm"])
    said = next(w for w in done.log.warnings if "Sr_ppm" in w)
    assert "rises with P_ppm and falls with Sr_ppm" in said


def test_without_targets_nothing_is_picked(analyse):
    done = analyse()
    assert sum(table_of(done, "FACTORS").picked) == 0
    assert not [f for f in done.layer("OUTPUT").fields() if f.name().startswith("gmpi")]
    assert "Picked" not in done.log.text
    for f, name in enumerate(table_of(done, "FACTORS").factor):
        values = getattr(table_of(done, "LOADINGS"), name)
        assert max(values, key=abs) > 0, f


# Staged


def test_stages_are_single_analyses_of_what_the_one_before_left(analyse):
    done = analyse(STAGED=True, TARGET_ELEMENTS=TARGETS)
    left, stage, dropped = list(FIELDS), 1, {}
    while True:
        single = analyse(FIELDS=left, TARGET_ELEMENTS=[t for t in TARGETS if t in left])
        highest = np.abs(loadings(single)).max(axis=1)
        weak = [e for e, value in zip(left, highest) if value < 0.6]
        dropped |= {e: (stage, h) for e, h in zip(left, highest) if e in weak}
        if not weak:
            break
        left, stage = [e for e in left if e not in weak], stage + 1
    assert stage > 2
    table = table_of(done, "LOADINGS")
    assert table.element == FIELDS  # nothing is lost: dropped elements keep their row
    kept = [i for i, e in enumerate(FIELDS) if e in left]
    assert np.allclose(loadings(done)[kept], loadings(single), atol=1e-6)
    for i, element in enumerate(FIELDS):
        if element in left:
            assert table.dropped[i] is None
            assert table.loading[i] >= 0.6
        else:
            assert table.dropped[i] == dropped[element][0]
            assert table.loading[i] == pytest.approx(dropped[element][1], abs=1e-6)
            assert table.F1[i] is table.communality[i] is table.factor[i] is None
    assert np.allclose(scores(done), scores(single), atol=1e-5)
    for number in range(1, stage + 1):
        assert f"Stage {number}: 5 factors of " in done.log.text


def test_a_target_that_is_dropped_is_a_warning(analyse):
    done = analyse(STAGED=True, TARGET_ELEMENTS=["As_ppm", "Au_ppb"])
    assert any("As_ppm was dropped after stage 1" in w for w in done.log.warnings)
    assert sum(table_of(done, "FACTORS").picked) == 1
    alone = analyse(STAGED=True, TARGET_ELEMENTS=["As_ppm"])
    assert sum(table_of(alone, "FACTORS").picked) == 0
    assert "Picked: no factor." in alone.log.text


# Layers and tables


def test_the_source_s_attributes_are_kept_and_the_fields_say_what_they_are(plain, samples):
    source, layer = QgsVectorLayer(samples, "samples", "ogr"), plain.layer("OUTPUT")
    assert layer.featureCount() == 806
    assert plain.results["SAMPLES_USED"] == 806
    assert plain.results["SAMPLES_OUT"] == 0
    for field in source.fields():
        assert column(layer, field.name()) == column(source, field.name())
    factors, table = table_of(plain, "FACTORS"), table_of(plain, "LOADINGS")
    for f, name in enumerate(factors.factor):
        values = np.array(getattr(table, name))
        strong = [FIELDS[j] for j in np.argsort(-np.abs(values)) if abs(values[j]) >= 0.6]
        signs = ["\N{MINUS SIGN}" if values[FIELDS.index(e)] < 0 else "" for e in strong]
        expected = ", ".join(s + e.split("_")[0] for s, e in zip(signs, strong))
        alias = layer.attributeAlias(layer.fields().lookupField(name))
        assert alias == f"{name}: {expected}"
        assert [part.split()[0] for part in factors.elements[f].split(", ")] == [
            e.split("_")[0] for e in strong
        ]


def test_loadings_are_a_table_with_what_belongs_to_each_element(plain):
    layer, table = plain.layer("LOADINGS"), table_of(plain, "LOADINGS")
    assert not layer.isSpatial()
    assert table.names == [
        *("element", "F1", "F2", "F3", "F4", "F5"),
        *("communality", "uniqueness", "factor", "loading", "dropped"),
    ]
    squares = (loadings(plain) ** 2).sum(axis=1)
    assert np.allclose(table.communality, squares)
    assert np.allclose(np.add(table.communality, table.uniqueness), 1, atol=1e-6)
    main = np.abs(loadings(plain)).argmax(axis=1)
    assert table.factor == [f"F{f + 1}" for f in main]
    assert np.allclose(table.loading, np.abs(loadings(plain)).max(axis=1))
    assert table.dropped == [None] * 27


def test_factors_are_a_table_with_the_variance_they_explain(plain):
    table = table_of(plain, "FACTORS")
    assert table.names == ["factor", "elements", "expl_pct", "cum_pct", "picked", "reason"]
    assert np.allclose(table.expl_pct, 100 * (loadings(plain) ** 2).sum(axis=0) / 27)
    assert np.allclose(table.cum_pct, np.cumsum(table.expl_pct))
    assert table.cum_pct[-1] == pytest.approx(plain.results["EXPLAINED_VARIANCE"])


def first_picked(done):
    return table_of(done, "FACTORS").picked.index(1) + 1


def check_style(layer, name):
    """Five classes of that factor, cut at the percentiles 50, 75, 90 and 97.5."""
    renderer = layer.renderer()
    assert renderer.type() == "graduatedSymbol"
    assert renderer.classAttribute() == name
    values = np.array(column(layer, name))
    held = [
        int(((values >= r.lowerValue()) & (values <= r.upperValue())).sum())
        for r in renderer.ranges()
    ]
    shares = np.array([2.5, 7.5, 15, 25, 50])
    assert held == pytest.approx(shares / 100 * len(values), abs=1.5)
    assert all(r.label().startswith(f"{name}: ") for r in renderer.ranges())


def test_a_memory_layer_shows_the_first_picked_factor_and_has_a_style_for_each_other(analyse):
    done = analyse(TARGET_ELEMENTS=["Au_ppb"])
    layer, first = done.layer("OUTPUT"), first_picked(done)
    assert first > 1
    check_style(layer, f"F{first}")
    others = [f"F{f}" for f in range(1, 6) if f != first]
    assert sorted(set(layer.styleManager().styles()) - {"default"}) == others
    for name in others:
        layer.styleManager().setCurrentStyle(name)
        check_style(layer, name)


def test_a_geopackage_opens_with_style_aliases_and_metadata(analyse, tmp_path):
    path = tmp_path / "scores.gpkg"
    done = analyse(TARGET_ELEMENTS=TARGETS, OUTPUT=str(path))
    layer, first = QgsVectorLayer(str(path), "opened", "ogr"), first_picked(done)
    check_style(layer, f"F{first}")
    _, _, names, *_ = layer.listStylesInDatabase()
    assert sorted(names) == [f"F{f}" for f in range(1, 6)]
    index = layer.fields().lookupField(f"gmpi_F{first}")
    assert layer.attributeAlias(index).startswith(f"GMPI of F{first}: ")
    assert "Factor scores of the samples" in layer.metadata().abstract()
    assert any(line == "N_FACTORS: 5" for line in layer.metadata().history())


def test_without_targets_the_first_factor_is_on_show(analyse):
    done = analyse()
    check_style(done.layer("OUTPUT"), "F1")


def test_a_shapefile_keeps_the_fields_and_the_style(analyse, tmp_path):
    path = tmp_path / "scores.shp"
    done = analyse(TARGET_ELEMENTS=TARGETS, OUTPUT=str(path))
    layer = QgsVectorLayer(str(path), "opened", "ogr")
    first = first_picked(done)
    assert {"F1", "F5", f"gmpi_F{first}"} <= {f.name() for f in layer.fields()}
    check_style(layer, f"F{first}")


def test_fields_of_the_names_of_results_are_replaced_with_a_warning(analyse, plain):
    layer = plain.layer("OUTPUT")
    done = analyse(SAMPLES=layer, N_FACTORS=3)
    said = "\n".join(done.log.warnings)
    assert "Results take the place of F1, F2, F3 of the layer" in said
    gmpi = [f.name() for f in layer.fields() if f.name().startswith("gmpi")]
    assert f"F4, F5, {', '.join(gmpi)} of the output come from the layer" in said
    names = [f.name() for f in done.layer("OUTPUT").fields()]
    assert names.count("F1") == 1
    assert not np.allclose(column(done.layer("OUTPUT"), "F1"), column(layer, "F1"), atol=1e-3)


def test_fields_that_only_maps_write_are_no_concern_here(analyse):
    layer = logs_layer(10**LOGS, FIELDS, method=["pit"] * 806, cluster=[1] * 806)
    done = analyse(SAMPLES=layer, SAMPLE_ID="")
    assert column(done.layer("OUTPUT"), "method") == ["pit"] * 806
    assert not any("take the place" in warning for warning in done.log.warnings)


def test_scores_can_train_a_map(run, plain):
    done = run(
        "batchsom",
        SAMPLES=plain.layer("OUTPUT"),
        SAMPLE_ID="sample_id",
        FIELDS=["F1", "F2", "F3", "F4", "F5"],
        TRANSFORM="none",
        SCALING="none",
        CLUSTERS=4,
        OUTPUT=MEMORY,
    )
    assert done.ok, done.log.text
    assert done.results["SAMPLES_USED"] == 806
    assert set(column(done.layer("OUTPUT"), "cluster")) == {1, 2, 3, 4}
    assert column(done.layer("OUTPUT"), "F1") == column(plain.layer("OUTPUT"), "F1")


def test_the_input_is_as_it_was(analyse):
    layer = logs_layer(10**LOGS, FIELDS)
    before = [f.attributes() for f in layer.getFeatures()]
    analyse(SAMPLES=layer, SAMPLE_ID="", STAGED=True)
    assert [f.attributes() for f in layer.getFeatures()] == before
    assert [f.name() for f in layer.fields()] == FIELDS


def test_samples_that_cannot_be_used_are_counted_and_named(analyse):
    columns = {f: (10 ** LOGS[:, j]).tolist() for j, f in enumerate(FIELDS)}
    for field in FIELDS:
        columns[field][3] = None
    xy = [None, *np.random.default_rng(0).uniform(0, 30_000, (805, 2))]
    done = analyse(SAMPLES=make_layer(xy, columns), SAMPLE_ID="")
    assert done.results["SAMPLES_USED"] == done.layer("OUTPUT").featureCount() == 804
    assert done.results["SAMPLES_OUT"] == 2
    assert "no value in any field" in done.log.text


# What the dialog says


@pytest.fixture(scope="module")
def algorithm(provider):
    return QgsApplication.processingRegistry().createAlgorithmById("geochemsom:factoranalysis")


def test_it_stands_among_the_preparing_algorithms_with_an_icon(algorithm):
    assert (algorithm.groupId(), algorithm.group()) == ("prepare", "Prepare samples")
    assert not algorithm.icon().isNull()


def test_every_parameter_is_explained(algorithm):
    explained = [d for d in algorithm.parameterDefinitions() if d.name() not in ("OUTPUT",)]
    assert [d.name() for d in explained if len(d.help()) < 20] == []
    assert len(algorithm.shortHelpString()) > 300


def test_defaults_are_those_of_the_help(algorithm):
    defaults = {d.name(): d.defaultValue() for d in algorithm.parameterDefinitions()}
    assert defaults["TRANSFORM"] == "log10"
    assert defaults["SCALING"] == "standard"
    assert defaults["EXTRACTION"] == "principal_axis"
    assert defaults["ROTATION"] == "varimax"
    assert defaults["FACTOR_RULE"] == "parallel"
    assert defaults["N_FACTORS"] == 0
    assert defaults["LOADING_THRESHOLD"] == pytest.approx(0.6)
    assert defaults["SEED"] == 42
    maps = QgsApplication.processingRegistry().createAlgorithmById("geochemsom:som")
    assert maps.parameterDefinition("TRANSFORM").defaultValue() == "clr"


# Real surveys

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def real(name, file, crs):
    path = DATA / name / file
    if not path.exists():
        pytest.skip(f"the survey {name} is not at hand: {path} does not exist")
    with path.open(encoding="utf-8") as lines:
        names = next(csv.reader(lines))
    elements = [n for n in names if n.endswith(("_ppm", "_ppb", "_pct"))]
    uri = f"delimitedtext://file://{path}?type=csv&xField=x&yField=y&crs={crs}&detectTypes=yes"
    return uri, elements


def test_a_soil_survey_of_53_elements_shows_its_rocks(run, tmp_path):
    uri, elements = real("trondelag_soil", "samples.csv", "EPSG:32632")
    page = tmp_path / "report.html"
    done = run(
        "factoranalysis",
        SAMPLES=uri,
        SAMPLE_ID="sample_id",
        FIELDS=elements,
        TARGET_ELEMENTS=["Cu_ppm"],
        REPORT=str(page),
        **TABLES,
    )
    assert done.ok, done.log.text
    assert done.results["SAMPLES_USED"] == 752
    assert done.results["KMO"] > 0.9
    main = dict(zip(*(column(done.layer("LOADINGS"), n) for n in ("element", "factor"))))
    # Mafic rocks and rare earths each have a factor of their own.
    assert len({main[f"{e}_ppm"] for e in ("Co", "Mg", "Ni", "Fe", "Cr", "Cu")}) == 1
    assert len({main[f"{e}_ppm"] for e in ("La", "Ce", "Y", "Th")}) == 1
    assert main["Cu_ppm"] != main["La_ppm"]
    assert table_of(done, "FACTORS").picked.count(1) == 1
    assert "<svg" in page.read_text(encoding="utf-8")


def test_a_till_survey_has_robust_factors(run):
    uri, elements = real("clb_till_finland", "samples.csv", "EPSG:3067")
    given = {"SAMPLES": uri, "FIELDS": elements, **TABLES}
    robust = run("factoranalysis", ROBUST=True, **given)
    assert robust.ok, robust.log.text
    assert robust.results["SAMPLES_USED"] == 1112
    assert robust.results["KMO"] is None
    classical = run("factoranalysis", TRANSFORM="clr", **given)
    assert classical.ok, classical.log.text
    assert robust.results["EXPLAINED_VARIANCE"] > classical.results["EXPLAINED_VARIANCE"]
