"""The estimator: its contract, its figures against their definitions, and the bundled survey."""

import inspect

import numpy as np
import pytest
from factor_models import drawn_samples, matched, random_loadings, samples_with
from geochem_som.core.errors import Cancelled, InputError
from geochem_som.core.factors import FactorAnalysis, parallel_analysis, procrustes_rotation

EXTRACTIONS = ("principal_components", "principal_axis", "maximum_likelihood")
ROTATIONS = ("none", "varimax", "promax")
NAMES = tuple(f"E{j}" for j in range(10))

every_extraction = pytest.mark.parametrize("extraction", EXTRACTIONS)
every_rotation = pytest.mark.parametrize("rotation", ROTATIONS)
every_matrix = pytest.mark.parametrize("matrix", ["correlation", "covariance"])


@pytest.fixture(scope="module")
def X():
    return drawn_samples()


@pytest.fixture(scope="module")
def logs():
    """Unscaled logarithms with some odd samples."""
    samples = 0.3 * drawn_samples(160, 8, 2) / drawn_samples(160, 8, 2).std(axis=0)
    samples[:12] += np.random.default_rng(0).normal(size=8) * 2
    return samples


# The contract


def test_the_constructor_only_stores_its_parameters():
    settings = {name: object() for name in inspect.signature(FactorAnalysis).parameters}
    assert vars(FactorAnalysis(**settings)) == settings


def test_fit_returns_the_analysis_itself_and_leaves_the_samples_alone(X):
    before, factors = X.copy(), FactorAnalysis(2)
    assert factors.fit(X) is factors
    assert np.array_equal(X, before)


@every_extraction
@every_rotation
def test_fitted_attributes_have_their_shapes(X, extraction, rotation):
    factors = FactorAnalysis(3, extraction=extraction, rotation=rotation).fit(X, NAMES)
    assert factors.n_factors_ == 3
    assert factors.loadings_.shape == factors.structure_.shape == (10, 3)
    assert factors.rotation_matrix_.shape == factors.factor_correlation_.shape == (3, 3)
    assert factors.communalities_.shape == factors.uniquenesses_.shape == (10,)
    assert factors.explained_variance_.shape == (3,)
    assert factors.eigenvalues_.shape == factors.mean_.shape == factors.scale_.shape == (10,)
    assert factors.transform(X).shape == (250, 3)
    assert factors.feature_names_in_ == NAMES
    assert factors.factor_names_ == ("F1", "F2", "F3")
    assert factors.inliers_.all()
    assert not factors.closed_
    assert factors.warnings_ == ()


@pytest.mark.parametrize(
    "settings", [{}, {"extraction": "maximum_likelihood", "rotation": "promax"}]
)
def test_the_same_samples_give_the_same_bits_on_one_thread_and_two(X, settings):
    threadpoolctl = pytest.importorskip("threadpoolctl")
    answers = []
    for threads in (1, 2, 1):
        with threadpoolctl.threadpool_limits(threads):
            factors = FactorAnalysis(**settings).fit(X)
            answers.append((factors.loadings_.tobytes(), factors.transform(X).tobytes()))
    assert answers[0] == answers[1] == answers[2]


def test_robust_results_are_the_same_to_the_bit(logs):
    one, two = (FactorAnalysis(2, robust=True).fit(logs) for _ in range(2))
    assert one.loadings_.tobytes() == two.loadings_.tobytes()


def test_a_data_frame_brings_names_and_gives_the_same_result(X):
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(X, columns=list(NAMES))
    factors = FactorAnalysis(2).fit(frame)
    assert factors.feature_names_in_ == NAMES
    assert np.array_equal(factors.loadings_, FactorAnalysis(2).fit(X).loadings_)
    assert np.array_equal(factors.transform(frame), factors.transform(X))


def test_fit_transform_is_fit_and_transform(X):
    assert np.array_equal(FactorAnalysis(2).fit_transform(X), FactorAnalysis(2).fit(X).transform(X))


def test_scores_before_fit_and_of_other_elements_are_refused(X):
    pd = pytest.importorskip("pandas")
    with pytest.raises(InputError, match="not fitted yet"):
        FactorAnalysis(2).transform(X)
    factors = FactorAnalysis(2).fit(X, NAMES)
    with pytest.raises(InputError, match="9 columns but the factors were drawn from 10"):
        factors.transform(X[:, :9])
    turned = pd.DataFrame(X, columns=[*NAMES[:8], "E9", "E8"])
    with pytest.raises(InputError, match="have E9 where the factors were drawn from E8"):
        factors.transform(turned)


