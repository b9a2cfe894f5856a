"""What a capture keeps of each file that holds more than a number: the lines that readers use, without names."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable, Mapping
from typing import Any, Final

from aboveboard.diagnostics.linux.addresses import hexadecimal, local
from aboveboard.diagnostics.linux.autostarts import entry
from aboveboard.diagnostics.linux.kinds import CONTAINER_GROUP
from aboveboard.diagnostics.linux.mounts import ON_DISKS, parse_fstab, parse_mounts
from aboveboard.diagnostics.linux.network import resolvers
from aboveboard.diagnostics.linux.processor import processors
from aboveboard.diagnostics.linux.pseudonyms import Pseudonyms
from aboveboard.diagnostics.linux.reading import pairs
from aboveboard.diagnostics.linux.starts import parsed

Rewrite = Callable[[str, Pseudonyms], str]

_RELEASE: Final = (
    "NAME",
    "ID",
    "ID_LIKE",
    "VERSION",
    "VERSION_ID",
    "VERSION_CODENAME",
    "PRETTY_NAME",
    "BUILD_ID",
    "SUPPORT_END",
)
_PROCESSOR: Final = (
    "processor", "model name", "cpu model", "uarch", "physical id", "core id", "CPU implementer", "CPU architecture",
    "CPU part",
)  # fmt: skip
_STATE: Final = frozenset({"ro", "rw", "emergency_ro", "shutdown"})
_COUNTED: Final = ("pswpin", "pswpout", "oom_kill", "inactive_file", "total_inactive_file")
_SHOWN: Final = ("Hidden", "NoDisplay", "OnlyShowIn", "NotShowIn", "X-GNOME-Autostart-enabled")
_DESKTOPS: Final = re.compile(
    r"(true|false|0|1|[;:-]|x-|gnome|kde|plasma|xfce|lxqt|lxde|mate|cinnamon|unity|ubuntu|budgie|pantheon|cosmic|deepin|sway|"
    r"hyprland|enlightenment|classic|flashback)*",
    re.IGNORECASE,
)


def release(text: str, _: Pseudonyms) -> str:
    """``os-release``, without the addresses in it."""
    told = pairs(text)
    return "".join(f'{key}="{told[key]}"\n' for key in _RELEASE if key in told)


def kernel(text: str, _: Pseudonyms) -> str:
    """The kernel's version without what its builder called it."""
    found = re.match(r"\d+(\.\d+)*([-~]\d+(\.\d+)*)*", text)
    return (found[0] if found else "0") + ("-microsoft\n" if "microsoft" in text.lower() else "\n")


def group(text: str, _: Pseudonyms) -> str:
    """Whether the first process is in a group that containers are put into."""
    found = CONTAINER_GROUP.search(text)
    kind = found[1].partition(".payload")[0] if found else "init.scope"
    return f"0::/{kind}{'1' if kind.endswith('-') else ''}\n"


def cpuinfo(text: str, _: Pseudonyms) -> str:
    """Each processor's name and place; of its flags those that say what kind of computer this is."""
    blocks = []
    for one in processors(text):
        lines = [f"{key}\t: {one[key]}" for key in _PROCESSOR if key in one]
        if "flags" in one:
            lines.append(
                "flags\t\t: fpu " + " ".join(flag for flag in ("lm", "hypervisor") if flag in one["flags"].split())
            )
        if "isa" in one:
            lines.append("isa\t\t: rv64")
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def mounts(text: str, names: Pseudonyms) -> str:
    """The file systems on disks, as ``mountinfo``, whichever table it was."""
    lines = []
    for number, one in enumerate(parse_mounts(text), 20):
        if one.point != "/" and one.kind not in ON_DISKS and one.kind != "ecryptfs":
            continue
        held = ",".join(sorted(one.held & _STATE)) or "rw"
        found = re.search(r"/(docker|containerd|containers/storage|kubelet|lxc)/", ",".join(one.held))
        held += f",lowerdir={found[0]}" if found and one.kind == "overlay" else ""
        root = one.root if one.root == "/" else "/" + names.one("part", one.root)
        options = ",".join(sorted(one.options & _STATE)) or "rw"
        where = f"{one.device or f'0:{number}'} {root} {names.place(one.point)}"
        lines.append(f"{number} 1 {where} {options} - {one.kind} {names.source(one.source, one.kind)} {held}\n")
    return "".join(lines)


def fstab(text: str, names: Pseudonyms) -> str:
    """Where what is wanted to be written."""
    return "".join(
        f"/dev/somewhere {names.place(point)} auto {','.join(sorted(options & _STATE)) or 'defaults'} 0 0\n"
        for point, options in parse_fstab(text).items()
        if point.startswith("/")
    )


def swaps(text: str, names: Pseudonyms) -> str:
    """Which swap lies on what."""
    told = [words for line in text.splitlines()[1:] if len(words := line.split()) >= 4]
    lines = [
        "\t".join([words[0] if "zram" in words[0] else "/" + names.one("swap", words[0]), *words[1:4], "-2"])
        for words in told
    ]
    return "\n".join(["Filename\tType\tSize\tUsed\tPriority", *lines, ""])


def counters(text: str, _: Pseudonyms) -> str:
    """The counters that are read, of the many there are."""
    return "".join(f"{line}\n" for line in text.splitlines() if line.partition(" ")[0] in _COUNTED)


