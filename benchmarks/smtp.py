"""A blast through SMTP, against the standard library sending ready messages one after the other.

    python benchmarks/smtp.py [PEOPLE]

The sink is a process of its own: it speaks just enough SMTP to say yes, and keeps nothing. The baseline is
smtplib's sendmail of one ready message over one connection. Exit 1 below 3,000 messages a second, or where
somebody was not accepted.
"""

import multiprocessing
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from mailer.transports import open_transport  # noqa: E402
from tests.outgoing import outgoing, people, settings  # noqa: E402

BATCH = 1000
THREADS = 2
LEAST = 3_000
_spawn = multiprocessing.get_context("spawn")


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with _sink() as port:
        plain = _plain(port, count // 4)
        ours, accepted = _ours(port, count)
    print(f"smtplib, one ready message   {plain:10,.0f} messages a second")
    print(f"ours, one message each       {ours:10,.0f} messages a second")
    print(f"ratio                        {ours / plain:10.2f}")
    print(f"accepted {accepted:,} of {count:,}")
    return 0 if ours >= LEAST and accepted == count else 1


def _plain(port: int, count: int) -> float:
    import smtplib

    whole = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\n\r\n" + b"A line.\r\n" * 60
    with smtplib.SMTP("127.0.0.1", port) as server:
        began = time.perf_counter()
        for _ in range(count):
            server.sendmail("a@example.org", ["b@example.org"], whole)
        return count / (time.perf_counter() - began)


def _ours(port: int, count: int) -> tuple[float, int]:
    with tempfile.TemporaryDirectory() as folder:
        transport = open_transport("smtp", settings(Path(folder), smtp=f"smtp://127.0.0.1:{port}"))
        batches = [outgoing(people(BATCH), batch=f"b{n}") for n in range(count // BATCH)]
        accepted: list[int] = []

        def work(mine: list[object]) -> None:
            for batch in mine:
                accepted.append(len(transport.send(batch).accepted))  # type: ignore[arg-type]

        shares = [batches[n::THREADS] for n in range(THREADS)]
        threads = [threading.Thread(target=work, args=(share,)) for share in shares]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - began
        transport.close()
        return sum(accepted) / seconds, sum(accepted)


@contextmanager
def _sink() -> Iterator[int]:
    ours, theirs = _spawn.Pipe()
    process = _spawn.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield int(ours.recv())
    finally:
        process.terminate()
        process.join(10)


def _serve(pipe: "Connection[object, object]") -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    pipe.send(listening.getsockname()[1])
    while True:
        line, _ = listening.accept()
        threading.Thread(target=_answer, args=(line,), daemon=True).start()


def _answer(line: socket.socket) -> None:
    """Yes to everything, in as few writes as the other side's reads allow."""
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.sendall(b"220 sink\r\n")
    pending, in_text = b"", False
    while data := line.recv(65_536):
        pending += data
        answers: list[bytes] = []
        while True:
            if in_text:
                _, end, rest = pending.partition(b"\r\n.\r\n")
                if not end:
                    break
                pending, in_text = rest, False
                answers.append(b"250 ok\r\n")
                continue
            command, end, rest = pending.partition(b"\r\n")
            if not end:
                break
            pending = rest
            word = command[:4].upper()
            if word == b"EHLO":
                answers.append(b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n")
            elif word == b"DATA":
                answers.append(b"354 go on\r\n")
                in_text = True
            elif word == b"QUIT":
                answers.append(b"221 bye\r\n")
            else:
                answers.append(b"250 ok\r\n")
        if answers:
            line.sendall(b"".join(answers))


if __name__ == "__main__":
    sys.exit(main())
