"""Promises of parts: a map and its preparation come back from a file as they were, to the bit."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np
import pytest
from geochem_som.core import SOM, BatchSOM, InputError, de_som_parts, model_parts
from geochem_som.core.de_som import DESOM
from geochem_som.core.model_file import load_model, save_model
from geochem_som.core.model_parts import (
    MapForm,
    common_from_parts,
    common_to_parts,
    keep_value,
    map_from_parts,
    map_to_parts,
    restore_value,
    transform_from_parts,
    transform_to_parts,
)
from geochem_som.core.self_organizing_map import SelfOrganizingMap
from geochem_som.core.transforms import Transform

RNG = np.random.default_rng(5)
X = RNG.normal(size=(80, 4))
NEW = RNG.normal(size=(500, 4))
ASSAYS = np.exp(RNG.normal(size=(80, 6)))
KINDS = [
    ("rectangular", "planar", "manhattan"),
    ("hexagonal", "toroidal", "euclidean"),
]


def trained(cls, kind=KINDS[0], **settings):
    topology, boundary, distance = kind
    return cls(
        4, 3, topology=topology, boundary=boundary, distance=distance, epochs=3, **settings
    ).fit(X)


def through_a_file(path, header, arrays):
    save_model(path, {"part": header}, arrays)
    header, arrays = load_model(path)
    return header["part"], arrays


# Maps


@pytest.mark.parametrize("cls", [SOM, BatchSOM])
@pytest.mark.parametrize("kind", KINDS)
def test_a_map_from_a_file_gives_the_same_numbers_to_the_bit(tmp_path, cls, kind):
    model = trained(cls, kind)
    again = map_from_parts(*through_a_file(tmp_path / "m.geosom", *map_to_parts(model)))
    assert type(again) is cls
    assert again is not model
    for method in ("predict", "transform", "bmu_distances"):
        before, after = getattr(model, method)(NEW), getattr(again, method)(NEW)
        assert before.tobytes() == after.tobytes()
    assert again.quantization_error(NEW) == model.quantization_error(NEW)
    assert again.topographic_error(NEW) == model.topographic_error(NEW)


@pytest.mark.parametrize("cls", [SOM, BatchSOM])
def test_everything_a_map_knows_comes_back(tmp_path, cls):
    model = trained(cls, init=RNG.normal(size=(12, 4)), t_max=2.5, random_state=7)
    again = map_from_parts(*through_a_file(tmp_path / "m.geosom", *map_to_parts(model)))
    before, after = vars(model), vars(again)
    assert set(before) == set(after)
    for name, value in before.items():
        if isinstance(value, np.ndarray):
            assert after[name].tobytes() == value.tobytes()
        elif isinstance(value, dict):
            assert {k: v.tolist() for k, v in after[name].items()} == {
                k: v.tolist() for k, v in value.items()
            }
        else:
            assert after[name] == value
            assert type(after[name]) is type(value)


def test_a_map_from_a_file_can_be_trained_again_to_the_same_map(tmp_path):
    model = trained(SOM, random_state=3)
    again = map_from_parts(*through_a_file(tmp_path / "m.geosom", *map_to_parts(model)))
    assert again.fit(X).prototypes_.tobytes() == model.prototypes_.tobytes()


def test_a_map_that_is_not_trained_cannot_be_kept():
    with pytest.raises(InputError, match="not trained"):
        map_to_parts(SOM(3, 3))


def test_a_kind_of_map_that_is_not_known_is_refused():
    class OtherMap(BatchSOM):
        """Not in the registry."""

    with pytest.raises(InputError, match="OtherMap"):
        map_to_parts(trained(OtherMap))
    with pytest.raises(InputError, match="'other'"):
        map_from_parts({"method": "other"}, {})


def test_a_further_kind_of_map_is_added_in_one_place(tmp_path, monkeypatch):
    class ShiftedMap(BatchSOM):
        """Adds an array to what every map has."""

        def _embed(self, samples):
            return samples - self.shift_

    def to_parts(model):
        header, arrays = common_to_parts(model)
        return header, {**arrays, "map.shift": model.shift_}

    def from_parts(header, arrays):
        model = common_from_parts(ShiftedMap, header, arrays)
        model.shift_ = arrays["map.shift"]
        return model

    monkeypatch.setitem(model_parts.MAP_FORMS, "shifted", MapForm(ShiftedMap, to_parts, from_parts))
    model = ShiftedMap(4, 3, epochs=2)
    model.shift_ = np.array([0.0, 1.0, 2.0, 3.0])
    model.fit(X)
    header, arrays = map_to_parts(model)
    assert header["method"] == "shifted"
    again = map_from_parts(*through_a_file(tmp_path / "m.geosom", header, arrays))
    assert again.transform(NEW).tobytes() == model.transform(NEW).tobytes()


def crafted(change):
    """Parts of a map that somebody changed; `change(settings, fitted, arrays)`."""
    header, arrays = map_to_parts(trained(BatchSOM))
    change(header["settings"], header["fitted"], arrays)
    return header, arrays


def lattice_of(**values):
    return {"dict": [[name, value] for name, value in {"rows": 4, "cols": 3, **values}.items()]}


@pytest.mark.parametrize(
    "change",
    [
        lambda s, f, a: a.pop("map.prototypes"),
        lambda s, f, a: f.pop("prototypes"),
        lambda s, f, a: f.pop("epochs"),
        lambda s, f, a: f.update(epochs="three"),
        lambda s, f, a: f.update(t_max=-1.0),
        lambda s, f, a: f.update(t_min=None),
        lambda s, f, a: f.update(prototypes=None),
        lambda s, f, a: f.update(history=3),
        lambda s, f, a: f.update(n_features_in=5),
        lambda s, f, a: f.update(lattice=None),
        lambda s, f, a: f.update(lattice=["rows", 4]),
        lambda s, f, a: f.update(lattice=lattice_of(rows=10**12)),
        lambda s, f, a: f.update(lattice=lattice_of(topology=[])),
        lambda s, f, a: f.update(lattice=lattice_of(more=1)),
        lambda s, f, a: s.update(momentum=0.9),
        lambda s, f, a: s.pop("rows"),
        lambda s, f, a: s.update(rows={"run": "this"}),
        lambda s, f, a: a.update({"map.prototypes": np.zeros((11, 4))}),
        lambda s, f, a: a.update({"map.prototypes": np.zeros(12)}),
        lambda s, f, a: a.update({"map.prototypes": np.zeros((12, 3))}),
        lambda s, f, a: a.update({"map.prototypes": np.zeros((12, 4), dtype=int)}),
        lambda s, f, a: a.update({"map.prototypes": np.full((12, 4), np.nan)}),
    ],
)
def test_parts_that_do_not_fit_together_are_refused(change):
    with pytest.raises(InputError, match=r"^[^\n]+\.$"):
        map_from_parts(*crafted(change))


@pytest.mark.parametrize("header", [None, [], 3, {}, {"method": []}, {"method": "som"}])
def test_what_is_no_map_is_refused(header):
    with pytest.raises(InputError):
        map_from_parts(header, {})


# Preparation


@pytest.mark.parametrize("transform", ["none", "log10", "clr"])
@pytest.mark.parametrize("scaling", ["none", "standard", "robust"])
def test_a_transform_from_a_file_gives_the_same_numbers_to_the_bit(tmp_path, transform, scaling):
    names = ["Cu (ppm)", "Au", "æ"]
    more = ["U", "V", "W"] if transform == "clr" else []
    values = ASSAYS[:, : len(names + more)]
    fitted = Transform.fit(values, names, more, transform=transform, scaling=scaling)
    parts = through_a_file(tmp_path / "m.geosom", *transform_to_parts(fitted))
    again = transform_from_parts(*parts)
    for of in fields(Transform):
        before, after = getattr(fitted, of.name), getattr(again, of.name)
        assert type(after) is type(before)
        assert np.array_equal(after, before)
    scaled = fitted.apply(values)
    assert again.apply(values).tobytes() == scaled.tobytes()
    assert again.inverse(scaled).tobytes() == fitted.inverse(scaled).tobytes()


@dataclass(frozen=True)
class Sheet:
    """A table inside a later transform."""

    name: str
    table: np.ndarray


@dataclass(frozen=True, eq=False)
class LaterTransform(Transform):
    """What a later version may keep: optional numbers, tables, nested objects."""

    limits: np.ndarray | None = None
    basis: np.ndarray | None = None
    sheets: tuple = ()
    by_field: dict = field(default_factory=dict)
    cut: float = float("inf")


@pytest.fixture
def later(monkeypatch):
    """The transform of a later version in place of today's."""
    classes = {"Transform": LaterTransform, "LaterTransform": LaterTransform, "Sheet": Sheet}
    monkeypatch.setattr(model_parts, "KEPT_CLASSES", classes)
    return LaterTransform