@pytest.mark.parametrize("robust", [False, True])
def test_a_stop_leaves_the_analysis_as_it_was(logs, robust):
    factors = FactorAnalysis(robust=robust)
    with pytest.raises(Cancelled):
        factors.fit(logs, progress=lambda fraction: fraction < 0.7)
    assert not [name for name in vars(factors) if name.endswith("_")]


def test_progress_rises_from_0_to_1(logs):
    fractions = []
    FactorAnalysis(robust=True).fit(logs, progress=lambda f: fractions.append(f) or True)
    assert fractions == sorted(fractions)
    assert 0 < fractions[0] < 0.1
    assert fractions[-1] == pytest.approx(1)


# Figures against their definitions


@every_extraction
@every_rotation
@every_matrix
def test_loadings_are_the_unrotated_ones_times_the_rotation(X, extraction, rotation, matrix):
    factors = FactorAnalysis(3, extraction=extraction, rotation=rotation, matrix=matrix).fit(X)
    turned = factors.unrotated_loadings_ @ factors.rotation_matrix_
    assert np.allclose(factors.loadings_, turned, atol=1e-12)
    phi = np.linalg.inv(factors.rotation_matrix_.T @ factors.rotation_matrix_)
    assert np.allclose(factors.factor_correlation_, phi, atol=1e-10)
    assert np.allclose(factors.structure_, factors.loadings_ @ phi, atol=1e-10)
    if rotation != "promax":
        assert np.allclose(phi, np.eye(3), atol=1e-12)


@every_extraction
@every_rotation
@every_matrix
def test_communality_and_uniqueness_make_up_1(X, extraction, rotation, matrix):
    factors = FactorAnalysis(3, extraction=extraction, rotation=rotation, matrix=matrix).fit(X)
    explained = [row @ factors.factor_correlation_ @ row for row in factors.loadings_]
    assert np.allclose(factors.communalities_, explained)
    assert np.allclose(factors.communalities_ + factors.uniquenesses_, 1, atol=1e-6)


@every_extraction
@every_rotation
@every_matrix
def test_explained_shares_fall_and_make_up_the_common_variance(X, extraction, rotation, matrix):
    factors = FactorAnalysis(3, extraction=extraction, rotation=rotation, matrix=matrix).fit(X)
    variance = X.var(axis=0) if matrix == "covariance" else np.ones(10)
    total = (factors.communalities_ * variance).sum() / variance.sum()
    assert factors.explained_variance_.sum() == pytest.approx(total)
    assert np.all(np.diff(factors.explained_variance_) <= 0)


@every_matrix
def test_eigenvalues_are_those_of_the_factored_matrix(X, matrix):
    factored = np.corrcoef(X.T) if matrix == "correlation" else np.cov(X.T)
    factors = FactorAnalysis(2, matrix=matrix).fit(X)
    assert np.allclose(factors.eigenvalues_, np.linalg.eigvalsh(factored)[::-1])


@every_matrix
def test_unrotated_components_are_those_of_the_singular_value_decomposition(X, matrix):
    centred = X - X.mean(axis=0)
    if matrix == "correlation":
        centred = centred / centred.std(axis=0, ddof=1)
    u, s, vt = np.linalg.svd(centred, full_matrices=False)
    factors = FactorAnalysis(
        3, extraction="principal_components", matrix=matrix, rotation="none"
    ).fit(X)
    n = len(X) - 1
    assert np.allclose(factors.explained_variance_, (s**2)[:3] / (s**2).sum())
    scores = matched(factors.transform(X), np.sqrt(n) * u[:, :3])
    assert np.allclose(scores, np.sqrt(n) * u[:, :3])
    loadings = (vt[:3] * s[:3, None]).T / np.sqrt(n) / centred.std(axis=0, ddof=1)[:, None]
    assert np.allclose(matched(factors.loadings_, loadings), loadings)


