"""Section I: the risk at the year's end."""

import numpy as np

from kpidsl.model.state import Status

from . import mutant


@mutant("risk-by-the-newest-target", "kpidsl.scoring.forecast.risk:flow_targets")
def risk_by_the_newest_target(_right):
    return lambda _indicator, month, *_: month


@mutant("amber-counts-as-reached", "kpidsl.scoring.forecast.risk:_decided")
def amber_counts_as_reached(right):
    return lambda status, rule: right(Status.GREEN if status == Status.AMBER else status, rule)


@mutant("volume-of-this-year", "kpidsl.scoring.forecast.year:FiguresOfYear._volume")
def volume_of_this_year(right):
    def volume(self):
        found = right(self)
        this_year = np.where(self.value, self.bottom, 0)[:, self.end.first :]
        mean = this_year.sum(axis=1) / np.maximum((this_year > 0).sum(axis=1), 1)
        return np.where(found > 0, np.rint(mean)[:, None], 0)

    return volume


@mutant("stock-as-flow", "kpidsl.scoring.forecast.risk:_Year.latest")
def stock_as_flow(_right):
    from kpidsl.scoring.forecast.risk import _Year

    return _Year.flow


@mutant("bounds-ignored", "kpidsl.scoring.forecast.risk:_Year._secured")
def bounds_ignored(_right):
    return lambda *_: -1


@mutant("decided-by-the-forecast-alone", "kpidsl.scoring.forecast.risk:MOST_GROWTH")
def decided_by_the_forecast_alone(_right):
    return 1


@mutant("thin-not-marked", "kpidsl.scoring.forecast.risk:ENOUGH_MONTHS")
def thin_not_marked(_right):
    return 0


@mutant("not-ready-as-failures", "kpidsl.scoring.forecast.risk:_Year._secured")
def not_ready_as_failures(right):
    def secured(self, low, high, n0, d0, volume):
        late = int(self.figures.to_come[:, : self.end.at - self.end.first + 1].any())
        return right(self, low, high, n0, d0 + 100 * late, volume - 100 * late)

    return secured


@mutant("risk-of-nothing", "kpidsl.scoring.forecast.risk:_Year.__init__")
def risk_of_nothing(right):
    def made(self, *arguments):
        right(self, *arguments)
        self.eligible[:] = True

    return made
