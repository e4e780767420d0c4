"""From what a laboratory delivers to numbers that can be compared.

Data runs one way: reading, then non_detects.
"""

from .non_detects import Replacement, replace_non_detects
from .reading import BLANK_MARKS, ParsedField, parse_field

__all__ = ["BLANK_MARKS", "ParsedField", "Replacement", "parse_field", "replace_non_detects"]
