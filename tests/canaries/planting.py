"""People who type something unique into everything that takes anything: forms, chat, notes, headers, paths, sockets."""

import asyncio
import contextlib
import datetime as dt
import json
import re
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from aboveboard.ground.clock import now
from aboveboard.site.tour.pages import Form, Page, _Reader
from aboveboard.wire.computer import ComputerReport
from aboveboard.wire.header import PATH, SUBPROTOCOL
from aboveboard.wire.payloads import Ask
from aboveboard.wire.remote import DiagnoseWish
from aboveboard.wire.types import FrameType, Scope
from tests.canaries.traces import word
from tests.relay.support import SocketEnd

FORM_AGE = 2.1
"""A form that comes back sooner is taken for a program's."""


@dataclass
class Planted:
    """`words` maps what was planted to its word; `kept` are those that the product has to keep, and to show again."""

    words: dict[str, str] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)

    def new(self, name: str, *, kept: bool = False) -> str:
        """A new word for this place; a place that is used again gets a name with a number."""
        if name in self.words:
            name = f"{name} {len(self.words)}"
        self.words[name] = word()
        if kept:
            self.kept.add(name)
        return self.words[name]


class Typist:
    """A browser whose every request carries planted words in its headers, its cookies and its query."""

    def __init__(self, base: str, planted: Planted, who: str, session: tuple[str, str] | None = None) -> None:
        self.base, self.planted, self.who = base, planted, who
        headers = {
            "User-Agent": f"Mozilla/5.0 {planted.new(f'{who} user agent')}",
            "Accept-Language": f"en, {planted.new(f'{who} language')};q=0.5",
            "X-Forwarded-For": f"{planted.new(f'{who} forwarded')}, 203.0.113.7",
            "X-Real-IP": planted.new(f"{who} real ip"),
            "Forwarded": f"for={planted.new(f'{who} forwarded by')}",
            "From": f"{planted.new(f'{who} from')}@example.org",
            "X-Request-ID": planted.new(f"{who} request id"),
            "Referer": f"https://elsewhere.example/{planted.new(f'{who} referer')}",
        }
        self.client = httpx.Client(base_url=base, headers=headers, follow_redirects=True, timeout=30)
        self.client.cookies.set("visitor", planted.new(f"{who} cookie"))
        if session is not None:
            self.client.cookies.set(*session)

    def open(self, path: str) -> Page:
        """A page, asked for with a planted query."""
        return self._page(self.client.get(path, params={"utm_source": self.planted.new(f"{self.who} query {path}")}))

    def send(self, page: Page, action: str, given: dict[str, str], *, having: str = "", status: int = 200) -> Page:
        """Send a form of the page; asserts how it was answered."""
        form = page.form(action, having) if having or action else Form("", "post")
        response = self.client.post(form.action or page.url, data=form.values | given)
        assert response.status_code == status, (response.url, response.status_code, response.text[-500:])
        return self._page(response)

    @staticmethod
    def _page(response: httpx.Response) -> Page:
        reader = _Reader()
        reader.feed(response.text)
        text = " ".join(" ".join(reader.text).split())
        return Page(str(response.url), response.status_code, response.text, tuple(reader.forms), text)


def ask_for_help(ida: Typist) -> str:
    """The form for help, first without the terms, then whole; returns the path of the case."""
    plant = ida.planted
    page = ida.open("/help")
    refused = {
        "name": plant.new("name, refused"),
        "email": f"{plant.new('address, refused')}@example.org",
        "problem": plant.new("problem, refused"),
    }
    refused["computer"] = json.dumps({"taken_at": 1, "serial": plant.new("serial number, refused")})
    ida.send(page, "", {**refused, "website": plant.new("lure")}, having="problem", status=422)
    page = ida.open("/help")
    time.sleep(FORM_AGE)
    given = {
        "name": f"Ida {plant.new('name', kept=True)}",
        "email": f"{plant.new('address', kept=True)}@example.org",
        "problem": f"{plant.new('problem', kept=True)} beeps. Zaunk\u00f6nig. " * 9,
        "terms": "on",
        "computer": json.dumps(a_computer(plant)),
        plant.new("unknown field"): plant.new("value of an unknown field"),
    }
    page = ida.send(page, "", given, having="problem")
    path = httpx.URL(page.url).path
    assert path.startswith("/case/"), page.url
    return path


