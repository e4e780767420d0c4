"""What a field's name says."""

import math
from pathlib import Path

import pytest
from geochem_som.core.assays import FieldName, flag_field_of, read_field_name, repeated_elements
from geochem_som.core.assays.formulas import SYMBOLS, read_formula
from geochem_som.core.errors import InputError


def said(name):
    read = read_field_name(name)
    assert read.field == name
    return read.analyte, read.element, read.unit


@pytest.mark.parametrize(
    ("unit", "factor"), [("ppm", 1), ("ppb", 1e-3), ("pct", 1e4), ("ppt", 1e-6), ("", math.nan)]
)
def test_units_are_known_in_ppm(unit, factor):
    found = FieldName("", "Cu", "Cu", unit).ppm_per_unit
    assert found == factor or (math.isnan(found) and math.isnan(factor))


@pytest.mark.parametrize(
    ("spellings", "unit"),
    [
        ("ppm PPM mg/kg mg_kg mg.kg-1 mg_kg_1 g/t g_t gpt ug/g µg/g μg/g ug_g mg kg⁻¹", "ppm"),
        ("ppb PPB ug/kg µg/kg μg/kg mcg/kg ug_kg ng/g ng_g", "ppb"),
        ("pct PCT % wt% wt.% wt_pct perc percent wt_perc mass%", "pct"),
        ("ppt PPT ng/kg ng_kg pg/g", "ppt"),
        ("mg/L ug/l ng_l oz/t cps Bq/kg g/kg", ""),
    ],
)
def test_every_spelling_of_a_unit_is_read_wherever_it_stands(spellings, unit):
    for spelling in [*spellings.split(), *(["mg kg-1", "mg per kg"] if unit == "ppm" else [])]:
        if spelling in ("mg", "kg⁻¹"):
            continue
        for name in ("Cu_{}", "Cu {}", "Cu ({})", "Cu [{}]", "cu_{}", "Cu_ICP_{}", "Cu_{}_ICP"):
            assert said(name.format(spelling)) == ("Cu", "Cu", unit), name.format(spelling)
        for name in ("{}_Cu", "{} Cu"):
            assert said(name.format(spelling)) == ("Cu", "Cu", unit), name.format(spelling)
        for other in ("Mg", "U", "K"):
            assert said(f"{other}_{spelling}") == (other, other, unit)


@pytest.mark.parametrize("name", ["CuPPM", "CUPPM", "Cuppm", "Cu%", "%Cu", "SiO2wt%", "Auppb"])
def test_a_unit_may_touch_its_analyte(name):
    assert said(name)[0] in ("Cu", "SiO2", "Au")
    assert said(name)[2] in ("ppm", "pct", "ppb")


@pytest.mark.parametrize(
    ("name", "unit"),
    [("Fe2O3 (wt%", "pct"), ("Cu (mg/kg", "ppm"), ("TiO2_perce", "pct"), ("Cu__mg_kg_", "ppm")],
)
def test_names_cut_or_laundered_by_file_formats_keep_their_unit(name, unit):
    assert said(name)[2] == unit
    assert said(name)[1] in ("Fe", "Cu", "Ti")


def test_two_units_that_contradict_each_other_are_none():
    assert said("Cu_ppm_pct") == ("Cu", "Cu", "")
    assert said("Cu_ppm (mg/kg)") == ("Cu", "Cu", "ppm")


def test_all_elements_are_known_in_any_case():
    assert len(SYMBOLS) == 118
    for symbol in SYMBOLS:
        for spelling in (symbol, symbol.upper(), symbol.lower()):
            assert said(f"{spelling}_ppm") == (symbol, symbol, "ppm")
        if symbol != "No":
            assert said(symbol) == (symbol, symbol, "")
            assert said(symbol.upper()) == (symbol, symbol, "")
        assert said(f"{symbol}_ICP") == (symbol, symbol, "")


