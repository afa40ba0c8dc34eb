#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Frond's display beside remote-viewer, on a synthetic guest: see README.md."""

import argparse
import os
import statistics
import sys
import tempfile

from bench_stage import CLIENTS, Stage, let_pass

PATTERNS = ["type", "rect", "scroll", "mix", "full", "idle"]
SIZES = {"1080p": (1920, 1080), "4k": (3840, 2160)}
RIVAL = "remote-viewer"
SETTLE_S = 0.3
BOTH = ["frond-cairo", RIVAL]
# Backend, size, clients, patterns of the short mode, which has to end within twelve minutes.
SHORT = [
    ("x11", "1080p", list(CLIENTS), PATTERNS),
    ("sway", "1080p", BOTH, PATTERNS),
    ("weston", "1080p", BOTH, ["type", "rect", "scroll", "mix"]),
    ("x11", "4k", BOTH, ["type", "rect", "mix", "full"]),
    ("sway", "4k", BOTH, ["type", "rect", "mix", "full"]),
]
FULL = [(backend, size, list(CLIENTS), PATTERNS) for backend in ("x11", "sway", "weston") for size in SIZES]


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", choices=["display", "keys", "hidden"])
    parser.add_argument("--full", action="store_true", help="everything, longer and more often: hours")
    parser.add_argument("--seconds", type=float, help="of each measurement")
    parser.add_argument("--repeats", type=int)
    for name in ("backends", "sizes", "patterns", "clients"):
        parser.add_argument(f"--{name}", help="only these, with commas between them")
    options = parser.parse_args(arguments)
    options.seconds = options.seconds or (10 if options.full else 1.2)
    options.repeats = options.repeats or (5 if options.full else 3)
    return options


def make_plan(options):
    def chosen(values, names):
        return [value for value in values if names is None or value in names.split(",")]

    for backend, size, clients, patterns in FULL if options.full or options.backends or options.sizes else SHORT:
        clients, patterns = chosen(clients, options.clients), chosen(patterns, options.patterns)
        if chosen([backend], options.backends) and chosen([size], options.sizes) and clients and patterns:
            yield backend, size, clients, patterns


class Group:
    """All clients on one kind of display server at one size, side by side so that they can take turns."""

    def __init__(self, options, folder, backend, size, clients):
        self.options = options
        self.stages = [Stage(folder, backend, client, *SIZES[size]) for client in clients]

    def __enter__(self):
        try:
            for stage in self.stages:
                stage.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for stage in self.stages:
            stage.stop()

    def run_pattern(self, pattern):
        cells = {stage.client: [] for stage in self.stages}
        for _ in range(self.options.repeats):
            for stage in self.stages:
                cells[stage.client].append(self.run_cell(stage, pattern))
        for stage in self.stages:
            for cell in cells[stage.client]:
                cell["pss"] = stage.pss()
        return cells

    def run_cell(self, stage, pattern):
        stage.synth.do(f"play {pattern}")
        let_pass(SETTLE_S)
        cell = stage.measure(self.options.seconds)
        # Looking costs the display server something: not while its time is taken.
        cell.update(stage.watch(max(1, self.options.seconds / 2)))
        stage.synth.do("stop")
        let_pass(SETTLE_S)
        cell["same"] = stage.shows_what_was_drawn()
        return cell


def ratio(ours, theirs, backend):
    """Of the time for a megapixel, client and display server together: each repeat against the same one of the rival."""
    def cost(cell):
        # Weston draws nothing: what it does is no part of showing a picture.
        return (cell["client"] + (cell["server"] if backend != "weston" else 0)) / max(cell["megapixels"], 1e-9)

    ratios = [cost(a) / cost(b) for a, b in zip(ours, theirs)]
    return statistics.median(ratios), min(ratios), max(ratios)


