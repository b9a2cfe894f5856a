"""The table of the measured screens, and the targets that it is held against."""

import statistics
from collections.abc import Iterable

from bench.figures import Figure
from bench.screen_play import Outcome

OURS, POLLS, OWNS = "aboveboard", "x11vnc", "tigervnc"
TITLES = {OURS: "Aboveboard", POLLS: "x11vnc + noVNC", OWNS: "TigerVNC + noVNC"}
COMPARED = ("typing", "scroll", "leaf", "video")
Table = dict[tuple[str, str], list[Outcome]]
"""By workload and system: an outcome a round."""

HEAD = f"{'':10}{'':20}{'p50 / p95 ms':>16}{'seen / drawn':>15}{'KiB/s':>9}{'CPU %':>7}"


def middle(rounds: Iterable[float]) -> float:
    """The median, 'nan' where there is nothing."""
    values = list(rounds)
    return statistics.median(values) if values else float("nan")


class Rows:
    """Medians over the rounds."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def has(self, work: str, system: str) -> bool:
        return bool(self.table.get((work, system)))

    def late(self, work: str, system: str, share: float = 0.5) -> float:
        return middle(one.late(share) for one in self.table[work, system])

    def down(self, work: str, system: str) -> float:
        return middle(one.kib_per_s for one in self.table[work, system])

    def cpu(self, work: str, system: str) -> float:
        return middle(one.cpu_percent for one in self.table[work, system])

    def seen(self, work: str, system: str) -> tuple[int, int]:
        rounds = self.table[work, system]
        return sum(len(one.late_ms) for one in rounds), sum(one.drawn for one in rounds)

    def rest_db(self, work: str, system: str) -> float:
        return min(one.rest_db for one in self.table[work, system])


def print_table(table: Table) -> None:
    """One line a workload and system, and under it what else it cost."""
    rows = Rows(table)
    print(HEAD)
    for work, system in table:
        if not rows.has(work, system):
            continue
        late = f"{rows.late(work, system):.1f} / {rows.late(work, system, 0.95):.1f}"
        seen = "{} / {}".format(*rows.seen(work, system))
        if work == "idle":
            late = seen = "-"
        print(
            f"{work:10}{TITLES[system]:20}{late:>16}{seen:>15}"
            f"{rows.down(work, system):9.1f}{rows.cpu(work, system):7.1f}{_aside(table[work, system])}"
        )


def _aside(rounds: list[Outcome]) -> str:
    said = [f"{name} {middle(one.others[name] for one in rounds):.0f} %" for name in rounds[0].others]
    if rounds[0].drawn:
        said.append(f"then {middle(one.after_kib for one in rounds):.0f} KiB")
        said.append(f"drawing {middle(one.confirmed_ms for one in rounds):.1f} ms")
        legs = [[one.way_ms[leg] for one in rounds if one.way_ms] for leg in range(len(rounds[0].way_ms))]
        said.append("way " + " + ".join(f"{middle(leg):.1f}" for leg in legs) + " ms")
        said.append(f"longest wait for a frame {max(one.longest_gap_ms for one in rounds):.0f} ms")
    if rounds[0].rest_db:
        said.append(f"{min(one.rest_db for one in rounds):.0f} dB at rest")
    return "  " + ", ".join(said)


def targets(table: Table, memory_mib: float) -> list[Figure]:
    """What is asked of ours; the ratios only where all the others ran."""
    rows = Rows(table)
    figures = list(_own(rows))
    figures.append(Figure("memory of the companion in session", memory_mib, "MiB PSS", target=150))
    if all(rows.has(work, system) for work in COMPARED for system in TITLES):
        figures += _against(rows)
    else:
        print(f"no ratios: they need {', '.join(COMPARED)} of all of {', '.join(TITLES.values())}")
    return figures


def _own(rows: Rows) -> Iterable[Figure]:
    limits = {"idle": 0.5, "typing": 3, "scroll": 15, "video": 35}
    for work, limit in limits.items():
        if rows.has(work, OURS):
            yield Figure(f"{work}: CPU of capture and companion", rows.cpu(work, OURS), "% of a core", target=limit)
    if rows.has("typing", OURS):
        yield Figure("typing: p95", rows.late("typing", OURS, 0.95), "ms", target=40)
    if rows.has("idle", OURS):
        yield Figure("idle: down the wire", rows.down("idle", OURS), "KiB/s", target=0.2)
    if rows.has("video", OURS):
        seen, drawn = rows.seen("video", OURS)
        yield Figure("video: frames shown", seen / drawn * 100, "%", target=100, at_most=False)
    for work in ("text", "scroll"):
        if rows.has(work, OURS):
            closeness = rows.rest_db(work, OURS)
            yield Figure(f"{work}: a second after the last change", closeness, "dB", target=45, at_most=False)


def _against(rows: Rows) -> Iterable[Figure]:
    for work in ("typing", "video"):
        for other, times in ((POLLS, 0.4), (OWNS, 1.2)):
            floor = rows.late(work, other)
            ratio = rows.late(work, OURS) / floor
            yield Figure(f"{work}: p50 against {TITLES[other]} ({floor:.1f} ms)", ratio, "times", target=times)
    # To leaf brings a whole new page each time, of which nothing can be moved: told, not judged.
    corners: dict[str, float | None] = {"scroll": 0.5, "leaf": None}
    for work, most in corners.items():
        best = min(rows.late(work, other) for other in (POLLS, OWNS))
        ratio = rows.late(work, OURS) / best
        yield Figure(
            f"{work}: p50 of the last corner against the best VNC ({best:.1f} ms)", ratio, "times", target=most
        )
    bytes_: dict[str, float | None] = {"scroll": 0.2, "leaf": None, "video": 0.2, "typing": 1}
    for work, most in bytes_.items():
        least = min(rows.down(work, other) for other in (POLLS, OWNS))
        ratio = rows.down(work, OURS) / least
        yield Figure(f"{work}: bytes against the best VNC ({least:.1f} KiB/s)", ratio, "times", target=most)
