"""The geochemistry and the statistics of GeochemSOM: pure Python, no QGIS.

Arrays go in, small result objects come out, and data runs one way: assays, transforms, maps,
clusters, support, prediction_area, classes, maximin. Usable from a notebook::

    from geochem_som.core import BatchSOM
    units = BatchSOM(rows=10, cols=10).fit(X).predict(X)
"""

from .batch_som import BatchSOM
from .de_som import DESOM
from .errors import Cancelled, GeochemSOMError, InputError
from .som import SOM

__all__ = ["DESOM", "SOM", "BatchSOM", "Cancelled", "GeochemSOMError", "InputError"]
