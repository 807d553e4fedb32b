"""Words of a language, looked up and filled in: for what is printed. The page does the same in texts.js."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from trustsim.lessons.measuring import Number
from trustsim.texts import texts

UNITS: Final = {
    **dict.fromkeys(("trust", "lost", "straight", "mean", "lowest", "highest", "received", "setting"), "percent"),
    **dict.fromkeys(("kept", "undoing", "alone", "reached"), "promises"),
    "wins": "worlds",
}
"""How a measure is said, by its kind; others are numbers alone."""


class Words:
    """The text of one language.

    Parameters
    ----------
    language
        As ``en``.
    """

    def __init__(self, language: str = "en") -> None:
        self.language = language
        self._texts = texts(language)

    def say(self, path: str, **values: Any) -> str:
        """The text at a path, as ``lessons.pack.plan``; ``{name}`` in it becomes a value, ``count`` chooses its form.

        Raises
        ------
        KeyError
            If there is no such text, or a value is missing.
        """
        text = self.find(path)
        if isinstance(text, Mapping):
            text = text["one" if values["count"] == 1 else "other"]
        return filled_in(str(text), values)

    def find(self, path: str) -> Any:
        """What is at a path: a text, a list or a mapping of texts."""
        place: Any = self._texts
        for step in path.split("."):
            place = place[step]
        return place

    def told(self, spec: Mapping[str, Any], value: Number, unit: str = "") -> str:
        """A measured number in words; without a unit it is that of its kind."""
        if value is None:
            return self.say("lessons.units.never")
        unit = unit or ("points" if "less" in spec else UNITS.get(spec["what"], ""))
        return self.say(f"lessons.units.{unit}", count=value) if unit else str(value)


def filled_in(text: str, values: Mapping[str, Any]) -> str:
    """A text with values in the place of their names.

    Raises
    ------
    KeyError
        If a value is missing.

    Examples
    --------
    >>> filled_in("From {before} to {after}", {"before": 1, "after": 2})
    'From 1 to 2'
    """
    return re.sub(r"\{(\w+)\}", lambda name: str(values[name[1]]), text)