OXIDES = """
SiO2 TiO2 Al2O3 Fe2O3 FeO MnO MgO CaO Na2O K2O P2O5 Cr2O3 V2O5 NiO CuO ZnO PbO CoO Co3O4 BaO
SrO Rb2O Cs2O Li2O BeO B2O3 ZrO2 HfO2 Nb2O5 Ta2O5 WO3 MoO3 SnO2 Sb2O3 As2O3 ThO2 U3O8 UO2 La2O3 Ce2O3
CeO2 Y2O3 Sc2O3 Ga2O3 SO3 SO4 CO2 CO3 NO3 PO4
"""


@pytest.mark.parametrize("oxide", OXIDES.split())
def test_oxides_are_known_in_any_case(oxide):
    element = oxide[:2] if oxide[1].islower() else oxide[0]
    for spelling in (oxide, oxide.upper(), oxide.lower()):
        assert said(f"{spelling}_pct") == (oxide, element, "pct")
        assert said(spelling) == (oxide, element, "")


def test_oxides_are_parsed_not_listed():
    for symbol in SYMBOLS - {"O", "H"}:
        for formula in (f"{symbol}2O3", f"{symbol}O2", f"{symbol}3O8"):
            assert read_formula(formula) == (formula, symbol)
        assert read_formula(f"{symbol}2O3".upper(), any_case=True)[1] == symbol


@pytest.mark.parametrize(
    ("name", "analyte", "element"),
    [
        ("CaCO3_pct", "CaCO3", "Ca"),
        ("FeSiO3", "FeSiO3", "Fe"),
        ("SIO2", "SiO2", "Si"),
        ("BaSO4", "BaSO4", "Ba"),
        ("HCO3", "HCO3", "C"),
        ("H2O+", "H2O", "H"),
        ("Al₂O₃ wt%", "Al2O3", "Al"),
        ("Fe2O3T_pct", "Fe2O3", "Fe"),
        ("Fe2O3(T) %", "Fe2O3", "Fe"),
        ("FEOT", "FeO", "Fe"),
        ("Fe as Fe2O3 %", "Fe2O3", "Fe"),
        ("LOI", "LOI", ""),
        ("loi_pct", "LOI", ""),
        ("TOC", "TOC", "C"),
    ],
)
def test_simple_compounds_and_their_like_are_read(name, analyte, element):
    assert said(name)[:2] == (analyte, element)


@pytest.mark.parametrize(
    ("name", "element"),
    [
        ("C_org", "C"),
        ("C_tot", "C"),
        ("C_crb", "C"),
        ("S_tot", "S"),
        ("Cu_ICP", "Cu"),
        ("Cu_ME-MS61", "Cu"),
        ("Au-AA23", "Au"),
        ("Au_Au-AA23", "Au"),
        ("AL_511P", "Al"),
        ("K_AR", "K"),
        ("CU_AR_PPM", "Cu"),
        ("CU_NA_PPM", "Cu"),
        ("NA_ICP_PPM", "Na"),
        ("SOIL_AS_PPM", "As"),
        ("CU_IN_SOIL_PPM", "Cu"),
        ("Cu in soil (ppm)", "Cu"),
    ],
)
def test_methods_and_species_do_not_hide_the_element(name, element):
    assert said(name)[1] == element


def test_a_chemists_case_comes_first():
    assert said("Co") == ("Co", "Co", "")
    assert said("CO") == ("Co", "Co", "")
    assert said("CO_PPM") == ("Co", "Co", "ppm")
    assert said("CO2") == ("CO2", "C", "")
    assert said("CO3O4") == ("Co3O4", "Co", "")
    assert said("Co2") == ("", "", "")  # cobalt a second time, or carbon dioxide
    assert said("CR") == ("Cr", "Cr", "")
    assert said("NA2O_PCT") == ("Na2O", "Na", "pct")


