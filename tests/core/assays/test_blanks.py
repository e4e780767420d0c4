"""Blanks filled with medians or from the nearest samples."""

import csv
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from geochem_som.core.assays import Filled, blanks, fill_medians, fill_nearest
from geochem_som.core.errors import Cancelled, InputError

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
NAN = np.nan


def composition(seed, n_rows=120, n_parts=8, n_factors=2, noise=0.15):
    """Lognormal parts that a few factors correlate, each row at a level of its own."""
    rng = np.random.default_rng(seed)
    factors = rng.normal(size=(n_rows, n_factors)) @ rng.normal(size=(n_factors, n_parts))
    level = rng.normal(size=(n_rows, 1))
    return np.exp(factors + level + noise * rng.normal(size=(n_rows, n_parts)) + np.arange(n_parts))


def with_blanks(values, share, seed=0):
    removed = np.random.default_rng(seed).random(values.shape) < share
    return np.where(removed, NAN, values)


def slow_fill(values, neighbours):
    """Fill cell by cell, with loops over rows and pairs of parts."""
    n_rows, n_parts = values.shape
    filled = values.copy()
    partial, by_median = np.zeros(values.shape, bool), np.zeros(values.shape, bool)
    for i in range(n_rows):
        own = [j for j in range(n_parts) if values[i, j] == values[i, j]]
        for j in sorted(set(range(n_parts)) - set(own)):
            found = []
            for d in range(n_rows):
                both = [q for q in own if values[d, q] == values[d, q]]
                if np.isnan(values[d, j]) or len(both) < 2 or 2 * len(both) < len(own):
                    continue
                # Aitchison (1986): all pairs of log-ratios, over the number of parts.
                squares = 0.0
                for a in both:
                    for b in both:
                        if a < b:
                            gap = np.log(values[i, a] / values[i, b] * values[d, b] / values[d, a])
                            squares += gap**2 / len(both)
                level = np.exp(np.mean([np.log(values[i, q] / values[d, q]) for q in both]))
                found.append((round(squares / len(both), 10), d, values[d, j] * level, both != own))
            nearest = sorted(found)[:neighbours]
            by_median[i, j] = not nearest
            partial[i, j] = any(lacks for *_, lacks in nearest)
            filled[i, j] = (
                np.exp(np.median(np.log([donated for _, _, donated, _ in nearest])))
                if nearest
                else np.median([v for v in values[:, j] if v == v])
            )
    return filled, partial, by_median


@pytest.mark.parametrize("neighbours", [1, 4, 5])
@pytest.mark.parametrize("share", [0.03, 0.3, 0.75])
def test_filling_agrees_with_a_slow_version(share, neighbours):
    values = with_blanks(composition(1, n_rows=40, n_parts=6), share, seed=neighbours)
    values[:3] = composition(1, n_rows=3, n_parts=6)  # so that no column is empty
    found = fill_nearest(values, neighbours=neighbours)
    filled, partial, by_median = slow_fill(values, neighbours)
    np.testing.assert_allclose(found.values, filled, rtol=1e-10)
    np.testing.assert_array_equal(found.partial, partial)
    np.testing.assert_array_equal(found.by_median, by_median)
    np.testing.assert_array_equal(found.mask, np.isnan(values))
    if share == 0.75:
        assert by_median.any()
        assert partial.any()
        assert not by_median[np.isnan(values)].all()


def test_the_result_unpacks_as_values_and_mask():
    values = with_blanks(composition(2), 0.1)
    for fill in (fill_medians, fill_nearest):
        filled, mask = fill(values)
        np.testing.assert_array_equal(mask, np.isnan(values))
        np.testing.assert_array_equal(filled[~mask], values[~mask])
        assert (filled > 0).all()


def test_the_caller_keeps_its_blanks():
    values = with_blanks(composition(2), 0.1)
    before = values.copy()
    fill_medians(values)
    fill_nearest(values)
    np.testing.assert_array_equal(values, before)


@pytest.mark.parametrize("share", [0.05, 0.4])
def test_the_unit_of_a_part_does_not_matter(share):
    values = with_blanks(composition(3), share)
    units = np.array([1e-3, 1, 1e4, 1, 7.3, 1e9, 1e-6, 3])
    in_units = fill_nearest(values * units).values
    np.testing.assert_allclose(in_units / units, fill_nearest(values).values, rtol=1e-9)


