"""From what a laboratory delivers to numbers that can be compared.

Data runs one way: reading, order_statistics, non_detects, blanks.
"""

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
    "ParsedField",
    "Replacement",
    "parse_field",
    "replace_all",
    "replace_multiplicatively",
    "replace_non_detects",
]
