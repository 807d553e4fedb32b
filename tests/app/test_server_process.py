"""The server as a process of its own, over real connections."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import textwrap

import httpx
import pytest
from typer.testing import CliRunner

from tests.app.visiting import BETRAYED
from trustsim.app import serving
from trustsim.cli import app, guard
from trustsim.cli.teaching import serve_page
from trustsim.compiled.folder import VARIABLE
from trustsim.engine import cache
from trustsim.laws import default
from trustsim.running.compiling import make_laws_ready

# Whatever makes, changes or removes a file once the server answers, is told on standard error.
WATCHED = textwrap.dedent("""
    import os, sys
    from trustsim.app import serving
    from trustsim.cli import main

    CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod",
               "shutil.copyfile", "tempfile.mkstemp", "tempfile.mkdtemp"}

    def watch(event, given):
        writes = event == "open" and (
            (isinstance(given[1], str) and set(given[1]) & set("wax+"))
            or (given[1] is None and given[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        )
        if watching and (writes or event in CHANGES):
            os.write(2, f"WRITTEN {event} {given}\\n".encode())

    watching = []
    startup = serving._Serving.startup

    async def began(self, sockets=None):
        await startup(self, sockets)
        watching.append(True)

    serving._Serving.startup = began
    sys.addaudithook(watch)
    main()
""")


@contextlib.contextmanager
def served(folder, *words, code="from trustsim.cli import main; main()"):
    """A process that serves the page, its first line read, and what it says."""
    make_laws_ready([default], lambda text: None)
    make_laws_ready([default], lambda text: None, noting=True)
    process = subprocess.Popen(
        [sys.executable, "-c", code, "app", "--no-browser", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env=os.environ
        | {"HOME": str(folder), VARIABLE: str(cache.folder(default).parent)}
        | {"PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        line = process.stdout.readline()
        address = re.search(r"http://localhost:(\d+)/", line)
        assert address, (line, process.stderr.read() if process.poll() is not None else "")
        yield process, f"http://127.0.0.1:{address[1]}", line
    finally:
        process.kill()
        process.communicate()


def interrupted(process):
    process.send_signal(signal.SIGINT)
    process.wait(timeout=60)
    # not communicate: it would lose what came together with the first line
    return process.returncode, process.stdout.read(), process.stderr.read()


def endless():
    while True:
        yield b" " * 4096


def visit(client):
    """Everything that a visitor can ask for."""
    session = client.post("/sessions", json={}).json()["session"]
    scene = client.post(f"/sessions/{session}/begin", json={"config": BETRAYED}).json()
    pair = scene["pairs"][0]
    answers = [client.get(path) for path in ("/settings.json", "/lessons.json")]
    for what, more in (
        ("frames", {"from": 0, "weeks": 40, "watch": pair}),
        ("undoing", {"week": 30, "watch": pair}),
        ("explain", {"week": 30, "pair": pair}),
        ("explain", {"week": 30, "person": 0}),
        ("diagram", {}),
        ("yaml", {}),
    ):
        answers.append(client.post(f"/sessions/{session}/{what}", json={"config": BETRAYED, **more}))
    return answers


def test_nothing_is_written_whatever_is_asked(tmp_path):
    folder = tmp_path / "here"
    folder.mkdir()
    with served(folder, code=WATCHED) as (process, address, _):
        with httpx.Client(base_url=address, timeout=60) as client:
            assert [answer.status_code for answer in visit(client)] == [200] * 8
            for answer in (
                client.post("/sessions", content=b"x" * 100_000, headers={"content-type": "application/json"}),
                client.post("/sessions/none/begin", json={}),
                client.get("/page/../../pyproject.toml"),
                client.get("/", headers={"host": "evil.example"}),
            ):
                assert 400 <= answer.status_code < 500
            # A body without a length is cut off: whether the answer is seen before, is a matter of chance.
            with contextlib.suppress(httpx.WriteError, httpx.RemoteProtocolError, httpx.ReadError):
                answer = client.post("/sessions", content=endless(), headers={"content-type": "application/json"})
                assert answer.status_code == 413
            assert client.post("/sessions", json={}).status_code == 200
        code, _, talk = interrupted(process)
    assert code == guard.INTERRUPTED
    assert "WRITTEN" not in talk
    assert list(folder.iterdir()) == []


def test_the_watch_on_files_sees_what_is_written(tmp_path):
    """So that the test above can fail."""
    code = WATCHED.replace("watching.append(True)", "watching.append(True); open('seen', 'w').close()")
    with served(tmp_path, code=code) as (process, _, _):
        _, _, talk = interrupted(process)
    assert "WRITTEN open" in talk


def test_a_port_that_is_taken_is_said_and_the_next_is_served(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with served(tmp_path, "--port", str(port)) as (process, address, line):
            assert f":{port}/" not in line
            assert httpx.get(f"{address}/settings.json").status_code == 200
            code, _, talk = interrupted(process)
    assert code == guard.INTERRUPTED
    assert f"Port {port} is taken" in talk
    assert "--port N" in talk
    assert "Traceback" not in talk
    assert "Interrupted" not in talk, "there is nothing to go on with"


def test_ctrl_c_ends_it_although_much_is_under_way(tmp_path):
    with served(tmp_path) as (process, address, _), httpx.Client(base_url=address, timeout=60) as client:
        session = client.post("/sessions", json={}).json()["session"]
        long = {"people": 200, "network": {"kind": "small_world", "neighbours": 20}, "weeks": 1040, "ticks_per_week": 8}
        body = json.dumps({"config": long}).encode()
        head = f"POST /sessions/{session}/diagram HTTP/1.1\r\nHost: {address[7:]}\r\nContent-Type: application/json\r\n"
        port = int(address.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as waiting:
            waiting.sendall(head.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
            client.get("/settings.json")
            process.send_signal(signal.SIGINT)
            _, talk = process.communicate(timeout=30)  # the diagram alone would take minutes
    assert process.returncode == guard.INTERRUPTED
    assert "Traceback" not in talk


def test_others_in_the_network_are_told_where_and_asked_for_the_code(tmp_path, monkeypatch):
    with served(tmp_path, "--lan") as (process, address, line):
        code = re.search(r"\?code=(\w+)", line)[1]
        assert httpx.post(f"{address}/sessions", json={}).status_code == 403
        assert httpx.post(f"{address}/sessions", json={"code": code}).json()["session"]
        for other in serving.addresses():
            there = f"http://{other}:{address.rpartition(':')[2]}"
            assert httpx.get(f"{there}/settings.json").status_code == 200
            assert httpx.get(f"{there}/settings.json", headers={"host": "evil.example"}).status_code == 403
        _, told, _ = interrupted(process)
    assert f"They are asked for this code: {code}" in told
    assert all(f"For others in this network: http://{other}:" in told for other in serving.addresses())


def test_without_it_nobody_else_can_connect():
    with serving.listening(0, lan=False) as one, serving.listening(0, lan=True) as other:
        assert one.getsockname()[0] == "127.0.0.1"
        assert other.getsockname()[0] == "0.0.0.0"


def test_ports_that_are_all_taken_are_told(monkeypatch):
    monkeypatch.setattr(serving, "TRIED", 2)
    with contextlib.ExitStack() as stack:
        first = stack.enter_context(serving.listening(0, lan=False))
        port = first.getsockname()[1]
        with contextlib.suppress(OSError):
            stack.enter_context(serving.listening(port, lan=False))
        with pytest.raises(OSError, match=f"{port} to {port + 1} are all taken"):
            serving.listening(port, lan=False)


def test_the_browser_is_opened_when_the_server_answers(monkeypatch):
    order = []
    monkeypatch.setattr(
        serving, "serve", lambda server, where, ready, lan: (order.append("serves"), where.close(), ready())
    )
    monkeypatch.setattr("webbrowser.open", order.append)
    monkeypatch.setattr("trustsim.app.ready.warm_up", lambda: None)
    assert serve_page(None, None, lan=False, browser=True) == guard.INTERRUPTED
    assert order[0] == "serves"
    assert order[1].startswith("http://localhost:")
    serve_page(None, None, lan=False, browser=False)
    assert len(order) == 3


NEEDLESS = {"scipy.special", "pandas", "pyarrow", "networkx", "matplotlib", "mesa", "rich"}
"""What takes long to import, and is not needed until somebody plays."""


def test_nothing_needless_is_loaded_before_the_page_answers():
    code = f"""
import sys
import trustsim.app.serving
from trustsim.app.ready import compiled, warm_up
compiled(print)
from trustsim.engine.kernels import kernel
from trustsim.laws import default
kernels = [kernel(default, noting) for noting in (False, True)]
print(sorted({NEEDLESS!r} & set(sys.modules)), [len(one.overloads) for one in kernels])
warm_up()
print("pandas" in sys.modules, "networkx" in sys.modules, [len(one.overloads) for one in kernels])
"""
    for noting in (False, True):
        make_laws_ready([default], lambda text: None, noting=noting)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300)
    assert done.stdout.splitlines() == ["[] [0, 0]", "True True [1, 1]"]


def test_a_lesson_that_is_none_is_told():
    told = CliRunner().invoke(app, ["app", "--lesson", "none"])
    assert told.exit_code == guard.WRONG_USE
    assert "there is no such lesson" in told.stderr
