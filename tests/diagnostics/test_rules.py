"""The rules load whole or not at all, and say what a file lacks."""

import re
from pathlib import Path

import pytest

from aboveboard.diagnostics.conditions import compares
from aboveboard.diagnostics.measures import MEASURES
from aboveboard.diagnostics.rule import Level
from aboveboard.diagnostics.rules import RuleError, load_rules, shipped
from tests.diagnostics.rule_files import WHOLE, own, written

RULES = shipped().by_id
LETTERS = {"info": "I", "warn": "W", "critical": "C"}
SYSTEMS = {"linux": "L", "windows": "W", "macos": "M"}
# id: severities from the mildest, systems, limits of each severity in the order of the condition
TABLE: dict[str, tuple[str, str, tuple[float, ...], ...]] = {
    "disk.system-full": ("WC", "LWM", (0.90, 10e9), (0.97, 2e9)),
    "disk.data-full": ("W", "LWM", (0.95, 5e9)),
    "disk.fill-eta": ("WC", "LWM", (48 * 3600,), (8 * 3600,)),
    "disk.inodes": ("W", "LM", (0.90,)),
    "disk.read-only": ("C", "L", (1,)),
    "disk.failing": ("C", "LWM", (1,)),
    "disk.bad-sectors": ("W", "LW", (0, 0)),
    "disk.nvme-wear": ("WC", "LW", (0.90,), (1,)),
    "disk.hot": ("W", "LW", (1, 60, 1, 75)),
    "disk.trash": ("I", "LWM", (10e9, 1)),
    "disk.temp-files": ("I", "LWM", (5e9, 1)),
    "memory.low": ("WC", "LWM", (0.10,), (0.04,)),
    "memory.pressure": ("W", "L", (0.10,)),
    "memory.swap": ("W", "LWM", (0.80, 1000)),
    "memory.oom": ("W", "L", (0,)),
    "memory.leak": ("I", "LWM", (0.50, 1e9)),
    "memory.small": ("I", "LWM", (4e9,)),
    "cpu.hog": ("W", "LWM", (0.80, 900)),
    "cpu.load": ("W", "LM", (2,)),
    "cpu.hot": ("C", "L", (95,)),
    "cpu.throttled": ("W", "L", (0,)),
    "battery.worn": ("I", "LWM", (0.60,)),
    "battery.draining": ("W", "LWM", (1,)),
    "os.end-of-life": ("W", "LWM", (0,)),
    "os.security-updates": ("W", "LWM", (0, 14 * 86_400)),
    "os.update-failed": ("W", "W", (3,)),
    "os.restart-pending": ("I", "LWM", (1, 7 * 86_400)),
    "os.uptime": ("I", "LWM", (30 * 86_400,)),
    "os.clock": ("W", "LWM", (1, 60)),
    "os.slow-start": ("I", "LW", (120,)),
    "os.crashes": ("C", "LWM", (2,)),
    "os.unclean-shutdowns": ("W", "LW", (2,)),
    "service.failed": ("W", "LW", (1, 600)),
    "app.crash-loop": ("W", "LWM", (3,)),
    "app.broken-packages": ("W", "L", (0,)),
    "app.many-autostarts": ("I", "LWM", (15,)),
    "device.driver": ("W", "W", (0,)),
    "net.no-address": ("C", "LWM", (1, 0)),
    "net.dns": ("W", "LWM", (1, 1)),
    "net.proxy": ("W", "LWM", (1, 1)),
    "net.weak-wifi": ("I", "LWM", (-75,)),
    "security.antivirus": ("WC", "W", (7 * 86_400,), (1,)),
    "security.firewall": ("W", "LWM", (1,)),
    "security.disk-encryption": ("I", "LWM", (1, 0)),
}
HELD = {
    ("disk.hot", "warn"): "10 min",
    ("memory.low", "warn"): "5 min",
    ("cpu.hot", "critical"): "5 min",
    ("net.dns", "warn"): "3 looks",
    ("net.weak-wifi", "info"): "10 min",
}


def test_there_are_exactly_the_rules_of_the_table() -> None:
    assert list(RULES) == list(TABLE)
    assert len(RULES) == 44


@pytest.mark.parametrize("name", TABLE)
def test_severities_systems_and_limits_are_those_of_the_table(name: str) -> None:
    severities, systems, *limits = TABLE[name]
    mildest_first = tuple(reversed(RULES[name].levels))
    assert "".join(LETTERS[level.severity] for level in mildest_first) == severities
    assert "".join(SYSTEMS[one] for one in RULES[name].systems) == systems
    for level, wanted in zip(mildest_first, limits, strict=True):
        assert tuple(one.limit for one in compares(level.when)) == pytest.approx(wanted), level.severity


