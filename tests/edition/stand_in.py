"""A stand-in for an edition, of cells that a test gives."""

from types import SimpleNamespace


class StandIn(SimpleNamespace):
    """It has what it is given, `cell` among it, and answers of parts of a cell as an edition does."""

    def month_figure(self, code, node, month, category=0):
        return self.cell(code, node, month, category).month

    def year_figure(self, code, node, month, category=0):
        return self.cell(code, node, month, category).year_to_date

    def lacks_some(self, code, node, month):
        here = self.cell(code, node, month)
        return not here.month.hidden and (here.month.is_lacking or 1 < here.expected > here.covered)
