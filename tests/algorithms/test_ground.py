"""Promises of the ground: which polygon a sample stands for, how large it is, in any CRS."""

import numpy as np
import pytest
from geochem_som.algorithms import ground
from geochem_som.algorithms.ground import build_ground, make_plane, survey_hull
from geochem_som.core.errors import Cancelled, InputError
from layers import column, make_layer
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsFeedback,
    QgsGeometry,
    QgsPointXY,
    QgsRectangle,
)

pytestmark = pytest.mark.usefixtures("qgis_app")

MEMORY = "TEMPORARY_OUTPUT"
CONTEXT = QgsCoordinateTransformContext()
UTM, WGS84, FEET, MERCATOR = "EPSG:32618", "EPSG:4326", "EPSG:2263", "EPSG:3857"
RADIUS, FLATTENING = 6378137.0, 1 / 298.257223563


def move(xy, source, target):
    """Positions in another CRS."""
    transform = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem(source), QgsCoordinateReferenceSystem(target), CONTEXT
    )
    moved = [transform.transform(QgsPointXY(float(x), float(y))) for x, y in xy]
    return np.array([(p.x(), p.y()) for p in moved])


def grid(n, step=1000.0, origin=(580000.0, 4505000.0)):
    x, y = np.meshgrid(np.arange(n) * step, np.arange(n) * step)
    return np.column_stack([x.ravel(), y.ravel()]) + origin


def scattered(n, seed=0, side=10000.0, origin=(580000.0, 4505000.0)):
    return np.random.default_rng(seed).uniform(0, side, (n, 2)) + origin


def build(xy, crs=UTM, kind="voronoi", **settings):
    """Ground of samples at xy in a CRS."""
    plane = make_plane(QgsCoordinateReferenceSystem(crs), xy, CONTEXT)
    names = [str(i) for i in range(len(xy))]
    return build_ground(plane, plane.points(xy, plane.source_crs), names, kind=kind, **settings)


def box(x, y, width, height=None):
    return QgsGeometry.fromRect(QgsRectangle(x, y, x + width, y + (height or width)))


def wkt_box(x, y, width, height=None):
    return box(x, y, width, height).asWkt()


def rings(geometry):
    parts = geometry.asMultiPolygon() if geometry.isMultipart() else [geometry.asPolygon()]
    return [(ring, hole > 0) for part in parts for hole, ring in enumerate(part)]


def authalic(latitude):
    """The integral of the ellipsoid's area up to a latitude (Snyder 1987, eq. 3-12)."""
    e2 = FLATTENING * (2 - FLATTENING)
    e, s = np.sqrt(e2), np.sin(np.radians(latitude))
    q = s / (1 - e2 * s**2) - np.log((1 - e * s) / (1 + e * s)) / (2 * e)
    return RADIUS**2 * (1 - e2) / 2 * q


def area_on_the_ellipsoid(geometry, crs):
    """km2 of a polygon: Green's theorem on the authalic cylinder, edges cut into 50 pieces."""
    total = 0.0
    for ring, is_hole in rings(geometry):
        corners = np.array([(p.x(), p.y()) for p in ring])
        steps = np.linspace(0, 1, 50, endpoint=False)[:, None]
        dense = [a + steps * (b - a) for a, b in zip(corners[:-1], corners[1:])]
        longitude, latitude = move(np.vstack([*dense, corners[:1]]), crs, WGS84).T
        height = authalic(latitude)
        area = np.sum(np.diff(np.radians(longitude)) * (height[1:] + height[:-1]) / 2)
        total += -abs(area) if is_hole else abs(area)
    return total / 1e6


def planar_area(shapes):
    """Area of shapes in the plane; QGIS gives -1 for an empty one."""
    return sum(shape.area() for shape in shapes if not shape.isEmpty())


def overlap(shapes):
    """Greatest area that two shapes share."""
    index = ground.indexed(shapes)
    shared = [0.0]
    for i, shape in enumerate(shapes):
        for j in index.intersects(shape.boundingBox()):
            if j > i:
                shared.append(shape.intersection(shapes[j]).area())
    return max(shared)


# Voronoi cells


@pytest.mark.parametrize("seed", range(3))
def test_cells_partition_the_hull_of_the_samples(seed):
    xy = scattered(150, seed)
    made = build(xy)
    hull, _ = survey_hull(xy, ground.support.median_spacing(xy))
    assert planar_area(made.polygons) == pytest.approx(hull.area(), rel=1e-10)
    assert overlap(made.polygons) < 1e-3
    together = QgsGeometry.unaryUnion(made.polygons)
    assert together.symDifference(hull).area() < 1e-6 * hull.area()


