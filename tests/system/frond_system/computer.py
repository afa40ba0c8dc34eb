# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A computer that systemd has started: its services, its journal, users who log in.

systemd is the first process of a container in this copy of the system (./dev shell --root), with control groups of its
own, and does to the helper's unit what it does on any computer: its namespaces, filters and limits are the kernel's. What
the container lacks is hardware, and limits of memory where the host has the first version of control groups. /usr is
writable here, so that packages can be installed; the tree below stays as it is."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import uuid

HERE = pathlib.Path(__file__).resolve().parent
E2E = HERE.parent.parent / "e2e"
sys.path.insert(0, str(E2E))

from frond_e2e.waiting import wait_for  # noqa: E402

PATIENCE = 90 * int(os.environ.get("FROND_TEST_PATIENCE", "1"))
UNIT = "frond-vmm-helper.service"
STATE = pathlib.Path("/var/lib/frond")
VISITS = pathlib.Path("/opt/visits")

# What a container must not do to the computer that it is on.
WITHHELD = "-sys_module,-sys_time,-sys_boot,-sys_rawio,-syslog,-wake_alarm,-mac_admin,-mac_override"

# The folder of control groups is mounted after it became the root of this namespace. A /sys that cannot be written keeps
# udev from starting.
FIRST = """
mount -t proc proc /proc
mount -t tmpfs -o mode=755 tmpfs /run
mount -o bind,ro /proc/sys /proc/sys
mount -t sysfs -o ro sysfs /sys
mount -t cgroup2 cgroup2 /sys/fs/cgroup
[ -z "$POWER_STATE" ] || mount --bind "$POWER_STATE" /sys/power/state
export container=frond
exec setpriv --bounding-set=%s /usr/lib/systemd/systemd --system --log-target=journal --show-status=no
""" % WITHHELD


