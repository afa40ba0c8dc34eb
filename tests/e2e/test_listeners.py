#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A running guest opens no port of the network, on any address."""

import pathlib

from frond_e2e import processes
from frond_e2e.case import FrondTestCase, main

LISTEN = "0A"
UNCONNECTED = "07"


def sockets_of(pids):
    """Inode numbers of the sockets that these processes hold."""
    inodes = set()
    for pid in pids:
        try:
            links = list(pathlib.Path(f"/proc/{pid}/fd").iterdir())
        except OSError:  # it has ended
            continue
        for link in links:
            try:
                target = str(link.readlink())
            except OSError:
                continue
            if target.startswith("socket:["):
                inodes.add(target[8:-1])
    return inodes


def listeners(inodes):
    """[(table, local address)] of those that take something from the network."""
    found = []
    for table, state in (("tcp", LISTEN), ("tcp6", LISTEN), ("udp", UNCONNECTED), ("udp6", UNCONNECTED)):
        for line in pathlib.Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == state and fields[9] in inodes:
                found.append((table, fields[1]))
    return found


class Listeners(FrondTestCase):
    def test_none(self):
        self.create_and_boot()
        pids = processes.descendants()
        self.assertTrue(processes.named("qemu-system-x86_64"), "no guest runs")
        self.assertEqual(listeners(sockets_of(pids)), [])


if __name__ == "__main__":
    main()