def test_conditions_that_must_last_last_as_long_as_the_table_says() -> None:
    for (name, severity), text in HELD.items():
        level = next(one for one in RULES[name].levels if one.severity == severity)
        assert level.written["held"] == text


@pytest.mark.parametrize("name", TABLE)
def test_texts_are_short_and_there_in_both_languages(name: str) -> None:
    rule = RULES[name]
    for language in ("en", "de"):
        assert not rule.what[language].endswith(".")
        sentences = [part for part in re.split(r"(?<=[.?!])\s", rule.advice[language]) if part]
        assert len(sentences) == 2, sentences
        assert all(len(one.split()) <= 30 for one in sentences), sentences
        assert all(rule.confirm[system][language] for system in rule.systems)
    assert rule.what["en"] != rule.what["de"]
    assert rule.advice["en"] != rule.advice["de"]


def test_every_measure_serves_a_rule() -> None:
    assert {rule.measure for rule in RULES.values()} == set(MEASURES)


def test_a_system_is_judged_by_its_own_rules() -> None:
    rules = shipped()
    assert "device.driver" in {rule.id for rule in rules.for_system("windows")}
    assert "device.driver" not in {rule.id for rule in rules.for_system("linux")}
    assert [len(rules.for_system(system)) for system in ("linux", "windows", "macos")] == [41, 36, 29]


def test_an_operator_retunes_one_field_and_keeps_the_others(tmp_path: Path) -> None:
    text = '["os.uptime"]\ninfo.when = "up > 60 d"\nadvice.en = "Restart on Friday. Call 4711 for help."\n'
    rule = load_rules(written(tmp_path, text)).by_id["os.uptime"]
    ours = RULES["os.uptime"]
    (level,) = rule.levels
    assert [one.limit for one in compares(level.when)] == [60 * 86_400]
    assert level.clear == ours.levels[0].clear
    assert rule.advice == {"en": "Restart on Friday. Call 4711 for help.", "de": ours.advice["de"]}
    assert (rule.systems, rule.what, rule.confirm) == (ours.systems, ours.what, ours.confirm)


def test_an_operator_adds_a_rule_and_switches_one_off(tmp_path: Path) -> None:
    rules = load_rules(written(tmp_path, WHOLE + '\n["net.proxy"]\noff = true\n')).by_id
    assert "disk.projects" in rules
    assert "net.proxy" not in rules
    assert len(rules) == 44
    # Whoever writes in one language is read in that one everywhere.
    assert rules["disk.projects"].what["de"] == "The disk with the projects is filling up"


def test_a_file_of_an_operator_does_not_change_what_others_load(tmp_path: Path) -> None:
    load_rules(written(tmp_path, '["net.proxy"]\noff = true\n'))
    assert "net.proxy" in load_rules().by_id


def without(line: str) -> str:
    return "\n".join(one for one in WHOLE.splitlines() if not one.startswith(line))


LACKING = {
    "advice": (without("advice"), "advice is missing; add advice.en"),
    "confirm": (without("confirm"), "confirm.linux is missing; add confirm.linux"),
    "confirm of one system": (WHOLE.replace('["linux"]', '["linux", "macos"]'), "confirm.macos is missing"),
    "what": (without("what"), "what is missing; add what.en"),
    "systems": (without("systems"), "systems is missing or wrong; add systems ="),
    "measure": (without("measure"), "measure is missing; add measure ="),
    "clear": (without("warn.clear"), "warn.clear is missing; add warn.clear"),
    "when": (without("warn.when"), "warn.when is missing; add warn.when"),
    "every level": (without("warn"), "it has no level; add warn.when"),
    "amount": (
        WHOLE.replace(" and free < 100 GB", "").replace(" or free > 120 GB", ""),
        "compares used_share alone; add an amount beside it",
    ),
    "empty advice": (WHOLE.replace("Move finished projects to the archive. Ask the office which ones.", " "), "empty"),
}


@pytest.mark.parametrize("lacking", LACKING)
def test_a_rule_that_lacks_something_does_not_load_and_says_what_to_add(lacking: str, tmp_path: Path) -> None:
    text, wanted = LACKING[lacking]
    path = written(tmp_path, text)
    with pytest.raises(RuleError) as raised:
        load_rules(path)
    assert str(raised.value).startswith(f"{path}: rule disk.projects: ")
    assert wanted in str(raised.value)


