"""The passing of ticks: compiled, or agent by agent."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from trustsim.rules.feelings import feel
from trustsim.rules.tick import measure_if_due
from trustsim.simulation.start import Lent, Start, with_new_ties
from trustsim.world.columns import lasting


class Course:
    """The passing of ticks, compiled: where a run has got to.

    Parameters
    ----------
    start
        What to begin with.
    moments, series
        After which ticks to measure, and one line for each measurement.
    threads
        So many at most, if the world is large. Makes no difference to what comes out.

    Attributes
    ----------
    start
        What it began with, changed by every tick that has passed. Replaced by another when new ties are made.
    tick
        How many ticks have passed.
    """

    def __init__(self, start: Start, moments: NDArray[np.int64], series: NDArray[np.float64], threads: int = 1) -> None:
        from trustsim.engine.kernels import kernel  # numba takes a third of a second to import

        # a journal has its lines in the order in which things happen
        self._threads = threads if start.world.journal is None else 1
        if len(moments):  # it will get so far, and what is made now need not be made again
            start = replace(start, world=lasting(start.world, int(moments[-1]) + 1))
        self._begin_with(start)
        self.tick = 0
        self._run = kernel(start.law, noting=start.world.journal is not None)
        self._moments = moments
        self._series = series
        self._row = 0
        self._line = 0

    def _begin_with(self, start: Start) -> None:
        from trustsim.engine.kernels import events_view
        from trustsim.engine.sharing import shares_of

        self.start = start
        lent = start.lent or Lent()
        lent.shares = self._shares = shares_of(start.world, self._threads, lent.shares)
        if lent.events is None or lent.events.kept is not start.events:
            lent.events = events_view(start.events)
        self._events = lent.events

    def advance(self, last: int) -> None:
        """Let ticks pass until ``last`` have."""
        if len(self.start.world.ages) <= last:
            self._begin_with(replace(self.start, world=lasting(self.start.world, last + 1)))
        if self.start.world.parameters.new_ties > 0.0:
            while self.tick < last:
                self._run_to(self.tick + 1)
                start = with_new_ties(self.start, self.tick - 1)
                if start is not self.start:
                    self._begin_with(start)
        if self.tick < last:
            self._run_to(last)
        self._run_to(last)  # no tick is left: this measures, if it is time

    def feelings(self) -> NDArray[np.float64]:
        """What ``rules.feelings.feel`` says of everybody now: N rows."""
        from trustsim.engine.kernels import FEELINGS

        felt = np.empty((self.start.network.people, 2))
        self._run(self._shares[0], self._events, self._row, self.tick, self.tick, self._moments, felt, 0, FEELINGS)
        return felt

    def follow(self, start: Start) -> None:
        """Go on by another script: ``start`` is this course's own, as ``with_events`` gives it."""
        from trustsim.engine.kernels import events_view

        self.start = start
        self._events = events_view(start.events)

    def _run_to(self, last: int) -> None:
        from trustsim.engine.sharing import run_together

        self._row, self._line = run_together(
            self._run,
            self._shares,
            self._events,
            self._row,
            self.tick,
            last,
            self._moments,
            self._series,
            self._line,
        )
        self.tick = last


class CourseByAgents:
    """The same, agent by agent through a ``TrustModel``, in one thread."""

    def __init__(self, start: Start, moments: NDArray[np.int64], series: NDArray[np.float64], threads: int = 1) -> None:
        from trustsim.model import TrustModel  # mesa takes a second to import

        self._model = TrustModel.from_start(start, engine="agents")
        self._moments = moments
        self._lines = [memoryview(line) for line in series]
        self._line = 0

    @property
    def start(self) -> Start:
        """As ``Course.start``."""
        return self._model.start

    def feelings(self) -> NDArray[np.float64]:
        """As ``Course.feelings``."""
        felt = np.empty((self.start.network.people, 2))
        feel(self._model.view, memoryview(felt))
        return felt

    def advance(self, last: int) -> None:
        """Let ticks pass until ``last`` have."""
        model = self._model
        while True:
            self._line = measure_if_due(model.view, model.tick, self._moments, self._lines, self._line)
            if model.tick >= last:
                return
            model.step()
