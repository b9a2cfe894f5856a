"""A screen in a browser, three ways in one run: ours, x11vnc with noVNC, TigerVNC with noVNC.

1920 by 1080, software only, loopback. The same pictures are drawn on each display by `bench.screen_stage`; latency is
from the display's confirmation of a drawing to the browser's frame in which the viewer's canvas shows its coded patch.
Bytes are those down the wire to the viewer. CPU is that of what captures: the companion, x11vnc, and for TigerVNC the
whole X server, since that is what captures there (Xvfb's own is in nobody's figure). Both are of the time in which the
work went on; what was sent in the second after it, to sharpen the picture, stands apart.

`make bench ARGS="screen --seconds 3 --rounds 1"` is a short look; `--systems` and `--works` choose.
"""

import argparse
import contextlib
import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench import screen_play, screen_stop
from bench.figures import report
from bench.screen_process import memory_mib
from bench.screen_report import OURS, TITLES, Table, print_table, targets
from bench.screen_systems import SYSTEMS, System, missing

WORKS = ("typing", "scroll", "leaf", "video", "text", "idle")
SLOW_WORKS = ("typing", "scroll", "video")
SLOW = {"bits": 1_000_000, "delay": 0.08}
FREE = {"bits": 0, "delay": 0}
IDLE_S = 10.0


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("bench.screen", description="Measure how a screen is seen in a browser.")
    parser.add_argument("--seconds", type=float, default=6, help="how long each workload is played")
    parser.add_argument("--rounds", type=int, default=3, help="how often; the table has the medians")
    parser.add_argument("--systems", nargs="+", choices=SYSTEMS, default=list(SYSTEMS))
    parser.add_argument("--works", nargs="+", choices=WORKS, default=list(WORKS))
    parser.add_argument("--no-stop", dest="stop", action="store_false", help="leave out the stop key and the input")
    parser.add_argument("--no-slow-line", dest="slow", action="store_false", help="leave out the slow line")
    return parser.parse_args()


def one(system: System, work: str, seconds: float) -> screen_play.Outcome:
    if work == "idle":
        return screen_play.rest(system, max(seconds, IDLE_S))
    if work == "text":
        return screen_play.play(system, work, 1.0, rest=True)
    return screen_play.play(system, work, seconds, rest=work == "scroll")


def slowly(systems: list[System], seconds: float) -> None:
    """The same work over a slow line between viewer and server; ours also with the slow line at the customer's."""
    table: Table = {}
    for work in SLOW_WORKS:
        for system in systems:
            system.line.ask("shape", **SLOW)
            table[work, system.name] = [screen_play.play(system, work, seconds, settle_s=4)]
            system.line.ask("shape", **FREE)
    print(f"\n--- a slow line at the viewer's: {SLOW['bits'] / 1e6:g} Mbit/s, {SLOW['delay'] * 1000:g} ms each way")
    print_table(table)
    for system in systems:
        if system.customers_line is not None:
            at_home: Table = {}
            for work in SLOW_WORKS:
                system.customers_line.ask("shape", **SLOW)
                at_home[work, system.name] = [screen_play.play(system, work, seconds, settle_s=4)]
                system.customers_line.ask("shape", **FREE)
            print("\n--- the same line at the customer's")
            print_table(at_home)


def main() -> None:
    """Measure, print, judge."""
    chosen = options()
    names = []
    for name in chosen.systems:
        if absent := missing(name):
            print(f"{TITLES[name]} is not measured, and nothing is compared with it: missing {', '.join(absent)}")
        else:
            names.append(name)
    if OURS in chosen.systems and OURS not in names:
        sys.exit(1)
    table: Table = {(work, name): [] for work in chosen.works for name in names}
    memory = 0.0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, contextlib.ExitStack() as on:
        systems = [on.enter_context(SYSTEMS[name](playwright, Path(folder))) for name in names]
        wrong = max(system.probe.clock.error_s for system in systems) * 1000
        busy = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores before it began"
        print(
            f"{chosen.rounds} rounds of {chosen.seconds:g} s; clocks of the pages are known to {wrong:.2f} ms; {busy}"
        )
        for _ in range(chosen.rounds):
            for work in chosen.works:
                for system in systems:
                    table[work, system.name].append(one(system, work, chosen.seconds))
        memory = max([memory_mib(system.capture) for system in systems if system.name == OURS], default=0.0)
        print_table(table)
        if chosen.slow:
            slowly(systems, min(chosen.seconds, 6))
    if OURS not in names:
        return
    print()
    figures = targets(table, memory)
    if chosen.stop:
        with tempfile.TemporaryDirectory() as folder:
            figures += screen_stop.measure(Path(folder))
    report(figures)


if __name__ == "__main__":
    main()
