#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers to installers, read back by the parsers of the systems that they are for."""

import base64
import ctypes
import json
import random
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

try:
    import yaml
except ImportError:
    print("there is no YAML parser here")
    sys.exit(77)

WRITER = sys.argv.pop(1)
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBmZ person@host"
PLAIN = {"user": "elise", "name": "Élise Müller", "password": "correct horse", "host": "my-machine",
         "locale": "fr_CH.UTF-8", "layout": "ch", "variant": "fr", "timezone": "Europe/Zurich", "key": KEY}

# What escapes badly somewhere: quotes of shells, XML, YAML and preseeds, marks of their ends, letters of all sizes.
NASTY = ['"', "'", "\\", "`", "$(id)", "${x}", "#", "&", "<", ">", "]]>", "<!--", "--", "%", "%end", "!", "{", "}", "[",
         ":", ",", "=", ";", "|", "*", "~", " ", "é", "ß", "漢", "😀", "ı", "/", "d-i", "EOF", "- a", "null", "\\n"]

crypt = ctypes.CDLL("libcrypt.so.1")
crypt.crypt.restype = ctypes.c_char_p


def hashes_to(password, hashed):
    return crypt.crypt(password.encode(), hashed.encode()) == hashed.encode()


def gecos(name):
    """What an account of Unix can have of a name."""
    return name.translate(str.maketrans(":,=\\", "    ")).strip(" ")


def preseed(text):
    """The values by question."""
    return {line.split(" ", 3)[1]: (line.split(" ", 3) + [""])[3] for line in text.splitlines()}


def kickstart(text):
    """The words of each command, as pykickstart splits them, up to the first section."""
    lines = text.split("%packages")[0].splitlines()
    return {words[0]: words[1:] for words in (shlex.split(line, comments=True) for line in lines) if words}


def options(words):
    return dict(word[2:].split("=", 1) for word in words if "=" in word)


