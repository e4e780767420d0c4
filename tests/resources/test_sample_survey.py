"""The bundled survey is what its README says: synthetic, repeatable, and true to Table 1."""

from __future__ import annotations

import csv
import importlib.util
import re
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "sample"
README = (FOLDER / "README.md").read_text(encoding="utf-8")
LAYERS = ("samples", "occurrences", "planted_systems")

# Table 1 of Hoseinzade and Bazoobandi (2024), typed from the paper, elements in its order.
TABLE_1 = """
Zn 0.254 0.841 0.032 0.071 0.167
Pb -0.010 0.893 0.218 -0.025 0.067
Ag -0.147 0.784 0.190 -0.020 -0.143
Cr 0.430 -0.123 -0.010 0.641 0.134
Ni 0.061 -0.005 0.164 0.814 0.018
Bi 0.190 0.189 0.808 -0.091 0.140
Cu 0.691 0.135 0.399 0.148 -0.204
As 0.031 0.532 0.036 0.192 0.179
Sb 0.219 0.786 0.083 -0.156 0.120
Co 0.760 0.127 0.222 0.400 0.044
Sn 0.056 -0.122 0.312 0.272 0.484
Ba -0.275 0.574 -0.115 0.129 -0.026
V 0.815 -0.088 -0.117 0.130 0.064
Sr -0.754 -0.079 -0.056 0.172 -0.181
Hg -0.085 0.856 0.069 -0.025 0.006
W 0.252 0.112 0.623 -0.018 0.550
B -0.088 0.015 0.711 0.256 0.378
Be 0.560 0.069 0.314 0.113 0.593
Mo -0.283 0.340 0.555 -0.057 0.317
Li 0.239 -0.010 -0.135 0.621 0.216
Au 0.254 0.395 0.681 0.072 -0.100
Rb 0.604 0.073 0.172 0.004 0.617
P 0.880 -0.043 -0.027 0.100 0.186
Cs 0.499 0.050 -0.088 0.491 0.060
Nb 0.236 0.132 0.088 0.090 0.782
Th -0.267 0.017 0.432 0.142 0.366
U -0.032 0.049 0.116 0.053 0.823
"""
SYMBOLS = [line.split()[0] for line in TABLE_1.split("\n") if line]
LOADINGS = np.array([line.split()[1:] for line in TABLE_1.split("\n") if line], dtype=float)


def read_csv(name):
    with (FOLDER / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def number(text):
    """Half the limit for a result below it, NaN for a blank."""
    if not text:
        return np.nan
    return float(text[1:]) / 2 if text.startswith("<") else float(text)


def readme_table(name):
    """Rows of the README's table between two markers, as lists of texts."""
    block = re.search(f"<!-- {name} -->\n(.*?)<!-- end {name} -->", README, re.S).group(1)
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in block.splitlines()[2:]]


def places(rows):
    return np.array([[float(row["x"]), float(row["y"])] for row in rows])


def radii_from_nearest_system(xy):
    """Distance from the nearest planted system's centre in units of that system's radius."""
    centres, radii = places(SYSTEMS), np.array([float(row["radius_m"]) for row in SYSTEMS])
    return (np.linalg.norm(xy[:, None] - centres[None], axis=2) / radii).min(axis=1)


SAMPLES, OCCURRENCES, SYSTEMS = (read_csv(name) for name in LAYERS)
ELEMENT_FIELDS = [field for field in SAMPLES[0] if re.search("_pp[mb]$", field)]