def a_computer(plant: Planted, *, newest: bool = False) -> dict[str, object]:
    """A report with a word in all that takes one; the newest is shown. Nobody gets to see the number again."""
    plant.words[f"number of a computer {len(plant.words)}"] = number = secrets.token_hex(16)
    places = ("os", "os_version", "name", "cpu")
    facts = {name: plant.new(f"{name} of a computer", kept=newest) for name in places}
    values = {f"value_{plant.new('name of a value', kept=newest)}": 4711}
    rule = f"own.{plant.new('rule of a computer', kept=newest)}"
    finding = {"rule": rule, "severity": "warn", "subject": "system", "values": values}
    return {"taken_at": 1, "facts": facts, "findings": [finding], "recognise": number}


def talk(ida: Typist, ana: Typist, case: str) -> None:
    """The case is taken; chat of both sides, a note, forms that come twice, and things that are refused."""
    plant, desk = ida.planted, f"/desk{case.replace('/case/', '/cases/')}"
    page = ana.open(desk)
    page = ana.send(page, "/take", {})
    keys = {"client_key": plant.new("key of a message of staff")}
    ana.send(page, "/messages", {"text": plant.new("chat of staff", kept=True), **keys})
    ana.send(page, "/notes", {"text": plant.new("note", kept=True), "client_key": plant.new("key of a note")})
    page = ida.open(case)
    keys = {"client_key": plant.new("key of a message")}
    ida.send(page, "/messages", {"text": plant.new("chat", kept=True), **keys})
    ida.send(page, "/messages", {"text": plant.new("chat, sent again with its key"), **keys})
    ida.send(page, "/messages", {"text": plant.new("chat, too long") + "x" * 4001}, status=422)
    ana.client.get("/desk/", params={"q": plant.new("search")[:20]})
    with ana.client.stream("GET", "/desk/live", params={"case": plant.new("stream of a case")}) as stream:
        assert stream.status_code == 200
    ana.open(desk + "/" + plant.new("path below a case"))
    given = {
        "name": plant.new("caller's name", kept=True),
        "email": f"{plant.new('caller address', kept=True)}@example.org",
        "problem": plant.new("caller's problem", kept=True),
        "language": "en",
    }
    page = ana.open("/desk/cases/new")
    ana.send(page, "", {**given, "language": plant.new("language of a caller")}, having="problem")
    page = ana.open("/desk/cases/new")
    page = ana.send(page, "", given, having="problem")
    assert given["name"] in page.text
    ana.send(page, "/close", {})
    shown = ana.open(desk).html + page.html + ida.open(case).html
    missing = [name for name in plant.kept if plant.words[name] not in shown]
    assert missing == [], "what is kept has to be seen by those who may"


