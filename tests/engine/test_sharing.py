"""Who has fewer runs than workers gives each run several threads; shares are even, and nobody sees a difference."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from trustsim.config import Config, setting_of
from trustsim.engine import sharing
from trustsim.plan import plan_of_config
from trustsim.running import execute
from trustsim.simulation import begin
from trustsim.world.columns import copy_of

CONFIG = {"question": "?", "people": 40, "weeks": 20, "record": {"ties": "all", "people": "last"}}


@pytest.fixture
def counts(monkeypatch):
    """How many shares there were, course by course, where ties are enough for as many as are asked for."""
    seen: list[int] = []
    shares_of = sharing.shares_of

    def counted(world, threads, before=()):
        shares = shares_of(world, threads, before)
        seen.append(len(shares))
        return shares

    monkeypatch.setattr(sharing, "LEAST_TIES", 1)
    monkeypatch.setattr(sharing, "shares_of", counted)
    return seen


@pytest.mark.parametrize(("replicates", "workers", "threads"), [(1, 1, 1), (1, 4, 4), (2, 4, 2), (3, 4, 1)])
def test_tables_are_the_same_whatever_the_threads(counts, replicates, workers, threads):
    plan = plan_of_config(Config(**CONFIG, replicates=replicates))
    tables = execute(plan, workers).tables
    assert set(counts[-replicates:]) == {threads}
    alone = execute(plan, 1).tables
    assert tables.keys() == alone.keys()
    for name, table in tables.items():
        pd.testing.assert_frame_equal(table.to_pandas(), alone[name].to_pandas(), check_exact=True)


def test_a_journal_has_one_thread(counts):
    plan = plan_of_config(Config(**{**CONFIG, "record": {"events": "breaches"}}))
    execute(plan, 4)
    assert set(counts) == {1}


def test_shares_are_even_and_leave_nobody_out(monkeypatch):
    world = begin(setting_of({"people": 500, "network": {"kind": "scale_free", "links": 4}}), 1).world
    assert len(sharing.shares_of(world, 8)) == 1  # too few ties for two
    monkeypatch.setattr(sharing, "LEAST_TIES", 1)
    shares = [share.kept.scratch for share in sharing.shares_of(world, 3)]
    assert [share.first_person for share in shares[1:]] == [share.last_person for share in shares[:-1]]
    assert (shares[0].first_person, shares[-1].last_person) == (0, 500)
    ties = [np.diff(world.people.first_tie[[share.first_person, share.last_person]]).item() for share in shares]
    assert max(ties) - min(ties) <= np.diff(world.people.first_tie).max()


def test_a_share_of_the_same_columns_is_made_anew_with_other_numbers_alone():
    world = begin(setting_of({"people": 12, "network": {"kind": "ring"}}), 1).world
    before = sharing.shares_of(world, 1)
    faster = world._replace(parameters=world.parameters._replace(healing_exponent=0.25))
    (again,) = sharing.shares_of(faster, 1, before)
    assert again.kept.scratch is before[0].kept.scratch
    (fresh,) = sharing.shares_of(faster, 1)
    assert fresh.kept.scratch is not before[0].kept.scratch
    differs = again.words != before[0].words
    assert np.array_equal(again.words[differs].view(np.float64), [0.25])
    assert before[0].kept.world is world
    others = copy_of(world)
    (apart,) = sharing.shares_of(others, 1, before)
    assert apart.kept.world is others
    assert apart.kept.scratch is not before[0].kept.scratch
