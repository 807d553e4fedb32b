"""The process: an open port, a server on it, a browser that looks at it."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import uvicorn

from trustsim.app.server import Server, application

PORT: Final = 8321
ELSEWHERE: Final = ("192.0.2.1", 9)
"""An address that is kept for examples: nobody has it, but it lies where other machines do."""

TRIED: Final = 20
"""Ports that are tried one after the other."""


def listening(port: int, *, lan: bool) -> socket.socket:
    """A socket on this port, or on the next that is free.

    Raises
    ------
    OSError
        If none of those that are tried is.
    """
    address = "0.0.0.0" if lan else "127.0.0.1"
    for number in range(port, min(port + TRIED, 65536)):
        # with its protocol named, asyncio sends small answers at once
        one = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        if os.name == "posix":  # elsewhere two could then have one port
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((address, number))
            one.listen(256)
        except OSError:
            one.close()
            continue
        return one
    raise OSError(f"the ports {port} to {port + TRIED - 1} are all taken")


def addresses() -> list[str]:
    """By which addresses other machines find this one, as far as it knows."""
    found = set()
    with suppress(OSError):
        found |= {str(one[4][0]) for one in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.connect(ELSEWHERE)  # nothing is sent: only the way out is looked up
        found.add(str(one.getsockname()[0]))
    return sorted(address for address in found if not address.startswith("127."))


KEPT_OPEN: Final = 75
"""Seconds for which a connection waits for its next request. With few, a busy server would now and then close one into
which a request had just been written.
"""


class _Serving(uvicorn.Server):
    """A server that says when it answers, and ends without a word."""

    def __init__(self, server: Server, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._server = server
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._server.closing = True
        # that what was under way is cut off, is no error
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)


def serve(server: Server, where: socket.socket, ready: Callable[[], None], *, lan: bool = False) -> None:
    """Answer until somebody interrupts; ``ready`` is called as soon as it does.

    Raises
    ------
    KeyboardInterrupt
        When somebody has.
    """
    config = uvicorn.Config(
        application(server, lan=lan),
        access_log=False,
        log_level="warning",
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_keep_alive=KEPT_OPEN,
        timeout_graceful_shutdown=1,
    )
    _Serving(server, config, ready).run(sockets=[where])
