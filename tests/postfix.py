"""A real Postfix for the tests: an instance of its own on loopback, which puts what it takes into a Maildir.

Nothing of the system's own mail is touched: configuration, queue and mailboxes lie in a folder that goes
with the tests. Postfix's master has to be started by root.
"""

import contextlib
import os
import pwd
import smtplib
import subprocess
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import free_port
from tests.scratch import scratch

HOW_TO_GET_IT = (
    "Postfix is missing. Get it with: apt-get install -y postfix   (./run test does it as root)"
)
_DAEMONS = Path("/usr/lib/postfix/sbin")
_SECONDS = 20.0
LARGEST = 60_000
"""Bytes of one message that it takes."""
_ENDS_WITH_ITS_INPUT = """
home=$1
/usr/sbin/postfix -c "$home/etc" start </dev/null || exit 1
cat >/dev/null
master=$(tr -d ' ' <"$home/queue/pid/master.pid")
kill "$master"
while kill -0 "$master" 2>/dev/null; do sleep 0.05; done
rm -rf "$home"
"""
"""The master leaves the shell that started it; where the tests are killed, the end of the input is the end of it."""
_SERVICES = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True, slots=True)
class Postfix:
    """url: for MAILER_SMTP_URL. Everybody at `example.org` has one mailbox; those that `answers` names are
    refused with its words."""

    url: str
    mailbox: Path
    queue: Path

    def delivered(self, addresses: Collection[str]) -> Mapping[str, bytes]:
        """The whole message per address, of everybody who ever got one, once all of these have theirs and
        nothing waits. Raises AssertionError where that takes too long or somebody got two."""
        until = time.monotonic() + _SECONDS
        while missing := sorted(set(addresses) - set(found := self._found())) or self._waits():
            if time.monotonic() > until:
                raise AssertionError(f"missing: {missing}; still queued: {self._waits()}")
            time.sleep(0.02)
        return found

    def _found(self) -> Mapping[str, bytes]:
        messages = [path.read_bytes() for path in (self.mailbox / "new").glob("*")]
        by_address = {_delivered_to(whole): whole for whole in messages}
        assert len(by_address) == len(messages), "somebody got two"
        return by_address

    def _waits(self) -> bool:
        return any(
            path.is_file()
            for name in ("incoming", "active", "maildrop", "deferred")
            for path in (self.queue / name).rglob("*")
        )


def _delivered_to(whole: bytes) -> str:
    line = next(line for line in whole.splitlines() if line.startswith(b"Delivered-To: "))
    return line.removeprefix(b"Delivered-To: ").decode("ascii")


@contextlib.contextmanager
def running(answers: Mapping[str, str]) -> Iterator[Postfix]:
    """answers: address -> what is said at its RCPT, such as `550 5.1.1 nobody of that name`."""
    if not (_DAEMONS / "master").exists():
        raise RuntimeError(HOW_TO_GET_IT)
    if os.geteuid() != 0:
        raise RuntimeError("Postfix can be started by root only. Run ./run test as root.")
    home = Path(tempfile.mkdtemp(prefix="mailer-postfix-", dir=scratch()))
    home.chmod(0o755)
    port = free_port()
    _configure(home, port, answers)
    with (home / "stderr").open("wb") as said:
        process = subprocess.Popen(
            ["/bin/sh", "-c", _ENDS_WITH_ITS_INPUT, "sh", home],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
            start_new_session=True,
        )
    assert process.stdin is not None
    try:
        _wait_until_ready(home, port, process)
        yield Postfix(f"smtp://127.0.0.1:{port}", home / "mail" / "inbox", home / "queue")
    finally:
        process.stdin.close()
        process.wait(_SECONDS)


def _configure(home: Path, port: int, answers: Mapping[str, str]) -> None:
    owner = pwd.getpwnam("postfix")
    for name in ("etc", "queue", "data", "mail"):
        (home / name).mkdir()
    for name in ("data", "mail"):
        os.chown(home / name, owner.pw_uid, owner.pw_gid)
    refused = "".join(f" {{ {address} = {said} }}" for address, said in answers.items())
    settings = {
        "compatibility_level": "3.6",
        "queue_directory": home / "queue",
        "data_directory": home / "data",
        "daemon_directory": _DAEMONS,
        "inet_interfaces": "127.0.0.1",
        "inet_protocols": "ipv4",
        "myhostname": "post.example.org",
        "mydestination": "",
        "mynetworks": "127.0.0.0/8",
        "alias_maps": "",
        "virtual_mailbox_domains": "example.org",
        "virtual_mailbox_base": home / "mail",
        "virtual_mailbox_maps": "static:inbox/",
        "virtual_uid_maps": f"static:{owner.pw_uid}",
        "virtual_gid_maps": f"static:{owner.pw_gid}",
        "virtual_minimum_uid": "1",
        "message_size_limit": LARGEST,
        "mailbox_size_limit": "0",
        "virtual_mailbox_limit": "0",
        "smtpd_recipient_restrictions": (
            f"check_recipient_access inline:{{{refused} }}, permit_mynetworks, reject"
            if answers
            else "permit_mynetworks, reject"
        ),
        "maillog_file": home / "log",
        "maillog_file_prefixes": home,
    }
    lines = "".join(f"{name} = {value}\n" for name, value in settings.items())
    (home / "etc" / "main.cf").write_text(lines, "ascii")
    (home / "etc" / "master.cf").write_text(_SERVICES.format(port=port), "ascii")


def _wait_until_ready(home: Path, port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until and process.poll() is None:
        with (
            contextlib.suppress(OSError, smtplib.SMTPException),
            smtplib.SMTP("127.0.0.1", port, timeout=2) as client,
        ):
            client.noop()
            return
        time.sleep(0.05)
    said = "".join(
        path.read_text("utf-8", "replace")
        for path in (home / "stderr", home / "log")
        if path.exists()
    )
    raise RuntimeError(f"Postfix did not start: {said[-2000:]}")