@every_matrix
@pytest.mark.parametrize("extraction", ["principal_components", "principal_axis"])
def test_loadings_of_components_are_correlations_of_elements_and_scores(X, matrix, extraction):
    factors = FactorAnalysis(3, extraction=extraction, matrix=matrix).fit(X)
    scores = factors.transform(X)
    found = np.corrcoef(X.T, scores.T)[:10, 10:]
    if extraction == "principal_components":
        assert np.allclose(found, factors.loadings_)
        assert np.allclose(np.corrcoef(scores.T), np.eye(3), atol=1e-10)
    else:
        assert not np.allclose(found, factors.loadings_, atol=1e-3)


def test_maximum_likelihood_gives_the_same_loadings_of_either_matrix(X):
    one, two = (
        FactorAnalysis(3, extraction="maximum_likelihood", matrix=matrix, rotation="none").fit(X)
        for matrix in ("correlation", "covariance")
    )
    assert np.allclose(matched(two.loadings_, one.loadings_), one.loadings_)


@every_extraction
def test_units_do_not_matter_to_the_correlation_matrix(X, extraction):
    one = FactorAnalysis(3, extraction=extraction).fit(X)
    two = FactorAnalysis(3, extraction=extraction).fit(X * np.geomspace(0.01, 100, 10) + 5)
    assert np.allclose(one.loadings_, two.loadings_, atol=1e-6)


@every_rotation
def test_scores_are_the_textbook_s(X, rotation):
    z = (X - X.mean(axis=0)) / X.std(axis=0, ddof=1)
    regression = FactorAnalysis(3, rotation=rotation).fit(X)
    weights = np.linalg.inv(np.corrcoef(X.T)) @ regression.structure_
    assert np.allclose(regression.transform(X), z @ weights)
    bartlett = FactorAnalysis(3, rotation=rotation, scores="bartlett").fit(X)
    weighted = bartlett.loadings_.T / bartlett.uniquenesses_
    expected = np.linalg.solve(weighted @ bartlett.loadings_, weighted @ z.T).T
    assert np.allclose(bartlett.transform(X), expected, atol=1e-6)


def test_new_samples_are_scored_on_the_scale_of_the_old_ones(X):
    factors = FactorAnalysis(3).fit(X)
    assert np.allclose(factors.transform(X[:7]), factors.transform(X)[:7])
    assert np.allclose(factors.transform(X.mean(axis=0, keepdims=True)), 0, atol=1e-12)


def test_tables_hold_the_figures(X):
    factors = FactorAnalysis(3).fit(X, NAMES)
    table = factors.loadings_table()
    assert list(table) == ["element", "F1", "F2", "F3", "communality", "uniqueness", "factor"]
    assert table["element"].tolist() == list(NAMES)
    assert np.array_equal(table[["F1", "F2", "F3"]], factors.loadings_)
    for _, row in table.iterrows():
        assert abs(row[row["factor"]]) == max(abs(row[f"F{f}"]) for f in (1, 2, 3))
    variance = factors.variance_table()
    assert np.allclose(variance["explained_pct"], 100 * factors.explained_variance_)
    assert variance["cumulative_pct"].iloc[-1] == pytest.approx(100 * factors.communalities_.mean())


# Signs and number of factors


@every_extraction
@every_rotation
def test_a_target_loads_positively_on_the_factors_it_belongs_to(X, extraction, rotation):
    for target in NAMES:
        factors = FactorAnalysis(3, extraction=extraction, rotation=rotation, target=target)
        loading = factors.fit(X, NAMES).loadings_[NAMES.index(target)]
        assert (loading[np.abs(loading) >= 0.3] > 0).all()
        assert np.abs(loading).max() >= 0.3


def test_mirrored_samples_have_the_same_loadings(X):
    for settings in ({}, {"target": 3}):
        one, two = (FactorAnalysis(3, **settings).fit(x) for x in (X, -X))
        assert np.allclose(one.loadings_, two.loadings_)
        assert np.allclose(one.transform(X), -two.transform(-X))


@pytest.mark.parametrize(("rule", "n"), [(None, 3), ("parallel", 3), ("kaiser", 3), (2, 2)])
def test_the_number_of_factors_is_given_or_chosen(X, rule, n):
    factors = FactorAnalysis(rule).fit(X)
    assert factors.n_factors_ == n
    assert (factors.parallel_ is not None) == (rule in (None, "parallel"))