@pytest.mark.parametrize("share", [0.05, 0.4])
def test_the_level_of_a_row_does_not_matter(share):
    values = with_blanks(composition(4), share)
    levels = np.exp(np.random.default_rng(0).normal(size=(len(values), 1), scale=5))
    scaled, plain = fill_nearest(values * levels), fill_nearest(values)
    assert not plain.by_median.any()
    np.testing.assert_allclose(scaled.values / levels, plain.values, rtol=1e-9)


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_proportional_rows_are_filled_exactly(share):
    rng = np.random.default_rng(5)
    true = np.outer(np.exp(rng.normal(size=60)), np.exp(rng.normal(size=7, scale=3)))
    found = fill_nearest(with_blanks(true, share))
    measured = ~found.by_median
    np.testing.assert_allclose(found.values[measured], true[measured], rtol=1e-12)


def test_of_equally_near_samples_the_first_rows_are_taken():
    shared = np.exp(np.random.default_rng(6).normal(size=4))
    values = np.vstack([np.append(k * shared, k * (k + 1)) for k in range(1, 21)])
    values[7, 4] = NAN  # 8 times the shared parts; the others donate 8 (k + 1)
    for neighbours, donated in ((1, 16), (3, 24), (5, 32)):
        assert fill_nearest(values, neighbours=neighbours).values[7, 4] == pytest.approx(donated)


def test_nearness_is_per_part_whatever_number_of_parts_is_shared():
    a = np.exp(0.5)
    values = np.array(
        [
            [1, 1, 1, 1, NAN],
            [a, 1 / a, a, 1 / a, 7.0],
            [a, 1 / a, NAN, NAN, 9.0],  # as near, per part, and later
            [a * a, 1 / a, a, 1 / a, 3.0],
        ]
    )
    assert fill_nearest(values, neighbours=1).values[0, 4] == pytest.approx(7)
    values[1, 0] *= 1.01  # now it is farther
    assert fill_nearest(values, neighbours=1).values[0, 4] == pytest.approx(9)


def test_a_row_without_donors_takes_the_median_and_is_counted():
    values = composition(7, n_rows=9, n_parts=4)
    values[0] = NAN
    values[1, 1:] = NAN  # one part is no composition
    found = fill_nearest(values)
    assert found.by_median.sum() == 4 + 3
    medians = np.nanmedian(values, axis=0)
    np.testing.assert_array_equal(found.values[0], medians)
    np.testing.assert_array_equal(found.values[1, 1:], medians[1:])


def test_fewer_donors_than_neighbours_are_all_taken():
    values = composition(8, n_rows=10, n_parts=5)
    values[2:, 3] = NAN
    few = fill_nearest(values, neighbours=50).values
    np.testing.assert_array_equal(few, fill_nearest(values, neighbours=2).values)


def test_filled_values_are_never_donated():
    values = composition(9, n_rows=30, n_parts=5)
    values[:20, 2] = NAN
    together = fill_nearest(values).values
    for row in range(20):
        alone = np.vstack([values[20:], values[row]])
        np.testing.assert_allclose(fill_nearest(alone).values[-1], together[row], rtol=1e-12)


@pytest.mark.parametrize("size", [1, 500])
def test_the_size_of_the_blocks_changes_nothing(monkeypatch, size):
    values = with_blanks(composition(10), 0.25)
    whole = fill_nearest(values)
    monkeypatch.setattr(blanks, "BLOCK_DISTANCES", size)
    monkeypatch.setattr(blanks, "PAIRS_AT_A_TIME", 7)
    parts = fill_nearest(values)
    for name in ("values", "partial", "by_median"):
        np.testing.assert_array_equal(getattr(parts, name), getattr(whole, name))


@pytest.mark.parametrize("neighbours", [1, 2])
def test_the_neighbours_are_those_of_scikit_learn(neighbours):
    """With one or two neighbours median and mean are one, on log-ratios to the complete parts."""
    impute = pytest.importorskip("sklearn.impute", reason="the peer is scikit-learn")
    values = composition(11, n_rows=300)
    values[np.random.default_rng(1).random(300) < 0.4, 5] = NAN
    complete = [0, 1, 2, 3, 4, 6, 7]
    centre = np.log(values[:, complete]).mean(axis=1, keepdims=True)
    peer = impute.KNNImputer(n_neighbors=neighbours).fit_transform(np.log(values) - centre)
    found = fill_nearest(values, neighbours=neighbours).values
    np.testing.assert_allclose(found, np.exp(peer + centre), rtol=1e-9)


def log_ratio_error(filled, true):
    """Root mean square over all rows of the Aitchison distance to the truth."""
    gap = np.log(filled / true)
    gap -= gap.mean(axis=1, keepdims=True)
    return np.sqrt(np.mean((gap**2).sum(axis=1)))


