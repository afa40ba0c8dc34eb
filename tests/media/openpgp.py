#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and signatures as publishers have them (RFC 9580, version 4), made without an agent: openpgp.py FOLDER.

FOLDER/SUMS is what is signed. Made are keys.pgp (the publisher's and the expired one's), stranger.pgp, and beside SUMS:
SUMS.good, .stranger, .expiredkey, .expired (detached), SUMS.clear, SUMS.tampered (clear-signed). The publisher's, the
stranger's and the expired one's fingerprints are printed in one line."""

import base64
import hashlib
import pathlib
import struct
import subprocess
import sys
import time

RSA, SHA256 = 1, 8
BINARY, TEXT, CERTIFICATION = 0x00, 0x01, 0x13
DAY = 24 * 60 * 60
NOW = int(time.time())

folder = pathlib.Path(sys.argv[1])


def openssl(*args, data=None):
    return subprocess.run(["openssl", *args], cwd=folder, check=True, capture_output=True, input=data).stdout


def packet(tag, body):
    return bytes([0xC0 | tag, 0xFF]) + struct.pack(">I", len(body)) + body


def number(value):
    return struct.pack(">H", value.bit_length()) + value.to_bytes((value.bit_length() + 7) // 8, "big")


def subpacket(kind, data):
    return bytes([len(data) + 1, kind]) + data


class Key:
    def __init__(self, name, created, lifetime=0):
        self.secret = f"{name}.pem"
        openssl("genrsa", "-out", self.secret, "2048")
        modulus = int(openssl("rsa", "-in", self.secret, "-noout", "-modulus").decode().split("=")[1], 16)
        self.body = bytes([4]) + struct.pack(">IB", created, RSA) + number(modulus) + number(65537)
        self.framed = b"\x99" + struct.pack(">H", len(self.body)) + self.body
        self.fingerprint = hashlib.sha1(self.framed).digest()
        user = f"{name} <{name}@example>".encode()
        more = subpacket(27, b"\x03") + (subpacket(9, struct.pack(">I", lifetime)) if lifetime else b"")
        signed = self.framed + b"\xb4" + struct.pack(">I", len(user)) + user
        self.public = packet(6, self.body) + packet(13, user) + self.sign(signed, CERTIFICATION, created, more)

    def sign(self, data, kind, created=NOW, more=b""):
        hashed = subpacket(2, struct.pack(">I", created)) + subpacket(33, b"\x04" + self.fingerprint) + more
        head = bytes([4, kind, RSA, SHA256]) + struct.pack(">H", len(hashed)) + hashed
        data += head + b"\x04\xff" + struct.pack(">I", len(head))
        loose = subpacket(16, self.fingerprint[-8:])
        value = int.from_bytes(openssl("dgst", "-sha256", "-sign", self.secret, data=data), "big")
        left = hashlib.sha256(data).digest()[:2]
        return packet(2, head + struct.pack(">H", len(loose)) + loose + left + number(value))

    def clear_sign(self, text):
        canonical = "\r\n".join(line.rstrip() for line in text.rstrip("\n").split("\n")).encode()
        armour = base64.encodebytes(self.sign(canonical, TEXT)).decode()
        return (
            "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n" + text.rstrip("\n") + "\n"
            "-----BEGIN PGP SIGNATURE-----\n\n" + armour + "-----END PGP SIGNATURE-----\n"
        )


text = (folder / "SUMS").read_text()
publisher = Key("publisher", NOW - DAY)
stranger = Key("stranger", NOW - DAY)
old = Key("old", NOW - 30 * DAY, 10 * DAY)
(folder / "keys.pgp").write_bytes(publisher.public + old.public)
(folder / "stranger.pgp").write_bytes(stranger.public)
(folder / "SUMS.good").write_bytes(publisher.sign(text.encode(), BINARY))
(folder / "SUMS.stranger").write_bytes(stranger.sign(text.encode(), BINARY))
(folder / "SUMS.expiredkey").write_bytes(old.sign(text.encode(), BINARY, NOW - 25 * DAY))
(folder / "SUMS.expired").write_bytes(
    publisher.sign(text.encode(), BINARY, NOW - DAY // 2, subpacket(3, struct.pack(">I", 60)))
)
(folder / "SUMS.clear").write_text(publisher.clear_sign(text))
(folder / "SUMS.tampered").write_text(publisher.clear_sign(text).replace("  image.iso", "  imag3.iso"))
print(*(key.fingerprint.hex().upper() for key in (publisher, stranger, old)))