def test_a_rule_that_asks_for_too_many_factors_is_held_back_with_a_warning():
    correlation = np.kron(np.eye(3), [[1, 0.6], [0.6, 1]])
    factors = FactorAnalysis("parallel", rotation="none").fit(samples_with(correlation, 200))
    assert factors.n_factors_ == 3
    correlation = np.kron(np.eye(2), [[1, 0.6], [0.6, 1]])
    factors = FactorAnalysis("kaiser", rotation="none").fit(samples_with(correlation, 200))
    assert factors.n_factors_ == 1
    assert "asks for 2 factors, but 4 elements determine 1 at most" in factors.warnings_[0]


# Robust


def test_robust_factors_are_those_of_the_centred_log_ratios(logs):
    factors = FactorAnalysis(2, robust=True).fit(logs)
    assert (~factors.inliers_[:12]).all()
    ratios = logs - logs.mean(axis=1, keepdims=True)
    kept = ratios[factors.inliers_]
    assert np.allclose(factors.correlation_, np.corrcoef(kept.T))
    assert np.allclose(factors.scale_ @ factors.loadings_, 0, atol=1e-8)
    weights = np.linalg.pinv(factors.correlation_, 1e-10) @ factors.loadings_
    expected = (ratios - kept.mean(axis=0)) / factors.scale_ @ weights
    assert np.allclose(factors.transform(logs), expected)


@every_matrix
def test_robust_factors_are_compared_with_chance_among_the_inliers_log_ratios(logs, matrix):
    factors = FactorAnalysis(robust=True, matrix=matrix).fit(logs)
    expected = parallel_analysis(
        logs[factors.inliers_], closed=True, covariance=matrix == "covariance"
    )
    assert np.allclose(factors.parallel_.reference, expected.reference)
    assert np.array_equal(factors.parallel_.eigenvalues, factors.eigenvalues_)


@pytest.mark.parametrize("scores", ["regression", "bartlett"])
def test_robust_scores_ignore_units_and_dilution(logs, scores):
    rng = np.random.default_rng(4)
    other = logs + rng.normal(size=8) + rng.normal(size=(160, 1))
    one, two = (FactorAnalysis(2, robust=True, scores=scores).fit(x) for x in (logs, other))
    assert np.allclose(one.transform(logs), two.transform(other), atol=1e-6)


@pytest.mark.parametrize("extraction", ["principal_axis", "principal_components"])
@every_matrix
def test_odd_samples_change_classical_loadings_and_hardly_robust_ones(logs, extraction, matrix):
    settings = {"extraction": extraction, "matrix": matrix, "rotation": "none"}
    clean = FactorAnalysis(2, robust=True, **settings).fit(logs[12:])
    robust = FactorAnalysis(2, robust=True, **settings).fit(logs)
    assert procrustes_rotation(robust.loadings_, clean.loadings_).rms < 0.05
    ratios = logs - logs.mean(axis=1, keepdims=True)
    classical = FactorAnalysis(2, **{**settings, "extraction": "principal_components"}).fit(ratios)
    assert procrustes_rotation(classical.loadings_, clean.loadings_).rms > 0.1


def test_bartlett_scores_of_robust_factors_are_unbiased(logs):
    factors = FactorAnalysis(2, robust=True, scores="bartlett").fit(logs)
    assert np.allclose(factors.loadings_.T @ factors.score_weights_, np.eye(2), atol=1e-8)


# Centred log-ratios


def log_ratios(n=400, n_parts=12, n_factors=3):
    """Centred log-ratios that have exactly the covariance of a closed factor model; its loadings."""
    rng = np.random.default_rng(0)
    spread = rng.uniform(0.3, 0.8, n_parts)
    loadings = random_loadings(n_parts, n_factors) * spread[:, None]
    unique = spread**2 - (loadings**2).sum(axis=1)
    covariance = loadings @ loadings.T + np.diag(unique)
    centring = np.eye(n_parts) - 1 / n_parts
    scale = np.sqrt(np.diag(covariance))
    logs = samples_with(covariance / np.outer(scale, scale), n) * scale
    return logs @ centring + 3 * centring[0], centring @ loadings