@pytest.fixture(scope="module")
def command():
    spec = importlib.util.spec_from_file_location(
        "make_sample_survey", FOLDER / "make_sample_survey.py"
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.fixture(scope="module")
def made_again(command, tmp_path_factory):
    """A folder with the survey made anew; its README starts with its generated tables emptied."""
    pytest.importorskip("osgeo.ogr")
    folder = tmp_path_factory.mktemp("sample")
    emptied = re.sub(r"(<!-- (\w+) -->\n).*?(<!-- end \2 -->)", r"\1\3", README, flags=re.S)
    (folder / "README.md").write_text(emptied, encoding="utf-8")
    command.main(folder)
    return folder


@pytest.fixture(scope="module")
def geopackage(tmp_path_factory):
    """The committed GeoPackage, read from a copy so that reading cannot change it."""
    ogr = pytest.importorskip("osgeo.ogr")
    copy = tmp_path_factory.mktemp("gpkg") / "sample_survey.gpkg"
    shutil.copy(FOLDER / copy.name, copy)
    return ogr.Open(str(copy))


@pytest.fixture(scope="module")
def standard_logs():
    values = np.array([[number(row[field]) for field in ELEMENT_FIELDS] for row in SAMPLES])
    logs = np.log10(np.where(np.isnan(values), np.nanmedian(values, axis=0), values))
    return (logs - logs.mean(axis=0)) / logs.std(axis=0)


@pytest.mark.parametrize("name", [*(f"{layer}.csv" for layer in LAYERS), "README.md"])
def test_the_command_makes_the_committed_file_byte_by_byte(made_again, name):
    assert (made_again / name).read_bytes() == (FOLDER / name).read_bytes()


@pytest.mark.parametrize("layer", LAYERS)
def test_the_geopackage_holds_the_records_of_the_csv_files(geopackage, layer):
    rows = read_csv(layer)
    features = list(geopackage.GetLayerByName(layer))
    assert len(features) == len(rows)
    for feature, row in zip(features, rows):
        record = feature.items()
        assert list(record) == [*row]
        for field, text in row.items():
            is_number = isinstance(record[field], float)
            assert record[field] == (None if not text else float(text) if is_number else text)


def test_fields_with_a_detection_limit_are_text_and_the_others_numbers(geopackage):
    ogr = pytest.importorskip("osgeo.ogr")
    fields = geopackage.GetLayerByName("samples").GetLayerDefn()
    for field, kind, *_ in readme_table("elements"):
        stored = fields.GetFieldDefn(fields.GetFieldIndex(field)).GetType()
        assert stored == (ogr.OFTString if kind == "text" else ogr.OFTReal)


def test_a_geopackage_made_twice_has_the_same_content(made_again, geopackage):
    ogr = pytest.importorskip("osgeo.ogr")
    again = ogr.Open(str(made_again / "sample_survey.gpkg"))
    for layer in LAYERS:
        old, new = geopackage.GetLayerByName(layer), again.GetLayerByName(layer)
        old.ResetReading()
        new.ResetReading()
        assert [f.ExportToJson() for f in old] == [f.ExportToJson() for f in new]


def test_points_and_circles_stand_where_their_coordinates_say(geopackage):
    for layer in ("samples", "occurrences"):
        source = geopackage.GetLayerByName(layer)
        source.ResetReading()
        for feature in source:
            shape = feature.GetGeometryRef()
            assert (shape.GetX(), shape.GetY()) == (feature["x"], feature["y"])
    source = geopackage.GetLayerByName("planted_systems")
    source.ResetReading()
    for feature in source:
        ring = np.array(feature.GetGeometryRef().GetGeometryRef(0).GetPoints())[:, :2]
        distance = np.linalg.norm(ring - [feature["x"], feature["y"]], axis=1)
        assert np.allclose(distance, feature["radius_m"], atol=0.02)
        assert feature.GetGeometryRef().IsValid()


@pytest.mark.parametrize("layer", LAYERS)
def test_every_layer_and_every_record_says_that_it_is_synthetic(geopackage, layer):
    source = geopackage.GetLayerByName(layer)
    assert source.GetSpatialRef().GetAuthorityCode(None) == "32640"
    assert "SYNTHETIC" in source.GetMetadataItem("DESCRIPTION")
    assert "Synthetic sample survey" in source.GetMetadataItem("IDENTIFIER")
    assert {row["survey"] for row in read_csv(layer)} == {"Synthetic sample survey"}


def test_the_readme_says_that_everything_is_synthetic_and_the_area_invented():
    assert README.startswith("# Synthetic sample survey\n\n**Everything here is synthetic.**")
    assert "The area is invented" in README


def test_806_samples_with_unique_ids_carry_the_27_elements_of_table_1():
    assert [row["sample_id"] for row in SAMPLES] == [f"S{i:04d}" for i in range(1, 807)]
    assert [field.split("_")[0] for field in ELEMENT_FIELDS] == SYMBOLS
    assert all(len(field) <= 10 for row in (SAMPLES[0], OCCURRENCES[0]) for field in row)


def test_samples_are_the_centres_of_26_by_31_cells_that_make_up_1650_km2():
    xy = places(SAMPLES)
    columns, rows = np.unique(xy[:, 0]), np.unique(xy[:, 1])
    assert (len(columns), len(rows)) == (26, 31)
    assert len(np.unique(xy, axis=0)) == 806
    spacing = np.concatenate([np.diff(columns), np.diff(rows)])
    assert np.allclose(spacing, 1430.8, atol=0.02)
    assert 806 * spacing.mean() ** 2 == pytest.approx(1650e6, rel=1e-5)


def test_the_command_carries_table_1_as_printed(command):
    assert [element.name for element in command.ELEMENTS] == SYMBOLS
    assert np.array_equal(command.LOADINGS, LOADINGS)


def principal_axis_loadings(correlation, n_factors):
    """Principal-axis factoring: iterate communalities on the diagonal (textbook form)."""
    communality = 1 - 1 / np.diag(np.linalg.inv(correlation))
    for _ in range(300):
        reduced = correlation.copy()
        np.fill_diagonal(reduced, communality)
        values, vectors = np.linalg.eigh(reduced)
        loadings = vectors[:, -n_factors:] * np.sqrt(values[-n_factors:])
        communality = (loadings**2).sum(axis=1)
    return loadings


def rotated_to(loadings, target):
    """Orthogonal Procrustes rotation."""
    u, _, vt = np.linalg.svd(loadings.T @ target)
    return loadings @ u @ vt


def test_factor_analysis_gives_table_1_back_within_the_sampling_error(standard_logs):
    # A loading of 806 independent samples has a standard error of at most 1/sqrt(806) = 0.035.
    found = principal_axis_loadings(np.corrcoef(standard_logs.T), 5)
    error = rotated_to(found, LOADINGS) - LOADINGS
    assert np.sqrt((error**2).mean()) < 0.035
    assert np.abs(error).max() < 3.5 * 0.035


def test_correlations_are_those_of_table_1_within_the_sampling_error(standard_logs):
    expected = LOADINGS @ LOADINGS.T
    np.fill_diagonal(expected, 1)
    error = np.corrcoef(standard_logs.T) - expected
    assert np.sqrt((error**2).mean()) < 0.04
    assert np.abs(error).max() < 4.5 * 0.035


def test_factor_scores_are_uncorrelated_standard_scores_and_the_bumps_have_their_size(command):
    rng = np.random.Generator(np.random.PCG64(7))
    xy = command.sample_grid()
    scores = command.factor_scores(rng, xy)
    assert np.allclose(scores.mean(axis=0), 0, atol=1e-12)
    assert np.allclose(np.cov(scores.T, bias=True), np.eye(5), atol=1e-12)
    planted = command.planted_scores(xy)
    bumps = np.column_stack([planted[:, [0, 2]], np.ones(len(xy))])
    size = np.linalg.lstsq(bumps, scores[:, [0, 2]], rcond=None)[0][:2]
    assert np.allclose(size, np.eye(2), atol=1e-10)


def test_a_planted_system_adds_its_strength_at_the_centre_and_nothing_beyond_its_radius(command):
    for system in command.SYSTEMS:
        x, y = system.xy
        at = np.array([[x, y], [x + system.radius_m / 2, y], [x, y + system.radius_m]])
        scores = command.planted_scores(at)
        assert np.allclose(scores[:, 0], [system.d1, 0.5625 * system.d1, 0])
        assert np.allclose(scores[:, 2], [system.d3, 0.5625 * system.d3, 0])
        assert not scores[:, [1, 3, 4]].any()


def test_planted_systems_do_not_overlap_and_lie_on_the_ground_off_the_grid():
    xy, radius = places(SYSTEMS), np.array([float(row["radius_m"]) for row in SYSTEMS])
    assert ((radius >= 2000) & (radius <= 4000)).all()
    for i in range(len(xy)):
        for j in range(i):
            assert np.linalg.norm(xy[i] - xy[j]) > radius[i] + radius[j]
    samples = places(SAMPLES)
    assert (xy - radius[:, None] > samples.min(axis=0) - 716).all()
    assert (xy + radius[:, None] < samples.max(axis=0) + 716).all()
    assert np.linalg.norm(xy[:, None] - samples[None], axis=2).min() > 50


@pytest.mark.parametrize("field", ["Cu_ppm", "Au_ppb"])
def test_copper_and_gold_are_higher_in_the_planted_systems_than_outside(field):
    values = np.array([number(row[field]) for row in SAMPLES])
    distance = radii_from_nearest_system(places(SAMPLES))
    core, outside = np.nanmedian(values[distance < 0.5]), np.nanmedian(values[distance > 1])
    assert core > 2 * outside


def test_the_readme_counts_results_below_limit_and_blanks():
    stated = readme_table("elements")
    assert [row[0] for row in stated] == ELEMENT_FIELDS
    for field, kind, _, _, limit, below, blank in stated:
        texts = [row[field] for row in SAMPLES]
        found = [text for text in texts if text.startswith("<")]
        assert set(found) == ({f"<{limit}"} if limit else set())
        assert below == f"{len(found)} ({100 * len(found) / 806:.1f} %)"
        assert int(blank) == texts.count("")
        assert kind == ("text" if limit else "number")


def test_below_limit_shares_and_blanks_are_those_of_an_ordinary_survey():
    shares = [np.mean([row[field].startswith("<") for row in SAMPLES]) for field in ELEMENT_FIELDS]
    censored = [share for share in shares if share]
    assert 4 <= len(censored) <= 8
    assert min(censored) > 0.02
    assert max(censored) < 0.35
    blanks = [np.mean([row[field] == "" for row in SAMPLES]) for field in ELEMENT_FIELDS]
    assert 2 <= np.count_nonzero(blanks) <= 6
    assert max(blanks) < 0.05


def test_concentrations_are_positive_and_have_the_stated_medians():
    for field, _, median, gsd, *_ in readme_table("elements"):
        values = np.array([number(row[field]) for row in SAMPLES])
        assert np.nanmin(values) > 0
        # Smooth fields make far fewer than 806 independent samples.
        assert abs(np.log(np.nanmedian(values) / float(median))) < 0.3 * np.log(float(gsd))


def is_target(row):
    return row["commodity"] in ("Cu", "Au", "Cu-Au")


def on_the_ground(xy):
    samples = places(SAMPLES)
    return (np.abs(xy - samples.mean(axis=0)) <= [13 * 1430.8, 15.5 * 1430.8]).all(axis=1)


def test_some_occurrences_lie_in_the_systems_some_on_background_some_off_the_ground():
    targets = [row for row in OCCURRENCES if is_target(row)]
    xy = places(targets)
    inside, ground = radii_from_nearest_system(xy) < 1, on_the_ground(xy)
    assert int(inside.sum()) == 33
    assert int((~inside & ground).sum()) == 12
    assert int((~ground).sum()) == 2


def test_a_strong_system_has_no_known_occurrence():
    known = {row["system_id"]: int(row["known"]) for row in SYSTEMS}
    blind = [row for row in SYSTEMS if known[row["system_id"]] == 0]
    assert len(blind) == 1
    assert float(blind[0]["d3"]) > 3
    distance = np.linalg.norm(places(OCCURRENCES) - places(blind)[0], axis=1)
    assert distance.min() > float(blind[0]["radius_m"])


def test_systems_hold_as_many_distinct_sites_as_stated():
    first = places([row for row in OCCURRENCES if "second record" not in row["name"]])
    for row in SYSTEMS:
        distance = np.linalg.norm(first - places([row])[0], axis=1)
        assert int((distance < float(row["radius_m"])).sum()) == int(row["known"])


def test_only_the_last_three_records_repeat_a_site_within_100_m():
    xy = places(OCCURRENCES)
    for i, row in enumerate(OCCURRENCES):
        nearest = np.linalg.norm(xy[:i] - xy[i], axis=1).min(initial=np.inf)
        if i >= len(OCCURRENCES) - 3:
            assert nearest <= 100
            assert row["name"].endswith("(second record)")
        else:
            assert nearest >= 298  # 300 m before rounding to whole metres


def test_occurrence_names_are_plainly_invented_and_unique():
    names = [row["name"] for row in OCCURRENCES]
    assert len(set(names)) == len(names)
    assert all(name.startswith("Synthetic occurrence ") for name in names)


def test_the_readme_counts_the_occurrences_by_commodity():
    for commodity, *_, total in readme_table("occurrences"):
        records = [row for row in OCCURRENCES if commodity in ("all", row["commodity"])]
        assert int(total) == len(records)
    assert sum(not is_target(row) for row in OCCURRENCES) == 6