def test_every_place_of_the_hull_belongs_to_its_nearest_sample():
    xy = scattered(60)
    made = build(xy)
    hull, _ = survey_hull(xy, ground.support.median_spacing(xy))
    tried = 0
    for point in np.random.default_rng(1).uniform(-1000, 11000, (300, 2)) + [580000.0, 4505000.0]:
        if hull.intersects(QgsGeometry.fromPointXY(QgsPointXY(*point))):
            place, outside = made.places_of([point], 0.0)
            assert place[0] == made.support.place[np.argmin(((xy - point) ** 2).sum(axis=1))]
            assert not outside[0]
            tried += 1
    assert tried > 100


def test_the_hull_reaches_one_median_spacing_beyond_the_samples():
    made = build(grid(6))
    box_ = QgsGeometry.unaryUnion(made.polygons).boundingBox()
    assert (box_.width(), box_.height()) == pytest.approx((7000, 7000))


def test_ground_in_a_wide_gap_of_the_survey_counts_for_nobody():
    blocks = np.vstack([grid(6), grid(6) + [40000.0, 0.0]])
    made = build(blocks)
    alone = build(grid(6))
    assert made.support.area.sum() == pytest.approx(2 * alone.support.area.sum(), rel=1e-3)
    assert made.places_of([[605000.0, 4507500.0]], 0.0)[0].tolist() == [-1]


def test_samples_that_stand_apart_have_a_disc_of_one_spacing_and_a_warning_says_so():
    apart = [[620000.0, 4505000.0], [640000.0, 4505000.0]]
    made = build(np.vstack([grid(6), apart]))
    alone = build(grid(6))
    disc = np.pi * 1.0**2 / 0.9996**2
    assert made.support.area[-2:] == pytest.approx([disc, disc], rel=0.01)
    assert made.support.area[:36] == pytest.approx(alone.support.area, rel=1e-6)
    assert any("2 samples stand apart" in w and "(1000 m)" in w for w in made.warnings)
    assert alone.warnings == ()


def test_samples_on_one_line_have_ground():
    made = build(np.column_stack([580000.0 + 500 * np.arange(12), np.full(12, 4505000.0)]))
    assert (made.support.area > 0).all()
    assert overlap(made.polygons) < 1e-3


def test_the_study_area_cuts_the_cells_and_is_filled_by_them():
    xy = scattered(80)
    area = QgsGeometry.fromWkt(
        "POLYGON((578000 4504000,586000 4503000,592000 4509000,585000 4517000,578000 4504000),"
        "(584000 4508000,585000 4508000,585000 4509000,584000 4509000,584000 4508000))"
    )
    made = build(xy, study_area=area)
    assert planar_area(made.polygons) == pytest.approx(area.area(), rel=1e-10)
    assert made.support.place_area.sum() == pytest.approx(
        area_on_the_ellipsoid(area, UTM), rel=1e-4
    )


def test_a_study_area_in_several_parts_cuts_the_cells():
    xy = scattered(80)
    parts = [
        box(580300, 4505200, 3300, 6100),
        box(584100, 4504000, 900),
        box(585000, 4507000, 9000),
    ]
    made = build(xy, study_area=QgsGeometry.collectGeometry(parts))
    assert planar_area(made.polygons) == pytest.approx(sum(p.area() for p in parts), rel=1e-9)
    assert overlap(made.polygons) < 1e-3


def test_places_outside_the_study_area_are_told_from_places_off_the_ground():
    made = build(grid(4), kind="cells", study_area=box(579000, 4504000, 30000))
    inside, off_ground, outside = [580000, 4505000], [600000, 4520000], [570000, 4505000]
    places, is_outside = made.places_of([inside, off_ground, outside], 0.0)
    assert places.tolist()[1:] == [-1, -1]
    assert places[0] >= 0
    assert is_outside.tolist() == [False, False, True]


def test_samples_without_ground_in_the_study_area_count_for_none_and_are_named():
    made = build(grid(3), kind="cells", study_area=box(579000, 4504000, 1400, 5000))
    assert (made.support.area > 0).tolist() == [True, False, False] * 3
    assert any("6 samples stand on no ground" in w and "(1, 2, 4," in w for w in made.warnings)


def test_a_study_area_without_any_sample_is_refused():
    with pytest.raises(InputError, match="No sample stands on ground inside the study area"):
        build(grid(3), kind="cells", study_area=box(0, 0, 1000))


