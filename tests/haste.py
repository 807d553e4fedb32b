"""Workers elsewhere that hand over after each run, as if every run took long."""

from __future__ import annotations

from collections.abc import Callable


def hasty() -> Callable:
    """What takes the place of ``trustsim.running.elsewhere.work``; it is sent whole, as tests are no package there."""

    def hasty_work(sent, runs):
        import importlib

        from trustsim.running.elsewhere import work

        execution = importlib.import_module("trustsim.running.execution")
        longest, execution.LONGEST = execution.LONGEST, -1.0
        try:
            return work(sent, runs)
        finally:
            execution.LONGEST = longest

    return hasty_work
