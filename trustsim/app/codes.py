"""The code without which nobody from elsewhere comes in."""

from __future__ import annotations

import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, Literal

LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for one another."""

LENGTH: Final = 6
WRONG_ALLOWED: Final = 10
IN_SECONDS: Final = 60.0
REMEMBERED: Final = 10_000
"""Addresses of which wrong codes are counted."""

Verdict = Literal["right", "wrong", "too many"]


def new_code() -> str:
    """A code that can be read out: one of some 900 million."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


class Door:
    """Knows the code, and from where it was wrong too often.

    Parameters
    ----------
    code
        Capitals make no difference.
    clock
        Seconds that pass.
    """

    def __init__(self, code: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._code = code.lower().encode()
        self._clock = clock
        self._wrong: OrderedDict[str, list[float]] = OrderedDict()

    def tried(self, address: str, said: object) -> Verdict:
        """Whether a code is right. After ten wrong ones in a minute from one address it is not looked at."""
        now = self._clock()
        wrong = [when for when in self._wrong.pop(address, []) if now - when < IN_SECONDS]
        if len(wrong) >= WRONG_ALLOWED:
            self._wrong[address] = wrong
            return "too many"
        text = said.strip().lower() if isinstance(said, str) else ""
        if hmac.compare_digest(text.encode(), self._code):
            return "right"
        self._wrong[address] = [*wrong, now]
        while len(self._wrong) > REMEMBERED:
            self._wrong.popitem(last=False)
        return "wrong"
