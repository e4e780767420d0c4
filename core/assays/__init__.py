"""From what a laboratory delivers to numbers that can be compared.

Data runs one way: names say what a field holds, reading makes it numbers, account counts what was
found, non_detects, repeats and blanks settle what was not measured or measured twice, cleaning does
all of it by rules, and sentences tell of it. Usable from a notebook on a DataFrame::

    from geochem_som.core.assays import CleaningRules, clean_assays
    clean = clean_assays(frame, ["Cu_ppm", "Au_ppb"], rules=CleaningRules(non_detects="ros"))
    clean.values, clean.marks, clean.account
"""

from .account import account_table
from .blanks import Filled, fill_medians, fill_nearest
from .cleaning import CleanAssays, clean_assays
from .names import FieldName, flag_field_of, read_field_name, repeated_elements
from .non_detects import (
    NON_DETECTS,
    Replacement,
    replace_all,
    replace_multiplicatively,
    replace_non_detects,
)
from .parsed_field import ParsedField
from .reading import BLANK_MARKS, parse_field
from .repeats import REPEATS, find_repeats, resolve_repeats
from .rules import MISSING, CleaningRules
from .sentences import cleaning_steps, cleaning_warnings

__all__ = [
    "BLANK_MARKS",
    "MISSING",
    "NON_DETECTS",
    "REPEATS",
    "CleanAssays",
    "CleaningRules",
    "FieldName",
    "Filled",
    "ParsedField",
    "Replacement",
    "account_table",
    "clean_assays",
    "cleaning_steps",
    "cleaning_warnings",
    "fill_medians",
    "fill_nearest",
    "find_repeats",
    "flag_field_of",
    "parse_field",
    "read_field_name",
    "repeated_elements",
    "replace_all",
    "replace_multiplicatively",
    "replace_non_detects",
    "resolve_repeats",
]
