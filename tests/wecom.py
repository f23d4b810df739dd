"""企业微信 as it speaks to us: sealed callbacks, and a server on loopback that gives messages and takes them."""

import base64
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from complaints.channels.wecom_callback import signed


def sealed_by(keys, message):
    """`message` sealed for `keys`, as 企业微信 seals it."""
    content = b"r" * 16 + len(message).to_bytes(4, "big") + message + keys.corp_id.encode()
    fill = 32 - len(content) % 32
    key = keys.cipher_key
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(content + bytes([fill]) * fill) + encryptor.finalize()).decode()


def proof_of(keys, sealed, *, at, nonce="n0nce"):
    """What stands in the address of a callback."""
    timestamp = str(int(at.timestamp()))
    return {
        "msg_signature": signed(keys.token, timestamp, nonce, sealed),
        "timestamp": timestamp,
        "nonce": nonce,
    }


def written(msgid, text="净水器漏水了", *, customer="wm-1", kfid="kf-1", **changes):
    """A message of a customer as `sync_msg` lists it."""
    facts = {"msgid": msgid, "open_kfid": kfid, "external_userid": customer, "send_time": 1795660000, "origin": 3}
    return {**facts, "msgtype": "text", "text": {"content": text}, **changes}


class _Service(BaseHTTPRequestHandler):
    def do_GET(self):
        self._answer(None)

    def do_POST(self):
        self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _answer(self, facts):
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.server.asked.append((parts.path, query, facts))
        told = getattr(self, f"_{parts.path.rsplit('/', 1)[1]}")(query, facts)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(told if isinstance(told, bytes) else json.dumps(told).encode())

    def _gettoken(self, query, _facts):
        if query["corpsecret"] != "app-secret":
            return {"errcode": 40001, "errmsg": "invalid credential"}
        self.server.token = f"token-{len(self.server.asked)}"
        return {"errcode": 0, "errmsg": "ok", "access_token": self.server.token, "expires_in": 7200}

    def _sync_msg(self, query, facts):
        if query["access_token"] != self.server.token:
            return {"errcode": 42001, "errmsg": "access_token expired"}
        begin = int(facts.get("cursor") or 0)
        page = self.server.messages[begin : begin + self.server.page]
        more = begin + self.server.page < len(self.server.messages)
        return {"errcode": 0, "msg_list": page, "next_cursor": str(begin + len(page)), "has_more": int(more)}

    def _send_msg(self, query, facts):
        if self.server.refuses:
            return {"errcode": self.server.refuses, "errmsg": "no"}
        return {"errcode": 0, "errmsg": "ok", "msgid": facts["msgid"]}

    def _get(self, query, _facts):
        return self.server.file if query["access_token"] == self.server.token else {"errcode": 40014}

    def log_message(self, *_words):
        pass


@contextmanager
def a_wecom_server(*messages, page=100, file=b"", refuses=0):
    """A server with `url`, what it was `asked`, and the `messages` it gives."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Service) as server:
        server.daemon_threads = True
        server.messages, server.page, server.file, server.refuses = list(messages), page, file, refuses
        server.asked, server.token, server.url = [], "", f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
