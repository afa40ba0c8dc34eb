#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers to installers, read back by the parsers of the systems that they are for."""

import base64
import ctypes
import json
import os
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

DESKTOPS = (("debian", "GNOME", "task-gnome-desktop"), ("debian", "KDE Plasma", "task-kde-desktop"),
            ("debian", "Xfce", "task-xfce-desktop"), ("ubuntu", "GNOME", "ubuntu-desktop-minimal"),
            ("ubuntu", "KDE Plasma", "kubuntu-desktop"), ("ubuntu", "Xfce", "xubuntu-desktop-minimal"),
            ("fedora", "GNOME", "@workstation-product-environment"), ("fedora", "KDE Plasma", "@kde-desktop-environment"),
            ("fedora", "Xfce", "@xfce-desktop-environment"), ("rhel", "GNOME", "@graphical-server-environment"),
            ("suse", "GNOME", "patterns-gnome-gnome"), ("suse", "KDE Plasma", "patterns-kde-kde"),
            ("suse", "Xfce", "patterns-xfce-xfce"))

PASSES = ["windowsPE", "offlineServicing", "generalize", "specialize", "auditSystem", "auditUser", "oobeSystem"]

# Of Microsoft's Unattended Windows Setup Reference: the passes in which a setting of a component means something.
INTERNATIONAL, SHELL = "Microsoft-Windows-International-Core", "Microsoft-Windows-Shell-Setup"
UNATTEND = {
    **{(INTERNATIONAL + "-WinPE", name): ["windowsPE"]
       for name in ("SetupUILanguage", "InputLocale", "SystemLocale", "UILanguage", "UserLocale")},
    **{(INTERNATIONAL, name): ["specialize", "oobeSystem"] for name in ("InputLocale", "SystemLocale", "UILanguage", "UserLocale")},
    ("Microsoft-Windows-PnpCustomizationsWinPE", "DriverPaths"): ["windowsPE"],
    **{("Microsoft-Windows-Setup", name): ["windowsPE"] for name in ("DiskConfiguration", "ImageInstall", "UserData", "RunSynchronous")},
    ("Microsoft-Windows-Deployment", "RunSynchronous"): ["specialize", "auditUser"],
    (SHELL, "ComputerName"): ["offlineServicing", "generalize", "specialize"],
    (SHELL, "TimeZone"): ["specialize", "auditSystem", "oobeSystem"],
    (SHELL, "OOBE"): ["oobeSystem"],
    (SHELL, "UserAccounts"): ["auditSystem", "oobeSystem"],
    (SHELL, "AutoLogon"): ["specialize", "auditSystem", "oobeSystem"],
    (SHELL, "FirstLogonCommands"): ["oobeSystem"],
}

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

    def test_a_desktop_is_set_up(self):
        """Its packages after the agents, a login screen that does not start in between, and what is there when they are
        not to be had."""
        for family, desktop, package in DESKTOPS:
            with self.subTest(family=family, desktop=desktop):
                documents = self.write(desktop=desktop, family=family, password="")
                config = self.check_cloud(documents["cloud"], PLAIN | {"password": ""})
                self.assertEqual(config["packages"], ["qemu-guest-agent", "spice-vdagent", package])
                files = {file["path"]: file for file in config["write_files"]}
                self.assertEqual("/usr/sbin/policy-rc.d" in files, family in ("debian", "ubuntu"))
                self.assertIn("/etc/issue.d/frond.issue", files)
                self.assertEqual(config["runcmd"][0], ["/var/lib/frond/first-start"])
                self.assertEqual(config["runcmd"][-1], ["systemctl", "--no-block", "start", "display-manager.service"])
                self.assertIn("systemctl set-default graphical.target", documents["script"])
                self.assertIn("AutomaticLogin", "".join(self.decoded(documents["script"])))
                for text in (documents["script"], *map(self.content, files.values())):
                    if text.startswith("#!"):
                        self.assertEqual(run("sh", "-n", text=text), (0, ""))

    def test_a_desktop_with_a_password_asks_for_it(self):
        documents = self.write(desktop="GNOME")
        self.assertNotIn("AutomaticLogin", "".join(self.decoded(documents["script"])))
        self.assertIn(["/var/lib/frond/first-start"], yaml.safe_load(documents["cloud"])["runcmd"])

    @staticmethod
    def content(file):
        return base64.b64decode(file["content"]).decode()

    @staticmethod
    def decoded(script):
        """What the script writes into files."""
        return [base64.b64decode(line.split()[1]).decode() for line in script.splitlines() if line.startswith("echo ")
                and "base64 -d" in line]

    def test_only_login_screens_wait(self):
        config = yaml.safe_load(self.write(desktop="GNOME", password="")["cloud"])
        policy = next(self.content(file) for file in config["write_files"] if file["path"] == "/usr/sbin/policy-rc.d")
        for unit, status in (("gdm3", 101), ("gdm", 101), ("sddm", 101), ("lightdm", 101), ("ssh", 0), ("qemu-guest-agent", 0)):
            self.assertEqual(run("sh", "-c", policy, "policy-rc.d", unit, "start"), (status, ""), unit)

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
        for password, family in (("", "debian"), ("secret", "fedora")):
            with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
                file.write(self.write(password=password, family=family, name="O'Neill \"x\" #& ]]>",
                                      desktop="GNOME")["cloud"])
                file.flush()
                status, output = run("cloud-init", "schema", "--config-file", file.name)
            self.assertEqual(status, 0, output)
            self.assertIn("Valid schema", output)
            self.assertNotIn("Deprecated", output)

    @unittest.skipUnless(shutil.which("ksvalidator"), "no ksvalidator: pykickstart is not in Debian")
    def test_pykickstart_takes_the_kickstart(self):
        for password in ("", "secret"):
            with tempfile.NamedTemporaryFile("w", suffix=".ks") as file:
                file.write(self.write(password=password, name="O'Neill \"x\" #& %end")["kickstart"])
                file.flush()
                for version in ("F40", "RHEL9", "RHEL10"):
                    status, output = run("ksvalidator", "-v", version, file.name)
                    self.assertEqual(status, 0, output)
                    self.assertNotIn("deprecated", output)

    @unittest.skipUnless(os.environ.get("FROND_AUTOINSTALL_SCHEMA"),
                         "FROND_AUTOINSTALL_SCHEMA names no autoinstall-schema.json of Ubuntu's installer")
    def test_subiquity_takes_the_autoinstall(self):
        import jsonschema

        with open(os.environ["FROND_AUTOINSTALL_SCHEMA"], encoding="utf-8") as file:
            schema = json.load(file)
        for password in ("", "secret"):
            install = yaml.safe_load(self.write(password=password)["autoinstall"])["autoinstall"]
            jsonschema.validate(install, schema)
            # What the schema lets pass, since it wants no more than what it knows: that it knows all of ours.
            self.assertLessEqual(set(install), set(schema["properties"]))

    def test_unattend_keeps_microsofts_rules(self):
        """Each setting in a pass that its reference names, each component once a pass, every list in order."""
        space = {"u": "urn:schemas-microsoft-com:unattend"}
        action = "{http://schemas.microsoft.com/WMIConfig/2002/State}action"
        for password in ("", "secret"):
            root = ElementTree.fromstring(self.write(password=password)["unattend"].encode())
            passes = [settings.get("pass") for settings in root]
            self.assertEqual(passes, sorted(set(passes), key=PASSES.index))
            for settings in root:
                names = [component.get("name") for component in settings]
                self.assertEqual(len(names), len(set(names)), settings.get("pass"))
                for component in settings:
                    self.assertEqual((component.get("processorArchitecture"), component.get("publicKeyToken"),
                                      component.get("language"), component.get("versionScope")),
                                     ("amd64", "31bf3856ad364e35", "neutral", "nonSxS"))
                    for setting in component:
                        name = setting.tag.split("}")[1]
                        self.assertIn(settings.get("pass"), UNATTEND[component.get("name"), name], name)
            for parent in root.iter():
                orders = [int(child.find("u:Order", space).text) for child in parent if child.find("u:Order", space) is not None]
                self.assertEqual(orders, list(range(1, len(orders) + 1)))
                for child in parent:
                    if child.find("u:Order", space) is not None or child.tag.endswith(("}LocalAccount", "}MetaData")):
                        self.assertEqual(child.get(action), "add", child.tag)
            for path in root.iterfind(".//u:RunSynchronousCommand/u:Path", space):
                self.assertLessEqual(len(path.text), 259)
            for line in root.iterfind(".//u:SynchronousCommand/u:CommandLine", space):
                self.assertLessEqual(len(line.text), 1024)

    @unittest.skipUnless(shutil.which("xmllint"), "no xmllint")
    def test_xml_is_well_formed(self):
        documents = self.write(name="a ]]> <b> & \"c\"")
        for name in ("autoyast", "unattend"):
            self.assertEqual(run("xmllint", "--nonet", "--noout", "-", text=documents[name]), (0, ""), name)


if __name__ == "__main__":
    unittest.main()
