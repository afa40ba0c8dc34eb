# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A web server on this computer, which can be made to stop in the middle."""

import hashlib
import http.server
import re
import threading


class Server(http.server.ThreadingHTTPServer):
    """Files by their paths; held: how many bytes of each it gives before it waits for the event."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files, self.held, self.going = {}, None, threading.Event()
        self.ranges, self.sent = [], 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        """Clients that are killed are no news."""

    def url(self, path):
        return f"http://127.0.0.1:{self.server_port}{path}"


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def do_HEAD(self):
        self.answer()

    def do_GET(self):
        data, position = self.answer()
        while position < len(data):
            end = min(position + 65536, len(data))
            if self.server.held is not None and end > self.server.held:
                self.server.going.wait()
            self.wfile.write(data[position:end])
            self.server.sent += end - position
            position = end

    def answer(self):
        data, start = self.server.files[self.path], 0
        match = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if match:
            start = int(match[1])
            self.server.ranges.append(start)
        self.send_response(206 if match else 200)
        if match:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(data) - start))
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("ETag", f'"{hashlib.sha256(data).hexdigest()}"')
        self.end_headers()
        return data, start
