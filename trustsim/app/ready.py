"""What takes long the first time is done before anybody waits for it."""

from __future__ import annotations

from collections.abc import Callable

from trustsim.app.asked import asked
from trustsim.app.playing import Playing
from trustsim.laws import default
from trustsim.running.compiling import is_at_hand, make_laws_ready


def compiled(say: Callable[[str], None]) -> None:
    """Have the usual law compiled, also to note what happens; ``say`` hears of it if it takes long.

    What was compiled before is left in its folder, for the page to open first: ``warm_up`` loads it.
    """
    for noting in (False, True):
        if not is_at_hand(default, noting):
            make_laws_ready([default], say, noting=noting)


def warm_up() -> None:
    """Import and load what the first visitors will need, while the page opens: by doing it once."""
    from trustsim.app.as_config import as_config
    from trustsim.app.telling import life_of_pair

    small = asked({"people": 3, "network": {"kind": "ring"}, "weeks": 2})
    Playing(small).scene()
    life_of_pair(small, 2, (0, 1))
    as_config(small)
