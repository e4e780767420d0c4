"""Promises of a kept model: a survey's own samples get what training gave them, others alike."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from geochem_som.core.errors import InputError
from geochem_som.core.factors import FactorAnalysis
from geochem_som.core.factors.score_weights import ScoreWeights
from geochem_som.core.group_figures import GroupFigures
from geochem_som.core.kept_model import KeptModel
from geochem_som.core.kept_model_file import load_kept_model, save_kept_model
from geochem_som.core.map_quality import left_out_distances
from geochem_som.core.ranking import rank_clusters, rank_units, with_clusters
from kept_models import FIELDS, MORE, N, prepared_survey, survey, trained

RAW, GROUPS = survey()
SETTINGS = {
    "clr": {"transform": "clr", "composition": MORE},
    "clr, standard": {"transform": "clr", "scaling": "standard"},
    "ilr": {"transform": "ilr", "scaling": "robust", "composition": MORE},
    "ilr of a whole composition": {"transform": "ilr", "scaling": "standard"},
    "log10": {"transform": "log10"},
    "log10, robust, winsorized": {"transform": "log10", "scaling": "robust", "winsorize": 5.0},
    "levels": {"transform": "log10", "scaling": "standard", "groups": GROUPS},
    "levels of clr": {"transform": "clr", "composition": MORE, "groups": GROUPS, "winsorize": 2.0},
    "sqrt2": {"transform": "clr", "rules": {"non_detects": "sqrt2"}},
    "multiplicative": {
        "transform": "clr",
        "composition": MORE,
        "rules": {"non_detects": "multiplicative", "max_censored": 12.0},
    },
    "blanks leave samples out": {"transform": "log10", "rules": {"missing": "drop"}},
    "few blanks allowed": {"transform": "log10", "rules": {"max_blank_sample": 10.0}},
    "none": {"transform": "none", "scaling": "standard", "rules": {"signed": True}},
}


def kept_survey(method="batchsom", name="clr", **more):
    settings = SETTINGS[name]
    prepared = prepared_survey(RAW, **settings)
    model, clusters = trained(method, prepared.X)
    group_field = "lab" if "groups" in settings else ""
    kept = KeptModel.of(model, clusters, prepared, group_field=group_field, **more)
    return prepared, model, clusters, kept


def through_a_file(kept, path):
    save_kept_model(path, kept)
    return load_kept_model(path)


@pytest.mark.parametrize("name", SETTINGS)
def test_the_surveys_own_samples_get_what_training_gave_them_to_the_bit(tmp_path, name):
    prepared, model, clusters, kept = kept_survey(name=name)
    found = through_a_file(kept, tmp_path / "m.geosom").classify(RAW, groups=GROUPS)
    assert found.rows.tolist() == prepared.rows.tolist()
    assert found.rows_left_out == prepared.rows_left_out
    assert found.bmu.tolist() == model.predict(prepared.X).tolist()
    assert found.bmu_dist.tobytes() == model.bmu_distances(prepared.X).tobytes()
    assert found.cluster.tolist() == clusters[found.bmu].tolist()
    assert not found.outside.any()
    assert found.outside_texts == [""] * len(found.rows)


@pytest.mark.parametrize("method", ["som", "desom"])
def test_so_they_do_on_every_kind_of_map(tmp_path, method):
    if method == "desom":
        pytest.importorskip("torch")
    prepared, model, _, kept = kept_survey(method)
    found = through_a_file(kept, tmp_path / "m.geosom").classify(RAW)
    assert found.bmu.tolist() == model.predict(prepared.X).tolist()
    assert found.bmu_dist.tobytes() == model.bmu_distances(prepared.X).tobytes()
    if method == "desom":
        assert found.recon_err.tobytes() == model.reconstruction_errors(prepared.X).tobytes()
    else:
        assert found.recon_err is None


def test_a_desom_from_a_file_works_where_torch_is_not_installed(tmp_path):
    pytest.importorskip("torch")
    _, _, _, kept = kept_survey("desom")
    save_kept_model(tmp_path / "m.geosom", kept)
    root = Path(__file__).resolve().parents[1]
    code = (
        "import sys; sys.modules['torch'] = None\n"
        f"sys.path.insert(0, {str(root)!r}); import conftest\n"
        "from geochem_som.core.kept_model_file import load_kept_model\n"
        "from kept_models import survey\n"
        f"found = load_kept_model({str(tmp_path / 'm.geosom')!r}).classify(survey()[0])\n"
        "print(found.bmu.tolist(), found.recon_err.sum())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = kept.classify(RAW)
    assert done.stdout.strip() == f"{found.bmu.tolist()} {found.recon_err.sum()}"


@pytest.mark.parametrize("name", ["clr", "ilr", "levels", "multiplicative"])
def test_a_sample_gets_the_same_alone_as_among_others(name):
    _, _, _, kept = kept_survey(name=name)
    together = kept.classify(RAW, groups=GROUPS)
    for place, row in enumerate(together.rows.tolist()[:40]):
        alone = kept.classify(
            {field: [column[row]] for field, column in RAW.items()}, groups=[GROUPS[row]]
        )
        assert alone.bmu[0] == together.bmu[place]
        assert alone.cluster[0] == together.cluster[place]
        assert alone.bmu_dist[0] == pytest.approx(together.bmu_dist[place], rel=1e-12)


def test_scores_of_factors_are_taken_as_in_training(tmp_path):
    prepared = prepared_survey(RAW, transform="clr", composition=MORE)
    for robust in (False, True):
        analysed = prepared.X[:, 1:]
        analysis = FactorAnalysis(2, extraction="principal_components", robust=robust)
        analysis.fit(analysed, prepared.fields[1:])
        wanted = analysis.transform(analysed)[:, [1]]
        scores = ScoreWeights.of(analysis, prepared.fields, ["F2"])
        model, clusters = trained("batchsom", wanted)
        kept = KeptModel.of(model, clusters, prepared, scores=scores)
        found = through_a_file(kept, tmp_path / "m.geosom").classify(RAW)
        assert found.bmu_dist.tobytes() == model.bmu_distances(wanted).tobytes()
        assert found.bmu.tolist() == model.predict(wanted).tolist()


def test_a_field_left_out_still_counts_in_a_rows_total_where_there_is_one():
    prepared, _, _, kept = kept_survey(name="multiplicative")
    assert prepared.fields_left_out
    assert set(kept.cleaning.optional) == set(prepared.fields_left_out)
    found = kept.classify({name: RAW[name] for name in kept.cleaning.parts})
    assert len(found.rows) == len(prepared.rows)
    assert any(kept.cleaning.optional[0] in step and "total" in step for step in found.steps)


# Where a single sample cannot be treated as the survey was


def test_ros_gives_new_samples_the_surveys_median_share_of_the_limit():
    prepared = prepared_survey(RAW, transform="log10", rules={"non_detects": "ros"})
    model, clusters = trained("som", prepared.X)
    kept = KeptModel.of(model, clusters, prepared)
    limits = [float(v[1:]) if str(v).startswith("<") else np.nan for v in RAW["Cu_ppm"]]
    limits = np.array(limits)[prepared.rows]
    below = np.isfinite(limits)
    wanted = np.median(prepared.concentrations[below, 0] / limits[below])
    cleaned = kept.cleaning.apply({**RAW, "Cu_ppm": ["<0.2"] * N})
    assert cleaned.values[:, 0] == pytest.approx(0.2 * wanted)
    found = kept.classify(RAW)
    assert "median share" in " ".join(found.steps)
    measured = (prepared.clean.marks == 0).all(axis=1)
    assert measured.sum() > 20
    assert (
        found.cluster[measured].tolist() == clusters[model.predict(prepared.X)][measured].tolist()
    )


def test_a_blank_takes_the_surveys_median_also_where_the_survey_had_near_samples():
    prepared = prepared_survey(RAW, transform="log10", rules={"missing": "knn"})
    kept = KeptModel.of(*trained("som", prepared.X), prepared)
    cleaned = kept.cleaning.apply({**RAW, "As_ppm": [None] * N})
    median = np.median([v for v in RAW["As_ppm"] if v is not None])
    assert (cleaned.values[:, prepared.fields.index("As_ppm")] == median).all()
    assert "nearest samples, which are not kept" in " ".join(cleaned.steps)


# Classes


def ranked_survey(by):
    prepared = prepared_survey(RAW, **SETTINGS["clr"])
    model, clusters = trained("batchsom", prepared.X, rows=9, cols=9)
    bmu = model.predict(prepared.X)
    area = np.ones(len(bmu))
    occurrences = (np.arange(len(bmu)) % 9 == 0) * (np.arange(len(bmu)) < 40) * 1.0
    if by == "units":
        ranked = rank_units(bmu, model.lattice_, area, occurrences)
        ranked = with_clusters(ranked, clusters[bmu], area, occurrences)
        figures = GroupFigures.of(ranked, by, bmu, model.prototypes_, clusters)
    else:
        ranked = rank_clusters(clusters[bmu], area, occurrences)
        figures = GroupFigures.of(ranked, by, clusters[bmu])
    return ranked, KeptModel.of(model, clusters, prepared, figures=figures)


@pytest.mark.parametrize("by", ["clusters", "units"])
def test_a_ranked_model_gives_every_figure_of_the_ranking(tmp_path, by):
    ranked, kept = ranked_survey(by)
    found = through_a_file(kept, tmp_path / "m.geosom").classify(RAW).figures
    assert len(set(ranked.class_id.tolist())) > 1
    for name in ("class_id", "nd", "weight", "weight_s", "path_mean"):
        assert np.array_equal(getattr(found, name), getattr(ranked, name), equal_nan=True), name


def test_a_unit_without_samples_takes_the_figures_of_the_unit_most_like_it():
    _, kept = ranked_survey("units")
    prototypes, used = kept.model.prototypes_, np.flatnonzero(kept.hits)
    empty = np.flatnonzero(kept.hits == 0)
    assert empty.size
    for unit in empty:
        nearest = used[np.argmin(((prototypes[used] - prototypes[unit]) ** 2).sum(axis=1))]
        assert kept.figures.weight_s[unit] == kept.figures.weight_s[nearest]
        assert kept.figures.class_id[unit] == kept.figures.class_id[nearest]


def test_the_density_of_a_unit_is_that_of_its_cluster_with_samples_or_without():
    ranked, kept = ranked_survey("units")
    density = dict(zip(ranked.described["cluster"], ranked.described["nd"]))
    assert kept.figures.nd.tolist() == [density[c] for c in kept.unit_clusters.tolist()]


# Samples unlike the survey's


def test_values_beyond_the_surveys_are_named_with_their_side():
    _, _, _, kept = kept_survey()
    raw = {name: list(column) for name, column in RAW.items()}
    raw["Cu_ppm"][0], raw["Fe_pct"][0], raw["As_ppm"][1] = "501", 1e-4, 1e6
    found = kept.classify(raw)
    assert found.outside_texts[0] == "Cu_ppm above, Fe_pct below"
    assert found.outside_texts[1] == "As_ppm above"
    assert not any(found.outside_texts[2:])


def test_the_percentile_says_how_many_of_the_surveys_samples_lie_nearer():
    prepared, model, _, kept = kept_survey()
    left_out = left_out_distances(prepared.X, model.prototypes_)
    found = kept.classify(RAW)
    wanted = [100.0 * np.mean(left_out < d) for d in model.bmu_distances(prepared.X)]
    assert found.distance_percentile == pytest.approx(wanted)
    assert 0 < found.distance_percentile.max() < 100
    raw = {name: list(column) for name, column in RAW.items()}
    raw["Cu_ppm"][0] = 1e9
    assert kept.classify(raw).distance_percentile[0] == 100


def test_new_samples_like_the_surveys_spread_over_the_percentiles():
    raw, _ = survey(seed=1, n=800)
    first = {name: column[:400] for name, column in raw.items()}
    second = {name: column[400:] for name, column in raw.items()}
    prepared = prepared_survey(first, transform="log10", scaling="standard")
    for method in ("som", "batchsom"):
        kept = KeptModel.of(*trained(method, prepared.X, rows=8, cols=8), prepared)
        # The planted anomaly is in the first samples only: what is like them is what counts.
        percentiles = kept.classify(second).distance_percentile
        assert 40 < np.median(percentiles) < 60
        assert np.mean(percentiles >= 95) < 0.12


def test_a_change_of_unit_changes_no_class_and_puts_nothing_outside():
    _, _, _, kept = kept_survey()
    raw = {**RAW, "As_ppm": [None if v is None else v * 1000 for v in RAW["As_ppm"]]}
    found = kept.classify(raw, unit_factors={"As_ppm": 1e-3})
    wanted = kept.classify(RAW)
    assert found.bmu.tolist() == wanted.bmu.tolist()
    assert not found.outside.any()


def test_codes_are_those_of_the_survey_unless_others_are_given():
    _, _, _, kept = kept_survey()
    blank = {**RAW, "As_ppm": [-9999.0, *RAW["As_ppm"][1:]]}
    other = {**RAW, "As_ppm": [777.0, *RAW["As_ppm"][1:]]}
    wanted = kept.classify({**RAW, "As_ppm": [None, *RAW["As_ppm"][1:]]})
    assert kept.classify(blank).bmu_dist[0] == wanted.bmu_dist[0]
    assert kept.classify(other, not_analysed=[777.0]).bmu_dist[0] == wanted.bmu_dist[0]
    assert kept.classify(other).bmu_dist[0] != wanted.bmu_dist[0]


def test_missing_fields_are_all_named_in_one_error():
    _, _, _, kept = kept_survey()
    raw = {name: RAW[name] for name in FIELDS[2:]}
    with pytest.raises(InputError, match=r"Cu_ppm.*Au_ppb.*Fe_pct.*Mn_ppm"):
        kept.classify(raw)


def test_groups_must_be_given_and_known_where_the_survey_was_levelled():
    _, _, _, kept = kept_survey(name="levels")
    with pytest.raises(InputError, match=r"levelled.* by lab.*north, south.*LEVEL_FIELD"):
        kept.classify(RAW)
    with pytest.raises(InputError, match=r"east.*north, south"):
        kept.classify(RAW, groups=["east"] * N)
    found = kept.classify(RAW, groups=GROUPS)
    assert found.rows_left_out[30] == "no group in LEVEL_FIELD"


def test_a_model_that_takes_no_groups_ignores_them():
    _, _, _, kept = kept_survey()
    assert kept.classify(RAW, groups=GROUPS).bmu.tolist() == kept.classify(RAW).bmu.tolist()
