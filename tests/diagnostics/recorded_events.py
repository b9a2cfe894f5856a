"""Events as Windows' logs write them."""

from __future__ import annotations

from datetime import UTC, datetime

_NAMES = "http://schemas.microsoft.com/win/2004/08/events/event"


def event(provider: str, number: int, at: float, data: list[tuple[str, str]], channel: str = "System") -> str:
    """One event in XML, with the names of computer and user that every event has."""
    moment = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    values = "".join(f"<Data Name='{name}'>{value}</Data>" if name else f"<Data>{value}</Data>" for name, value in data)
    return (
        f"<Event xmlns='{_NAMES}'><System><Provider Name='{provider}'/><EventID Qualifiers='0'>{number}</EventID>"
        f"<Version>0</Version><Level>2</Level><TimeCreated SystemTime='{moment}.7654321Z'/>"
        f"<EventRecordID>77</EventRecordID><Channel>{channel}</Channel><Computer>CANARY-PC</Computer>"
        f"<Security UserID='S-1-5-21-3623811015-3361044348-30300820-1013'/></System>"
        f"<EventData>{values}</EventData></Event>\n"
    )


def cut_off(at: float) -> str:
    """What a start after a power cut writes: Kernel-Power without a code, and the log's own 6008."""
    return event(
        "Microsoft-Windows-Kernel-Power", 41, at, [("BugcheckCode", "0"), ("PowerButtonTimestamp", "0")]
    ) + event("EventLog", 6008, at + 11, [("", "8:12:33"), ("", "11/22/2026")])


def crash(at: float) -> str:
    """What a start after a blue screen writes: the same two, the first with its code, and the report of it."""
    return (
        event("Microsoft-Windows-Kernel-Power", 41, at, [("BugcheckCode", "209"), ("BugcheckParameter1", "0x10")])
        + event("EventLog", 6008, at + 11, [("", "8:12:33"), ("", "11/22/2026")])
        + event(
            "Microsoft-Windows-WER-SystemErrorReporting",
            1001,
            at + 40,
            [("param1", "0x000000d1 (0x10, 0x2, 0x0, 0xfffff801)"), ("param2", "C:\\Windows\\MEMORY.DMP")],
        )
    )


def update(number: int, at: float, identity: str) -> str:
    """19 an update was installed, 20 it failed."""
    named = [("updateTitle", "2026-11 Cumulative Update (KB5070001)"), ("updateGuid", identity)]
    return event(
        "Microsoft-Windows-WindowsUpdateClient",
        number,
        at,
        ([("errorCode", "0x800f0922")] if number == 20 else []) + named,
    )


def slow_start(at: float, seconds: float) -> str:
    """How long a start took."""
    return event(
        "Microsoft-Windows-Diagnostics-Performance",
        100,
        at,
        [("BootTsVersion", "2"), ("BootTime", str(int(seconds * 1000))), ("MainPathBootTime", "31000")],
        "Microsoft-Windows-Diagnostics-Performance/Operational",
    )


def app_crash(at: float, name: str, named: bool = False) -> str:
    """A program that crashed; newer Windows gives its values names."""
    path = rf"C:\Users\anna.canary\AppData\Local\{name}"
    return event(
        "Application Error",
        1000,
        at,
        [("AppName" if named else "", name), ("AppVersion" if named else "", "1.2.0.0"), ("", path)],
        "Application",
    )