class Computer:
    place = ()  # what else a session at the computer itself says of where it is

    def __init__(self, power_state=""):
        """POWER_STATE: the file that takes the word when the computer is to sleep. The kernel that would is the host's."""
        self.power_state = power_state
        self.group = pathlib.Path(f"/sys/fs/cgroup/frond-test-{uuid.uuid4().hex}")
        self.process = None
        self.pid = None

    def __enter__(self):
        self.prepare()
        self.boot()
        return self

    def __exit__(self, *unused):
        self.close()

    def prepare(self):
        writable = pathlib.Path("/tmp/writable")
        for name in ("usr", "work"):
            (writable / name).mkdir(parents=True)
        subprocess.run(["mount", "-t", "overlay", "overlay", "-o",
                        f"lowerdir=/usr,upperdir={writable}/usr,workdir={writable}/work", "/usr"], check=True)
        # Of the package, not of the harness.
        for path in ("/etc/passwd", "/etc/group"):
            lines = pathlib.Path(path).read_text().splitlines(keepends=True)
            pathlib.Path(path).write_text("".join(line for line in lines if not line.startswith("frond-vmm:"))
                                          .replace(":frond-vmm\n", ":\n"))
        for user in ("alice", "bob"):
            home = pathlib.Path("/home") / user
            home.mkdir(exist_ok=True)
            os.chown(home, *(int(subprocess.check_output(["id", option, user])) for option in ("-u", "-g")))
        subprocess.run(["pwconv"], check=True)  # PAM lets nobody in without a line of shadow
        pathlib.Path("/etc/hostname").write_text("computer\n")
        # It has neither SELinux nor AppArmor, and several users.
        config = pathlib.Path("/usr/lib/frond/helper.conf.d/90-test.conf")
        config.parent.mkdir(parents=True, exist_ok=True)
        config.write_text("[isolation]\nallow-shared-dac=yes\n")
        # Where users can read it, whatever the folder of the sources.
        shutil.copytree(E2E / "frond_e2e", VISITS / "frond_e2e")
        shutil.copy(HERE.parent / "visit.py", VISITS)
        # Nothing here is what these are for.
        for unit in ("systemd-modules-load.service", "libvirt-guests.service", "ldconfig.service", "getty@.service"):
            path = pathlib.Path("/etc/systemd/system") / unit
            path.unlink(missing_ok=True)
            path.symlink_to("/dev/null")

    def boot(self):
        """Starts systemd and waits until it has started everything that is to be; returns how it is."""
        if not (self.group.parent / "cgroup.procs").exists():
            subprocess.run(["mount", "-t", "cgroup2", "cgroup2", self.group.parent], check=True)
        self.group.mkdir()

        def move():
            (self.group / "cgroup.procs").write_text(str(os.getpid()))

        log = open("/tmp/systemd.log", "ab")
        self.process = subprocess.Popen(
            ["unshare", "--mount", "--pid", "--uts", "--ipc", "--cgroup", "--fork", "--kill-child",
             "--propagation", "private", "sh", "-ec", FIRST],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=move, start_new_session=True,
            env={"PATH": "/usr/sbin:/usr/bin", "LANG": "C.UTF-8", "POWER_STATE": str(self.power_state)})
        log.close()
        self.pid = wait_for(self.find_first, PATIENCE, "the container's first process")
        return wait_for(self.find_state, PATIENCE, "systemd to have started everything")

    def find_first(self):
        found = subprocess.run(["pgrep", "--parent", str(self.process.pid)], capture_output=True, text=True).stdout
        pid = found.split()[0] if found.split() else None
        return pid if pid and os.path.realpath(f"/proc/{pid}/exe").endswith("/systemd") else None

    def find_state(self):
        state = self.run(["systemctl", "is-system-running"], check=False).strip()
        return state if state in ("running", "degraded") else None

    def close(self):
        """Pulls the plug; the control groups are the host's, and go too."""
        if self.process is None:
            return
        (self.group / "cgroup.kill").write_text("1")
        self.process.wait(timeout=PATIENCE)
        self.process = None
        wait_for(lambda: "populated 0" in (self.group / "cgroup.events").read_text(), PATIENCE, "everything to end")
        for folder, _, _ in os.walk(self.group, topdown=False):
            os.rmdir(folder)

    # What an administrator does

    def enter(self, argv):
        return ["nsenter", "--target", str(self.pid), "--mount", "--pid", "--uts", "--ipc", "--cgroup", "--", *argv]

    def attempt(self, argv, timeout=PATIENCE):
        """As root; returns (status, what it wrote, what it complained of)."""
        done = subprocess.run(self.enter(argv), capture_output=True, text=True, timeout=timeout,
                              stdin=subprocess.DEVNULL, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
                                                             "DEBIAN_FRONTEND": "noninteractive"})
        return done.returncode, done.stdout, done.stderr

    def run(self, argv, check=True, timeout=PATIENCE):
        """As root; returns what it wrote."""
        status, output, errors = self.attempt(argv, timeout)
        if check and status != 0:
            raise AssertionError(f"{' '.join(map(str, argv))} ended with {status}\n{output}{errors}")
        return output

    def write(self, path, text):
        """A file with this text, in a folder that is made if need be."""
        path = pathlib.Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def show(self, *properties, unit=UNIT):
        lines = self.run(["systemctl", "show", unit, *(f"--property={name}" for name in properties)]).splitlines()
        return dict(line.split("=", 1) for line in lines)

    def journal(self, *arguments):
        return self.run(["journalctl", "--no-pager", "--output=cat", *arguments])

    # What users do

    def log_in(self, user, argv, seat="seat0", timeout=PATIENCE):
        """Runs ARGV in a login session of USER's (PAM, logind) at the computer itself, or from afar without a seat."""
        session = ["-p", "PAMName=login", "-E", "XDG_SESSION_TYPE=tty", "-E", "XDG_SESSION_CLASS=user"]
        if seat:
            session += ["-E", f"XDG_SEAT={seat}", *self.place]
        return self.run(["systemd-run", "--quiet", "--wait", "--pipe", "--collect", f"--uid={user}", *session,
                         "--", *map(str, argv)], timeout=timeout)

    def visit(self, user, verb, *arguments, name="me.phyllo.Frond.VmmHelper1", seat="seat0", timeout=PATIENCE, own=False):
        """What USER saw who logged in and did VERB of visit.py, with the helper of all users or with their OWN."""
        return json.loads(self.log_in(user, ["python3", VISITS / "visit.py", *(["--own"] if own else []), name, verb,
                                             *arguments], seat, timeout))