def test_fields_that_a_transform_gains_are_kept_without_a_change(tmp_path, later):
    today = Transform.fit(ASSAYS, list("abcdef"), transform="clr", scaling="standard")
    values = {of.name: getattr(today, of.name) for of in fields(Transform)}
    transform = later(
        **values,
        limits=np.array([[0.0, 1.0], [-np.inf, np.nan]]),
        sheets=(Sheet("Cu (ppm)", np.eye(2)), Sheet("Ni/æ", np.arange(3))),
        by_field={"Cu (ppm)": 0.5, "Ni": np.ones(2), "deep": {"a": [1, None]}},
    )
    again = transform_from_parts(
        *through_a_file(tmp_path / "m.geosom", *transform_to_parts(transform))
    )
    assert np.array_equal(again.limits, transform.limits, equal_nan=True)
    assert again.basis is None
    assert again.cut == float("inf")
    assert [level.name for level in again.sheets] == ["Cu (ppm)", "Ni/æ"]
    assert all(np.array_equal(a.table, b.table) for a, b in zip(again.sheets, transform.sheets))
    assert again.by_field["deep"] == {"a": [1, None]}
    assert np.array_equal(again.by_field["Ni"], np.ones(2))


def test_a_file_of_today_is_read_when_the_transform_has_gained_fields(monkeypatch):
    parts = transform_to_parts(Transform.fit(ASSAYS, list("abcdef")))
    monkeypatch.setattr(model_parts, "KEPT_CLASSES", {"Transform": LaterTransform})
    again = transform_from_parts(*parts)
    assert type(again) is LaterTransform
    assert again.limits is None


