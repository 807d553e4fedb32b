"""F10: how does a hurt heal over three months, and which curve does it follow?

python experiments/findings/f10_healing.py
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import logit

from trustsim.results import Results
from trustsim.validation import Finding, Measure, about, above, exactly
from trustsim.validation.reading import course
from trustsim.validation.showing import show

Curve = NDArray[Any]
BREACH: Final = 100  # the week of the breach; its hurt is recorded first when that week has passed
FASTEST: Final = 5.0  # per week: the steepest exponential that is tried


def fit(hurt: Curve, *shapes: Curve) -> float:
    """R² of the best sum of these shapes, by least squares."""
    columns = np.column_stack(shapes)
    best, *_ = np.linalg.lstsq(columns, hurt, rcond=None)
    return float(1.0 - ((hurt - columns @ best) ** 2).sum() / ((hurt - hurt.mean()) ** 2).sum())


def exponential(hurt: Curve, weeks: Curve, *more: Curve) -> float:
    """R² of the best exponential decay, plus what else it may have."""
    found = minimize_scalar(lambda rate: -fit(hurt, np.exp(-rate * weeks), *more), bounds=(1e-4, FASTEST))
    return float(-found.fun)


def measure(results: Results) -> Sequence[Measure]:
    """By how much a hurt falls in thirteen weeks, and how well three curves of two numbers each follow it."""
    falls, forms, floors = [], [], []
    for label in results.runs["label"]:
        hurt = course(results, label, "hurt").loc[BREACH + 1 :].to_numpy()
        weeks = np.arange(len(hurt), dtype=float)
        flat = np.ones_like(weeks)
        logarithm = fit(hurt, flat, np.log(1.0 + weeks))
        others = {"linear": fit(hurt, flat, weeks), "exponential": exponential(hurt, weeks)}
        floor = exponential(hurt, weeks, flat)
        fall = exactly(float(logit(hurt[0]) - logit(hurt[-1])))
        falls.append(Measure(f"fall of hurt in {weeks[-1]:.0f} weeks, in log-odds, {label}", fall, about(2.0, 0.1)))
        sides = tuple((form, exactly(found)) for form, found in {"logarithm": logarithm, **others}.items())
        better = exactly(logarithm - max(others.values()))
        forms.append(
            Measure(f"R² of the logarithm minus the better of the others, {label}", better, above(0), sides=sides)
        )
        floors.append(
            Measure(
                f"R² of the logarithm minus an exponential with a floor of its own, {label}",
                exactly(logarithm - floor),
                above(0),
                required=False,
                sides=(("exponential with a floor", exactly(floor)),),
            )
        )
    return [*falls, *forms, *floors]


FINDING = Finding(
    number="F10",
    title="Forgiveness grows with the logarithm of time, by two log-odds in three months",
    config="f10_healing.yaml",
    measure=measure,
    source="McCullough, Luna, Berry, Tabak & Bono 2010, Emotion 10:358",
    mark="a",
    in_people=(
        "Forgiveness in proportion to the logarithm of time fitted better than linear, exponential and other "
        "forms; the typical gain was 2 log-odds by three months [a, abstract]."
    ),
    here=(
        "one breach of each of three sizes, forgiveness .5, thirteen weeks in which nothing else happens. The "
        "size of the fall is a parameter's choice. The curves are fitted to hurt itself (0 to 1), two numbers "
        "each; an exponential that may also choose where it ends has three, and follows the smaller hurts better "
        "than the logarithm does."
    ),
    kind="calibration and prediction",
    in_sample=True,
)

if __name__ == "__main__":
    show(FINDING)
