"""Promises of field matching: a model finds its elements, says how, and never guesses."""

from __future__ import annotations

import pytest
from geochem_som.core.assays.field_matching import match_fields, read_field_map
from geochem_som.core.errors import InputError


def matched(wanted, available, **settings):
    found = match_fields(wanted, available, **settings)
    return {m.wanted: (m.field, m.factor, m.by) for m in found}


def test_the_very_name_comes_first_then_its_case_then_the_analyte_with_its_unit():
    found = matched(
        ["Cu_ppm", "Au_ppb", "Fe_pct", "As_ppm"],
        ["CU_PPM", "Cu_ppm", "au_PPB", "Fe [mg/kg]", "Arsenic", "As_AAS_ppb", "Fe2O3_pct"],
    )
    assert found == {
        "Cu_ppm": ("Cu_ppm", 1.0, "name"),
        "Au_ppb": ("au_PPB", 1.0, "case"),
        "Fe_pct": ("Fe [mg/kg]", 1e-4, "element"),
        "As_ppm": ("As_AAS_ppb", 1e-3, "element"),
    }


def test_every_match_but_the_very_name_is_said_with_its_factor():
    said = [m.said for m in match_fields(["Cu_ppm", "Au_ppb", "Zn"], ["Cu_ppm", "Au_ppm", "ZN"])]
    assert said[0] == ""
    assert said[1] == "Au_ppb is read from Au_ppm, the same analyte, multiplied by 1000."
    assert said[2] == "Zn is read from ZN, which differs in upper and lower case only."


def test_all_fields_that_are_missing_are_named_in_one_error():
    with pytest.raises(
        InputError, match=r"^There is no field for Cu_ppm, W_ppm in mine.*FIELD_MAP"
    ):
        match_fields(["Cu_ppm", "Au_ppb", "W_ppm"], ["Au_ppb"], layer_name="mine")


@pytest.mark.parametrize(
    ("wanted", "there"),
    [
        ("Cu", "Cu_ppm"),  # the model's unit is not known
        ("Cu_ppm", "Cu"),
        ("Fe_pct", "Fe2O3_pct"),  # another analyte
        ("Cu_ppm", "Cu_flag"),
        ("U_ppm", "Cu_ppm"),
    ],
)
def test_what_may_be_something_else_is_not_taken(wanted, there):
    with pytest.raises(InputError, match="no field for"):
        match_fields([wanted], [there])


def test_an_analyte_in_several_fields_is_not_guessed():
    with pytest.raises(InputError, match=r"Cu_ICP_ppm or Cu_XRF_ppm.*FIELD_MAP"):
        match_fields(["Cu_ppm"], ["Cu_ICP_ppm", "Cu_XRF_ppm"])
    assert matched(["Cu_ppm"], ["Cu_ICP_ppm", "Cu_XRF_ppm"], given={"Cu_ppm": "Cu_XRF_ppm"}) == {
        "Cu_ppm": ("Cu_XRF_ppm", 1.0, "given")
    }


def test_a_field_serves_once():
    with pytest.raises(InputError, match="no field for Cu_ICP_ppm"):
        match_fields(["Cu_ppm", "Cu_ICP_ppm"], ["Cu_ppm"])


def test_a_given_field_is_converted_where_both_names_say_their_unit():
    found = matched(["Cu_ppm"], ["kupfer"], given={"CU_PPM": "Kupfer"})
    assert found["Cu_ppm"] == ("kupfer", 1.0, "given")
    found = matched(["Cu_ppm"], ["x_pct", "Cu_ppm"], given={"Cu_ppm": "x_pct"})
    assert found["Cu_ppm"] == ("x_pct", 1e4, "given")


def test_optional_fields_may_be_missing():
    assert matched(["Cu_ppm"], ["Cu_ppm"], optional=["Pb_ppm"]).keys() == {"Cu_ppm"}
    assert matched(["Cu_ppm"], ["Cu_ppm", "PB_ppm"], optional=["Pb_ppm"])["Pb_ppm"][2] == "case"


def test_a_field_map_is_read_from_a_text():
    assert read_field_map(" Cu_ppm = copper;Au_ppb=gold (ppb) ;") == {
        "Cu_ppm": "copper",
        "Au_ppb": "gold (ppb)",
    }
    assert read_field_map("") == {}


@pytest.mark.parametrize("text", ["Cu_ppm", "=x", "Cu=", "Cu=a;Cu=b"])
def test_a_field_map_that_cannot_be_read_is_refused(text):
    with pytest.raises(InputError, match="FIELD_MAP"):
        read_field_map(text)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"W_ppm": "Cu_ppm"}, "trained on Cu_ppm, Au_ppb"),
        ({"Cu_ppm": "W"}, "the field W, which mine does not have"),
        ({"Cu_ppm": "Au_ppb", "Au_ppb": "Au_ppb"}, "Au_ppb for Au_ppb and Cu_ppm"),
    ],
)
def test_given_fields_that_do_not_exist_or_serve_twice_are_refused(given, message):
    with pytest.raises(InputError, match=message):
        match_fields(["Cu_ppm", "Au_ppb"], ["Cu_ppm", "Au_ppb"], given=given, layer_name="mine")