def test_a_field_that_this_version_does_not_know_is_refused_by_name():
    header, arrays = transform_to_parts(Transform.fit(ASSAYS, list("abcdef")))
    header["fields"]["winsor"] = 0.99
    with pytest.raises(InputError, match=r"winsor.*update"):
        transform_from_parts(header, arrays)


@pytest.mark.parametrize(
    "change",
    [
        {"transform": "sqrt"},
        {"scaling": None},
        {"fields": ["a", "b"]},
        {"fields": {"tuple": [1, 2]}},
        {"centre": {"array": "nowhere"}},
        {"centre": 3.0},
        {"scale": {"array": "short"}},
        {"scale": {"array": "nan"}},
        {"scale": {"array": "square"}},
        {"parts": {"class": "object", "fields": {}}},
        {"parts": {"class": [], "fields": {}}},
        {"parts": {"run": "this"}},
        {"parts": {}},
        {"parts": {"tuple": "ab"}},
        {"parts": {"number": "1"}},
        {"parts": {"dict": [[1, 2]]}},
        {"parts": {"dict": ["ab"]}},
    ],
)
def test_parts_of_a_transform_that_do_not_fit_are_refused(change):
    header, arrays = transform_to_parts(Transform.fit(ASSAYS, list("abcdef")))
    header["fields"].update(change)
    odd = {"short": np.ones(2), "nan": np.full(6, np.nan), "square": np.ones((6, 6))}
    with pytest.raises(InputError, match=r"^[^\n]+\.$"):
        transform_from_parts(header, {**arrays, **odd})


@pytest.mark.parametrize("missing", ["transform", "centre", "parts"])
def test_a_part_that_is_missing_is_named(missing):
    header, arrays = transform_to_parts(Transform.fit(ASSAYS, list("abcdef")))
    del header["fields"][missing]
    with pytest.raises(InputError, match=missing):
        transform_from_parts(header, arrays)
    with pytest.raises(InputError, match="no transform"):
        transform_from_parts(3, arrays)


@pytest.mark.parametrize(
    "value",
    [None, True, 3, 0.1, "text", [1, [2]], (1, (2.5, None)), {"a": (1,)}, {}, (), np.float64(0.1)],
)
def test_values_come_back_with_their_kind(value):
    arrays = {}
    again = restore_value(keep_value(value, "x", arrays), arrays)
    assert again == value
    assert type(again) is (float if isinstance(value, np.float64) else type(value))


@pytest.mark.parametrize("value", [{1, 2}, {1: 2}, object(), 1j, b"bytes", SelfOrganizingMap])
def test_values_of_other_kinds_are_not_kept(value):
    with pytest.raises(InputError, match="cannot hold x"):
        keep_value(value, "x", {})


