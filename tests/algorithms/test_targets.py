"""Promises of the targets: contiguous anomalous ground, best first, with what is known of it."""

import numpy as np
import pytest
from geochem_som.algorithms.ground import build_ground, make_plane
from geochem_som.algorithms.occurrences import Occurrences
from geochem_som.algorithms.targets import find_targets
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsGeometry,
    QgsPointXY,
    QgsRectangle,
)

pytestmark = pytest.mark.usefixtures("qgis_app")

ELEMENTS = ["Cu", "Au", "Pb", "Zn"]
X, Y = 500000.0, 2700000.0


def ground_of(xy, kind="cells", **settings):
    crs = QgsCoordinateReferenceSystem("EPSG:32640")
    plane = make_plane(crs, xy, QgsCoordinateTransformContext())
    return build_ground(plane, xy, [str(i) for i in range(len(xy))], kind=kind, **settings)


def picture(*lines):
    """Positions of a grid of 1 km, and classes, from rows of letters (A, h, .), north first."""
    cells = [(i, j, c) for j, line in enumerate(reversed(lines)) for i, c in enumerate(line)]
    xy = np.array([(X + 1000.0 * i, Y + 1000.0 * j) for i, j, _ in cells])
    return xy, np.array([{"A": 3, "h": 2, ".": 1}[c] for _, _, c in cells])


def occurrences_at(ground, xy=(), names=()):
    xy = np.asarray(xy, dtype=float).reshape(-1, 2)
    places, _ = ground.places_of(xy, 0.0)
    per_sample = ground.support.occurrences(places)
    return Occurrences(xy, list(names), places, per_sample, 0, ())


def targets_of(xy, class_id, score=None, *, ground=None, mines=(), names=(), values=None):
    ground = ground or ground_of(xy)
    score = np.ones(len(xy)) if score is None else score
    if values is None:
        values = np.random.default_rng(0).normal(size=(len(xy), 4))
    known = occurrences_at(ground, mines, names)
    return find_targets(ground, class_id, score, known, values, ELEMENTS)


def test_anomalies_that_touch_along_an_edge_are_one_target():
    xy, classes = picture("AA..", ".A..", "...A", "h..A")
    table, polygons = targets_of(xy, classes)
    assert sorted(table["n_samples"]) == [2, 3]
    assert sorted(p.area() / 1e6 for p in polygons) == pytest.approx([2, 3])


def test_anomalies_that_touch_at_a_corner_are_two_targets():
    xy, classes = picture("A..", ".A.", "...")
    table, polygons = targets_of(xy, classes)
    assert table["n_samples"].tolist() == [1, 1]
    assert not any(p.isMultipart() and len(p.asMultiPolygon()) > 1 for p in polygons)


def test_halo_is_no_target():
    xy, classes = picture("hhh", "h.h", "..A")
    assert targets_of(xy, classes)[0]["n_samples"].tolist() == [1]


def test_a_hole_in_an_anomaly_stays_a_hole():
    xy, classes = picture("AAA", "A.A", "AAA")
    _, [polygon] = targets_of(xy, classes)
    assert polygon.area() == pytest.approx(8e6)
    assert not polygon.contains(QgsGeometry.fromPointXY(QgsPointXY(X + 1000, Y + 1000)))


def test_targets_are_ranked_by_their_least_score():
    xy, classes = picture("AA.AA", ".....", "A...A")
    score = np.arange(len(xy), dtype=float)  # rows from south to north
    score[xy[:, 1] == Y] = [5.0, 0, 0, 0, 9.0]
    score[xy[:, 1] == Y + 2000] = [8.0, 7.0, 0, 20.0, 4.0]
    table, polygons = targets_of(xy, classes, score)
    assert table["target"].tolist() == [1, 2, 3, 4]
    assert table["min_score"].tolist() == [9, 7, 5, 4]
    assert table["mean_score"].tolist() == [9, 7.5, 5, 12]
    assert polygons[0].contains(QgsGeometry.fromPointXY(QgsPointXY(X + 4000, Y)))


def test_equal_least_scores_are_ranked_by_mean_and_then_by_area():
    xy, classes = picture("AA.AAA", "......", "A.....")
    score = np.where(xy[:, 1] == Y, 2.0, 1.0)
    score[0] = 1.0  # south-west: as good as the others, but small
    score[12] = 3.0  # north-west: higher on average
    table, _ = targets_of(xy, classes, score)
    assert table["n_samples"].tolist() == [2, 3, 1]


