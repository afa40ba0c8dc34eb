# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a program and adopts the daemons that its descendants leave behind: warden.py COMMAND…

libvirt waits until a QEMU that it has ended is gone from the list of processes. Somebody has to take note of its
end at once, and the tests have other things to do."""

import os
import sys

import processes


def main():
    processes.adopt_orphans()
    os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass


if __name__ == "__main__":
    main()