# Cells, equal shares


def test_square_cells_have_the_side_that_was_asked_for():
    made = build(grid(5), kind="cells", cell_size=800.0)
    assert [s.area() for s in made.polygons] == pytest.approx([800.0**2] * 25)
    for i, position in enumerate(grid(5)):
        shape = made.polygons[made.support.place[i]]
        assert shape.intersects(QgsGeometry.fromPointXY(QgsPointXY(*position)))


def test_cells_without_a_size_take_the_median_spacing():
    made = build(grid(5, step=700.0), kind="cells")
    assert made.polygons[0].area() == pytest.approx(700.0**2)
    assert any("square cells of 700 m" in note for note in made.notes)


def test_cells_are_cut_by_the_study_area():
    area = box(579700.0, 4504500.0, 2000.0, 5000.0)
    made = build(grid(5), kind="cells", study_area=area)
    assert planar_area(made.polygons) == pytest.approx(area.area(), rel=1e-9)


def test_equal_shares_are_equal_and_add_up_to_the_ground():
    xy = scattered(70)
    equal, voronoi = build(xy, kind="equal"), build(xy)
    assert equal.support.area == pytest.approx(voronoi.support.area.sum() / 70, rel=1e-9)
    assert np.ptp(voronoi.support.area) > 0.1


def test_equal_shares_stay_equal_where_samples_share_a_coordinate():
    xy = np.vstack([grid(4), grid(4)[:3]])
    assert np.ptp(build(xy, kind="equal").support.area) < 1e-9


# The user's polygons


def squares(n=4):
    """A row of squares of 1 km with a sample in each, and its number as text."""
    xy = np.column_stack([580500.0 + 1000 * np.arange(n), np.full(n, 4505500.0)])
    return xy, [box(580000.0 + 1000 * i, 4505000.0, 1000.0) for i in range(n)]


def test_a_sample_stands_for_the_polygon_that_contains_it():
    xy, shapes = squares()
    made = build(xy, kind="polygons", polygons=[(s, None) for s in shapes[::-1]])
    for i in range(4):
        assert made.polygons[made.support.place[i]].equals(shapes[i])


def test_a_sample_stands_for_the_smallest_of_several_polygons():
    xy, shapes = squares(2)
    both = box(579000.0, 4504000.0, 4000.0, 3000.0)
    made = build(xy, kind="polygons", polygons=[(both, None), (shapes[0], None)])
    assert made.polygons[made.support.place[0]].area() == pytest.approx(1e6)
    assert made.polygons[made.support.place[1]].area() == pytest.approx(12e6 - 1e6)


def test_a_sample_number_ties_a_sample_to_its_polygon_wherever_it_lies():
    xy, shapes = squares()
    numbered = [(shapes[i], str(3 - i)) for i in range(4)]
    made = build(xy, kind="polygons", polygons=numbered)
    for i in range(4):
        assert made.polygons[made.support.place[i]].equals(shapes[3 - i])


def test_two_polygons_of_one_sample_number_are_refused():
    xy, shapes = squares()
    with pytest.raises(InputError, match="sample number 1; merge them"):
        build(xy, kind="polygons", polygons=[(s, "1") for s in shapes])


def test_samples_without_a_polygon_count_for_none():
    xy, shapes = squares()
    made = build(xy, kind="polygons", polygons=[(s, None) for s in shapes[:2]])
    assert (made.support.area > 0).tolist() == [True, True, False, False]
    assert any("2 samples stand on no ground" in w for w in made.warnings)


def test_nested_catchments_count_their_upstream_difference_once():
    small = box(582000, 4507000, 1000)
    middle = box(581000, 4506000, 3000)
    large = box(580000, 4505000, 6000)
    beside = box(585500, 4505000, 3000)  # overlaps the large one by half a kilometre
    shapes = [large, small, beside, middle]
    xy = np.array([[580100.0, 4505100], [582500, 4507500], [588000, 4506000], [581200, 4506200]])
    made = build(xy, kind="polygons", polygons=[(s, None) for s in shapes])
    union = QgsGeometry.unaryUnion(shapes)
    own = [made.polygons[place].area() / 1e6 for place in made.support.place]
    assert sum(own) == pytest.approx(union.area() / 1e6)
    assert own == pytest.approx([36 - 9 - 1.5, 1, 9, 9 - 1])
    assert made.support.area.sum() == pytest.approx(area_on_the_ellipsoid(union, UTM), rel=1e-4)


