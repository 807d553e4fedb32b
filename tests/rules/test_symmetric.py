"""The control is symmetric, whatever else is between the two."""

import pytest

from tests.lab import breach, keep, quiet_pair, tie


@pytest.mark.parametrize("intimacy", [0.0, 0.8])
@pytest.mark.parametrize("deliberate", [False, True])
def test_one_breach_undoes_exactly_one_kept_promise(intimacy, deliberate):
    model = quiet_pair(trust=0.5, law="symmetric")
    model.world.pairs.intimacy[:] = intimacy
    keep(model)
    assert tie(model).trust > 0.5
    breach(model, deliberate=deliberate)
    assert tie(model).trust == pytest.approx(0.5, abs=1e-15)
