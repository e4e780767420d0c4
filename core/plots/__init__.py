"""The figures of GeochemSOM, drawn with matplotlib's objects (never pyplot).

Every function returns a `matplotlib.figure.Figure`; `to_svg` turns it into an SVG that can stand
inside a web page beside others, `save_png` into a picture.
"""

from .account_figure import account_bars
from .confidence_map import confidence_map, probability_map
from .factor_figures import loading_bars, scree_plot
from .fractal_figure import fractal_plot
from .held_out_figures import held_out_plot
from .lattice_figures import (
    cluster_lattice,
    component_planes,
    hits_figure,
    u_matrix_figure,
)
from .maps import class_map, class_shares, score_map
from .point_map import point_maps
from .prediction_area_figures import comparison_plot, prediction_area_plot
from .selection_figure import selection_plot
from .signature_figure import element_boxes, signature_chart
from .style import save_png, to_svg
from .training_figure import training_curve

__all__ = [
    "account_bars",
    "class_map",
    "class_shares",
    "cluster_lattice",
    "comparison_plot",
    "component_planes",
    "confidence_map",
    "element_boxes",
    "fractal_plot",
    "held_out_plot",
    "hits_figure",
    "loading_bars",
    "point_maps",
    "prediction_area_plot",
    "probability_map",
    "save_png",
    "score_map",
    "scree_plot",
    "selection_plot",
    "signature_chart",
    "to_svg",
    "training_curve",
    "u_matrix_figure",
]
