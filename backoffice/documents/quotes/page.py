"""The measures that all parts of a quote share, in points."""

from backoffice.documents.kit.design import A4

LEFT = 54.0
WIDTH = A4[0] - 2 * LEFT
RIGHT = LEFT + WIDTH
LABELS = 112.0
