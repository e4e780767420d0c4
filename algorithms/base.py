"""What every algorithm of GeochemSOM shares: its face in the Toolbox, and how it fails."""

from __future__ import annotations

import re
import traceback

from qgis.core import QgsMessageLog, QgsProcessingAlgorithm, QgsProcessingException
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QIcon

from ..core.errors import GeochemSOMError
from .help_pages import help_url
from .limits import check_values
from .paths import RESOURCES

# Groups of the Toolbox: id and label.
PREPARE = ("prepare", "Prepare samples")
MAPS = ("maps", "Train a map")
RANKING = ("ranking", "Rank and combine")
WORKFLOW = ("workflow", "Whole workflow")


def tr(text: str) -> str:
    """Translate a text of the user interface; `make translations` finds what passes through here."""
    return QCoreApplication.translate("GeochemSOM", text)


def first_sentence(text: str) -> str:
    """The first sentence of a text, in Chinese too."""
    return re.split(r"(?<=\.)\s|(?<=\N{IDEOGRAPHIC FULL STOP})", text, maxsplit=1)[0]


class GeochemAlgorithm(QgsProcessingAlgorithm):
    """Base of the algorithms; a subclass fills the class attributes, initAlgorithm and `execute`."""

    ID = ""
    TITLE = ""
    GROUP = ("", "")  # id, label
    ICON = "geochemsom.svg"
    HELP = ""
    TAGS = ""

    def name(self):
        return self.ID

    def displayName(self):
        return tr(self.TITLE)

    def groupId(self):
        return self.GROUP[0]

    def group(self):
        return tr(self.GROUP[1])

    def shortHelpString(self):
        return tr(self.HELP)

    def shortDescription(self):
        return first_sentence(tr(self.HELP)).rstrip(".")

    def tags(self):
        # Words for the search, English in every language: titles and groups are translated.
        return self.TAGS.split(",")

    def helpUrl(self):
        return help_url(self.ID)

    def icon(self):
        return QIcon(str(RESOURCES / "icons" / self.ICON))

    def createInstance(self):
        return type(self)()

    def add_parameters(self, *parameters):
        """Add the parameters in the order of the dialog."""
        for parameter in parameters:
            self.addParameter(parameter)

    def checkParameterValues(self, parameters, context):
        """Refuse values out of range with a sentence before the run; inputs are read later."""
        try:
            check_values(self, parameters, context)
        except GeochemSOMError as error:
            return False, str(error)
        return super().checkParameterValues(parameters, context)

    def processAlgorithm(self, parameters, context, feedback):
        """Run; what GeochemSOM refuses reaches the user as one sentence, without a traceback."""
        try:
            check_values(self, parameters, context)
            return self.execute(parameters, context, feedback)
        except (GeochemSOMError, QgsProcessingException) as error:
            refusal = str(error)
        except MemoryError:
            refusal = (
                "The memory of this computer is not enough for this run; use a smaller map, fewer "
                "samples or a smaller network."
            )
        except Exception as error:
            QgsMessageLog.logMessage(traceback.format_exc(), "GeochemSOM")
            refusal = (
                f"{self.displayName()} stopped at an error it does not know ({error!r}). This is a "
                "defect: please report it with the text of the GeochemSOM tab of the log messages."
            )
        # Raised from here and not above: QGIS keeps what it catches, and the error's own frames
        # would keep layers alive until after QGIS has closed their files.
        raise QgsProcessingException(refusal)

    def execute(self, parameters, context, feedback) -> dict:
        """Compute everything, then write: nothing is left behind when this fails."""
        raise NotImplementedError