@pytest.mark.parametrize("seed", range(3))
def test_ground_under_any_number_of_polygons_goes_to_the_smallest(seed):
    rng = np.random.default_rng(seed)
    shapes = [
        box(*(rng.uniform(0, 6000, 2) + [580000, 4505000]), *rng.uniform(300, 5000, 2))
        for _ in range(25)
    ]
    shapes += [box(580000, 4505000, 900.0 * k) for k in range(1, 9)]  # and nested ones
    made = build(scattered(len(shapes)), kind="polygons", polygons=list(zip(shapes, IDS)))
    assert planar_area(made.polygons) == pytest.approx(QgsGeometry.unaryUnion(shapes).area())
    for point in rng.uniform(0, 11000, (200, 2)) + [580000, 4505000]:
        here = QgsGeometry.fromPointXY(QgsPointXY(*point))
        holding = [i for i, shape in enumerate(shapes) if shape.intersects(here)]
        smallest = min(holding, key=lambda i: shapes[i].area()) if holding else None
        place = made.places_of([point], 0.0)[0][0]
        assert place == (made.support.place[smallest] if holding else -1)


IDS = [str(i) for i in range(100)]


def test_a_polygon_that_holds_no_sample_takes_no_ground():
    xy, shapes = squares(2)
    inside_the_first = box(580100, 4505100, 100)
    polygons = [(s, None) for s in [*shapes, inside_the_first]]
    made = build(xy, kind="polygons", polygons=polygons)
    assert made.polygons[made.support.place[0]].area() == pytest.approx(1e6)


def test_two_samples_with_the_same_catchment_split_it():
    xy, shapes = squares(2)
    corners = shapes[0].asPolygon()[0]
    redrawn = QgsGeometry.fromPolygonXY([[*corners[2::-1], *corners[-2:1:-1]]])
    made = build(xy, kind="polygons", polygons=[(shapes[0], "0"), (redrawn, "1")])
    assert made.support.area == pytest.approx(area_on_the_ellipsoid(shapes[0], UTM) / 2, rel=1e-4)
    assert any("2 samples share a polygon" in w for w in made.warnings)


# Sharing


@pytest.mark.parametrize(
    ("kind", "thing"), [("voronoi", "a coordinate"), ("cells", "a cell"), ("polygons", "a polygon")]
)
def test_samples_that_share_ground_split_it_and_a_warning_says_so(kind, thing):
    xy, shapes = squares(3)
    twice = np.vstack([xy, xy[:1]])
    polygons = [(s, None) for s in shapes] if kind == "polygons" else None
    area = box(580000, 4505000, 3000, 1000)
    made = build(twice, kind=kind, cell_size=1000.0, polygons=polygons, study_area=area)
    whole = area_on_the_ellipsoid(shapes[1], UTM)
    assert made.support.area == pytest.approx([whole / 2, whole, whole, whole / 2], rel=1e-4)
    assert f"2 samples share {thing} with others" in " ".join(made.warnings)


def test_nothing_is_said_of_sharing_where_nobody_shares():
    assert build(grid(4)).warnings == ()


# Metres and square kilometres in any CRS


@pytest.mark.parametrize("crs", [WGS84, UTM, FEET, MERCATOR])
def test_areas_are_those_on_the_ellipsoid(crs):
    xy = move(scattered(40, side=20000.0), UTM, crs)
    made = build(xy, crs)
    true = [area_on_the_ellipsoid(s, made.plane.crs.toWkt()) for s in made.polygons]
    assert made.support.place_area == pytest.approx(true, rel=2e-5)


def test_areas_agree_with_geographiclib():
    pyproj = pytest.importorskip("pyproj")
    geod = pyproj.Geod(ellps="WGS84")
    xy = move(scattered(20), UTM, WGS84)
    made = build(xy, WGS84)
    for shape, area in zip(made.polygons, made.support.place_area):
        (ring, _), *_ = rings(made.plane.to_source(shape))
        lon, lat = zip(*[(p.x(), p.y()) for p in ring])
        assert area == pytest.approx(abs(geod.polygon_area_perimeter(lon, lat)[0]) / 1e6, rel=1e-3)


