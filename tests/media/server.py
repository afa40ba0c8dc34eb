#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A web server that misbehaves: server.py FOLDER. The first part of a path is how, the last one a file in FOLDER.

It makes its own certificates in FOLDER (ca.pem is the authority to trust), prints its ports in one line (http, https,
and https with a certificate that is expired, another host's, of nobody known) and lives as long as its input is open.
/stats/PATH tells, a line each, the first byte and the number of bytes of every answer to PATH; /reset forgets them."""

import asyncio
import collections
import email.utils
import os
import pathlib
import ssl
import subprocess
import sys

CHUNK = 16 * 1024
DATE = email.utils.formatdate(1700000000, usegmt=True)
PHRASES = {200: "OK", 206: "Partial Content", 302: "Found", 404: "Not Found", 416: "Range Not Satisfiable"}

folder = pathlib.Path(sys.argv[1])
answers = collections.defaultdict(list)  # path → [first byte, bytes sent]
ports = []


def openssl(*args):
    subprocess.run(["openssl", *args], cwd=folder, check=True, capture_output=True)


def make_key(name):
    openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", f"{name}.key")


def make_certificate(name, address, authority="ca", *dates):
    make_key(name)
    openssl("req", "-new", "-key", f"{name}.key", "-subj", f"/CN={name}", "-addext", f"subjectAltName={address}",
            "-out", f"{name}.csr")  # fmt: skip
    signer = ["-CA", f"{authority}.pem", "-CAkey", f"{authority}.key"]
    openssl("x509", "-req", "-in", f"{name}.csr", *signer, "-copy_extensions", "copy",
            *(dates or ("-days", "2")), "-out", f"{name}.pem")  # fmt: skip


def make_authority(name):
    make_key(name)
    openssl("req", "-x509", "-key", f"{name}.key", "-subj", f"/CN={name}", "-days", "2", "-out", f"{name}.pem")


def make_certificates():
    make_authority("ca")
    make_authority("stranger")
    make_certificate("good", "IP:127.0.0.1")
    make_certificate("expired", "IP:127.0.0.1", "ca", "-not_before", "20200101000000Z", "-not_after", "20200201000000Z")
    make_certificate("elsewhere", "DNS:elsewhere.example")
    make_certificate("unknown", "IP:127.0.0.1", "stranger")


class Request:
    def __init__(self, path, headers, writer):
        self.path, self.headers, self.writer = path, headers, writer
        self.how, self.name = path.strip("/").split("/")[0], path.rsplit("/", 1)[-1]
        self.nth = len(answers[path])
        self.start = None
        if headers.get("range", "").startswith("bytes="):
            self.start = int(headers["range"][6:].split("-")[0])

    def content(self, name=None):
        return (folder / (name or self.name)).read_bytes()

    def head(self, status, length, **more):
        lines = [f"HTTP/1.1 {status} {PHRASES.get(status, 'Whatever')}", "Connection: close"]
        if length is not None:
            lines.append(f"Content-Length: {length}")
        lines += [f"{key.replace('_', '-')}: {value}" for key, value in more.items() if value is not None]
        self.writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())

    async def body(self, data, start=0, pause=0.0):
        record = [start, 0]
        answers[self.path].append(record)
        for at in range(0, len(data), CHUNK):
            piece = data[at : at + CHUNK]
            self.writer.write(piece)
            await self.writer.drain()
            record[1] += len(piece)
            if pause:
                await asyncio.sleep(pause)

    async def serve(self, data, etag='"first"', modified=DATE, cut=None, pause=0.0):
        """An honest answer, cut off after CUT bytes."""
        start = self.start
        if self.headers.get("if-range") not in (None, etag, modified):
            start = None
        if start is not None and start >= len(data):
            self.head(416, 0, Content_Range=f"bytes */{len(data)}")
            answers[self.path].append([start, 0])
            return
        facts = {"ETag": etag, "Last_Modified": modified, "Accept_Ranges": "bytes"}
        if start is None:
            self.head(200, len(data), **facts)
        else:
            self.head(206, len(data) - start, Content_Range=f"bytes {start}-{len(data) - 1}/{len(data)}", **facts)
        await self.body(data[start or 0 :][:cut], start or 0, pause)


async def ok(r):
    await r.serve(r.content())


async def slow(r):
    await r.serve(r.content(), pause=0.004)


async def crawl(r):
    await r.serve(r.content(), pause=0.05)


async def norange(r):
    data = r.content()
    r.head(200, len(data))
    await r.body(data)


async def cut(r):
    data = r.content()
    await r.serve(data, cut=None if r.nth else len(data) // 2)


async def cutoften(r):
    await r.serve(r.content(), cut=100_000)


async def cutnorange(r):
    data = r.content()
    r.head(200, len(data))
    await r.body(data[: len(data) // 2])


async def wrongrange(r):
    """The part that nobody asked for."""
    data = r.content()
    if r.start:
        r.head(206, len(data), Content_Range=f"bytes 0-{len(data) - 1}/{len(data)}", ETag='"first"')
        await r.body(data)
    else:
        await r.serve(data, cut=None if r.nth else len(data) // 2)


async def nonsense(r):
    data = r.content()
    if r.start:
        r.head(206, 10, Content_Range="bytes 7-3/2", ETag='"first"')
        await r.body(b"x" * 10)
    else:
        await r.serve(data, cut=None if r.nth else len(data) // 2)


async def norangelater(r):
    """A range is answered with everything."""
    data = r.content()
    if r.nth:
        await norange(r)
    else:
        await r.serve(data, cut=len(data) // 2)


async def changed(r):
    if r.nth:
        await r.serve(r.content("other.iso"), etag='"second"', modified=None)
    else:
        await r.serve(r.content(), cut=300_000)


async def changedrudely(r):
    """If-Range is not looked at, but the tag is told."""
    if r.nth:
        r.headers.pop("if-range", None)
        await r.serve(r.content("other.iso"), etag='"second"', modified=None)
    else:
        await r.serve(r.content(), cut=300_000)


async def weak(r):
    data = r.content()
    await r.serve(data, etag='W/"first"', modified=None, cut=None if r.nth else len(data) // 2)


async def corrupt(r):
    """The second half of the first file is of another one; nothing tells."""
    data = r.content()
    if r.nth == 0:
        await r.serve(data, cut=300_000)
    elif r.start:
        r.headers.pop("if-range", None)
        await r.serve(b"\0" * len(data))
    else:
        await r.serve(data)


async def long(r):
    data = r.content()
    r.head(200, len(data))
    await r.body(data + b"x" * 5000)


async def short(r):
    """More is said than there is; asked for the rest, the server owns up."""
    data = r.content()
    if r.start:
        await r.serve(data)
    else:
        r.head(200, len(data) + 1000, ETag='"first"')
        await r.body(data)


async def shortliar(r):
    data = r.content()
    total = len(data) + 1000
    if r.start:
        r.head(206, total - r.start, Content_Range=f"bytes {r.start}-{total - 1}/{total}", ETag='"first"')
        await r.body(b"", r.start)
    else:
        r.head(200, total, ETag='"first"')
        await r.body(data)


async def chunked(r):
    data = r.content()
    r.head(200, None, Transfer_Encoding="chunked")
    answers[r.path].append([0, len(data)])
    for at in range(0, len(data), CHUNK):
        piece = data[at : at + CHUNK]
        r.writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        await r.writer.drain()
    r.writer.write(b"0\r\n\r\n")


async def r416(r):
    """The file has become shorter than what was fetched of it."""
    data = r.content()
    if r.start:
        r.head(416, 0, Content_Range="bytes */1000")
        await r.body(b"", r.start)
    else:
        await r.serve(data, cut=None if r.nth else len(data) // 2)


async def busy(r):
    if r.nth < 2:
        r.head(503 if r.nth else 429, 0, Retry_After="0")
        await r.body(b"")
    else:
        await r.serve(r.content())


async def down(r):
    r.head(500, 0)
    await r.body(b"")


async def gone(r):
    r.head(404, 0)
    await r.body(b"")


async def stall(r):
    data = r.content()
    await r.serve(data, cut=None if r.nth else len(data) // 2)
    if r.nth == 0:
        await asyncio.Event().wait()


async def stallalways(r):
    r.head(200, 1_000_000)
    await r.body(b"\0" * 100)
    await asyncio.Event().wait()


async def html(r):
    page = b"\n<!DOCTYPE html><html><title>Log in to the network</title></html>"
    r.head(200, len(page), Content_Type="application/octet-stream")
    await r.body(page)


async def xml(r):
    page = b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>' * 3000
    r.head(200, len(page))
    await r.body(page)


async def empty(r):
    r.head(200, 0)
    await r.body(b"")


async def encoded(r):
    data = r.content()
    r.head(200, len(data), Content_Encoding="gzip")
    await r.body(data)


async def loop(r):
    r.head(302, 0, Location="/loop2/" + r.name)


async def loop2(r):
    r.head(302, 0, Location="/loop/" + r.name)


async def hops(r):
    """/hops/N/FILE: so many redirects, and then the file."""
    n = int(r.path.split("/")[2])
    r.head(302, 0, Location=f"/hops/{n - 1}/{r.name}" if n > 1 else f"/ok/{r.name}")


async def nowhere(r):
    r.head(302, 0, Location="file:///etc/passwd")


async def downgrade(r):
    r.head(302, 0, Location=f"http://127.0.0.1:{ports[0]}/ok/{r.name}")


async def stats(r):
    text = "".join(f"{start} {sent}\n" for start, sent in answers[r.path[len("/stats") :]])
    r.head(200, len(text))
    r.writer.write(text.encode())


async def reset(r):
    answers.clear()
    r.head(200, 0)


async def handle(reader, writer):
    try:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {key.lower(): value for key, value in (line.split(": ", 1) for line in lines[1:] if line)}
        request = Request(lines[0].split(" ")[1], headers, writer)
        if headers.get("accept-encoding") != "identity":
            request.head(400, 0)
        else:
            await globals()[request.how](request)
        await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
        pass
    finally:
        writer.close()


def context_for(name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
    return context


async def listen(context):
    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context)
    ports.append(server.sockets[0].getsockname()[1])
    return server


async def main():
    make_certificates()
    servers = [await listen(None)]
    for name in ("good", "expired", "elsewhere", "unknown"):
        servers.append(await listen(context_for(name)))
    print(*ports, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    os._exit(0)  # whatever still stalls


asyncio.run(main())
