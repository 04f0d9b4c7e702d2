"""The stand-in as a server: HTTP as it is on the wire, the account's other addresses, and the log."""

import gzip
import json
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from mailer.errors import ConfigError
from mailer.sandbox import Sandbox, SandboxOptions, read_faults
from mailer.sandbox.faults import KINDS, parse_faults
from tests.conftest import ROOT

KEY = {"Authorization": "Bearer SG.any"}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as found:
        yield found


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sandbox.base_url, headers=KEY, trust_env=False, timeout=5) as found:
        yield found


def mail(*addresses: str, **changes: Any) -> dict[str, Any]:
    return {
        "personalizations": [{"to": [{"email": address}]} for address in addresses],
        "from": {"email": "marta@riverwatch.example.org"},
        "subject": "Hello -name-",
        "content": [{"type": "text/plain", "value": "Dear -name-, -name-"}],
        **changes,
    }


def exchange(sandbox: Sandbox, raw: bytes) -> bytes:
    """Raw bytes in, everything that comes back until the other side hangs up or is silent."""
    port = int(sandbox.base_url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
        connection.sendall(raw)
        got = b""
        try:
            while piece := connection.recv(65_536):
                got += piece
        except TimeoutError:
            pass
        return got


def test_a_mail_is_accepted_with_an_id_and_stands_in_the_log(
    sandbox: Sandbox, client: httpx.Client
) -> None:
    person = {
        "to": [{"email": "ada@example.org", "name": "Ada"}],
        "substitutions": {"-name-": "Ada"},
        "headers": {"X-Own": "-name-"},
        "custom_args": {"nb": "-name-"},
    }
    answer = client.post(
        "/v3/mail/send", json=mail(personalizations=[person], custom_args={"all": "1"})
    )
    assert (answer.status_code, answer.content) == (202, b"")
    (letter,) = sandbox.log
    assert letter["request_id"] == answer.headers["X-Message-Id"]
    assert letter["message_id"].startswith(answer.headers["X-Message-Id"] + ".")
    assert letter["subject"] == "Hello Ada"
    assert letter["text"] == "Dear Ada, Ada"
    assert letter["headers"] == {"X-Own": "-name-"}, "headers and arguments are left alone"
    assert letter["custom_args"] == {"all": "1", "nb": "-name-"}
    assert (letter["to"], letter["name"]) == ("ada@example.org", "Ada")


def test_substitution_is_blind_and_one_persons_values_never_reach_another(
    sandbox: Sandbox, client: httpx.Client
) -> None:
    people = [
        {"to": [{"email": f"p{number}@example.org"}], "substitutions": substitutions}
        for number, substitutions in enumerate(
            [{"-name-": "<b>&"}, {"-name-": "-x-", "-x-": "y"}, {}, {"-name-": "Z"}]
        )
    ]
    client.post("/v3/mail/send", json=mail(personalizations=people))
    texts = [letter["text"] for letter in sandbox.log]
    assert texts == [
        "Dear <b>&, <b>&",
        "Dear y, y",
        "Dear -name-, -name-",
        "Dear Z, Z",
    ]


def test_everybody_in_one_personalization_sees_the_others(
    sandbox: Sandbox, client: httpx.Client
) -> None:
    both = {"to": [{"email": "a@example.org"}, {"email": "b@example.org"}]}
    client.post("/v3/mail/send", json=mail(personalizations=[both]))
    assert [letter["others"] for letter in sandbox.log] == [["b@example.org"], ["a@example.org"]]


def test_the_log_file_has_one_line_per_letter_as_soon_as_it_is_answered(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    with Sandbox(SandboxOptions(log=log)) as sandbox:
        answer = httpx.post(
            f"{sandbox.base_url}/v3/mail/send",
            json=mail("a@example.org", "b@example.org"),
            headers=KEY,
        )
        assert answer.status_code == 202
        lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [line["to"] for line in lines] == ["a@example.org", "b@example.org"]
    assert {"subject", "html", "text", "headers", "custom_args", "categories"} <= set(lines[0])


def test_light_counts_and_logs_who_got_it(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    with Sandbox(SandboxOptions(log=log, light=True)) as sandbox:
        url = f"{sandbox.base_url}/v3/mail/send"
        good = httpx.post(url, json=mail("a@example.org", "b@example.org"), headers=KEY)
        twice = httpx.post(url, json=mail("a@example.org", "a@example.org"), headers=KEY)
        broken = httpx.post(url, content=b"{", headers={**KEY, "Content-Type": "application/json"})
        assert sandbox.delivered == 2
    assert [good.status_code, twice.status_code, broken.status_code] == [202, 400, 400]
    assert good.headers["X-Message-Id"]
    assert [json.loads(line)["to"] for line in log.read_text().splitlines()] == [
        "a@example.org",
        "b@example.org",
    ]


@pytest.mark.parametrize(
    "key", [None, "", "Bearer", "Bearer None", "Bearer bad", "Basic SG.any", "SG.any"]
)
def test_a_key_that_is_none_is_refused(sandbox: Sandbox, key: str | None) -> None:
    headers = {} if key is None else {"Authorization": key}
    for path in ("/v3/mail/send", "/v3/mail/batch", "/v3/nothing"):
        answer = httpx.post(sandbox.base_url + path, json=mail("a@example.org"), headers=headers)
        assert answer.status_code == 401
        assert answer.json()["errors"][0]["field"] is None
    assert sandbox.delivered == 0


def test_only_the_given_key_is_good_where_one_is_given() -> None:
    with Sandbox(SandboxOptions(api_key="SG.right")) as sandbox:
        for key, status in (("SG.right", 200), ("SG.wrong", 401)):
            headers = {"Authorization": f"Bearer {key}"}
            assert httpx.get(f"{sandbox.base_url}/v3/scopes", headers=headers).status_code == status


def test_a_path_and_a_method_that_do_not_exist(client: httpx.Client) -> None:
    assert client.post("/v3/mail/sent", json={}).status_code == 404
    assert client.get("/v3/mail/send").status_code == 405
    assert client.put("/v3/mail/batch").status_code == 405
    assert client.get("/v3/mail/send").json()["errors"][0]["message"] == "method not allowed"


@pytest.mark.parametrize(
    ("kind", "content", "status"),
    [
        ("application/json", b"{", 400),
        ("application/json", b"", 400),
        ("application/json", b"[]", 400),
        ("application/json", b'{"a": "\xff"}', 415),
        ("application/json; charset=latin-1", b"{}", 415),
        ("text/plain", b"{}", 415),
        ("application/x-www-form-urlencoded", b"a=b", 415),
    ],
)
def test_a_body_that_is_no_json_in_utf8(
    client: httpx.Client, kind: str, content: bytes, status: int
) -> None:
    answer = client.post("/v3/mail/send", content=content, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert answer.json()["errors"]


def test_a_packed_body_is_refused_as_long_as_nobody_has_asked_for_it(
    sandbox: Sandbox, client: httpx.Client
) -> None:
    packed = gzip.compress(json.dumps(mail("a@example.org")).encode())
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    assert client.post("/v3/mail/send", content=packed, headers=headers).status_code == 415
    assert sandbox.delivered == 0


def test_sandbox_mode_checks_and_delivers_nothing(sandbox: Sandbox, client: httpx.Client) -> None:
    mode = {"sandbox_mode": {"enable": True}}
    assert (
        client.post("/v3/mail/send", json=mail("a@example.org", mail_settings=mode)).status_code
        == 200
    )
    assert client.post("/v3/mail/send", json=mail("bad", mail_settings=mode)).status_code == 400
    assert sandbox.delivered == 0


def test_a_refused_request_delivers_to_nobody(sandbox: Sandbox, client: httpx.Client) -> None:
    answer = client.post("/v3/mail/send", json=mail("a@example.org", "bad", "c@example.org"))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "personalizations.1.to.0.email"
    assert sandbox.delivered == 0


def test_batches_can_be_made_paused_changed_and_freed(
    sandbox: Sandbox, client: httpx.Client
) -> None:
    made = client.post("/v3/mail/batch")
    assert made.status_code == 201
    batch_id = made.json()["batch_id"]
    assert client.get(f"/v3/mail/batch/{batch_id}").json() == {"batch_id": batch_id}
    assert client.get("/v3/mail/batch/unknown").status_code == 404
    pause = {"batch_id": batch_id, "status": "pause"}
    assert client.post("/v3/user/scheduled_sends", json=pause).status_code == 201
    assert client.post("/v3/user/scheduled_sends", json=pause).status_code == 400
    assert client.get("/v3/user/scheduled_sends").json() == [pause]
    one = f"/v3/user/scheduled_sends/{batch_id}"
    assert client.patch(one, json={"status": "cancel"}).status_code == 204
    assert client.get(one).json() == [{"batch_id": batch_id, "status": "cancel"}]
    assert client.patch(one, json={"status": "burn"}).status_code == 400
    assert client.delete(one).status_code == 204
    assert client.get(one).json() == []
    assert client.patch(one, json={"status": "pause"}).status_code == 404
    known = mail("a@example.org", batch_id=batch_id)
    assert client.post("/v3/mail/send", json=known).status_code == 202


def test_the_key_may_send_and_little_else(client: httpx.Client) -> None:
    assert "mail.send" in client.get("/v3/scopes").json()["scopes"]


def test_a_chunked_body_is_a_body(sandbox: Sandbox, client: httpx.Client) -> None:
    whole = json.dumps(mail("a@example.org")).encode()

    def pieces() -> Iterator[bytes]:
        for start in range(0, len(whole), 7):
            yield whole[start : start + 7]

    headers = {"Content-Type": "application/json"}
    assert client.post("/v3/mail/send", content=pieces(), headers=headers).status_code == 202
    assert sandbox.delivered == 1


def test_one_connection_serves_many_requests(sandbox: Sandbox, client: httpx.Client) -> None:
    for number in range(5):
        assert client.post("/v3/mail/send", json=mail(f"p{number}@example.org")).status_code == 202
    assert sandbox.connections == 1


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET /v3/scopes\r\n\r\n", b"400"),
        (b"POST /v3/mail/send HTTP/1.1\r\nContent-Length: x\r\n\r\n", b"400"),
        (b"POST /v3/mail/send HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"POST /v3/mail/send HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", b"413"),
        (b"POST /v3/mail/send HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1FFFFFFFF\r\n", b"413"),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 2_000_000 + b"\r\n\r\n", b"400"),
    ],
)
def test_bytes_that_are_no_request_are_answered_and_cut_off(
    sandbox: Sandbox, raw: bytes, status: bytes
) -> None:
    got = exchange(sandbox, raw)
    assert got.startswith(b"HTTP/1.1 " + status)
    assert b"Connection: close" in got


def test_a_client_that_asks_to_continue_is_told_to(sandbox: Sandbox) -> None:
    raw = b"POST /v3/mail/batch HTTP/1.1\r\nAuthorization: Bearer x\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
    got = exchange(sandbox, raw)
    assert got.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 ")


def test_a_body_over_30_megabytes_is_told_so(sandbox: Sandbox, client: httpx.Client) -> None:
    headers = {"Content-Type": "application/json"}
    answer = client.post("/v3/mail/send", content=b" " * 31_000_000, headers=headers)
    assert answer.status_code == 413
    assert answer.json()["errors"][0]["message"] == "content too large"


def test_half_a_request_disturbs_nobody(sandbox: Sandbox, client: httpx.Client) -> None:
    port = int(sandbox.base_url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"POST /v3/mail/send HTTP/1.1\r\nContent-Length: 100\r\n\r\nhalf")
    assert client.get("/v3/scopes").status_code == 200
    assert sandbox.delivered == 0


def test_it_ends_while_somebody_waits(sandbox: Sandbox) -> None:
    sandbox.faults = parse_faults({"fault": [{"do": "hang", "seconds": 3600}]})
    port = int(sandbox.base_url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(
            b"POST /v3/mail/send HTTP/1.1\r\nAuthorization: Bearer x\r\nContent-Length: 2\r\n\r\n{}"
        )
        until = time.monotonic() + 5
        while not sandbox.requests and time.monotonic() < until:
            time.sleep(0.005)
        connection.settimeout(5)
        sandbox.stop()
        assert connection.recv(10) == b""


def test_a_port_that_is_taken_is_an_error_at_once(sandbox: Sandbox) -> None:
    port = int(sandbox.base_url.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"):
        Sandbox(SandboxOptions(port=port)).start()


# Faults by script.


def statuses(client: httpx.Client, count: int) -> list[int]:
    return [
        client.post("/v3/mail/send", json=mail(f"p{number}@example.org")).status_code
        for number in range(count)
    ]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({"on": [2, 4]}, [202, 503, 202, 503, 202]),
        ({"every": 3}, [202, 202, 503, 202, 202]),
        ({"times": 2}, [503, 503, 202, 202, 202]),
        ({"probability": 1.0}, [503] * 5),
        ({"probability": 0.0}, [202] * 5),
    ],
)
def test_a_fault_happens_when_its_script_says(
    sandbox: Sandbox, client: httpx.Client, when: dict[str, Any], expected: list[int]
) -> None:
    sandbox.faults = parse_faults({"fault": [{"do": "status", "status": 503, **when}]})
    assert statuses(client, 5) == expected
    assert sandbox.delivered == expected.count(202)


def test_a_faults_file_is_toml_or_json(tmp_path: Path) -> None:
    toml, plain = tmp_path / "faults.toml", tmp_path / "faults.json"
    toml.write_text('[[fault]]\ndo = "status"\nstatus = 429\nreset = "far"\n[events]\nlose = 0.5\n')
    plain.write_text(
        '{"fault": [{"do": "status", "status": 429, "reset": "far"}], "events": {"lose": 0.5}}'
    )
    for path in (toml, plain):
        found = read_faults(path)
        assert found.script[0].status == 429
        assert found.events.lose == 0.5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[fault]]\ndo = "statsu"\n', "fault 1: do must be one of"),
        ('[[fault]]\ndo = "status"\nstaus = 500\n', 'unknown key "staus". Did you mean "status"'),
        ("[event]\nlose = 1\n", 'unknown key "event". Did you mean "events"'),
        ("[events]\nloose = 1\n", 'Did you mean "lose"'),
        ("not toml", "can't be read as faults"),
    ],
)
def test_a_faults_file_that_is_wrong_says_where(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "faults.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as told:
        read_faults(path)
    assert words in str(told.value)
    assert "faults.toml" in str(told.value)


def test_the_faults_of_the_documentation_are_read(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "rehearsing.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    path = tmp_path / "faults.toml"
    path.write_text(example)
    found = read_faults(path)
    assert [fault.do for fault in found.script] == ["status", "status", "recipients"]
    assert found.events.delay == 5
    assert all(f"| `{kind}` |" in page for kind in KINDS)