@pytest.mark.parametrize("latitude", [0.0, 40.0, -68.0])
def test_a_study_area_in_degrees_has_the_area_of_its_trapezium_on_the_ellipsoid(latitude):
    xy = np.random.default_rng(0).uniform(0, 0.05, (30, 2)) + [10.0, latitude]
    corners = [
        (10.0, latitude),
        (10.05, latitude),
        (10.05, latitude + 0.05),
        (10.0, latitude + 0.05),
    ]
    layer = make_layer(
        [QgsGeometry.fromPolygonXY([[QgsPointXY(*c) for c in corners]]).asWkt()],
        crs=WGS84,
        kind="Polygon",
    )
    plane = make_plane(layer.crs(), xy, CONTEXT)
    made = build_ground(
        plane,
        plane.points(xy, layer.crs()),
        list(map(str, range(30))),
        kind="voronoi",
        study_area=ground.read_area(layer, plane),
    )
    exact = np.radians(0.05) * (authalic(latitude + 0.05) - authalic(latitude)) / 1e6
    assert made.support.area.sum() == pytest.approx(exact, rel=1e-3)


@pytest.mark.parametrize("crs", [WGS84, FEET, MERCATOR])
def test_samples_have_the_same_ground_in_any_crs(crs):
    xy = scattered(60)
    there = build(move(xy, UTM, crs), crs)
    here = build(xy)
    assert there.support.area[there.support.place >= 0] == pytest.approx(
        here.support.area[here.support.place >= 0], rel=2e-3
    )


@pytest.mark.parametrize("crs", [UTM, WGS84, FEET, MERCATOR])
def test_cell_size_is_metres_on_the_ground(crs):
    made = build(move(grid(5), UTM, crs), crs, kind="cells", cell_size=900.0)
    assert made.support.place_area == pytest.approx(0.81, rel=2e-3)


@pytest.mark.parametrize("crs", [UTM, WGS84, FEET, MERCATOR])
def test_the_reach_of_ground_is_metres_on_the_ground(crs):
    made = build(move(grid(5), UTM, crs), crs, kind="cells", cell_size=1000.0)
    edge = grid(5)[:1] - [500.0, 0.0]
    off = move(edge - [[600.0, 0.0]], UTM, made.plane.crs.toWkt())
    assert made.places_of(off, 0.0)[0].tolist() == [-1]
    assert made.places_of(off, 580.0)[0].tolist() == [-1]
    assert made.places_of(off, 620.0)[0].tolist() == [made.support.place[0]]


@pytest.mark.parametrize("crs", [WGS84, FEET])
def test_the_same_survey_has_the_same_classes_in_another_crs(run, survey, crs):
    moved = make_layer(move(survey.xy, "EPSG:32640", crs), {"cluster": CLUSTERS}, crs=crs)
    here = make_layer(survey.xy, {"cluster": CLUSTERS})
    done, same = (
        run("predictionarea", INPUT=layer, OCCURRENCES=survey.occurrences, **WANTED)
        for layer in (moved, here)
    )
    assert done.ok, done.log.text
    assert column(done.layer("OUTPUT"), "class") == column(same.layer("OUTPUT"), "class")
    areas = [column(r.layer("GROUND"), "area_km2") for r in (done, same)]
    assert areas[0] == pytest.approx(areas[1], rel=2e-3)
    assert done.layer("GROUND").crs().authid() == crs
    assert done.results["CROSSING_RATE"] == pytest.approx(same.results["CROSSING_RATE"], abs=0.1)


