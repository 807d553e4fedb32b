"""What stands before the server: whose requests are answered, how large they are, what browsers may do with answers."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

LARGEST_BODY: Final = 64 * 1024

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_HOST: Final = re.compile(r"(?P<name>[a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")
HERE: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})


class Guard:
    """Refuses what does not come from the page itself, and tells browsers to hold to that.

    Parameters
    ----------
    app
        What is guarded.
    policy
        The content policy of every answer.
    lan
        Whether others than this machine may call it by the address or the name that it has in their network.

    Notes
    -----
    A foreign page can make a visitor's browser send requests. It cannot choose their ``Origin``, and where it has its
    own name lead to this machine (DNS rebinding), not their ``Host``. An address cannot be made to lead elsewhere, so
    the one that a request has come to is good, whichever of this machine's it is.
    """

    def __init__(self, app: App, policy: str, *, lan: bool = False) -> None:
        self._app = app
        self._lan = lan
        self._names = HERE | (
            {name for host in [socket.gethostname().lower()] for name in (host, f"{host}.local")} if lan else set()
        )
        self._headers = [
            (name.encode(), value.encode())
            for name, value in (
                ("content-security-policy", policy),
                ("x-content-type-options", "nosniff"),
                ("referrer-policy", "no-referrer"),
                ("cross-origin-resource-policy", "same-origin"),
                ("cross-origin-opener-policy", "same-origin"),
            )
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As every ASGI application."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # there is nothing but HTTP here; the server closes what is not answered
        send = self._with_headers(send)
        fault = self._fault(scope)
        if fault is not None:
            await _refuse(send, *fault)
            return
        body = await _body(scope, receive)
        if body is None:
            await _refuse(send, 413, f"more than {LARGEST_BODY // 1024} kB")
            return
        await self._app(scope, _once(body, receive), send)

    def _fault(self, scope: Scope) -> tuple[int, str] | None:
        """Why a request is not answered."""
        host = _only(scope, b"host")
        named = _HOST.fullmatch(host) if host else None
        if named is None or not self._is_here(named["name"], scope):
            return 403, "this is not the address of this page"
        origin = _only(scope, b"origin")
        if origin is None or (origin and origin != f"{scope['scheme']}://{host}"):
            return 403, "another page cannot ask"
        if scope["method"] == "POST":
            kind = (_only(scope, b"content-type") or "").partition(";")[0].strip()
            if kind != "application/json":
                return 403, "only JSON is taken"
        return None

    def _is_here(self, name: str, scope: Scope) -> bool:
        if name in self._names:
            return True
        server = scope.get("server")
        return bool(self._lan and server and name in (server[0], f"[{server[0]}]"))

    def _with_headers(self, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), *self._headers]}
            await send(message)

        return sending


def _only(scope: Scope, name: bytes) -> str | None:
    """A header in lower case; "" where there is none, None where there are several."""
    values = [value for key, value in scope["headers"] if key == name]
    if len(values) > 1:
        return None
    return values[0].decode("latin-1").lower() if values else ""


async def _body(scope: Scope, receive: Receive) -> bytes | None:
    """The whole body; None as soon as it is known to be too large, whatever its header says of it."""
    said = _only(scope, b"content-length")
    if said is None or (said.isdigit() and int(said) > LARGEST_BODY):
        return None
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return body  # the visitor is gone
        body += message.get("body", b"")
        if len(body) > LARGEST_BODY:
            return None
        if not message.get("more_body", False):
            return body


def _once(body: bytes, receive: Receive) -> Receive:
    """Hand over a body that was read before; then whatever else comes."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receiving() -> Message:
        return waiting.pop() if waiting else await receive()

    return receiving


async def _refuse(send: Send, status: int, why: str) -> None:
    content = json.dumps({"error": why}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(content)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),  # of what is too large the rest is not read
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
