#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks of the host: the private one that is made on demand, and bridges, which need a permission of their own."""

import subprocess
import sys
import unittest

from frond_system.case import SystemTestCase, main
from frond_e2e.helper import ROOT, RUNNING, JobError, error_name, new_request
from frond_e2e.waiting import wait_for
from gi.repository import GLib

PATIENCE = 90


def virsh(*arguments):
    return subprocess.run(["virsh", "-c", "qemu:///system", *arguments], capture_output=True, text=True).stdout


class Networks(SystemTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        subprocess.run(["ip", "link", "add", "br7", "type", "bridge"], check=True)

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        subprocess.run(["ip", "link", "delete", "br7"], check=True)

    def make(self, user, nic):
        helper = self.world.helper(user)
        spec = {"name": GLib.Variant("s", "Router"), "memory": GLib.Variant("t", 128 << 20),
                "vcpus": GLib.Variant("u", 1), "firmware": GLib.Variant("s", "bios"), "tpm": GLib.Variant("b", False),
                "disks": GLib.Variant("aa{sv}", []),
                "nics": GLib.Variant("aa{sv}", [{key: GLib.Variant("s", value) for key, value in nic.items()}])}
        job = helper.call(ROOT, "Manager", "CreateMachine",
                          GLib.Variant("(sa{sv}a(sh))", (new_request(), spec, [])))[0][0]
        return helper, helper.wait_job(job, PATIENCE)["machine"]

    def networks(self, user):
        return self.world.helper(user).call(ROOT, "Manager", "ListNetworks")[0][0]

    def bridge(self):
        token, = [token for token, kind, details in self.networks("alice") if kind == "bridge"]
        return token

    def test_nat(self):
        """libvirt's network comes up with the first guest that wants it, with somebody who gives it addresses."""
        self.assertIn(("", "nat", {}), self.networks("alice"))
        virsh("net-destroy", "default")
        helper, path = self.make("alice", {"class": "nat"})
        helper.wait_job(helper.start(path, new_request()), PATIENCE)
        self.assertEqual(helper.state(path), RUNNING)
        self.assertIn("default", virsh("net-list", "--name").split())
        self.assertEqual(helper.call(path, "Machine", "GetRealised")[0][0]["network"], "nat")
        guest, = virsh("list", "--name").split()
        self.assertIn("isolated='yes'", virsh("dumpxml", guest))
        self.assertEqual(subprocess.run(["pgrep", "-f", "dnsmasq.*default"], capture_output=True).returncode, 0)
        helper.wait_job(helper.stop(path, new_request()), PATIENCE)

    def test_own_nat(self):
        """An administrator who has removed libvirt's network gets one of ours, for as long as the computer runs."""
        xml = virsh("net-dumpxml", "--inactive", "default")
        virsh("net-destroy", "default")
        virsh("net-undefine", "default")
        try:
            helper, path = self.make("alice", {"class": "nat"})
            helper.wait_job(helper.start(path, new_request()), PATIENCE)
            self.assertIn("frond", virsh("net-list", "--name").split())
            helper.wait_job(helper.stop(path, new_request()), PATIENCE)
        finally:
            virsh("net-destroy", "frond")
            with open("/tmp/default.xml", "w", encoding="utf-8") as file:
                file.write(xml)
            virsh("net-define", "/tmp/default.xml")

    def test_bridge(self):
        """A member of the host's network by permission only; the guest's card is in the bridge."""
        token = self.bridge()
        self.assertNotIn("br7", token)
        self.world.asked()
        self.world.answer("no", "network-bridged")
        with self.assertRaises(GLib.Error) as raised:
            self.make("alice", {"class": "bridge", "network": token})
        self.assertIn(".NotAuthorized", error_name(raised.exception))
        self.assertIn(("network-bridged", "alice"), self.world.asked())
        self.world.answer(None, "network-bridged")
        helper, path = self.make("alice", {"class": "bridge", "network": token})
        helper.wait_job(helper.start(path, new_request()), PATIENCE)
        members = subprocess.run(["ip", "-o", "link", "show", "master", "br7"], capture_output=True, text=True).stdout
        self.assertIn("vnet", members)
        helper.wait_job(helper.stop(path, new_request()), PATIENCE)

    def test_known_to_libvirt(self):
        """The service does not see the computer's network: an administrator's network of libvirt tells of a bridge."""
        with open("/tmp/lan.xml", "w", encoding="utf-8") as file:
            file.write("<network><name>lan</name><forward mode='bridge'/><bridge name='br8'/></network>")
        virsh("net-define", "/tmp/lan.xml")
        virsh("net-start", "lan")
        try:
            self.assertIn("lan", virsh("net-list", "--name").split())
            token, = wait_for(lambda: [token for token, kind, details in self.networks("alice")
                                       if details.get("name") == "br8"], PATIENCE, "the bridge")
            helper, path = self.make("alice", {"class": "bridge", "network": token})
            subprocess.run(["ip", "link", "add", "br8", "type", "bridge"], check=True)
            helper.wait_job(helper.start(path, new_request()), PATIENCE)
            members = subprocess.run(["ip", "-o", "link", "show", "master", "br8"], capture_output=True, text=True)
            self.assertIn("vnet", members.stdout)
            helper.wait_job(helper.stop(path, new_request()), PATIENCE)
            self.assertNotIn("virbr0", [details.get("name") for _, _, details in self.networks("alice")])
        finally:
            subprocess.run(["ip", "link", "delete", "br8"], check=False)
            virsh("net-destroy", "lan")
            virsh("net-undefine", "lan")

    def test_reconfigure_asks(self):
        """What needs a permission needs it also when it comes later."""
        helper, path = self.make("alice", {"class": "user"})
        self.world.answer("no", "network-bridged")
        nics = GLib.Variant("aa{sv}", [{"class": GLib.Variant("s", "bridge"),
                                        "network": GLib.Variant("s", self.bridge())}])
        with self.assertRaises(GLib.Error) as raised:
            helper.call(path, "Machine", "Reconfigure", GLib.Variant("(sta{sv})", (new_request(), 0, {"nics": nics})))
        self.assertIn(".NotAuthorized", error_name(raised.exception))
        self.world.answer(None, "network-bridged")

    def test_names_are_no_tokens(self):
        """The host's own name of a bridge is not accepted, and a token that it does not have starts nothing."""
        for network in ("br7", "../br7", "", "x" * 40):
            with self.assertRaises(GLib.Error) as raised:
                self.make("alice", {"class": "bridge", "network": network})
            self.assertIn(".InvalidArgument", error_name(raised.exception))
        helper, path = self.make("alice", {"class": "bridge", "network": "0123456789abcdef"})
        with self.assertRaises(JobError) as raised:
            helper.wait_job(helper.start(path, new_request()), PATIENCE)
        self.assertTrue(raised.exception.name.endswith(".Unsupported"), raised.exception)


if __name__ == "__main__":
    sys.exit(main())