def refuse(stranger: Typist) -> None:
    """Everything that is turned away: wrong codes, wrong sign-ins, paths into nowhere, bodies that nobody reads."""
    plant, client = stranger.planted, stranger.client
    page = stranger.open("/join")
    stranger.send(page, "", {"code": plant.new("code")}, having="code", status=422)
    page = stranger.open("/desk/")
    given = {"login": plant.new("handle"), "password": plant.new("password"), "next": f"/{plant.new('next')}"}
    stranger.send(page, "", given, having="password")
    for path in ("receipt", "answer", "setup", "session", "case", "nowhere", "static", ".well-known", "privacy"):
        stranger.open(f"/{path}/{plant.new(f'path below {path}')}")
    stranger.open(f"/setup/{plant.new('set-up link')}?next={plant.new('query of a set-up link')}")
    bodies: list[Any] = [
        {"code": plant.new("code of a program"), "terms_version": plant.new("terms of a program")},
        {"code": "123456789", "terms_version": "1", plant.new("unknown key of a program"): plant.new("its value")},
        [plant.new("no object")],
    ]
    for body in bodies:
        assert client.post("/api/join", json=body).status_code >= 400
    assert client.post("/api/join", content=f"{{{plant.new('broken JSON')}").status_code >= 400
    bearer = {"Authorization": f"Bearer {plant.new('resume secret')}"}
    assert client.post("/api/ticket", json={}, headers=bearer).status_code == 401
    client.post("/language", data={"language": plant.new("language"), "next": f"//{plant.new('next of a language')}"})
    file = {plant.new("name of an upload"): (f"{plant.new('file name')}.txt", plant.new("file").encode(), "text/plain")}
    assert client.post("/help", files=file).status_code in (403, 422)
    assert client.post("/help", content=plant.new("large").encode() + b"x" * 600_000).status_code == 413
    client.request(plant.new("method").upper(), "/help")
    client.get("/", headers={"Host": f"{plant.new('host')}.example"})
    client.get("/healthz", headers={plant.new("header"): plant.new("value of a header")})
    client.get("/", headers={"Cookie": f"aboveboard_session={plant.new('forged session')}"})


def look_for(ana: Typist) -> None:
    """The desk's search, for a name and for an address, found and not found."""
    plant = ana.planted
    page = ana.open("/desk/search")
    for looked in (plant.words["name"], f"{plant.words['address']}@example.org", plant.new("search by name")):
        ana.send(page, "/search", {"q": looked}, having="q")


def administer(pia: Typist, number: str) -> None:
    """A hold with its reason, given and released; what is refused on the same pages."""
    plant, where = pia.planted, "/desk/privacy/holds"
    page = pia.open(where)
    days = [(now().date() + dt.timedelta(days=ahead)).isoformat() for ahead in (30, 60)]
    given = {"number": number, "scope": "person", "basis": "claim", "review_on": days[0], "expires_on": days[1]}
    wrong = {"number": plant.new("number of a hold")[:16], "reason": plant.new("reason of a refused hold")}
    pia.send(page, "/holds", given | wrong, having="reason", status=422)
    page = pia.send(page, "/holds", given | {"reason": plant.new("reason of a hold")}, having="reason")
    assert plant.words["reason of a hold"] in page.text
    pia.send(page, "/release", {})
    pia.send(page, "/erase", {"number": number, "again": plant.new("number of an erasure")[:16]}, status=422)
    pia.send(pia.open("/desk/privacy"), "/check", {"promise": plant.new("promise")})
    pia.open(f"/desk/privacy/promises/{plant.new('path of a promise')}")


def mistype(ana: Typist) -> None:
    """What staff types at the desk that is refused."""
    plant = ana.planted
    page = ana.open("/desk/account/security")
    token = {"csrfmiddlewaretoken": re.findall(r'csrfmiddlewaretoken" value="([^"]+)', page.html)[0]}
    given = {"oldpassword": plant.new("old password"), "password1": plant.new("new"), "password2": plant.new("other")}
    ana.client.post("/desk/account/password", data=token | given)
    ana.client.post("/desk/account/again/code", data=token | {"code": plant.new("second step")})
    ana.client.post(
        "/desk/people", data=token | {"display_name": plant.new("new name"), "handle": plant.new("new handle")}
    )
    ana.client.post("/desk/confidentiality", data=token | {"name": plant.new("signature")})


class _Door:
    """Where sockets are opened on the running product."""

    def __init__(self, base: str) -> None:
        self.url = base.replace("http", "ws", 1) + PATH

    async def socket(self, query: str = "", **options: Any) -> ClientConnection:
        given = {"subprotocols": [Subprotocol(SUBPROTOCOL)], "compression": None, "proxy": None} | options
        return await connect(self.url + query, **given)


