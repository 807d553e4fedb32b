"""``app`` and ``lesson``: the live page, and lessons for classes."""

from __future__ import annotations

import threading
import webbrowser
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

from trustsim.cli.guard import DONE, INTERRUPTED, MisuseError
from trustsim.cli.talk import out, table, tell


def serve_page(lesson: str | None, port: int | None, *, lan: bool, browser: bool) -> int:
    """Serve the live page until somebody interrupts."""
    from trustsim.app.codes import Door, new_code
    from trustsim.app.ready import compiled, warm_up
    from trustsim.app.server import Server
    from trustsim.app.serving import PORT, addresses, listening, serve
    from trustsim.config.faults import mend_for
    from trustsim.lessons.lesson import lesson_names

    there = lesson_names()
    if lesson is not None and lesson not in there:
        raise MisuseError(f"--lesson {lesson}: there is no such lesson\n    {mend_for(lesson, there)}")
    wanted = port or PORT
    where = listening(wanted, lan=lan)
    taken = where.getsockname()[1]
    if taken != wanted:
        tell(f"Port {wanted} is taken; this is on {taken}. Another: --port N")
    compiled(tell)
    code = new_code() if lan else None
    query = f"?{urlencode({'code': code})}" if code else ""
    fragment = f"#{urlencode({'mode': 'story', 'lesson': lesson})}" if lesson else ""
    address = f"http://localhost:{taken}/{query}{fragment}"

    def ready() -> None:
        out(f"The live page: {address}")
        if code:
            for other in addresses():
                out(f"For others in this network: http://{other}:{taken}/")
            out(f"They are asked for this code: {code}")
        tell("Ctrl-C ends it.")
        threading.Thread(target=warm_up, daemon=True).start()
        if browser:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    with suppress(KeyboardInterrupt):  # there is nothing to keep, and so nothing to say
        serve(Server(door=Door(code) if code else None), where, ready, lan=lan)
    return INTERRUPTED


def lesson_rows() -> list[tuple[str, str]]:
    """The lessons and what they ask, a line each."""
    from trustsim.lessons.lesson import lesson_names
    from trustsim.texts import texts

    words = texts()["lessons"]
    return [(name, words[name]["question"]) for name in lesson_names()]


def list_lessons() -> int:
    """The lessons, a line each."""
    rows = lesson_rows()
    out(table(("lesson", "question"), rows))
    first = rows[0][0]
    tell(f"Try next  trustsim lesson {first} --to {first}\n          trustsim app --lesson {first}")
    return DONE


def write_lesson(name: str, to: Path | None, *, force: bool) -> int:
    """Write a lesson's files, and say which."""
    from trustsim.app.ready import compiled
    from trustsim.lessons.lesson import LessonError, read_lesson
    from trustsim.lessons.writing import write_pack

    try:
        read_lesson(name)
        if to is None:
            raise MisuseError(f"where to?\n    name a folder: trustsim lesson {name} --to {name}")
        compiled(tell)
        tell("Recording …")
        for path in write_pack(name, to, force=force):
            out(str(path))
    except LessonError as error:
        raise MisuseError(str(error)) from error
    tell(f"Open {to / f'{name}.html'} in a browser: it needs no network. The rest is for print.")
    return DONE
