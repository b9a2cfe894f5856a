"""The second act: the customer's computer joins, both sides meet, and everything that may be seen is agreed to."""

from __future__ import annotations

import time
from typing import Final

import numpy as np

from aboveboard.site.tour.customer import Companion
from aboveboard.site.tour.first_act import sign_in
from aboveboard.site.tour.report import NotHeldError, hold
from aboveboard.site.tour.scene import Scene
from aboveboard.site.tour.technician import Viewer
from aboveboard.wire import payloads as p
from aboveboard.wire.limits import NOTE_EVERY, SECOND
from aboveboard.wire.types import FrameType, Scope

_TRIES: Final = 5
_QUIET_S: Final = 1.2
"""How long nothing may come after it was stopped; the picture changes several times in it."""
_MOST_DIFFERENCE: Final = 6.0
"""Mean difference of a channel, of 255, between what was captured and what arrived."""


def join(scene: Scene) -> None:
    """The companion uses the code on the customer's computer and says what it would show."""
    companion = Companion(scene.base, scene.code, scene.terms_version, scene.folder / "pictures")
    scene.companion = companion
    scene.cleaning.callback(companion.finish)
    screen = companion.expect("screen")
    scene.report.note(f"     the customer's screen: {screen['name']}, {screen['size'][0]} by {screen['size'][1]}")


def connect(scene: Scene, who: str) -> Viewer:
    """A technician opens the session's page, whose script gets a ticket and opens the socket."""
    browser = scene.browser(who)
    path = f"/desk/sessions/{scene.session}"
    answer = browser.post_for_json(browser.open(path), f"{path}/ticket")
    viewer = Viewer(scene.base, answer["wire"], scene.session.replace("-", ""), answer["ticket"])
    scene.viewers[who] = viewer
    scene.cleaning.callback(viewer.close)
    return viewer


def meet(scene: Scene, who: str = "ana") -> None:
    """The customer sees the technician's card, and both ends show the same phrase from their own keys."""
    seen = len(scene.customer.events)
    viewer = connect(scene, who)
    asked = scene.customer.expect("admit", after=seen if who != "ana" else 0)
    hold(asked["card"]["name"] == scene.cast[who].name, f"the card says {asked['card']['name']}")
    phrase = viewer.wait(lambda: viewer.phrase, "the technician's phrase")
    hold(tuple(asked["phrase"]) == phrase, f"{asked['phrase']} at one end, {phrase} at the other")
    hold(asked["participant"] == viewer.participant, "the card belongs to another seat")


def acknowledge(scene: Scene) -> None:
    """The technician is let in, and each step before sharing is shown and acknowledged."""
    hold(scene.ana.phase != "open", "the session was open before anybody agreed to anything")
    scene.customer.order("answer", yes=True)
    for step in ("scam", "disconnect", "files"):
        scene.customer.expect("step", step=step)
        scene.customer.order("answer", yes=True)
    scene.ana.wait(lambda: scene.ana.phase == "open", "the session to open")


def is_dropped(viewer: Viewer, kind: FrameType, payload: p.Payload, what: str) -> None:
    """Send a frame, again each second, until the relay notes that it dropped one (it notes at most one a second)."""
    first = viewer.send(kind, payload)
    for _ in range(_TRIES):
        try:
            viewer.wait(lambda: any(note.sequence >= first for note in viewer.notes), what, NOTE_EVERY / SECOND + 0.2)
        except NotHeldError:
            viewer.send(kind, payload)
        else:
            return
    raise NotHeldError(f"no note came that {what} was dropped")


def refused_before_yes(scene: Scene) -> None:
    """Before the yes, a request for a picture is dropped with a note, and no picture comes."""
    is_dropped(scene.ana, FrameType.REFRESH, p.Empty(), "the request for a picture")
    hold(scene.ana.pictures == 0 and scene.customer.count("shown") == 0, "a picture came before the yes")


def grant(scene: Scene, scope: Scope, who: str = "ana") -> None:
    """A technician asks for a scope, the customer says yes to it."""
    seen, viewer = len(scene.customer.events), scene.viewers[who]
    viewer.ask(scope, "to look at the printer's settings")
    asked = scene.customer.expect("allow", after=seen)
    hold(asked["scope"] == scope, f"the customer was asked for {asked['scope']}")
    hold(not viewer.has(scope), f"{scope} was granted before the answer")
    unseen = not any(one.scope is Scope.VIEW for one in viewer.grants)
    scene.customer.order("answer", yes=True)
    if scope is Scope.VIEW and unseen and scene.terminal is not None:
        # There is a window now, so the customer may show that one alone; here they show everything.
        scene.customer.expect("part", after=seen)
        scene.customer.order("answer", yes=True, part=-1)
    viewer.wait(lambda: viewer.has(scope), f"the grant of {scope}")


