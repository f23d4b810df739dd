"""A mailbox at a real IMAP server, Dovecot, on the loopback address; and mails as programs and forgers write them."""

import getpass
import imaplib
import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from time import monotonic, sleep

import pytest

USER, PASSWORD = "care@desk.example.cn", "geheim 密码"
_SETTINGS = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
{encryption}
disable_plaintext_auth = no
auth_mechanisms = plain login
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
first_valid_uid = 1
mail_location = maildir:{folder}/mail
mail_max_userip_connections = 50
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {imaps_port}
  }}
}}
"""
_serial = count(1)


class ImapServer:
    """The running server; `put` lays a mail into the inbox as a mail server would."""

    def __init__(self, port, imaps_port, folder):
        self.port, self.address, self._folder = port, f"imap://127.0.0.1:{port}", folder
        self.imaps_address, self.certificate = f"imaps://127.0.0.1:{imaps_port}", folder / "certificate.pem"

    def put(self, mail, folder="INBOX"):
        raw = mail if isinstance(mail, bytes) else mail.as_bytes()
        with self._signed_in() as connection:
            kind, _told = connection.append(folder, None, None, raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
            assert kind == "OK"

    def empty(self):
        with self._signed_in() as connection:
            held = int(connection.select("INBOX")[1][0])
            if held:
                connection.store("1:*", "+FLAGS", r"(\Deleted)")
                connection.expunge()

    def seen(self):
        """How many mails of the inbox carry the mark of having been read."""
        with self._signed_in() as connection:
            connection.select("INBOX", readonly=True)
            return len(connection.search(None, "SEEN")[1][0].split())

    def count_anew(self):
        """The server gives its mails new numbers, as after it was restored from a copy."""
        with self._signed_in() as connection:
            before = connection.status("INBOX", "(UIDVALIDITY)")
        ends_at = monotonic() + 15
        while monotonic() < ends_at:
            # A process of the server that still stands by may write the old numbers again.
            for kept in (self._folder / "mail").glob("dovecot*"):
                kept.unlink(missing_ok=True)
            with self._signed_in() as connection:
                if connection.status("INBOX", "(UIDVALIDITY)") != before:
                    return
            sleep(0.5)
        raise AssertionError("the server keeps its numbers")

    @contextmanager
    def _signed_in(self):
        connection = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        try:
            secret = f"\0{USER}\0{PASSWORD}".encode()
            connection.authenticate("PLAIN", lambda _challenge: secret)
            yield connection
        finally:
            with suppress(imaplib.IMAP4.error, OSError):
                connection.logout()


@contextmanager
def an_imap_server(is_encrypted=False):
    """Dovecot with one empty mailbox; encrypted, with a certificate only it vouches for.

    Skipped where it is not installed, but never in CI.
    """
    program = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        told = "Dovecot is not installed: apt-get install dovecot-imapd"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(told)
    folder = Path(tempfile.mkdtemp(prefix="imap-"))
    port, imaps_port = _free_port(), _free_port() if is_encrypted else 0
    try:
        _write_settings(folder, port, imaps_port)
        # The program is the one of the system, started with settings of our own.
        process = subprocess.Popen([program, "-F", "-c", folder / "settings"], stderr=subprocess.PIPE)
        try:
            _wait_for(port, process, folder)
            yield ImapServer(port, imaps_port, folder)
        finally:
            process.terminate()
            process.wait(10)
            process.stderr.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write_settings(folder, port, imaps_port):
    is_root = os.getuid() == 0
    uid, gid = (65534, 65534) if is_root else (os.getuid(), os.getgid())
    folder.chmod(0o755)
    for name in ("mail", "home", "state"):
        (folder / name).mkdir()
        if is_root:
            os.chown(folder / name, uid, gid)
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n", encoding="utf-8")
    user = "nobody" if is_root else getpass.getuser()
    group = "nogroup" if is_root else os.getgid()
    encryption = _certified(folder) if imaps_port else "ssl = no"
    facts = {
        "folder": folder,
        "port": port,
        "imaps_port": imaps_port,
        "encryption": encryption,
        "user": user,
        "group": group,
        "uid": uid,
        "gid": gid,
    }
    (folder / "settings").write_text(_SETTINGS.format(**facts), encoding="utf-8")


def _certified(folder):
    """The settings of a server with a certificate for its address, signed by itself."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    wanted = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    places = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate]
    subprocess.run(["openssl", "req", "-x509", *wanted, *places], check=True, capture_output=True)
    return f"ssl = yes\nssl_cert = <{certificate}\nssl_key = <{key}"


def _free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _wait_for(port, process, folder):
    ends_at = monotonic() + 15
    while monotonic() < ends_at and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as found:
            if found.recv(4) == b"* OK":
                return
        sleep(0.05)
    told = (folder / "log").read_text() if (folder / "log").exists() else ""
    raise AssertionError(f"Dovecot did not start: {told}")


def a_mail(text="壶底渗水,柜子泡坏了。", **headers):
    """A mail as a person's program writes it; `headers` by name with _ for -, None leaves one out."""
    serial = next(_serial)
    usual = {
        "From": "林岚 <lin@customer.example.cn>",
        "To": USER,
        "Subject": "保温壶漏水",
        "Message-ID": f"<m{serial}@customer.example.cn>",
        "Date": "Wed, 18 Nov 2026 12:00:00 +0800",
    }
    mail = EmailMessage()
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    kept = {name: value for name, value in usual.items() if name.lower() not in map(str.lower, given)}
    for name, value in (kept | given).items():
        if value is not None:
            mail[name] = value
    mail.set_content(text)
    return mail