WRONG = {
    "an unknown field": ('tone = "kind"', "there is no tone"),
    "an unknown level field": ('warn.hold = "5 min"', "there is no warn.hold"),
    "a clear that holds with when": (
        'warn.clear = "used_share < 95 % or free > 120 GB"',
        "clear holds where when does",
    ),
    "a clear at the same limit": ('warn.clear = "used_share <= 90 % or free > 120 GB"', "at one limit"),
    "a clear that touches": ('warn.clear = "used_share < 90 % or free > 120 GB"', "used_share would be raised and"),
    "a when that never holds": (
        'warn.when = "used_share > 90 % and used_share < 80 % and free < 1 GB"',
        "when never holds",
    ),
    "a value of nowhere": ('warn.when = "fullness > 90 %"', "disk.space has no value 'fullness': it has used_share"),
    "a wrong unit": ('warn.when = "used_share > 90 GB"', "after the limit of used_share comes %"),
    "no unit": ('warn.when = "used_share > 0.9"', "after the limit of used_share comes %"),
    "a flag with a number": ('where = "is_system = 1"', "is_system is a flag: it is yes or no, not '1'"),
    "a flag in order": ('where = "is_system > 0"', "is_system is a flag: write is_system = yes"),
    "an unknown function": ('warn.when = "mean(free, 1 h) < 1 GB"', "there is no function 'mean'"),
    "an open bracket": ('warn.when = "(free < 1 GB"', "')' is missing"),
    "an end too early": ('warn.when = "free <"', "ends too early"),
    "code": ("warn.when = \"__import__('os')\"", "cannot be read"),
    "a long look back": ('warn.when = "rise(free, 90 d) > 1 GB"', "31 d at most"),
    "no time": ('warn.held = "soon"', "warn.held: 'soon' is no time"),
    "too deep": (f'warn.when = "{"(" * 9}free < 1 GB{")" * 9}"', "nested too deep"),
    "too long": (f'warn.when = "{"free < 1 GB and " * 40}free < 1 GB"', "at most 400 characters"),
    "an advice of many lines": ('advice.en = "One.\\nTwo."', "one line of plain text"),
    "a terminal's commands": ('what.en = "\\u001b[2J"', "one line of plain text"),
    "a system of nowhere": ('systems = ["beos"]', "systems is missing or wrong"),
    "a measure of nowhere": ('measure = "disk.colour"', "there is no measure 'disk.colour'"),
    "since without time": ('since = "free"', "since names a value of disk.space in seconds"),
    "a switch that is none": ('off = "yes"', "off is true or false"),
    "a level that is no pair": ('info = "free < 1 GB"', "info is a pair of conditions"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_rule_with_something_wrong_does_not_load_and_says_what(wrong: str, tmp_path: Path) -> None:
    line, wanted = WRONG[wrong]
    begin = line.partition(" = ")[0]
    path = written(tmp_path, f"{without(begin)}\n{line}\n")
    with pytest.raises(RuleError) as raised:
        load_rules(path)
    assert str(raised.value).startswith(f"{path}: rule disk.projects: ")
    assert wanted in str(raised.value)


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b"[disk\n", "this is no TOML file"),
        (b"\xff\xfe", "this is no TOML file"),
        (b"a = 1\n", "a rule is a table by its name in quotes"),
        (b"[disk.hot]\nwarn.when = 'celsius > 1 C'\n", "a rule is a table by its name in quotes"),
        (b'["../x"]\n', "a rule is a table by its name in quotes"),
        (b"#" * 300_000, "longer than"),
        (b"".join(b'["a.b%d"]\noff = true\n' % number for number in range(501)), "at most 500 rules"),
    ],
)
def test_a_file_that_is_none_is_named(data: bytes, wanted: str, tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_bytes(data)
    with pytest.raises(RuleError) as raised:
        load_rules(path)
    assert str(raised.value).startswith(str(path))
    assert wanted in str(raised.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(RuleError, match=re.escape(f"{path}: the file cannot be read")):
            load_rules(path)


def test_brackets_and_both_minus_signs_mean_what_they_say(tmp_path: Path) -> None:
    text = WHOLE.replace("disk.space", "net.wifi").replace(
        'warn.when = "used_share > 90 % and free < 100 GB"', 'warn.when = "(signal<-80 dBm)or(signal < \u221290 dBm)"'
    )
    text = text.replace('warn.clear = "used_share < 88 % or free > 120 GB"', 'warn.clear = "signal ≥ -70 dBm"')
    (level,) = own(tmp_path, text).by_id["disk.projects"].levels
    assert isinstance(level, Level)
    assert [one.limit for one in compares(level.when)] == [-80, -90]
