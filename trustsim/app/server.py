"""The routes: a request to an answer, as docs/decisions/0010-the-page.md has them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import anyio
from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from trustsim.app import pages
from trustsim.app.asked import MOST_WEEKS, RefusalError, asked, must_be_plain, person, tie_of, whole
from trustsim.app.codes import Door
from trustsim.app.diagram import StaleError, diagram
from trustsim.app.guarding import App, Guard
from trustsim.app.playing import MOST_AT_ONCE
from trustsim.app.sessions import Session, Sessions
from trustsim.app.settings import settings
from trustsim.app.undoing import undoing
from trustsim.config import ConfigError
from trustsim.lessons.lesson import lessons
from trustsim.running.workers import available
from trustsim.texts import TextsError, texts

NO_STORE = {"cache-control": "no-store"}
CHECKED = {"cache-control": "no-cache"}


@dataclass
class Server:
    """What answers.

    Attributes
    ----------
    folder
        Where the files of the page are.
    door
        Asks for a code; None: everybody may come in.
    pause
        Seconds that a wrong code has to wait for its answer.
    sessions
        Of all visitors.
    closing
        Whether it is to end: then what takes long ends early.
    quick, diagrams
        So many requests are worked on at once: more than there are processors would only keep each other waiting. A
        diagram takes longest, and so waits for diagrams alone.
    """

    folder: Path = pages.FOLDER
    door: Door | None = None
    pause: float = 1.0
    sessions: Sessions = field(default_factory=Sessions)
    closing: bool = False
    quick: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(available()))
    diagrams: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(available()))

    def routes(self) -> list[Route]:
        """All addresses."""
        return [
            Route("/", self.index),
            Route("/page/{name:path}", self.file),
            Route("/texts/{language}.json", self.texts),
            Route("/settings.json", self.settings),
            Route("/lessons.json", self.lessons),
            Route("/sessions", self.new_session, methods=["POST"]),
            Route("/sessions/{session}/begin", self.begin, methods=["POST"]),
            Route("/sessions/{session}/frames", self.frames, methods=["POST"]),
            Route("/sessions/{session}/undoing", self.undoing, methods=["POST"]),
            Route("/sessions/{session}/explain", self.explain, methods=["POST"]),
            Route("/sessions/{session}/diagram", self.diagram, methods=["POST"]),
            Route("/sessions/{session}/yaml", self.yaml, methods=["POST"]),
        ]

    # ------------------------------------------------------------------ what never changes

    async def index(self, request: Request) -> Response:
        """The page."""
        return self._file("index.html")

    async def file(self, request: Request) -> Response:
        """A file of the page."""
        return self._file(request.path_params["name"])

    def _file(self, name: str) -> Response:
        found = pages.file_of(name, self.folder)
        if found is None:
            raise HTTPException(404, "there is no such file")
        return Response(found[0], media_type=found[1], headers=CHECKED)

    async def texts(self, request: Request) -> Response:
        """All text in a language."""
        try:
            return answer(texts(request.path_params["language"]))
        except TextsError as error:
            raise HTTPException(404, str(error)) from None

    async def settings(self, request: Request) -> Response:
        """What there is to be set."""
        return answer(_settings())

    async def lessons(self, request: Request) -> Response:
        """The lessons, without their text."""
        return answer(_lessons())

    # ------------------------------------------------------------------ what a visitor does

    async def new_session(self, request: Request) -> Response:
        """A session for a visitor who knows the code, if there is one."""
        body = await body_of(request)
        if self.door is not None:
            verdict = self.door.tried(request.client.host if request.client else "", body.get("code"))
            if verdict == "too many":
                raise HTTPException(429, "too many wrong codes; wait a minute")
            if verdict == "wrong":
                await anyio.sleep(self.pause)
                raise HTTPException(403, "this is not the code" if body.get("code") else "a code is wanted")
        return answer({"session": self.sessions.new()})

    async def begin(self, request: Request) -> Response:
        """A run at its week 0."""
        session = self._session(request)
        body = await body_of(request)
        async with session.turn:
            return await worked(lambda: session.begin(asked(body.get("config"))).scene(), self.quick)

    async def frames(self, request: Request) -> Response:
        """Some weeks of a run."""
        session = self._session(request)
        body = await body_of(request)
        async with session.turn:
            return await worked(lambda: _frames(session, body), self.quick)

    async def undoing(self, request: Request) -> Response:
        """How many kept promises it takes."""
        return await self._question(request, _undoing)

    async def explain(self, request: Request) -> Response:
        """A life in words."""
        return await self._question(request, _explained)

    async def diagram(self, request: Request) -> Response:
        """Forgiveness by transparency; it ends with a newer one of the same session, and when its visitor is gone."""
        session = self._session(request)
        body = await body_of(request)
        session.diagram += 1
        mine = session.diagram
        gone = asyncio.create_task(_gone(request))
        try:
            return await worked(
                lambda: diagram(
                    asked(body.get("config")), lambda: self.closing or session.diagram != mine or gone.done()
                ),
                self.diagrams,
            )
        except StaleError:
            raise HTTPException(429, "a newer diagram was asked for") from None
        finally:
            gone.cancel()

    async def yaml(self, request: Request) -> Response:
        """What was played as a config."""
        return await self._question(request, _as_config)

    async def _question(self, request: Request, work: Callable[[dict[str, Any]], Any]) -> Response:
        """What is asked about a run beside it."""
        session = self._session(request)
        body = await body_of(request)
        async with session.question:
            return await worked(lambda: work(body), self.quick)

    def _session(self, request: Request) -> Session:
        session = self.sessions.find(request.path_params["session"])
        if session is None:
            raise HTTPException(404, "there is no such session; it was idle too long, or the server began anew")
        return session


def _frames(session: Session, body: dict[str, Any]) -> dict[str, Any]:
    wanted = asked(body.get("config"))
    first = whole(body, "from", 0, MOST_WEEKS)
    last = min(first + whole(body, "weeks", 1, MOST_AT_ONCE), wanted.config.weeks)
    watched = tie_of(body["watch"], "watch", wanted.network) if body.get("watch") is not None else None
    return {"frames": session.course(wanted, first).frames(first + 1, last, watched)}


def _undoing(body: dict[str, Any]) -> dict[str, Any]:
    wanted = asked(body.get("config"))
    week = whole(body, "week", 0, wanted.config.weeks)
    since = whole(body, "since", 0, week) if body.get("since") is not None else None
    return undoing(wanted, week, tie_of(body.get("watch"), "watch", wanted.network), since)


def _explained(body: dict[str, Any]) -> dict[str, Any]:
    from trustsim.app.telling import life_of_pair, life_of_person  # pandas takes half a second to import

    wanted = asked(body.get("config"))
    week = whole(body, "week", 0, wanted.config.weeks)
    network = wanted.network
    if "pair" in body:
        tie = tie_of(body["pair"], "pair", network)
        return life_of_pair(wanted, week, (int(network.source[tie]), int(network.target[tie])))
    return life_of_person(wanted, week, person(body.get("person"), "person", network))


def _as_config(body: dict[str, Any]) -> dict[str, Any]:
    from trustsim.app.as_config import as_config  # so does this

    return as_config(asked(body.get("config")))


@cache
def _lessons() -> list[dict[str, Any]]:
    return lessons()


@cache
def _settings() -> dict[str, Any]:
    return settings()


def answer(data: Any) -> Response:
    """Data as strict JSON that no one keeps."""
    return JSONResponse(data, headers=NO_STORE)


async def worked[Data](work: Callable[[], Data], limiter: CapacityLimiter) -> Response:
    """What is worked out in a thread, while others are answered."""
    # nothing is cancelled but by the end of the server, which does not wait
    return answer(await to_thread.run_sync(work, limiter=limiter, abandon_on_cancel=True))


async def _gone(request: Request) -> None:
    """Wait until nobody waits for the answer any more; the body was read before."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def body_of(request: Request) -> dict[str, Any]:
    """The mapping that a request brings.

    Raises
    ------
    RefusalError
        If it is none.
    """
    content = await request.body()
    try:
        data = json.loads(content) if content else {}
    except (ValueError, RecursionError):
        raise RefusalError("this is not JSON") from None
    if not isinstance(data, dict):
        raise RefusalError("this is not a mapping")
    must_be_plain(data)
    return data


async def _refused(request: Request, error: Exception) -> Response:
    """A request that cannot be answered, in words."""
    if isinstance(error, HTTPException):
        return JSONResponse({"error": error.detail}, error.status_code, headers=NO_STORE)
    if isinstance(error, ConfigError):
        fault = error.faults[0]
        told = {"error": fault.message, "place": fault.key, "mend": fault.mend}
    else:
        told = {"error": str(error), "place": getattr(error, "place", ""), "mend": getattr(error, "mend", "")}
    return JSONResponse({name: text for name, text in told.items() if text}, 400, headers=NO_STORE)


def application(server: Server | None = None, *, lan: bool = False) -> App:
    """The guarded server as an ASGI application."""
    server = server or Server()
    refusals = dict.fromkeys((HTTPException, RefusalError, ConfigError), _refused)
    inside = Starlette(routes=server.routes(), exception_handlers=refusals)
    return Guard(inside, pages.policy(server.folder), lan=lan)