@pytest.mark.parametrize("seed", range(3))
def test_in_a_correlated_composition_the_nearest_samples_know_more_than_the_median(seed):
    true = composition(seed, n_rows=400, n_parts=10, noise=0.2)
    values = with_blanks(true, 0.1, seed)
    nearest = log_ratio_error(fill_nearest(values).values, true)
    assert nearest < 0.35 * log_ratio_error(fill_medians(values).values, true)


def survey(name):
    path = DATA / name / "samples.csv"
    if not path.exists():
        pytest.skip(f"the survey {name} is not at hand: {path} does not exist")
    with path.open() as file:
        rows = list(csv.DictReader(file))
    columns = [c for c in rows[0] if c.endswith(("_ppm", "_ppb", "_pct"))]
    return np.array([[float(row[c] or "nan") for c in columns] for row in rows])


def test_in_a_real_survey_the_nearest_samples_know_more_than_the_median():
    true = survey("trondelag_soil")
    assert true.shape == (752, 53)
    values = with_blanks(true, 0.1)
    nearest, medians = fill_nearest(values), fill_medians(values)
    assert log_ratio_error(nearest.values, true) < 0.8 * log_ratio_error(medians.values, true)
    removed = nearest.mask
    rms = [np.sqrt(np.mean(np.log(f.values / true)[removed] ** 2)) for f in (nearest, medians)]
    np.testing.assert_allclose(rms, [0.56, 0.91], atol=0.005)  # as the docstring says


def test_a_campaign_that_lacks_elements_is_filled_from_the_others_in_little_memory():
    values = survey("tellus_ireland")
    by_blanks = np.argsort(np.isnan(values).sum(axis=0), kind="stable")
    values = values[:, np.append(by_blanks[:20], by_blanks[-16:])]
    values[values <= 0] = NAN
    assert values.shape == (11382, 36)
    assert (np.isnan(values).sum(axis=0) == 5874).sum() > 10
    tracemalloc.start()
    found = fill_nearest(values)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200e6
    assert not np.isnan(found.values).any()
    assert not found.by_median.any()


def test_medians_fill_any_numbers():
    found = fill_medians(np.array([[-1.0, NAN], [3.0, 4.0], [NAN, 8.0], [NAN, 9.0], [0.0, NAN]]))
    np.testing.assert_array_equal(found.values, [[-1, 8], [3, 4], [0, 8], [0, 9], [0, 8]])
    assert isinstance(found, Filled)
    np.testing.assert_array_equal(found.by_median, found.mask)
    assert found.mask.sum() == 4


def test_a_table_without_blanks_passes_unchanged():
    values = composition(12)
    for fill in (fill_medians, fill_nearest):
        found = fill(values)
        np.testing.assert_array_equal(found.values, values)
        assert not found.mask.any()


@pytest.mark.parametrize("bad", [0.0, -2.0, np.inf])
def test_values_without_a_logarithm_are_refused_with_field_and_row(bad):
    values = composition(13, n_rows=5, n_parts=3)
    values[3, 1] = bad
    with pytest.raises(InputError, match=rf"Field 2 is {bad:g} in row 4, .*non-detects"):
        fill_nearest(values)
    with pytest.raises(InputError, match=rf"Field Zn is {bad:g} in row S4, "):
        fill_nearest(values, names=["Cu", "Zn", "As"], row_names=["S1", "S2", "S3", "S4", "S5"])


@pytest.mark.parametrize("fill", [fill_medians, fill_nearest])
def test_a_field_without_any_value_is_refused(fill):
    values = composition(14, n_rows=5, n_parts=3)
    values[:, 1] = NAN
    with pytest.raises(InputError, match="Field Zn has no value to fill blanks from: take it out"):
        fill(values, names=["Cu", "Zn", "As"])
    values[:, 2] = NAN
    with pytest.raises(InputError, match="Fields 2, 3 have no value"):
        fill(values)


def test_a_number_of_neighbours_below_one_is_refused():
    with pytest.raises(InputError, match="neighbours must be a whole number of at least 1, not 0"):
        fill_nearest(composition(15), neighbours=0)


def test_progress_rises_to_one_and_can_stop(monkeypatch):
    monkeypatch.setattr(blanks, "BLOCK_DISTANCES", 1000)
    values = with_blanks(composition(16), 0.2)
    seen = []
    fill_nearest(values, progress=lambda fraction: seen.append(fraction) or True)
    assert len(seen) > 3
    assert seen == sorted(seen)
    assert seen[-1] == 1
    with pytest.raises(Cancelled):
        fill_nearest(values, progress=lambda fraction: fraction < 0.5)