def process(text: str, names: Pseudonyms) -> str:
    """``/proc/PID/stat`` with the numbers that are read, and the program by a pseudonym."""
    number, _, rest = text.partition(" (")
    name, _, after = rest.rpartition(") ")
    fields = after.split()
    kept = [field if place in (0, 1, 11, 12, 21) else "0" for place, field in enumerate(fields)]
    return f"{number} ({names.one('program', name)}) {' '.join(kept)}\n"


def routes(text: str, names: Pseudonyms) -> str:
    """The ways out."""
    lines = text.splitlines()[:1]
    for words in (line.split() for line in text.splitlines()[1:]):
        if len(words) >= 8 and words[1] == words[7] == "00000000":
            gateway = names.address(local(words[2])) if words[2].strip("0") else "0.0.0.0"  # noqa: S104 - a route to nobody
            little = bytes(int(part) for part in reversed(gateway.split("."))).hex().upper()
            lines.append(
                "\t".join([names.card(words[0]), words[1], little, words[3], "0", "0", "0", words[7], "0", "0", "0"])
            )
    return "\n".join(lines) + "\n"


def routes_6(text: str, names: Pseudonyms) -> str:
    """The ways out by IPv6."""
    none = "0" * 32
    return "".join(
        f"{none} 00 {none} 00 {none} 00000000 00000000 00000000 {words[8]} {names.card(words[9])}\n"
        for words in (line.split() for line in text.splitlines())
        if len(words) >= 10 and not words[0].strip("0") and words[1] == "00"
    )


def neighbours(text: str, names: Pseudonyms) -> str:
    """Who answered, by a pseudonym."""
    lines = text.splitlines()[:1]
    for words in (line.split() for line in text.splitlines()[1:]):
        if len(words) >= 6:
            address = words[3] if not words[3].strip("0:") else "02:00:00:00:00:01"
            lines.append(f"{names.address(words[0])} 0x1 {words[2]} {address} * {names.card(words[5])}")
    return "\n".join(lines) + "\n"


def listeners(text: str, _: Pseudonyms) -> str:
    """Who listens on this computer itself; no connection to anybody."""
    lines = ["  sl  local_address rem_address   st"]
    for words in (line.split() for line in text.splitlines()[1:]):
        here = local(words[1].partition(":")[0]) if len(words) > 3 else ""
        waits = here and not words[2].partition(":")[0].strip("0") and hexadecimal(words[2].partition(":")[2]) == 0
        if waits and (here.startswith(("127.", "0.", "::ffff:127.")) or here in ("::", "::1")):
            lines.append(f"0: {words[1]} {words[2]} {words[3]}")
    return "\n".join(lines) + "\n"


def wireless(text: str, names: Pseudonyms) -> str:
    """How strong, not which network."""
    lines = text.splitlines()[:2]
    for line in text.splitlines()[2:]:
        card, _, rest = line.partition(":")
        lines.append(f"{names.card(card.strip())}: {' '.join(rest.split()[:4])} 0 0 0 0 0 0")
    return "\n".join(lines) + "\n"


def resolv_conf(text: str, names: Pseudonyms) -> str:
    """Who is asked for names, by pseudonyms."""
    return "".join(f"nameserver {names.address(one)}\n" for one in resolvers(text))


def lookups(text: str, _: Pseudonyms) -> str:
    """How names are looked up."""
    found = re.search(r"^hosts:.*\bresolve\b", text, re.MULTILINE)
    return "hosts: files resolve dns\n" if found else "hosts: files dns\n"


def autostart(text: str, _: Pseudonyms) -> str:
    """Whether and where an entry starts, not what."""
    told = entry(text)
    lines = [f"{key}={told[key]}" for key in _SHOWN if key in told and _DESKTOPS.fullmatch(told[key])]
    lines += ["Exec=program"] if told.get("Exec") else []
    return "\n".join(["[Desktop Entry]", *lines, ""])


def desktops(text: str) -> str:
    """Which desktop this is, of those that entries name; another one is called by none of their names."""
    return ":".join(one if _DESKTOPS.fullmatch(one) else "X-Other" for one in text.split(":")[:8] if one)


def contract(text: str, _: Pseudonyms) -> str:
    """Whether Ubuntu Pro is on, not whose."""
    try:
        told: Any = json.loads(text)
        services = [one for one in told.get("services", []) if one.get("name") == "esm-infra"]
        on = [{"name": "esm-infra", "status": "enabled"}] if services and services[0].get("status") == "enabled" else []
        return json.dumps({"attached": told.get("attached") is True, "services": on})
    except (ValueError, AttributeError, TypeError, RecursionError):
        return "{}"


def only(*keys: str) -> Rewrite:
    """Of ``KEY=value`` lines these, if the value is a plain word."""

    def rewrite(text: str, _: Pseudonyms) -> str:
        told: Mapping[str, str] = pairs(text)
        return "".join(f"{key}={told[key]}\n" for key in keys if re.fullmatch(r"[a-z0-9_-]{1,32}", told.get(key, "")))

    return rewrite


def logins(data: bytes) -> bytes:
    """The starts and shutdowns of the system, without anybody's login."""
    records = []
    for kind, at in parsed(data):
        number, line, user = (2, b"~", b"reboot") if kind == "boot" else (1, b"~", b"shutdown")
        records.append(
            struct.pack("<h2xi32s4s32s256shhiii16x20x", number, 0, line, b"~~", user, b"", 0, 0, 0, int(at), 0)
        )
    return b"".join(records)
