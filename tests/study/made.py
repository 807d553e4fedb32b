"""Small results made by hand, so that a test knows the answer."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from trustsim.config import Config
from trustsim.results import Results

FORGIVENESS = "traits.forgiveness"
TRANSPARENCY = "traits.transparency"
NOISE = (-0.02, 0.01, 0.0, 0.02, -0.01)


def config(**given: Any) -> Config:
    """A config of a small study."""
    return Config.model_validate(
        {"question": "What comes of it?", "people": 4, "network": {"kind": "complete"}} | given
    )


def grid(over: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """The sweep of a grid."""
    return {"design": "grid", "over": {key: list(levels) for key, levels in over.items()}}


def points(*listed: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """The sweep of a list of labelled points."""
    return {"design": "list", "points": [{"label": label, "set": settings} for label, settings in listed]}


def results(
    study: Config,
    outcome: Callable[[dict[str, Any], int], Mapping[str, float]],
    trust: Callable[[dict[str, Any], int, float], float] = lambda settings, replicate, week: 0.5,
    replicates: int = 5,
    weeks: Sequence[float] = (0, 4, 8),
    ties: Callable[[dict[str, Any], int, float], Sequence[Mapping[str, Any]]] | None = None,
    manifest: dict[str, Any] | None = None,
) -> Results:
    """Results with one run for each point and replicate.

    ``outcome`` gives the outcomes of a run, ``trust`` its mean trust in a week, ``ties`` its ties in a week.
    """
    sweep = study.sweep
    listed = list(sweep.points()) if sweep else [{}]
    labels = sweep.labels() if sweep else [None]
    runs, series, of_ties = [], [], []
    for point, (settings, label) in enumerate(zip(listed, labels, strict=True)):
        for replicate in range(replicates):
            run = len(runs)
            row = {"run": run, "point": point, "replicate": replicate, "seed": 100 + replicate}
            row |= {"label": label} if any(labels) else {}
            row |= {key: _flat(settings.get(key)) for key in (sweep.keys() if sweep else ())}
            runs.append(row | dict(outcome(settings, replicate)))
            for week in weeks:
                now = {"trust": trust(settings, replicate, week), "survival": 1.0, "kept": 12.0 * week}
                listed_ties = ties(settings, replicate, week) if ties else ()
                # the breaches made here hit the first tie, or everybody's
                betrayed = listed_ties[0]["trust"] if listed_ties else now["trust"]
                now |= {"trust_betrayed": betrayed, "kept_betrayed": 6.0 * week}
                series.append({"run": run, "week": float(week), **now})
                for tie in listed_ties:
                    usual = {"active": True, "breaches": 0, "kept": int(week), "relationship": "friend"}
                    of_ties.append({"run": run, "week": float(week), **usual, **tie})
    tables = {
        "runs": pd.DataFrame(runs),
        "series": pd.DataFrame(series),
        "people": None,
        "ties": pd.DataFrame(of_ties) if ties else None,
    }
    return Results(config=study, read=tables.get, manifest=manifest or {})


def _flat(value: Any) -> Any:
    return json.dumps(value, sort_keys=True) if isinstance(value, list | dict) else value


def swept(effect: float, replicates: int = 5, noise: float = 1.0) -> Results:
    """Forgiveness at 0, 0.5 and 1, moving survival by ``effect`` and nothing else."""
    study = config(sweep=grid({FORGIVENESS: [0, 0.5, 1]}), outcomes=["survival", "final_trust"])
    return results(
        study,
        lambda at, replicate: {
            "survival": 0.5 + effect * (at[FORGIVENESS] - 0.5) + noise * NOISE[replicate % 5] * (1 - at[FORGIVENESS]),
            "final_trust": 0.4 + noise * (NOISE[replicate % 5] if at[FORGIVENESS] else 0.0),
        },
        trust=lambda at, replicate, week: 0.5 + 0.01 * week * at[FORGIVENESS],
        replicates=replicates,
    )


def two_keys(forgiveness: float = 0.2, transparency: float = 0.6) -> Results:
    """Two keys that move final trust by so much each."""
    study = config(sweep=grid({FORGIVENESS: [0, 1], TRANSPARENCY: [0, 0.5, 1]}), outcomes=["final_trust", "survival"])
    return results(
        study,
        lambda at, replicate: {
            "final_trust": 0.1 + forgiveness * at[FORGIVENESS] + transparency * at[TRANSPARENCY] + NOISE[replicate],
            "survival": 0.5 + 0.3 * at[FORGIVENESS] * (1 + NOISE[replicate]),
        },
    )


NEVER = math.inf


def laws_and_events() -> Results:
    """A grid of two settings that are no numbers."""
    over = {"law": ["default", "grim"], "events.0": [{"week": 4, "what": "lapse"}, {"week": 4, "what": "betrayal"}]}
    study = config(sweep=grid(over), outcomes=["final_trust"], events=over["events.0"][:1], weeks=8)
    return results(study, lambda at, replicate: {"final_trust": 0.2 if at["law"] == "grim" else 0.9})


def recoveries(at_zero: Sequence[float], at_one: Sequence[float]) -> Results:
    """Weeks to recover at forgiveness 0 and 1, one value for each replicate."""
    study = config(
        sweep=grid({FORGIVENESS: [0, 1]}),
        events=[{"week": 4, "what": "betrayal", "who": 0, "to": 1}],
        outcomes=["weeks_to_recover"],
    )
    return results(
        study,
        lambda at, replicate: {"weeks_to_recover": (at_one if at[FORGIVENESS] else at_zero)[replicate]},
        replicates=len(at_zero),
    )


def betrayal(
    fall: float,
    back: bool = True,
    label_points: bool = False,
    trust: float = 0.85,
    law: str = "default",
    outcomes: tuple[str, ...] = ("trust_lost", "final_trust"),
) -> Results:
    """A pair whose trust falls by so much in week 52; under two laws if labelled, and by 0.02 under the control."""
    given: dict[str, Any] = {
        "people": 2,
        "network": {"kind": "pair"},
        "weeks": 60,
        "events": [{"week": 52, "what": "betrayal", "who": "all", "to": "all"}],
        "outcomes": list(outcomes),
        "record": {"every": 1},
        "law": law,
    }
    if label_points:
        given["sweep"] = points((f"{law} law", {"law": law}), ("symmetric control", {"law": "symmetric"}))

    def of_week(at: dict[str, Any], replicate: int, week: float) -> float:
        loss = 0.02 if at.get("law") == "symmetric" else fall
        over = week <= 52 or (back and week >= 56)
        return trust + NOISE[replicate] / 10 - (0.0 if over else loss)

    def outcome(at: dict[str, Any], replicate: int) -> dict[str, float]:
        known = {"trust_lost": 0.02 if at.get("law") == "symmetric" else fall, "final_trust": trust}
        return {name: known[name] for name in outcomes}

    return results(config(**given), outcome, trust=of_week, weeks=range(50, 61))


def club(control: bool, hearsay: float = 0.2, hidden: bool = False) -> Results:
    """Four people; 0 betrays 1. 2 may hear of it; 0 fails 3 too, and 1 loses trust in 2 by chance."""
    event = {"week": 4, "what": "betrayal", "who": 0, "to": 1, "hidden": hidden}
    given: dict[str, Any] = {"weeks": 8, "events": [event], "outcomes": ["final_trust"], "record": {"every": 4}}
    if control:
        given["sweep"] = points(("nothing", {"events": []}), ("betrayal", {"events": [event]}))

    def ties(at: dict[str, Any], replicate: int, week: float) -> list[dict[str, Any]]:
        late = week > 4
        broken = late and at.get("events", True) != []
        return [
            {"source": "1", "target": "0", "trust": 0.8 - 0.6 * broken, "breaches": int(broken)},
            {"source": "2", "target": "0", "trust": 0.7 - hearsay * broken},
            {"source": "3", "target": "0", "trust": 0.6 - 0.1 * late, "breaches": int(late)},
            {"source": "1", "target": "2", "trust": 0.6 - 0.3 * late, "breaches": int(late)},
        ]

    return results(
        config(**given),
        lambda at, replicate: {"final_trust": 0.5},
        trust=lambda at, replicate, week: 0.6,
        ties=ties,
        replicates=3,
    )
