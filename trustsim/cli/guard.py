"""Every way in which a command can end, as an exit code and a sentence."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from typing import Any, Final

import typer

from trustsim.cli.talk import tell

DONE: Final = 0
SOME_FAILED: Final = 1
WRONG_USE: Final = 2
ENVIRONMENT: Final = 3
A_BUG: Final = 70  # EX_SOFTWARE of sysexits.h: not one of our promises
INTERRUPTED: Final = 130


class MisuseError(Exception):
    """A command that cannot be meant; the message says what to write instead."""


def guarded(verb: Callable[..., int | None]) -> Callable[..., None]:
    """The command whose errors become a sentence and an exit code; what the verb returns is its exit code.

    A verb has a parameter ``debug``: with it, errors come with their traceback.
    """

    @functools.wraps(verb)
    def inside(*given: Any, **named: Any) -> None:
        try:
            code = verb(*given, **named)
        except (typer.Exit, typer.Abort):
            raise
        except BaseException as error:
            code = _code_of(error)
            if code is None:
                raise
            _explain(error, code, bool(named.get("debug")))
        raise typer.Exit(code or DONE)

    return inside


def _code_of(error: BaseException) -> int | None:
    """The exit code; None for what is not ours to explain, as wrong options, which typer explains."""
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    if isinstance(error, BrokenPipeError):
        return DONE  # whoever read us, as head does, has read enough
    if isinstance(error, ImportError | MemoryError):
        return ENVIRONMENT
    # Imported here, and so only when something is wrong: help shall load nothing.
    from trustsim.config import ConfigError
    from trustsim.network import NetworkError
    from trustsim.running import ClusterError, OtherCodeError, RunsFailedError, WorkerLostError
    from trustsim.store import StoreError, UnknownRunError

    if isinstance(error, ConfigError | NetworkError | UnknownRunError | MisuseError):
        return WRONG_USE
    if isinstance(error, RunsFailedError):
        return SOME_FAILED
    if isinstance(error, StoreError | ClusterError | WorkerLostError | OtherCodeError | OSError):
        return ENVIRONMENT
    if isinstance(error, Exception) and not type(error).__module__.startswith("typer"):
        return A_BUG
    return None


def _explain(error: BaseException, code: int, debug: bool) -> None:
    if isinstance(error, BrokenPipeError):
        # Python flushes once more at its end, into nothing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    if debug:
        import traceback

        tell("".join(traceback.format_exception(error)).rstrip())
        return
    if code == INTERRUPTED:
        tell(
            "Interrupted. Studies that were finished are kept, and of this one all runs that were finished: the same "
            "command goes on from there."
        )
    elif code == A_BUG:
        tell(f"This is a fault of trustsim: {type(error).__name__}: {error}", "bold red")
        tell("--debug shows where; please report it with the command and the config.")
    elif isinstance(error, ImportError):
        tell(f"{error}\n    install it: python3 -m pip install --upgrade trustsim")
    elif isinstance(error, MemoryError):
        tell("The memory is full.\n    record less: -s record.ties=none -s record.people=none, or sweep over less")
    else:
        tell(str(error))