HEADER = (
    f"{'':14} {'CPU ms/Mpx':>17} {'CPU %':>11} {'frames/s':>11} {'latency ms':>12} {'PSS':>6}  {'ratio':>17} same\n"
    f"{'':14} {'client':>8} {'server':>8} {'clnt':>5} {'srv':>5} {'drawn':>5} {'shown':>5} {'p50':>5} {'p99':>6} {'MB':>6}"
    f"  {'(min-max)':>17} picture"
)


def print_row(client, cells, rival, backend):
    def median(name):
        return statistics.median(cell[name] for cell in cells)

    def each(name):
        return statistics.median(1000 * cell[name] / max(cell["megapixels"], 1e-9) for cell in cells)

    text = (
        f"{client:14} {each('client'):8.2f} {each('server'):8.2f} {100 * median('client'):5.1f}"
        f" {100 * median('server'):5.1f} {median('drawn'):5.1f} {median('shown'):5.1f} {median('p50'):5.1f}"
        f" {median('p99'):6.1f} {median('pss'):6.1f}  "
    )
    if rival and client != RIVAL:
        middle, low, high = ratio(cells, rival, backend)
        text += f"{middle:5.2f} ({low:.2f}-{high:.2f})"
    same = all(cell["same"] for cell in cells)
    print(f"{text:95} {'yes' if same else 'NO'}", flush=True)
    return same


def bench_display(options):
    same = True
    with tempfile.TemporaryDirectory(prefix="frond-bench-") as folder:
        for backend, size, clients, patterns in make_plan(options):
            print(f"\n{backend}, {size}, load {os.getloadavg()[0]:.1f}\n{HEADER}", flush=True)
            with Group(options, folder, backend, size, clients) as group:
                for pattern in patterns:
                    print(f"{pattern}:")
                    cells = group.run_pattern(pattern)
                    for client in clients:
                        same &= print_row(client, cells[client], cells.get(RIVAL), backend)
    return 0 if same else 1


def bench_keys(options):
    rounds = 300 if options.full else 60
    print(f"from a key to the frame that answers it, ms, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="frond-bench-") as folder:
        with Group(options, folder, "x11", "1080p", BOTH) as group:
            for stage in group.stages:
                stage.synth.do("stop")
                stage.synth.do("flash 1")
            for _ in range(options.repeats):
                for stage in group.stages:
                    print(f"{stage.client:14}", *stage.probe.ask(f"keys {rounds}", "lost"), flush=True)
    return 0


def measure_state(group, state):
    """All clients with their windows in that state, in turns."""
    cells = {stage.client: [] for stage in group.stages}
    for stage in group.stages:
        stage.put(state)
        stage.synth.do("play rect")
    let_pass(SETTLE_S)
    for _ in range(group.options.repeats):
        for stage in group.stages:
            cells[stage.client].append(stage.measure(group.options.seconds))
    for stage in group.stages:
        stage.synth.do("stop")
    return cells


def print_state(stage, state, cells):
    right = state != "shown" or stage.shows_what_was_drawn()
    client, server = (statistics.median(100 * cell[part] for cell in cells) for part in ("client", "server"))
    print(f"{state:10} {stage.client:14} {client:5.1f} + {server:5.1f} {'' if right else 'WRONG PICTURE'}", flush=True)
    return right


def bench_hidden(options):
    """What a guest costs that draws 256x256 pixels 60 times a second into a window that nobody sees. To read what the
    guest's server sends goes on; the rest should not."""
    same = True
    with tempfile.TemporaryDirectory(prefix="frond-bench-") as folder:
        for backend in (options.backends or "x11,sway").split(","):
            print(f"\n{backend}, load {os.getloadavg()[0]:.1f}: CPU % of client + display server", flush=True)
            with Group(options, folder, backend, "1080p", BOTH) as group:
                for state in ("shown", "minimised", "covered", "shown"):
                    cells = measure_state(group, state)
                    for stage in group.stages:
                        same &= print_state(stage, state, cells[stage.client])
    return 0 if same else 1


if __name__ == "__main__":
    chosen = parse(sys.argv[1:])
    sys.exit({"display": bench_display, "keys": bench_keys, "hidden": bench_hidden}[chosen.bench](chosen))