def run(*command, text=None):
    done = subprocess.run(command, input=text, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return done.returncode, done.stdout


class Answers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.writer = subprocess.Popen([WRITER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        cls.addClassCleanup(cls.end_writer)

    @classmethod
    def end_writer(cls):
        cls.writer.stdin.close()
        cls.writer.stdout.close()
        cls.writer.wait()

    def write(self, **changes):
        self.writer.stdin.write(json.dumps(PLAIN | changes) + "\n")
        self.writer.stdin.flush()
        return json.loads(self.writer.stdout.readline())

    def check_cloud(self, text, wanted):
        self.assertTrue(text.startswith("#cloud-config\n"))
        config = yaml.safe_load(text)
        self.assertEqual(config, json.loads(text.split("\n", 1)[1]))
        user = config["users"][0]
        self.assertEqual((user["name"], user["gecos"]), (wanted["user"], gecos(wanted["name"]) or wanted["user"]))
        self.assertEqual(user["lock_passwd"], not wanted["password"])
        if wanted["password"]:
            self.assertTrue(hashes_to(wanted["password"], user["hashed_passwd"]))
        return config

    def check_all(self, wanted):
        documents = self.write(**wanted)
        name = gecos(wanted["name"]) or wanted["user"]
        self.check_cloud(documents["cloud"], wanted)
        identity = yaml.safe_load(documents["autoinstall"])["autoinstall"]["identity"]
        answers = preseed(documents["preseed"])
        user = options(kickstart(documents["kickstart"])["user"])
        self.assertEqual(identity["realname"], name)
        self.assertEqual(answers["passwd/user-fullname"].strip(" "), name)
        self.assertEqual(user["gecos"], name)
        yast = {"y": "http://www.suse.com/1.0/yast2ns"}
        person = ElementTree.fromstring(documents["autoyast"].encode()).find("y:users/y:user", yast)
        self.assertEqual(person.find("y:fullname", yast).text, name)
        hashed = [identity["password"], answers["passwd/user-password-crypted"],
                  person.find("y:user_password", yast).text] + ([user["password"]] if wanted["password"] else [])
        for value in hashed:
            self.assertTrue(hashes_to(wanted["password"], value) if wanted["password"] else value == "!")
        self.check_windows(documents["unattend"], wanted)
        for document in list(documents.values())[:-2]:
            if len(wanted["password"]) > 6:
                self.assertNotIn(wanted["password"], document)

    def check_windows(self, text, wanted):
        space = {"u": "urn:schemas-microsoft-com:unattend"}
        root = ElementTree.fromstring(text.encode())
        account = root.find(".//u:LocalAccount", space)
        self.assertEqual(account.find("u:DisplayName", space).text, wanted["name"] or wanted["user"])
        self.assertEqual(account.find("u:Name", space).text, wanted["user"][:20])
        value = account.find("u:Password/u:Value", space).text
        if wanted["password"]:
            self.assertEqual(base64.b64decode(value).decode("utf-16-le"), wanted["password"] + "Password")
        self.assertEqual(root.find(".//u:AutoLogon", space) is None, bool(wanted["password"]))
        return root

    def test_nasty_names_and_passwords_come_back(self):
        chance = random.Random(20250704)
        for _ in range(12):
            name = "".join(chance.choices(NASTY, k=chance.randrange(1, 24))).strip()
            password = "".join(chance.choices(NASTY, k=chance.randrange(1, 24)))
            with self.subTest(name=name, password=password):
                self.check_all(PLAIN | {"name": name, "password": password})

    def test_long_names_and_none(self):
        self.check_all(PLAIN | {"name": "é" * 128, "password": "x" * 256})
        self.check_all(PLAIN | {"name": "", "password": ""})

    def test_what_ends_a_line_is_refused(self):
        for field, wanted in (("name", "full-name"), ("password", "password")):
            for value in ("a\nd-i passwd/root-password password x", "a\rb", "a\u2028b", "a\u202eb", "a\x7fb", "a\u0085b",
                          "x" * 257):
                self.assertEqual(self.write(**{field: value}), {"refused": wanted}, repr(value))
        for user in ("", "root", "Élise", "a b", "a:b", "-a", "1a", "a" * 33, "a$(id)", "admin", "systemd-x"):
            self.assertEqual(self.write(user=user), {"refused": "user-name"}, user)
        for field, value in (("host", "a b"), ("host", "-a"), ("locale", "fr;id"), ("layout", "ch\n"), ("timezone", "a b"),
                             ("variant", "a'b"), ("timezone", "../../etc/passwd")):
            self.assertIn("refused", self.write(**{field: value}), value)
        for key in ("ssh-rsa", "ssh-rsa AAAA\nssh-rsa BBBB", "command=\"x\" ssh-rsa AAAA"):
            self.assertEqual(self.write(key=key), {"refused": "ssh-keys"}, key)

    def test_everything_is_said(self):
        documents = self.write()
        config = self.check_cloud(documents["cloud"], PLAIN)
        self.assertEqual((config["hostname"], config["locale"], config["timezone"]),
                         ("my-machine", "fr_CH.UTF-8", "Europe/Zurich"))
        self.assertEqual(config["keyboard"], {"layout": "ch", "variant": "fr"})
        self.assertEqual(config["users"][0]["ssh_authorized_keys"], [KEY])
        self.assertEqual(config["packages"], ["qemu-guest-agent"])
        self.assertNotIn("runcmd", config)
        self.assertIn("task-gnome-desktop", yaml.safe_load(self.write(desktop=True)["cloud"])["packages"])
        install = yaml.safe_load(documents["autoinstall"])["autoinstall"]
        self.assertEqual(install["keyboard"], {"layout": "ch", "variant": "fr"})
        self.assertEqual(install["storage"], {"layout": {"name": "direct"}})
        self.assertIn("spice-vdagent", install["packages"])
        commands = kickstart(documents["kickstart"])
        self.assertEqual(commands["keyboard"], ["--xlayouts=ch (fr)"])
        self.assertEqual(commands["lang"], ["fr_CH.UTF-8"])
        meta = yaml.safe_load(documents["meta"])
        self.assertEqual(meta["local-hostname"], "my-machine")
        self.assertNotEqual(meta["instance-id"], yaml.safe_load(self.write()["meta"])["instance-id"])

    def test_windows_asks_nothing(self):
        space = {"u": "urn:schemas-microsoft-com:unattend"}
        root = self.check_windows(self.write()["unattend"], PLAIN)
        self.assertEqual([s.get("pass") for s in root.findall("u:settings", space)],
                         ["windowsPE", "specialize", "oobeSystem"])
        self.assertEqual(root.find(".//u:InputLocale", space).text, "100c:0000100c")
        self.assertEqual(root.find(".//u:TimeZone", space).text, "W. Europe Standard Time")
        self.assertEqual(root.find(".//u:AcceptEula", space).text, "true")
        for page in ("HideEULAPage", "HideLocalAccountScreen", "HideOnlineAccountScreens", "HideWirelessSetupInOOBE"):
            self.assertEqual(root.find(f".//u:OOBE/u:{page}", space).text, "true", page)
        self.assertIn("BypassNRO", root.find(".//u:RunSynchronousCommand/u:Path", space).text)
        self.assertEqual(len(root.findall(".//u:DriverPaths/u:PathAndCredentials", space)), 5)
        self.assertLessEqual(len(root.find(".//u:ComputerName", space).text), 15)

    def test_debian_asks_nothing(self):
        """The questions that its installer has at the priority of a preseeded run, and those that need an answer."""
        answers = preseed(self.write()["preseed"])
        for question in ("debian-installer/locale", "keyboard-configuration/xkb-keymap", "netcfg/choose_interface",
                         "netcfg/get_hostname", "netcfg/get_domain", "mirror/country", "mirror/http/hostname",
                         "mirror/http/directory", "mirror/http/proxy", "passwd/username", "passwd/user-password-crypted",
                         "passwd/root-login", "time/zone", "clock-setup/utc", "partman-auto/method", "partman-auto/disk",
                         "partman/confirm", "partman/confirm_nooverwrite", "partman-auto/choose_recipe",
                         "popularity-contest/participate", "tasksel/first", "grub-installer/bootdev",
                         "finish-install/reboot_in_progress", "apt-setup/cdrom/set-first"):
            self.assertIn(question, answers)
        self.assertEqual(answers["mirror/http/hostname"], "mirror.example")
        self.assertEqual(answers["mirror/http/directory"], "/debian")

    def test_scripts_are_shell(self):
        for password in ("", "secret"):
            status, output = run("sh", "-n", text=self.write(password=password)["script"])
            self.assertEqual((status, output), (0, ""))

    @unittest.skipUnless(shutil.which("debconf-set-selections"), "no debconf")
    def test_debconf_takes_the_preseed(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(f"{folder}/rc", "w", encoding="utf-8") as rc:
                rc.write(f"Config: config\nTemplates: templates\n\nName: config\nDriver: File\nFilename: {folder}/config\n\n"
                         f"Name: templates\nDriver: File\nFilename: {folder}/templates\n")
            check = ("env", f"DEBCONF_SYSTEMRC={folder}/rc", "debconf-set-selections", "-c")
            self.assertEqual(run(*check, text=self.write(name="O'Neill \"x\" #&")["preseed"]), (0, ""))
            self.assertNotEqual(run(*check, text="d-i passwd/username\n")[0], 0)

    @unittest.skipUnless(shutil.which("cloud-init"), "no cloud-init")
    def test_cloud_init_takes_the_user_data(self):
        for password in ("", "secret"):
            with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
                file.write(self.write(password=password, name="O'Neill \"x\" #& ]]>", desktop=True)["cloud"])
                file.flush()
                status, output = run("cloud-init", "schema", "--config-file", file.name)
            self.assertEqual(status, 0, output)
            self.assertIn("Valid schema", output)
            self.assertNotIn("Deprecated", output)

    @unittest.skipUnless(shutil.which("xmllint"), "no xmllint")
    def test_xml_is_well_formed(self):
        documents = self.write(name="a ]]> <b> & \"c\"")
        for name in ("autoyast", "unattend"):
            self.assertEqual(run("xmllint", "--nonet", "--noout", "-", text=documents[name]), (0, ""), name)


if __name__ == "__main__":
    unittest.main()