def test_a_map_and_its_preparation_go_into_one_file(tmp_path):
    transform = Transform.fit(ASSAYS, list("abcd"), list("ef"), transform="clr")
    model = BatchSOM(3, 3, epochs=2).fit(transform.apply(ASSAYS))
    map_header, map_arrays = map_to_parts(model)
    header, arrays = transform_to_parts(transform)
    assert not set(map_arrays) & set(arrays)
    path = tmp_path / "m.geosom"
    save_model(path, {"map": map_header, "transform": header}, {**map_arrays, **arrays})
    header, arrays = load_model(path)
    again = map_from_parts(header["map"], arrays)
    prepared = transform_from_parts(header["transform"], arrays)
    wanted = model.predict(transform.apply(ASSAYS))
    assert np.array_equal(again.predict(prepared.apply(ASSAYS)), wanted)


# DE-SOM


VARIANTS = [
    {},
    {"hidden": ()},
    {"hidden": (8, 5), "latent": 3},
    {"variant": "published", "hidden": (8,), "latent": 3},
]


def trained_desom(**settings):
    pytest.importorskip("torch")
    return trained(DESOM, **settings)


@pytest.mark.parametrize("settings", VARIANTS)
def test_a_desom_from_a_file_gives_the_same_numbers_to_the_bit(tmp_path, settings):
    model = trained_desom(**settings)
    again = map_from_parts(*through_a_file(tmp_path / "m.geosom", *map_to_parts(model)))
    for method in (
        *("predict", "transform", "bmu_distances", "encode", "reconstruct"),
        "reconstruction_errors",
    ):
        before, after = getattr(model, method)(NEW), getattr(again, method)(NEW)
        assert before.tobytes() == after.tobytes()
    assert again.decoded_prototypes_.tobytes() == model.decoded_prototypes_.tobytes()
    assert set(vars(again)) == set(vars(model))
    for name, value in vars(model).items():
        if not isinstance(value, (np.ndarray, dict)):
            assert getattr(again, name) == value, name
            assert type(getattr(again, name)) is type(value), name


@pytest.mark.parametrize(
    "change",
    [
        lambda h, a: h.pop("network"),
        lambda h, a: h["network"].pop("layers"),
        lambda h, a: h["network"].update(layers=3),
        lambda h, a: h["network"].update(layers=[{}]),
        lambda h, a: h["network"].update(layers=[]),
        lambda h, a: h["network"]["layers"].remove("encoder_0_bias"),
        lambda h, a: h["network"]["layers"].remove("decoder_path_bias"),
        lambda h, a: h["network"]["layers"].remove("encoder_1_weights"),
        lambda h, a: h["network"].update(losses=["none"]),
        lambda h, a: h["network"].update(gamma="x"),
        lambda h, a: h["network"].update(warnings=3),
        lambda h, a: h["network"].update(latent_rms=None),
        lambda h, a: a.pop("map.network.encoder_0_weights"),
        lambda h, a: a.update({"map.network.encoder_0_weights": np.zeros((4, 65))}),
        lambda h, a: a.update({"map.network.encoder_0_weights": np.full((4, 64), np.nan)}),
        lambda h, a: a.update({"map.network.encoder_0_weights": np.zeros((4, 64), dtype=int)}),
        lambda h, a: a.update({"map.network.encoder_0_bias": np.zeros((1, 64))}),
        lambda h, a: a.update({"map.network.encoder_path_weights": np.zeros((4, 2))}),
        lambda h, a: a.update({"map.network.decoded_prototypes": np.zeros((12, 3))}),
        lambda h, a: a.update({"map.prototypes": np.zeros((12, 2))}),
    ],
)
def test_a_network_that_does_not_hold_together_is_refused(change):
    header, arrays = map_to_parts(trained_desom())
    change(header, arrays)
    with pytest.raises(InputError, match=r"^[^\n]+\.$"):
        map_from_parts(header, arrays)


def test_a_layer_that_would_take_too_much_memory_is_refused():
    header, arrays = map_to_parts(trained_desom(variant="published", hidden=(8,), latent=3))
    wide = de_som_parts.WIDEST + 1
    network = "map.network.encoder"
    arrays[f"{network}_0_weights"] = np.zeros((4, wide), dtype=np.float32)
    arrays[f"{network}_0_bias"] = np.zeros(wide, dtype=np.float32)
    arrays[f"{network}_1_weights"] = np.zeros((wide, 3), dtype=np.float32)
    with pytest.raises(InputError, match="do not fit together"):
        map_from_parts(header, arrays)
