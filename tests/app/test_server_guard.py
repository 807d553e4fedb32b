import base64
import hashlib

import anyio
import pytest

from tests.app.visiting import HERE, SMALL, Visitor
from trustsim.app import pages
from trustsim.app.codes import IN_SECONDS, LENGTH, LETTERS, WRONG_ALLOWED, Door, new_code
from trustsim.app.guarding import LARGEST_BODY
from trustsim.app.server import Server
from trustsim.app.sessions import MOST_SESSIONS, Sessions

INDEX = b"""<!doctype html>
<script type="importmap">
{"imports": {"main": "./page/main.js"}}
</script>
<script type="module" src="page/main.js"></script>
"""


@pytest.fixture
def folder(tmp_path):
    """A page, and beside it what is nobody's business."""
    page = tmp_path / "page"
    (page / "inside").mkdir(parents=True)
    (page / "index.html").write_bytes(INDEX)
    (page / "main.js").write_text("export {};")
    (page / "inside" / "more.css").write_text("p {}")
    (page / "notes.py").write_text("secret = 1")
    (tmp_path / "secret.js").write_text("secret")
    (page / "link.js").symlink_to(tmp_path / "secret.js")
    (page / "away").symlink_to(tmp_path)
    return page


def raw(visitor, method, path, headers=(), chunks=(b"",), host=b"127.0.0.1:8321"):
    """A request to the byte, and the status of its answer; says how many chunks were read."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [*([(b"host", host)] if host is not None else []), *headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8321),
    }
    sent = []
    waiting = list(chunks)

    async def receive():
        chunk = waiting.pop(0)
        return {"type": "http.request", "body": chunk, "more_body": bool(waiting)}

    async def send(message):
        sent.append(message)

    anyio.run(visitor.app, scope, receive, send)
    return sent[0]["status"], len(chunks) - len(waiting)


# Who may ask


@pytest.mark.parametrize(
    ("here", "status"),
    [
        (HERE, 200),
        ("http://localhost:8321", 200),
        ("http://localhost", 200),
        ("http://LOCALHOST:1", 200),
        ("http://[::1]:8321", 200),
        ("http://evil.example:8321", 403),
        ("http://127.0.0.1.evil.example", 403),
        ("http://localhost.evil.example", 403),
        ("http://192.168.1.5:8321", 403),
        ("http://0.0.0.0:8321", 403),
    ],
)
def test_a_foreign_host_is_refused(here, status):
    visitor = Visitor()
    assert visitor.get("/settings.json", here=here).status_code == status
    assert visitor.post("/sessions", {}, here=here).status_code == status


@pytest.mark.parametrize("host", [None, b"", b"localhost:port", b"localhost:8321@evil", b"a b", b"localhost/", b"\xff"])
def test_a_host_that_is_none_is_refused(host):
    assert raw(Visitor(), "GET", "/settings.json", host=host)[0] == 403


def test_two_hosts_are_none():
    assert raw(Visitor(), "GET", "/settings.json", headers=[(b"host", b"localhost")])[0] == 403


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (HERE, 200),
        ("http://evil.example", 403),
        ("http://localhost:8321", 403),
        ("http://127.0.0.1:3000", 403),
        ("https://127.0.0.1:8321", 403),
        ("null", 403),
        ("file://", 403),
    ],
)
def test_a_foreign_origin_is_refused(origin, status):
    visitor = Visitor()
    assert visitor.post("/sessions", {}, headers={"origin": origin}).status_code == status
    assert visitor.get("/settings.json", headers={"origin": origin}).status_code == status


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_form_cannot_ask(kind):
    answer = Visitor().send("POST", "/sessions", content=b"{}", headers={"content-type": kind})
    assert answer.status_code == 403


def test_in_a_network_this_machine_has_the_address_that_was_called():
    visitor = Visitor(lan=True, here="http://192.168.1.5:8321", address="192.168.1.9")
    assert visitor.get("/settings.json").status_code == 200
    assert visitor.get("/settings.json", headers={"host": "192.168.1.6:8321"}).status_code == 403
    assert visitor.get("/settings.json", headers={"host": "evil.example"}).status_code == 403
    assert Visitor(here="http://192.168.1.5:8321").get("/settings.json").status_code == 403


# How much


@pytest.mark.parametrize("size", [LARGEST_BODY + 1, 10 * LARGEST_BODY])
def test_a_large_body_is_refused_before_it_is_read(size):
    headers = [(b"content-type", b"application/json"), (b"content-length", str(size).encode())]
    assert raw(Visitor(), "POST", "/sessions", headers, [b" " * size]) == (413, 0)


@pytest.mark.parametrize("said", [None, b"2", b"x"])
def test_a_large_body_is_refused_whatever_it_says_of_its_size(said):
    headers = [(b"content-type", b"application/json")]
    headers += [(b"content-length", said)] if said else [(b"transfer-encoding", b"chunked")]
    status, read = raw(Visitor(), "POST", "/sessions", headers, [b" " * 1024] * 1000)
    assert (status, read) == (413, LARGEST_BODY // 1024 + 1)


def test_a_body_of_the_largest_size_is_read():
    content = b'{"code": ""}'.ljust(LARGEST_BODY)
    headers = [(b"content-type", b"application/json")]
    assert raw(Visitor(), "POST", "/sessions", headers, [content[:50], content[50:]]) == (200, 2)


# Sessions


@pytest.mark.parametrize("what", ["begin", "frames", "undoing", "explain", "diagram", "yaml"])
def test_a_session_that_is_not_there_is_told(what):
    visitor = Visitor()
    answer = visitor.post(f"/sessions/none/{what}", {"config": SMALL})
    assert answer.status_code == 404
    assert "session" in answer.json()["error"]


def test_of_too_many_sessions_the_one_that_was_idle_longest_goes_first():
    server = Server(sessions=Sessions())
    visitor = Visitor(server)
    names = [visitor.post("/sessions", {}).json()["session"] for _ in range(MOST_SESSIONS)]
    assert len(set(names)) == len(server.sessions) == MOST_SESSIONS
    assert min(map(len, names)) >= 20
    ask = {"config": SMALL}
    assert visitor.post(f"/sessions/{names[0]}/begin", ask).status_code == 200
    visitor.post("/sessions", {})
    assert len(server.sessions) == MOST_SESSIONS
    assert visitor.post(f"/sessions/{names[0]}/begin", ask).status_code == 200
    assert visitor.post(f"/sessions/{names[1]}/begin", ask).status_code == 404


def test_each_session_has_its_own_run():
    visitor, other = (Visitor(server := Server()), Visitor(server))
    visitor.told("begin", SMALL)
    other.told("begin", SMALL | {"seed": 8})
    mine, theirs = visitor.frames(SMALL, 0, 20), other.frames(SMALL | {"seed": 8}, 0, 20)
    assert mine != theirs
    alone = Visitor()
    alone.told("begin", SMALL)
    assert alone.frames(SMALL, 0, 20) == mine
    assert visitor.session != other.session


@pytest.mark.parametrize("path", ["/nothing", "/sessions", "/sessions/a/nothing", "/docs", "/openapi.json"])
def test_addresses_that_are_not_there(path):
    assert Visitor().get(path).status_code in (404, 405)
    assert Visitor().get(path).json()["error"]


# The code


def test_with_a_code_nobody_else_comes_in():
    visitor = Visitor(Server(door=Door("abc123"), pause=0.0))
    for said in ({}, {"code": "abc124"}, {"code": None}, {"code": ["abc123"]}, {"code": 0}, {"code": "abc123é"}):
        answer = visitor.post("/sessions", said)
        assert answer.status_code == 403
        assert "session" not in answer.json()
    assert visitor.post("/sessions", {"code": " ABC123 "}).json()["session"]


def test_after_many_wrong_codes_the_right_one_waits_too():
    server = Server(door=Door("abc123"), pause=0.0)
    visitor, other = Visitor(server, address="10.0.0.1"), Visitor(server, address="10.0.0.2")
    codes = [visitor.post("/sessions", {"code": f"no{number}"}).status_code for number in range(WRONG_ALLOWED + 3)]
    assert codes == [403] * WRONG_ALLOWED + [429] * 3
    assert visitor.post("/sessions", {"code": "abc123"}).status_code == 429
    assert other.post("/sessions", {"code": "abc123"}).status_code == 200


def test_a_minute_later_it_is_looked_at_again():
    now = [0.0]
    door = Door("abc123", clock=lambda: now[0])
    assert [door.tried("a", "no") for _ in range(WRONG_ALLOWED + 1)] == ["wrong"] * WRONG_ALLOWED + ["too many"]
    now[0] = IN_SECONDS - 1
    assert door.tried("a", "abc123") == "too many"
    now[0] = IN_SECONDS
    assert door.tried("a", "abc123") == "right"


def test_a_wrong_code_waits(monkeypatch):
    slept = []

    async def sleep(seconds):
        slept.append(seconds)

    monkeypatch.setattr("trustsim.app.server.anyio.sleep", sleep)
    visitor = Visitor(Server(door=Door("abc123")))
    visitor.post("/sessions", {"code": "abc123"})
    assert slept == []
    visitor.post("/sessions", {"code": "wrong"})
    assert slept == [1.0]


def test_codes_are_compared_in_a_time_that_tells_nothing(monkeypatch):
    compared = []
    monkeypatch.setattr("trustsim.app.codes.hmac.compare_digest", lambda *two: compared.append(two) or False)
    assert Door("abc123").tried("a", "abc123") == "wrong"
    assert compared == [(b"abc123", b"abc123")]


def test_codes_can_be_read_out_and_differ():
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == LENGTH and set(code) <= set(LETTERS) for code in codes)
    assert not set("01ilo") & set(LETTERS)


# The files of the page


def test_the_page_and_its_files_are_served(folder):
    visitor = Visitor(Server(folder=folder))
    for path, kind, content in (
        ("/", "text/html", INDEX),
        ("/page/index.html", "text/html", INDEX),
        ("/page/main.js", "text/javascript", b"export {};"),
        ("/page/inside/more.css", "text/css", b"p {}"),
    ):
        answer = visitor.get(path)
        assert (answer.status_code, answer.content) == (200, content)
        assert answer.headers["content-type"].startswith(kind)


@pytest.mark.parametrize(
    "path",
    [
        "/page/",
        "/page/none.js",
        "/page/notes.py",
        "/page/inside",
        "/page/../secret.js",
        "/page/inside/../../secret.js",
        "/page//secret.js",
        "/page/link.js",
        "/page/away/secret.js",
        "/page/..\\secret.js",
        "/page/main.js\x00.css",
        "/page/" + "a" * 5000 + ".js",
    ],
)
def test_nothing_outside_the_folder_is_served(folder, path):
    visitor = Visitor(Server(folder=folder))
    assert raw(visitor, "GET", path)[0] == 404
    assert raw(visitor, "GET", path.replace("/page/", f"/page/{folder.parent}/"))[0] == 404


def test_the_import_map_is_allowed_by_its_hash_and_nothing_else_is(folder):
    answer = Visitor(Server(folder=folder)).get("/")
    inside = INDEX.split(b'importmap">')[1].split(b"</script>")[0]
    digest = base64.b64encode(hashlib.sha256(inside).digest()).decode()
    rules = dict(rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; "))
    assert rules == {
        "default-src": "'none'",
        "script-src": f"'self' 'sha256-{digest}'",
        "style-src": "'self'",
        "connect-src": "'self'",
        "img-src": "'self' data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }


def test_what_browsers_are_told(folder):
    visitor = Visitor(Server(folder=folder))
    answers = [visitor.get("/"), visitor.get("/settings.json"), visitor.get("/none"), visitor.post("/sessions", {})]
    answers += [visitor.get("/", here="http://evil.example"), visitor.asked("begin", {"peeple": 3})]
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] in ("no-store", "no-cache")
    assert [answer.headers["cache-control"] for answer in answers] == ["no-cache", *["no-store"] * 5]


def test_the_folder_of_the_package_is_the_one_that_is_served():
    assert Server().folder == pages.FOLDER
    assert pages.FOLDER.parent.name == "app"
