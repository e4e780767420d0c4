"""From what a laboratory delivers to numbers that can be compared.

Data runs one way: reading, order_statistics, non_detects, blanks.
"""

from .blanks import Filled, fill_medians, fill_nearest
from .non_detects import (
    NON_DETECTS,
    Replacement,
    replace_all,
    replace_multiplicatively,
    replace_non_detects,
)
from .reading import BLANK_MARKS, ParsedField, parse_field

__all__ = [
    "BLANK_MARKS",
    "NON_DETECTS",
    "Filled",
    "ParsedField",
    "Replacement",
    "fill_medians",
    "fill_nearest",
    "parse_field",
    "replace_all",
    "replace_multiplicatively",
    "replace_non_detects",
]