CLUSTERS = (np.arange(144) % 12 // 4 + 3 * (np.arange(144) // 72)).tolist()
WANTED = {"OUTPUT": MEMORY, "GROUND": MEMORY}


def test_ground_written_in_degrees_has_the_area_that_its_row_says(run, survey):
    layer = make_layer(move(survey.xy, "EPSG:32640", WGS84), {"cluster": CLUSTERS}, crs=WGS84)
    done = run("predictionarea", INPUT=layer, OCCURRENCES=survey.occurrences, **WANTED)
    for feature in done.layer("GROUND").getFeatures():
        true = area_on_the_ellipsoid(feature.geometry(), WGS84)
        assert feature["area_km2"] == pytest.approx(true, rel=1e-3)


# The same through the algorithm's parameters


@pytest.fixture(scope="module")
def ranked(run):
    """ranked(**parameters): predictionarea on a grid of samples with two clusters."""

    def rank(xy=None, ids=None, **parameters):
        xy = grid(6) if xy is None else xy
        columns = {"cluster": [1 + int(x > xy[:, 0].mean()) for x in xy[:, 0]]}
        if ids is not None:
            columns["sample_id"] = ids
        samples = make_layer(xy, columns, crs=UTM, name="samples")
        occurrences = make_layer(xy[:3], {"name": ["A", "B", "C"]}, crs=UTM, name="mines")
        wanted = {"OCCURRENCES": occurrences, "OUTPUT": MEMORY, "GROUND": MEMORY, **parameters}
        return run("predictionarea", INPUT=samples, **wanted)

    return rank


def test_samples_that_share_ground_write_it_twice_with_half_of_its_area(ranked):
    xy = np.vstack([grid(6), grid(6)[:1]])
    done = ranked(xy, SUPPORT="cells", CELL_SIZE=1000.0)
    ground = done.layer("GROUND")
    areas, sharing = column(ground, "area_km2"), column(ground, "n_sharing")
    shapes = [f.geometry() for f in ground.getFeatures()]
    assert sharing == [2] + 35 * [1] + [2]
    assert areas[0] == areas[36] == pytest.approx(areas[1] / 2, rel=1e-4)
    assert shapes[0].isGeosEqual(shapes[36])


def test_a_study_area_in_another_crs_is_brought_to_the_samples(ranked):
    corners = [(579500, 4504500), (583000, 4504500), (583000, 4513000), (579500, 4513000)]
    ring = [QgsPointXY(*c) for c in move(corners, UTM, WGS84)]
    area = make_layer([QgsGeometry.fromPolygonXY([ring]).asWkt()], crs=WGS84, kind="Polygon")
    done = ranked(STUDY_AREA=area)
    total = sum(column(done.layer("GROUND"), "area_km2"))
    assert total == pytest.approx(3.5 * 8.5 / 0.9996**2, rel=1e-3)


def test_a_field_joins_polygons_to_samples_whatever_its_type(ranked):
    xy = grid(6)
    shapes = [wkt_box(x - 500, y - 500, 1000) for x, y in xy][::-1]
    for ids, numbers in (
        ([f"S{i}" for i in range(36)], [f"S{i}" for i in range(36)]),
        (list(range(36)), [float(i) for i in range(36)]),
    ):
        polygons = make_layer(shapes, {"sample": numbers}, crs=UTM, kind="Polygon")
        done = ranked(ids=ids, SUPPORT="polygons", SUPPORT_POLYGONS=polygons, SUPPORT_ID="sample")
        assert done.ok, done.log.text
        first = next(iter(done.layer("GROUND").getFeatures())).geometry()
        assert first.equals(QgsGeometry.fromWkt(shapes[0])) or first.isGeosEqual(
            QgsGeometry.fromWkt(shapes[0])
        )


def test_a_field_of_polygons_that_is_empty_is_refused(ranked):
    polygons = make_layer(
        [wkt_box(580000, 4505000, 9000)], {"sample": [None]}, crs=UTM, kind="Polygon"
    )
    done = ranked(SUPPORT="polygons", SUPPORT_POLYGONS=polygons, SUPPORT_ID="sample")
    assert not done.ok
    assert "The field sample of the layer layer is empty" in done.log.text


def test_polygons_as_ground_need_a_layer_of_polygons(ranked):
    done = ranked(SUPPORT="polygons")
    assert "SUPPORT_POLYGONS needs a layer" in done.log.text


def test_ground_that_cannot_be_measured_is_refused_in_one_sentence(fails):
    samples = make_layer(grid(4), {"cluster": [1] * 16}, crs=WGS84)
    said = fails("predictionarea", INPUT=samples, OCCURRENCES=samples, OUTPUT=MEMORY)
    assert "do not fit their coordinate reference system, EPSG:4326" in said


@pytest.mark.parametrize("kind", ["voronoi", "cells"])
def test_cancel_while_ground_is_made_is_a_cancel(kind):
    feedback = QgsFeedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        build(grid(4), kind=kind, feedback=feedback)


def test_ground_does_not_depend_on_the_order_of_the_samples():
    xy = scattered(50)
    order = np.random.default_rng(3).permutation(50)
    assert build(xy[order]).support.area == pytest.approx(build(xy).support.area[order], rel=1e-9)


def test_ground_far_from_the_origin_is_as_exact_as_near_it():
    near, far = scattered(50, origin=(500000.0, 0.0)), scattered(50, origin=(500000.0, 9.3e6))
    made = [build(xy) for xy in (near, far)]
    assert all(overlap(ground_.polygons) < 1e-3 for ground_ in made)
    planar = [[s.area() for s in ground_.polygons] for ground_ in made]
    assert planar[0] == pytest.approx(planar[1], rel=1e-6)