def test_yttrium_is_told_from_a_coordinate():
    for name in ("Y", "Y_ppm", "y_ppm", "Y_ICP"):
        assert said(name)[1] == "Y"
    for name in ("y", "x", "X", "Y_coord", "coord_Y", "Y_UTM", "y_wgs84", "POINT_Y", "Y_33N"):
        assert said(name)[1] == ""


NO_CONTENTS = """
SplWtAu x lon lat year sample_id material depth no No NO Sample_No Hole_No n n_points k id ID
OS_EAST UTM_N UTM_E easting Northing lat_orig In_situ As_received Co_name NW OBS POS PH pH geo bio rho
NO1 Pb206 Pb206_Pb204 Cu_Zn_ratio Cu/Zn K40 eU Zr_flag Zr_Q Zr_ppm_flag Cu_MDL_ppm log_Cu Cu_clr
survey clay_pct slope_% REE_ppm ppm
"""


@pytest.mark.parametrize("name", NO_CONTENTS.split() + ["", " ", "Cu+Zn ppm", "depth (m)", "%"])
def test_what_is_no_content_of_an_element_has_no_analyte(name):
    assert said(name)[:2] == ("", "")


def survey_columns(name, file="samples.csv"):
    pd = pytest.importorskip("pandas")
    path = Path(__file__).resolve().parents[4] / "shared" / "data" / name / file
    if not path.exists():
        pytest.skip(f"the survey {name} is not at hand: {path} does not exist")
    return list(pd.read_csv(path, nrows=1))


def test_the_bare_names_of_washington_are_understood():
    columns = survey_columns("washington_ngdb_messy")
    first = columns.index("Ag")
    assert [name for name in columns[:first] if read_field_name(name).analyte] == []
    species = {"CO2": "C", "C_crb": "C", "C_org": "C", "C_tot": "C", "SplWtAu": ""}
    for name in columns[first:]:
        assert said(name)[1:] == (species.get(name, name), "")
    assert repeated_elements(columns) == {"C": ("CO2", "C_crb", "C_org", "C_tot")}


@pytest.mark.parametrize(
    ("survey", "file", "number"),
    [
        ("tellus_ireland", "samples.csv", 55),
        ("nt_streamsed_grid", "samples_core.csv", 14),
        ("trondelag_soil", "samples.csv", 53),
        ("clb_till_finland", "samples.csv", 22),
    ],
)
def test_names_agree_with_the_elements_and_units_that_the_survey_describes(survey, file, number):
    pd = pytest.importorskip("pandas")
    columns = survey_columns(survey, file)
    path = Path(__file__).resolve().parents[4] / "shared" / "data" / survey / "elements.csv"
    described = pd.read_csv(path, keep_default_na=False)
    units = {"mg/kg": "ppm", "ug/kg": "ppb", "wt%": "pct", "ppm": "ppm", "ppb": "ppb", "pct": "pct"}
    found = {name: said(name) for name in columns if read_field_name(name).analyte}
    assert len(found) == number
    assert set(found) == set(described["column"])
    for column, analyte, unit in zip(described["column"], described["element"], described["unit"]):
        assert found[column][0] == analyte
        assert found[column][2] == units[unit.split(" ")[0]]
    assert repeated_elements(columns) == {}


def test_the_flag_fields_of_the_finnish_till_are_found():
    columns = survey_columns("clb_till_finland")
    elements = [name for name in columns if name.endswith("_ppm")]
    found = {name: flag_field_of(name, columns, "_flag") for name in elements}
    assert found == {name: name.replace("_ppm", "_flag") for name in elements}
    assert flag_field_of("year", columns, "_flag") is None


