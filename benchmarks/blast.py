"""A whole blast at the stand-in, against bare POSTs of the very same body.

    python benchmarks/blast.py [PEOPLE] [PROCESSES] [whole]

The stand-in, the worker and this program are processes of their own. The baseline posts one captured body of
1,000 people over and over, on as many keep-alive connections as the worker has threads: what is left to gain
if claiming, filling and writing down cost nothing. The worker has PROCESSES processes, and as many threads in all; their
memory is what they hold together, what they share counted once. Exit 1 where it passes 200 MB, grows by more than 15 % in the second
half, or somebody is not accepted. whole: the stand-in checks every request as SendGrid would, instead of counting
and logging only.
"""

import multiprocessing
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from mailer.sandbox import Sandbox, SandboxOptions  # noqa: E402
from tests.crashing import launch, prepared  # noqa: E402

BATCH = 1000
THREADS = 4
MOST_MEMORY = 200.0
MOST_GROWTH = 1.15
_SHARE = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
_LIGHT, _WHOLE = SandboxOptions(light=True), SandboxOptions(keeps_texts=False)
_spawn = multiprocessing.get_context("spawn")


def main() -> int:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    processes = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    body, key = _captured()
    options = _WHOLE if "whole" in sys.argv else _LIGHT
    with stand_in(options) as host:
        bare = _bare(host, body, key, posts=max(50, people // BATCH))
        print(f"one body: {len(body):,} bytes for {BATCH:,} people")
        print(f"bare POSTs   {bare:12,.0f} people a second")
        return _blast(host, people, bare, processes)


def _blast(host: str, people: int, bare: float, processes: int) -> int:
    with workspace(host) as (root, environment):
        settings = root / "mailer.toml"
        told = settings.read_text("utf-8").replace(
            "\nconcurrency = 4\n",
            f"\nconcurrency = {THREADS // processes}\nprocesses = {processes}\n",
        )
        settings.write_text(told, "utf-8")
        return _measured(root, environment, people, bare)


def _measured(root: Path, environment: dict[str, str], people: int, bare: float) -> int:
    with prepared(root, environment) as blast:
        blast.people(people)
        began = time.perf_counter()
        blast.begin()
        print(f"plan, approve, freeze {time.perf_counter() - began:6.1f} s for {people:,} people")
        began = time.perf_counter()
        worker = launch(root, environment)
        samples: list[float] = []
        while worker.is_alive():
            samples.append(_held(worker.pid or 0))
            worker.join(0.5)
        seconds = time.perf_counter() - began
        status = blast.status()
        samples = [sample for sample in samples if sample]
        middle, peak = max(samples[: len(samples) // 2]), max(samples)
        print(
            f"our blast    {people / seconds:12,.0f} people a second, start of the worker included"
        )
        print(f"ratio        {people / seconds / bare:12.2f} of bare POSTs")
        print(f"memory       {peak:12.0f} MB at most, {middle:.0f} MB in the first half")
        is_flat = peak <= MOST_GROWTH * middle
        done = status["state"] == "sent" and status["accepted"] == people
        print(
            f"accepted     {status['accepted']:12,} of {people:,}; the campaign is {status['state']}"
        )
        return 0 if done and is_flat and peak < MOST_MEMORY else 1


def _bare(host: str, body: bytes, key: str, posts: int) -> float:
    """People a second, on THREADS connections."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def post(count: int) -> None:
        with httpx.Client(trust_env=False, timeout=30) as client:
            for _ in range(count):
                answer = client.post(f"{host}/v3/mail/send", content=body, headers=headers)
                assert answer.status_code == 202, answer.text

    began = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(post, posts // THREADS) for _ in range(THREADS)]:
            done.result()
    return posts // THREADS * THREADS * BATCH / (time.perf_counter() - began)


def _captured() -> tuple[bytes, str]:
    """The body of one batch of ours, and the key it came with."""
    seen: list[tuple[bytes, str]] = []

    class Catch(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(200, b'{"scopes": ["mail.send"]}')

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.path == "/v3/mail/batch":
                self._answer(201, b'{"batch_id": "for-the-stand-in"}')
            elif b'"sandbox_mode":{"enable":true}' in body:
                self._answer(200)
            else:
                body = body.replace(b',"batch_id":"for-the-stand-in"', b"")  # it knows its own only
                seen.append((body, self.headers["Authorization"].removeprefix("Bearer ")))
                self._answer(202)

        def _answer(self, status: int, body: bytes = b"") -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Catch)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"http://127.0.0.1:{server.server_address[1]}"
    with workspace(host) as (root, environment), prepared(root, environment) as blast:
        blast.people(BATCH)
        blast.begin()
        launch(root, environment).join(60)
    server.shutdown()
    return seen[0]


@contextmanager
def workspace(host: str) -> Iterator[tuple[Path, dict[str, str]]]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("templates", "audiences", "releases", "campaigns", "pictures"):
            shutil.copytree(ROOT / name, root / name)
        shutil.copy(ROOT / "mailer.toml", root)
        yield (
            root,
            {
                "MAILER_TRANSPORT": "sendgrid",
                "MAILER_SENDGRID_HOST": host,
                "SENDGRID_API_KEY": "SG.for-the-stand-in",
            },
        )


@contextmanager
def stand_in(options: SandboxOptions = _LIGHT) -> Iterator[str]:
    """In a process of its own; without checks, where its speed must not be what is measured."""
    ours, theirs = _spawn.Pipe()
    process = _spawn.Process(target=_serve, args=(theirs, options))
    process.start()
    try:
        yield ours.recv()
    finally:
        ours.send("stop")
        process.join(10)


def _serve(pipe: "Connection[str, str]", options: SandboxOptions) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sandbox = Sandbox(replace(options, log=Path(folder) / "delivered.jsonl"))
        pipe.send(sandbox.start())
        pipe.recv()
        sandbox.stop()


def _held(process: int) -> float:
    """MB of it and its children together, what is shared counted once; 0 where it is gone."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
        texts = [
            Path(f"/proc/{each}/smaps_rollup").read_text("ascii") for each in (process, *children)
        ]
    except OSError:
        return 0.0
    return sum(int(found[1]) for text in texts if (found := _SHARE.search(text))) / 1024


if __name__ == "__main__":
    sys.exit(main())