def first_picture(scene: Scene) -> None:
    """A picture arrives."""
    scene.ana.wait(lambda: scene.ana.seen, "the first picture")


def compare(scene: Scene, who: str = "ana") -> None:
    """What the technician decodes is what was captured, pixel by pixel, and it moves."""
    viewer = scene.viewers[who]
    compared = 0
    deadline = time.monotonic() + 15
    while compared < 2 and time.monotonic() < deadline:
        with viewer.changed:
            pictures = dict(viewer.seen)
        for sequence, seen in pictures.items():
            file = scene.customer.keep / f"{sequence}.npy"
            if not file.exists():
                continue
            captured = np.load(file)
            hold(captured.shape[:2] == seen.shape[:2], f"{captured.shape} was captured, {seen.shape} arrived")
            difference = np.abs(captured[:, :, 2::-1].astype(int) - seen.astype(int)).mean()
            hold(difference < _MOST_DIFFERENCE, f"the pictures differ by {difference:.1f} of 255")
            compared += 1
        time.sleep(0.1)
    hold(compared >= 2, "no two pictures could be compared")


def point(scene: Scene) -> None:
    """The technician points, and the customer's end gets the mark."""
    seen = len(scene.customer.events)
    scene.ana.send(FrameType.POINT, p.Point(x=32768, y=16384))
    mark = scene.customer.expect("told", after=seen, kind="mark")
    hold("32768" in mark["text"], f"the mark is {mark['text']}")


def withdraw_point(scene: Scene) -> None:
    """The customer withdraws pointing: marks are dropped from then on, and the pictures go on."""
    scene.customer.order("revoke", scope=Scope.POINT, to=scene.ana.participant)
    scene.ana.wait(lambda: not scene.ana.has(Scope.POINT), "the end of the grant of point")
    marks = [one for one in scene.customer.events if one.get("kind") == "mark"]
    is_dropped(scene.ana, FrameType.POINT, p.Point(x=1, y=1), "the mark")
    before = scene.ana.pictures
    scene.ana.wait(lambda: scene.ana.pictures > before, "pictures to go on")
    hold(scene.ana.has(Scope.VIEW), "seeing ended with pointing")
    hold(marks == [one for one in scene.customer.events if one.get("kind") == "mark"], "a mark came through")


def withdraw_view(scene: Scene) -> None:
    """The customer withdraws seeing: not one picture comes after the relay said so."""
    scene.customer.order("revoke", scope=Scope.VIEW, to=scene.ana.participant)
    scene.ana.wait(lambda: not scene.ana.has(Scope.VIEW), "the end of the grant of view")
    stopped = scene.ana.pictures
    time.sleep(_QUIET_S)
    hold(scene.ana.pictures == stopped, f"{scene.ana.pictures - stopped} pictures came after it was withdrawn")


def see_again(scene: Scene) -> None:
    """A new yes lets pictures flow again."""
    before = scene.ana.pictures
    grant(scene, Scope.VIEW)
    scene.ana.wait(lambda: scene.ana.pictures > before, "a picture after the new yes")


def second_technician(scene: Scene) -> None:
    """A supervisor joins, sees nothing before the customer's yes by name, and sees after it."""
    sign_in(scene, "sam")
    sam = scene.browser("sam")
    sam.press(sam.open("/desk/"), f"/desk/sessions/{scene.session}/join")
    meet(scene, "sam")
    viewer = scene.viewers["sam"]
    before = scene.ana.pictures
    scene.ana.wait(lambda: scene.ana.pictures > before, "pictures to go on for the first technician")
    hold(viewer.pictures == 0, "the second technician saw a picture before the customer's yes")
    scene.customer.order("answer", yes=True)
    viewer.wait(lambda: viewer.admitted, "the yes by name")
    grant(scene, Scope.VIEW, "sam")
    compare(scene, "sam")


def end(scene: Scene) -> None:
    """The customer stops: everything is cut at both ends."""
    scene.customer.order("stop")
    for viewer in scene.viewers.values():
        ended = viewer.wait(lambda viewer=viewer: viewer.ended, "the end")  # type: ignore[misc]  # binds the loop's value
        hold(ended.by == "customer", f"it was ended by {ended.by}")
    over = scene.customer.expect("over")
    hold(not over["distrusted"], f"the companion distrusted {over['distrusted']}")
    hold(scene.customer.finish() == 0, "the companion did not end in order")