@pytest.mark.parametrize("seed", range(3))
def test_targets_cover_the_anomalous_ground_and_nothing_else(seed):
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 20000, (300, 2)) + [X, Y]
    ground = ground_of(xy, kind="voronoi")
    classes = np.where(rng.random(300) < 0.4, 3, 1)
    table, polygons = targets_of(xy, classes, ground=ground)
    anomalous = [ground.polygons[p] for p in ground.support.place[classes == 3]]
    apart = QgsGeometry.unaryUnion(anomalous).symDifference(QgsGeometry.unaryUnion(polygons))
    assert apart.area() < 1.0
    assert table["n_samples"].sum() == (classes == 3).sum()
    assert table["area_km2"].sum() == pytest.approx(ground.support.area[classes == 3].sum())
    assert len(polygons) == islands(anomalous)


def islands(shapes):
    """Number of groups of shapes that share more than 1 mm of border, by flood fill."""
    left, groups = set(range(len(shapes))), 0
    while left:
        groups, front = groups + 1, [left.pop()]
        while front:
            here = shapes[front.pop()]
            near = [i for i in left if here.touches(shapes[i]) or here.distance(shapes[i]) < 1e-6]
            joined = [i for i in near if here.buffer(1e-4, 1).intersection(shapes[i]).area() > 1e-7]
            left -= set(joined)
            front += joined
    return groups


def test_a_target_knows_its_occurrences():
    xy, classes = picture("AA.A", "...A")
    mines = [(X, Y + 1000), (X + 1100, Y + 900), (X + 2000, Y)]
    table, _ = targets_of(xy, classes, mines=mines, names=["Alpha", "Beta", "Gamma"])
    by_size = table.set_index("n_samples")
    assert table["n_occ"].tolist() == [2, 0]
    assert table["occ_known"].tolist() == ["Alpha, Beta", "none"]
    assert by_size.index.tolist() == [2, 2]


def test_more_than_five_occurrences_are_named_in_part():
    xy, classes = picture("AA")
    mines = [(X + 10.0 * i, Y) for i in range(7)]
    table, _ = targets_of(xy, classes, mines=mines, names=[f"M{i}" for i in range(7)])
    assert table["n_occ"].tolist() == [7]
    assert table["occ_known"].tolist() == ["M0, M1, M2, M3, M4 and 2 more"]


def test_a_target_names_its_three_most_enriched_elements():
    xy, classes = picture("AAA....", ".......", ".......", ".......")
    values = np.random.default_rng(2).normal(size=(28, 4))
    values[classes == 3] += [2.0, 9.0, -5.0, 4.0]
    table, _ = targets_of(xy, classes, values=values)
    named = [part.split(" ")[0] for part in table["enriched"][0].split(", ")]
    assert named == ["Au", "Zn", "Cu"]
    assert "(+" in table["enriched"][0]


def test_a_place_that_the_study_area_cuts_in_two_is_in_one_target_with_all_its_ground():
    xy, classes = picture("A..", ".A.")
    middle = QgsGeometry.fromRect(QgsRectangle(X - 600, Y + 900, X + 600, Y + 1100))
    whole = QgsGeometry.fromRect(QgsRectangle(X - 500, Y - 500, X + 2500, Y + 1500))
    ground = ground_of(xy, study_area=whole.difference(middle))
    table, polygons = targets_of(xy, classes, ground=ground)
    assert sorted(table["n_samples"]) == [1, 1]
    assert sorted(p.area() / 1e6 for p in polygons) == pytest.approx([0.8, 1.0])
    assert sorted(table["area_km2"] * 0.9996**2) == pytest.approx([0.8, 1.0], rel=1e-3)


def test_a_shared_place_is_anomalous_where_one_of_its_samples_is():
    xy, classes = picture("A..", "...")
    xy, classes = np.vstack([xy, xy[3:4]]), np.append(classes, 1)
    table, polygons = targets_of(xy, classes)
    assert table["n_samples"].tolist() == [1]
    assert polygons[0].area() == pytest.approx(1e6)


def test_anomalous_samples_without_ground_make_no_target():
    xy, classes = picture("A.A", "...")
    west = QgsGeometry.fromRect(QgsRectangle(X - 500, Y - 500, X + 1500, Y + 1500))
    table, _ = targets_of(xy, classes, ground=ground_of(xy, study_area=west))
    assert table["n_samples"].tolist() == [1]


def test_without_anomalies_there_is_an_empty_table_with_all_columns():
    xy, classes = picture("h..", "...")
    table, polygons = targets_of(xy, classes)
    full, _ = targets_of(*picture("A.", ".."))
    assert (len(table), polygons) == (0, [])
    assert table.columns.tolist() == full.columns.tolist()
