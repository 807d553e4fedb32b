"""Two small studies come to the same numbers on every Python and every machine that runs this test.

What is held against a fixed hash is the content of the tables, not the Parquet files: those also change with the
version of pyarrow and of its compressor, which nobody's results depend on. Names are taken as texts, for how a column
numbers them is a matter of the file; and every value that is no number counts as one, for processors write it in
several ways.

If you changed the model, or what a table holds, on purpose, put the new hash here and say so in CHANGELOG.md, as
**results**. If you did not, results have come to depend on something that they must not.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from trustsim.config import Config
from trustsim.plan import plan_of_config
from trustsim.running import execute

EVENTFUL: dict[str, Any] = {
    "question": "Do replicates that are added, and events, come out the same?",
    "people": 14,
    "weeks": 20,
    "network": {"kind": "small_world", "neighbours": 4, "rewiring": 0.2},
    "relationships": {"friend": 0.5, "romantic": 0.3, "family": 0.2},
    "parameters": {"gossip_reach": 0.3, "discovery": 0.1},
    "events": [{"week": 10, "what": "betrayal", "who": 0, "to": "all", "hidden": True}],
    "sweep": {"design": "grid", "over": {"traits.forgiveness": [0, 1]}},
    "replicates": {"min": 10, "max": 200, "until": {"outcome": "final_trust", "half_width": 0.008}},
    "record": {"every": 4, "people": "last", "ties": "last", "events": "all"},
    "outcomes": ["final_trust", "survival", "pain", "weeks_to_recover"],
}
BY_AGENTS: dict[str, Any] = {
    "question": "And what agents do one by one?",
    "people": 10,
    "weeks": 20,
    "engine": "agents",
    "network": {"kind": "scale_free", "links": 2},
    "events": [{"week": 5, "what": "betrayal", "who": 0, "to": "all"}],
    "sweep": {"design": "latin_hypercube", "points": 3, "over": {"traits.reliability": {"from": 0.5, "to": 1}}},
    "replicates": 2,
    "record": {"every": 1, "people": "all", "ties": "all"},
    "outcomes": ["final_trust", "pain", "reciprocity"],
}
EXPECTED = {
    "eventful": {
        "runs": "187e290248cdcf573fa87da7f9d88cae02899a4c6b8b2435f9e1507c72a358c9",
        "series": "c2d521b1ddf80e40581e869278c30eb492455b328df42dd61a516173b29443d5",
        "people": "de2edaabb4e5767430f89675ca076aefc92beb4d5155c05d487a377cd8ced919",
        "ties": "092bc1f909620df9ef1ff6b1cbd496511fe53ab2a83caefb84fb9a214263da08",
        "events": "37a7d8bf5926954f91ef2ac1c4853d0f68c3c2423798e4ff9bf18eefe13fbfdd",
    },
    "by agents": {
        "runs": "13fb89713918ee44e4489270c1b49ac50558a86d57390b59bf7ec957080175e0",
        "series": "29e5fb844f9bb954287ac780a8d66c68292c2b885006b05e031eee4d63a1bf5b",
        "people": "f156067542f5f325ab89c3dae6019e8b786046aa1424dca0bf6c9210f76a3e88",
        "ties": "390f30c988e0dfcd868ca4e0b2319f9d1a13e4c2eee8d7ff6f5eaf3e002d6f21",
    },
}


def content_of(table: pa.Table) -> str:
    """SHA-256 of the names, kinds and values of a table's columns, in order."""
    digest = hashlib.sha256()
    for field in table.schema:
        column = table.column(field.name)
        kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        digest.update(f"{field.name} {kind} {len(column)}\n".encode())
        if pa.types.is_string(kind):
            digest.update(json.dumps(column.cast(pa.string()).to_pylist()).encode())
            continue
        assert not column.null_count, field.name
        values = column.to_numpy()
        if pa.types.is_floating(kind):
            values = np.where(np.isnan(values), np.nan, values)
        digest.update(values.astype(values.dtype.newbyteorder("<")).tobytes())
    return digest.hexdigest()


def made(study: dict[str, Any]) -> dict[str, pa.Table]:
    return execute(plan_of_config(Config.model_validate(study)), workers=1).tables


@pytest.mark.parametrize(("name", "study"), [("eventful", EVENTFUL), ("by agents", BY_AGENTS)])
def test_the_numbers_are_the_same_everywhere(name, study):
    assert {table: content_of(rows) for table, rows in made(study).items()} == EXPECTED[name]


def test_replicates_are_added_until_there_are_enough_at_each_point_alone():
    """So that the rule that adds them, which computes with the outcomes, is held to the same numbers too."""
    low, high = made(EVENTFUL)["runs"].to_pandas().groupby("point").size()
    assert 10 < high < low < 200


def test_the_hash_tells_the_last_bit_a_name_and_a_row():
    table = pa.table({"week": [0.0, float("nan")], "who": pa.array(["ann", "bob"]).dictionary_encode()})
    other = {
        "bit": table.set_column(0, "week", pa.array([5e-324, float("nan")])),
        "name": table.set_column(1, "who", pa.array(["ann", "ben"]).dictionary_encode()),
        "column": table.rename_columns(["weeks", "who"]),
        "row": table.slice(0, 1),
        "order": table.take([1, 0]),
    }
    assert len({content_of(one) for one in (table, *other.values())}) == 1 + len(other)
    numbered_otherwise = pa.DictionaryArray.from_arrays(pa.array([2, 0]), pa.array(["bob", "eve", "ann"]))
    negative = -np.array([0.0, np.nan])
    negative[0] = 0.0
    assert np.signbit(negative[1]) != np.signbit(np.nan)
    same = table.set_column(0, "week", pa.array(negative)).set_column(1, "who", numbered_otherwise)
    assert content_of(same) == content_of(table)
