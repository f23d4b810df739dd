"""Providers on the loopback address: an SMTP server and an HTTP server that answer what a test tells them to."""

import json
import socketserver
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep

#: Instead of an answer: the connection ends.
DROP = b""


class _Mail(socketserver.StreamRequestHandler):
    """Just enough of RFC 5321; `server.answers` replaces the answer to a command, "." stands for the end of a text."""

    def handle(self):
        if not self._answer("CONNECT", b"220 here"):
            return
        letter = {"to": []}
        while line := self.rfile.readline():
            verb = line[:4].strip().upper().decode()
            if verb == "MAIL":
                letter = {"from": line[11:].split(b">")[0].decode(), "to": []}
            if verb == "RCPT":
                letter["to"].append(line[9:].split(b">")[0].decode())
            if not self._answer(verb, b"354 go on" if verb == "DATA" else b"250 ok"):
                return
            if verb == "DATA" and not self._take(letter):
                return
            if verb == "QUIT":
                return

    def _take(self, letter):
        lines = []
        while (line := self.rfile.readline()) and line != b".\r\n":
            lines.append(line)
        letter["text"] = b"".join(lines).decode()
        self.server.letters.append(letter)
        return self._answer(".", b"250 taken")

    def _answer(self, verb, usual):
        sleep(self.server.slowness)
        answer = self.server.answers.get(verb, usual)
        if answer != DROP:
            self.wfile.write(answer + b"\r\n")
        return answer != DROP


class _MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


@contextmanager
def a_mail_server(*, slowness=0, **answers):
    """A server with `port` and the `letters` it was given; `answers` by command, `END` for the end of a text."""
    with _MailServer(("127.0.0.1", 0), _Mail) as server:
        server.answers = {"." if verb == "END" else verb: answer for verb, answer in answers.items()}
        server.letters, server.slowness, server.port = [], slowness, server.server_address[1]
        with _running(server):
            yield server


class _Web(BaseHTTPRequestHandler):
    def do_GET(self):
        self.do_POST()

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.requests.append({"path": self.path, "headers": dict(self.headers), "body": body})
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        for chunk in self.server.chunks:
            sleep(self.server.slowness)
            try:
                self.wfile.write(chunk)
                self.wfile.flush()
            except OSError:
                return

    def log_message(self, *_words):
        pass


@contextmanager
def a_web_server(answer=None, *, status=200, headers=None, chunks=None, slowness=0):
    """A server with `url` and the `requests` it was sent; answers `answer` as JSON, or the raw `chunks`."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Web) as server:
        server.daemon_threads = True
        server.status, server.headers, server.slowness = status, headers or {}, slowness
        server.chunks = [json.dumps(answer if answer is not None else {}).encode()] if chunks is None else chunks
        server.requests, server.url = [], f"http://127.0.0.1:{server.server_address[1]}/send"
        with _running(server):
            yield server


@contextmanager
def _running(server):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
