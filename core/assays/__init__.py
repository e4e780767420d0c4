"""From what a laboratory delivers to numbers that can be compared.

Data runs one way: names say what a field holds, reading makes it numbers, account counts what was
found, non_detects replaces what was not detected.
"""

from .account import account_table
from .names import FieldName, flag_field_of, read_field_name, repeated_elements
from .non_detects import Replacement, replace_non_detects
from .parsed_field import ParsedField
from .reading import BLANK_MARKS, parse_field

__all__ = [
    "BLANK_MARKS",
    "FieldName",
    "ParsedField",
    "Replacement",
    "account_table",
    "flag_field_of",
    "parse_field",
    "read_field_name",
    "repeated_elements",
    "replace_non_detects",
]
