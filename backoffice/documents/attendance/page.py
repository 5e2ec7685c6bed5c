"""The measures of an attendance sheet, in points."""

from backoffice.documents.kit.design import A4_LANDSCAPE, MM

LEFT = 30.0
WIDTH = A4_LANDSCAPE[0] - 2 * LEFT
RIGHT = LEFT + WIDTH
# Room to sign: at least 9 mm.
ROW = 9.1 * MM
NAMES = 168.0
TOTAL = 54.0
# Few slots leave room for their cells; more leave it to the names first.
WIDE_CELL = 150.0
CELL = 118.0
FEW = 3