@every_matrix
@pytest.mark.parametrize("scores", ["regression", "bartlett"])
def test_factors_of_log_ratios_are_those_of_their_model(matrix, scores):
    ratios, loadings = log_ratios()
    factors = FactorAnalysis(3, matrix=matrix, scores=scores).fit(ratios)
    assert factors.closed_
    expected = loadings / ratios.std(axis=0, ddof=1)[:, None]
    assert procrustes_rotation(factors.loadings_, expected).rms < 1e-5
    assert np.allclose(factors.scale_ @ factors.loadings_, 0, atol=1e-8)
    assert np.isfinite(factors.transform(ratios)).all()
    if scores == "bartlett":
        assert np.allclose(factors.loadings_.T @ factors.score_weights_, np.eye(3), atol=1e-8)


def test_factors_of_log_ratios_are_compared_with_chance_among_log_ratios():
    ratios, _ = log_ratios()
    factors = FactorAnalysis().fit(ratios)
    expected = parallel_analysis(ratios, closed=True)
    assert factors.n_factors_ == expected.n_factors >= 2
    assert np.allclose(factors.parallel_.reference, expected.reference)
    # A dimension is missing, among the log-ratios and among what they are compared with.
    assert expected.reference[-1] == pytest.approx(0, abs=1e-9)


def test_without_odd_samples_robust_and_classical_factors_of_log_ratios_are_alike():
    ratios, _ = log_ratios(2000, 6, 1)
    one, two = (FactorAnalysis(1, robust=robust).fit(ratios) for robust in (False, True))
    assert procrustes_rotation(one.loadings_, two.loadings_).rms < 0.02


def test_log_ratios_of_some_of_the_parts_are_like_any_other_samples():
    ratios, _ = log_ratios()
    some = ratios[:, :9]
    factors = FactorAnalysis(3, extraction="maximum_likelihood").fit(some)
    shifted = FactorAnalysis(3, extraction="maximum_likelihood").fit(some + 1)
    assert np.allclose(factors.loadings_, shifted.loadings_, atol=1e-6)
    assert not np.allclose(factors.scale_ @ factors.loadings_, 0, atol=1e-3)


def test_log_ratios_have_no_likelihood():
    with pytest.raises(InputError, match=r"log-ratios, .* no likelihood: choose EXTRACTION"):
        FactorAnalysis(2, extraction="maximum_likelihood").fit(log_ratios()[0])


def test_an_element_twice_among_log_ratios_is_still_refused():
    logs = np.log(np.random.default_rng(0).uniform(1, 9, (60, 5)))
    twice = np.column_stack([logs, logs[:, 1]])
    with pytest.raises(InputError, match=r"^E1, E5 determine each other"):
        FactorAnalysis(1).fit(twice - twice.mean(axis=1, keepdims=True), NAMES[:6])


# What is refused, and what is warned of


@pytest.mark.parametrize("extraction", ["principal_axis", "maximum_likelihood"])
@every_matrix
def test_a_singular_matrix_is_one_clear_error(X, extraction, matrix):
    twice = np.column_stack([X[:, :9], 2 * X[:, 3] + 1])
    with pytest.raises(InputError) as error:
        FactorAnalysis(2, extraction=extraction, matrix=matrix).fit(twice, NAMES)
    assert str(error.value).startswith("E3, E9 determine each other exactly")


def test_components_of_a_singular_matrix_are_drawn_as_far_as_there_are_any(X):
    ratios = X - X.mean(axis=1, keepdims=True)
    factors = FactorAnalysis(9, extraction="principal_components", rotation="none").fit(ratios)
    assert np.allclose(factors.communalities_, 1)
    assert np.isfinite(factors.transform(ratios)).all()
    with pytest.raises(
        InputError, match="N_FACTORS is 10, but 10 elements determine 1 to 9 factors"
    ):
        FactorAnalysis(10, extraction="principal_components").fit(ratios)


@every_extraction
def test_no_more_samples_than_elements_are_one_clear_error(X, extraction):
    with pytest.raises(InputError, match=r"10 samples of 10 elements.*more samples than elements"):
        FactorAnalysis(2, extraction=extraction).fit(X[:10], NAMES)


@every_extraction
def test_a_constant_column_is_refused_by_name(X, extraction):
    constant = X.copy()
    constant[:, 4] = 3.0
    with pytest.raises(InputError, match=r"^E4 has the same value"):
        FactorAnalysis(2, extraction=extraction).fit(constant, NAMES)


