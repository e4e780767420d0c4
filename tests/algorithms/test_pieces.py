"""Promises of cut ground: the same ground, occurrences and labels, in parts that can be held out."""

from types import SimpleNamespace

import numpy as np
import pytest
from geochem_som.algorithms.ground import make_plane, polygon_ground
from geochem_som.algorithms.occurrences import Occurrences
from geochem_som.algorithms.pieces import PARTS_OF_GROUND, in_pieces
from geochem_som.algorithms.ranking import Site
from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransformContext, QgsGeometry

X, Y = 500000.0, 2700000.0
SQUARE = f"POLYGON(({X} {Y},{X + 6e4} {Y},{X + 6e4} {Y + 6e4},{X} {Y + 6e4},{X} {Y}))"
HOLED = (
    f"POLYGON(({X + 6e4} {Y},{X + 9e4} {Y},{X + 9e4} {Y + 6e4},{X + 6e4} {Y + 6e4},{X + 6e4} {Y}),"
    f"({X + 7e4} {Y + 2e4},{X + 8e4} {Y + 2e4},{X + 8e4} {Y + 4e4},{X + 7e4} {Y + 4e4},"
    f"{X + 7e4} {Y + 2e4}))"
)
SMALL = f"POLYGON(({X + 7e4} {Y + 2e4},{X + 7.1e4} {Y + 2e4},{X + 7e4} {Y + 2.1e4},{X + 7e4} {Y + 2e4}))"


@pytest.fixture
def site(qgis_app):
    """A square, a polygon with a hole, a small one in it, the square once more, and occurrences."""
    crs = QgsCoordinateReferenceSystem("EPSG:32640")
    plane = make_plane(crs, [(X, Y)], QgsCoordinateTransformContext())
    shapes = [QgsGeometry.fromWkt(wkt) for wkt in (SQUARE, HOLED, SMALL, SQUARE)]
    ground = polygon_ground(plane, shapes, list("abcd"))
    rng = np.random.default_rng(0)
    xy = rng.uniform([X + 100, Y + 100], [X + 5.9e4, Y + 5.9e4], (40, 2))
    xy = np.vstack([xy, [(X + 6.5e4, Y + 3e4), (X + 7.01e4, Y + 2.01e4)]])
    places, _ = ground.places_of(xy, 0.0)
    per_sample = ground.support.occurrences(places)
    occurrences = Occurrences(xy, [""] * 42, places, per_sample, 0, ())
    return Site(ground, np.zeros((4, 2)), occurrences, None, (), ())


def test_ground_and_occurrences_of_every_polygon_stay_what_they_were(site):
    cut, row = in_pieces(site)
    pieces = cut.ground.support
    assert np.bincount(row, pieces.area, 4) == pytest.approx(site.ground.support.area)
    assert np.bincount(row, cut.occurrences.per_sample, 4) == pytest.approx(
        site.occurrences.per_sample
    )
    assert site.occurrences.per_sample.tolist() == [20, 1, 1, 20]


def test_pieces_are_short_apart_and_on_their_polygon_and_small_polygons_stay_whole(site):
    cut, row = in_pieces(site)
    side = np.sqrt(sum(s.area() for s in site.ground.polygons) / PARTS_OF_GROUND)
    for shape in cut.ground.polygons:
        box = shape.boundingBox()
        assert max(box.width(), box.height()) <= side + 1e-6
    assert (row == 2).sum() == 1
    assert (row == 0).sum() == (row == 3).sum() > 300
    # Samples of one polygon share each of its pieces.
    places = cut.ground.support.place
    assert set(places[row == 0]) == set(places[row == 3])
    for piece, (x, y), of in zip(places.tolist(), cut.xy.tolist(), row.tolist()):
        point = QgsGeometry.fromWkt(f"POINT({x} {y})")
        assert cut.ground.polygons[piece].intersects(point)
        assert site.ground.polygons[site.ground.support.place[of]].intersects(point)


def test_an_occurrence_lies_on_its_piece_or_falls_to_the_nearest_of_its_polygon(site):
    off = np.vstack([site.occurrences.xy, [(X - 500.0, Y + 3e4)]])
    places = np.append(site.occurrences.places, site.ground.support.place[0])
    occurrences = SimpleNamespace(**{**vars(site.occurrences), "xy": off, "places": places})
    from geochem_som.algorithms.pieces import _pieces_of_occurrences

    cut, row = in_pieces(site)
    of_place = np.full(len(cut.ground.polygons), -1)
    of_place[cut.ground.support.place] = site.ground.support.place[row]
    given = SimpleNamespace(occurrences=occurrences)
    found = _pieces_of_occurrences(given, cut.ground.polygons, of_place)
    for (x, y), piece in zip(off[:-1].tolist(), found[:-1].tolist()):
        point = QgsGeometry.fromWkt(f"POINT({x} {y})")
        assert cut.ground.polygons[piece].distance(point) == 0
    point = QgsGeometry.fromWkt(f"POINT({off[-1][0]} {off[-1][1]})")
    nearest = min(s.distance(point) for s in cut.ground.polygons)
    assert cut.ground.polygons[found[-1]].distance(point) == pytest.approx(nearest)
