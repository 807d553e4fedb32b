"""A visitor of the live page's server, without a network between them."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

import anyio
import httpx
import numpy as np

from trustsim.app.server import Server, application
from trustsim.config import Config
from trustsim.plan import plan_of_config
from trustsim.rules.measures import MEASURES
from trustsim.simulation import simulate

HERE = "http://127.0.0.1:8321"

SMALL = {
    "people": 12,
    "network": {"kind": "small_world", "neighbours": 4, "rewiring": 0.2},
    "relationships": {"romantic": 0.2, "family": 0.3, "friend": 0.5},
    "weeks": 60,
    "seed": 7,
}
BETRAYED = SMALL | {"events": [{"week": 20, "what": "betrayal", "who": 0, "to": "all"}]}


class Visitor:
    """Asks a server; refusals are answers, what goes wrong in the server is raised here."""

    def __init__(
        self, server: Server | None = None, *, lan: bool = False, here: str = HERE, address: str = "127.0.0.1"
    ):
        self.app = application(server, lan=lan)
        self.here = here
        self.address = address
        self._session = None

    def send(self, method: str, path: str, *, here: str | None = None, **more: Any) -> httpx.Response:
        async def sending() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, client=(self.address, 4000))
            async with httpx.AsyncClient(transport=transport, base_url=here or self.here) as client:
                return await client.request(method, path, **more)

        return anyio.run(sending)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.send("GET", path, **more)

    def post(self, path: str, data: Any, **more: Any) -> httpx.Response:
        return self.send("POST", path, json=data, **more)

    @property
    def session(self) -> str:
        if self._session is None:
            self._session = self.post("/sessions", {}).json()["session"]
        return self._session

    def asked(self, what: str, config: Any, **more: Any) -> httpx.Response:
        return self.post(f"/sessions/{self.session}/{what}", {"config": config, **more})

    def told(self, what: str, config: Any, **more: Any) -> Any:
        answer = self.asked(what, config, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def frames(self, config: Any, first: int, weeks: int, **more: Any) -> Any:
        return self.told("frames", config, **{"from": first, "weeks": weeks}, **more)["frames"]


def whole(config: Mapping[str, Any], **more: Any) -> Config:
    """The config of the page as a study, all of it recorded."""
    record = {"every": 1, "ties": "all", "people": "none"}
    return Config.model_validate({"question": "?", **config, "record": record, **more})


def run_of(config: Mapping[str, Any]) -> Any:
    """The record of replicate 0, as ``trustsim run`` makes it."""
    run = plan_of_config(whole(config)).runs[0]
    return simulate(run.point.config, run.seed)


def unpacked(text: str, count: int) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), dtype=np.uint8).reshape(count, -1)


def assert_frames_are(frames: Any, config: Mapping[str, Any], scene: Any, watch: list[int] | None = None) -> None:
    """Every number of the frames is that of the run: trust to a byte, measures and the watched tie to the last bit."""
    record = run_of(config)
    weeks = np.arange(frames["from"], frames["from"] + frames["count"])
    ties = record.ties
    week = np.asarray(ties["week"])
    names = list(map(str, scene["people"]))
    source, target = (np.array(ties[end].tolist()) for end in ("source", "target"))
    pairs = [(names[a], names[b]) for a, b in scene["pairs"]]
    assert frames["count"] > 0
    trust, intimacy, alive = (unpacked(frames[name], len(weeks)) for name in ("trust", "intimacy", "alive"))
    for place, number in enumerate(weeks):
        now = week == number
        rows = {
            two: row for row, two in zip(np.flatnonzero(now), zip(source[now], target[now], strict=True), strict=True)
        }
        assert len(rows) == 2 * len(pairs)
        both = [rows[way] for a, b in pairs for way in ((a, b), (b, a))]
        first = [rows[pair] for pair in pairs]
        np.testing.assert_array_equal(trust[place], np.rint(ties["trust"][both] * 255))
        np.testing.assert_array_equal(intimacy[place], np.rint(ties["intimacy"][first] * 255))
        np.testing.assert_array_equal(alive[place], ties["active"][first])
        for name, value in zip(scene["measures"], frames["measures"][place], strict=True):
            expected = record.series[name][number]
            assert (value is None and np.isnan(expected)) or value == expected, (name, number)
        if watch is not None:
            row = rows[names[watch[0]], names[watch[1]]]
            for name, values in frames["watched"].items():
                assert values[place] == ties[name][row], (name, number)
    assert scene["measures"] == list(MEASURES)


def as_text(data: Any) -> bytes:
    return json.dumps(data).encode()