def test_a_blank_is_refused_by_name(X):
    blank = X.copy()
    blank[3, 6] = np.nan
    with pytest.raises(InputError, match=r"^E6 is nan in row 3"):
        FactorAnalysis(2).fit(blank, NAMES)


@pytest.mark.parametrize("extraction", ["principal_axis", "maximum_likelihood"])
def test_a_heywood_case_is_a_warning_that_names_the_element(extraction):
    correlation = np.array([[1, 0.84, 0.6], [0.84, 1, 0.45], [0.6, 0.45, 1]])
    factors = FactorAnalysis(1, extraction=extraction)
    factors.fit(samples_with(correlation), ("Cu", "Pb", "Zn"))
    assert len(factors.warnings_) == 1
    assert factors.warnings_[0].startswith("The factors explain Cu fully (a Heywood case")
    assert factors.uniquenesses_[0] == 0.005
    assert np.isfinite(factors.transform(samples_with(correlation))).all()


@pytest.mark.parametrize("number", [0, -1, 7, 2.5, [2]])
def test_a_number_that_the_elements_do_not_determine_is_refused(X, number):
    with pytest.raises(InputError, match=r"N_FACTORS is .*10 elements determine 1 to 6"):
        FactorAnalysis(number).fit(X)


def test_as_many_factors_as_are_determined_can_be_drawn(X):
    assert FactorAnalysis(6).fit(X).loadings_.shape == (10, 6)


def test_elements_that_share_nothing_have_no_factors():
    with pytest.raises(InputError, match="set N_FACTORS yourself"):
        FactorAnalysis().fit(samples_with(np.eye(6)))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"extraction": "pca"}, "no extraction 'pca'; choose one of principal_components"),
        ({"matrix": "robust"}, "no matrix 'robust'"),
        ({"rotation": "oblimin"}, "no rotation 'oblimin'; choose one of none, varimax, promax"),
        ({"scores": "anderson"}, "no scores 'anderson'"),
        ({"n_factors": "scree"}, "no rule 'scree'.*parallel or kaiser"),
        ({"target": "Xx"}, "target 'Xx' is none of the elements"),
        ({"random_state": -1}, "random_state must be a whole number of at least 0"),
        ({"robust": True, "extraction": "maximum_likelihood"}, "no likelihood"),
    ],
)
def test_unknown_settings_are_refused(X, settings, message):
    with pytest.raises(InputError, match=message):
        FactorAnalysis(**settings).fit(X, NAMES)


# The bundled survey


@pytest.mark.parametrize(
    ("extraction", "rms", "largest"),
    [
        ("principal_axis", 0.027, 0.080),
        ("maximum_likelihood", 0.027, 0.080),
        ("principal_components", 0.036, 0.124),
    ],
)
def test_the_survey_gives_table_1_back_as_its_readme_says(
    survey, sample_model, extraction, rms, largest
):
    factors = FactorAnalysis(5, extraction=extraction).fit(survey.X, survey.fields)
    found = procrustes_rotation(factors.loadings_, sample_model.LOADINGS)
    assert found.rms == pytest.approx(rms, abs=0.0006)
    assert np.abs(found.loadings - sample_model.LOADINGS).max() == pytest.approx(largest, abs=0.005)
    assert found.congruence.min() > 0.99


@pytest.mark.parametrize("rule", ["parallel", "kaiser"])
def test_the_survey_has_the_five_factors_that_were_planted(survey, rule):
    assert FactorAnalysis(rule).fit(survey.X, survey.fields).n_factors_ == 5


def test_varimax_of_the_survey_groups_the_elements_as_the_paper_does(survey):
    table = FactorAnalysis(5, target="Cu_ppm").fit(survey.X, survey.fields).loadings_table()
    group = dict(zip((field.split("_")[0] for field in table["element"]), table["factor"]))
    paper = (("P", "V", "Co", "Sr", "Cu"), ("Pb", "Hg", "Zn", "Sb", "Ag"), ("Ni", "Cr", "Li"))
    for elements in (*paper, ("Bi", "B", "Au"), ("U", "Nb")):
        assert len({group[element] for element in elements}) == 1
    assert table.set_index("element").loc["Cu_ppm", group["Cu"]] > 0.6