async def _play(base: str, plant: Planted, customer: str, technician: str) -> None:
    door = _Door(base)
    ida, ana = SocketEnd(1, customer), SocketEnd(2, technician)
    await ida.join(door)  # type: ignore[arg-type]  # of a served relay it needs `socket` alone
    await ana.join(door)  # type: ignore[arg-type]  # likewise
    await ana.send(ana.wire.begin(1))
    await ida.until(lambda: 2 in ida.wire.handshakes and ida.wire.handshakes[2].phrase is not None)
    await ida.send(*ida.wire.steps(), ida.wire.admit(2))
    await ana.until(lambda: any(peer.admitted for peer in ana.peers()))
    reason = f"to look at {plant.new('reason of an ask')}"
    await ana.say(FrameType.ASK, Ask(ask="0" * 32, scope=Scope.VIEW, reason=reason))
    await ida.until(lambda: ida.wire.heard_of(FrameType.ASK))
    await ida.grant()
    await ida.send(ida.wire.picture(plant.new("picture").encode() * 50))
    await ana.until(lambda: ana.wire.heard_of(FrameType.PICTURE))
    await ida.grant(scope=Scope.DIAGNOSTICS)
    await ana.say(FrameType.DIAGNOSE_WISH, DiagnoseWish(reason=plant.new("reason of a look")))
    await ida.until(lambda: ida.wire.heard_of(FrameType.DIAGNOSE_WISH))
    await ida.say(FrameType.COMPUTER, msgspec.convert(a_computer(plant, newest=True), ComputerReport))
    await ana.until(lambda: ana.wire.heard_of(FrameType.COMPUTER))
    await ida.send(ida.wire.tally(), ida.wire.end(f"because {plant.new('reason of the end', kept=True)}"))
    await ana.until(lambda: ana.wire.heard_of(FrameType.ENDED))
    for end in (ida, ana):
        await end.leave()


async def _knock(base: str, plant: Planted) -> None:
    door = _Door(base)
    for what in (plant.new("text on the wire"), plant.new("bytes on the wire").encode() * 3, b"\x01" * 9):
        async with await door.socket(f"?{plant.new('query of a socket')}") as socket:
            await socket.send(what)
            with contextlib.suppress(WebSocketException, TimeoutError):
                await asyncio.wait_for(socket.recv(), 5)
    stranger = SocketEnd(2, plant.new("ticket"))
    stranger.socket = await door.socket()
    await stranger.send(stranger.wire.hello())
    await asyncio.wait_for(stranger.socket.wait_closed(), 10)
    headers = {"User-Agent": plant.new("agent of a socket"), "X-Forwarded-For": plant.new("source of a socket")}
    with contextlib.suppress(WebSocketException):
        socket = await door.socket(additional_headers={**headers, "Origin": f"https://{plant.new('origin')}.example"})
        await socket.close()
    with contextlib.suppress(WebSocketException):
        socket = await door.socket(subprotocols=[Subprotocol(plant.new("subprotocol"))])
        await socket.close(reason=plant.new("reason of a close"))


def meet(ida: Typist, ana: Typist, case: str) -> str:
    """A remote session from the code to the end; returns its id."""
    desk = f"/desk{case.replace('/case/', '/cases/')}"
    page = ana.send(ana.open(desk), "/invite", {})
    code = "".join(re.findall(r"\b(\d{3}) (\d{3}) (\d{3})\b", page.text)[0])
    session: str = re.findall(r"/desk/sessions/([0-9a-f-]{36})", page.html)[0]
    joined = ida.client.post("/api/join", json={"code": code, "terms_version": "1"}).json()
    page = ana.open(f"/desk/sessions/{session}")
    ana.client.post(f"/desk/sessions/{session}/call", data={"handle": ana.planted.new("handle of a colleague")})
    token = re.findall(r'csrfmiddlewaretoken" value="([^"]+)', page.html)[0]
    ticket = ana.client.post(f"/desk/sessions/{session}/ticket", headers={"X-CSRFToken": token}).json()["ticket"]
    asyncio.run(_play(ida.base, ida.planted, joined["ticket"], ticket))
    return session


def knock(base: str, planted: Planted) -> None:
    """Sockets that are turned away, with words in all they bring."""
    asyncio.run(_knock(base, planted))