@pytest.mark.parametrize(
    ("field", "names", "suffix", "expected"),
    [
        ("Zr_ppm", ["Zr_ppm_flag", "Zr_flag"], "_flag", "Zr_ppm_flag"),
        ("Zr_ppm", ["Zr_flag"], "_flag", "Zr_flag"),
        ("ZR_PPM", ["zr_flag"], "_Flag", "zr_flag"),
        ("Zr_ppm", ["ZR_PPM_FLAG"], "_flag", "ZR_PPM_FLAG"),
        ("Zr", ["Zr_Q", "Hf_Q"], "_Q", "Zr_Q"),
        ("Y_ppm", ["x", "y", "Y_flag"], "_flag", "Y_flag"),
        ("y_ppm", ["x", "y", "y_flag", "k_flag"], "_flag", "y_flag"),
        ("k_ppm", ["x", "y", "y_flag", "k_flag"], "_flag", "k_flag"),
        ("Zr (mg/kg)", ["Zr_Q"], "_Q", "Zr_Q"),
        ("Zr_ICP_ppm", ["Zr_flag"], "_flag", "Zr_flag"),
        ("Zr_ppb", ["Zr_ppm_flag"], "_flag", None),
        ("Zr_ppm", ["Hf_flag", "Zr"], "_flag", None),
        ("Zr_ppm", ["Zr_flag"], "", None),
        ("Zr_flag", ["Zr_flag"], "_flag", None),
        ("grade", ["grade_Q", "GRADE_q"], "_Q", "grade_Q"),
        ("grade", ["Grade_q"], "_Q", "Grade_q"),
        ("ZrO2_pct", ["Zr_flag"], "_flag", None),
        # A flag field that is another field's, by its name but for the unit.
        ("Zr_ICP_ppm", ["Zr_ppm", "Zr_flag"], "_flag", None),
        ("Zr_ppm", ["Zr_ICP_ppm", "Zr_flag"], "_flag", "Zr_flag"),
        ("Zr_ppm", ["Zr_ppb", "Zr_ppb_flag", "Zr_flag"], "_flag", "Zr_flag"),
        ("Zr_ICP_ppm", ["Zr_XRF_ppm", "Zr_icp_flag", "Zr_xrf_flag"], "_flag", "Zr_icp_flag"),
        ("Zr_ICP_ppm", ["Zr_ppm", "Zr_flag", "Zr_ICPMS_flag"], "_flag", "Zr_ICPMS_flag"),
    ],
)
def test_the_flag_field_of_a_field_is_found(field, names, suffix, expected):
    assert flag_field_of(field, [field, *names], suffix) == expected
    assert flag_field_of(field, [*reversed(names), field], suffix) == expected


@pytest.mark.parametrize(
    ("field", "names", "named"),
    [
        ("Zr_ppm", ["ZR_PPM_FLAG", "zr_ppm_flag"], "ZR_PPM_FLAG"),
        ("Zr_ppm", ["Zr_flag", "ZR_flag"], "ZR_flag"),
        ("Zr_ppm", ["Zr_ICP_flag", "Zr_XRF_flag"], "Zr_XRF_flag"),
        ("Zr_ppm", ["Zr_ppb", "Zr_flag"], "Zr_ppb"),
        ("Zr_ICP_ppm", ["Zr_XRF_ppm", "Zr_flag"], "Zr_XRF_ppm"),
    ],
)
def test_an_ambiguous_flag_field_is_refused(field, names, named):
    with pytest.raises(InputError, match=named) as refusal:
        flag_field_of(field, [field, *names], "_flag")
    assert field in str(refusal.value)


def test_elements_reported_twice_are_listed_in_order():
    names = [
        "x",
        "Cu_ppm",
        "Fe2O3_pct",
        "Zn_ppm",
        "Cu_ppb",
        "Cu_flag",
        "Fe_pct",
        "CU_ICP_PPM",
        "LOI",
    ]
    assert repeated_elements(names) == {
        "Cu": ("Cu_ppm", "Cu_ppb", "CU_ICP_PPM"),
        "Fe": ("Fe2O3_pct", "Fe_pct"),
    }
    assert repeated_elements([]) == {}
