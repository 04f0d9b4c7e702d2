"""What goes wrong on purpose: each kind of fault as it is on the wire, what was taken all the same, and counted."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from mailer.errors import ConfigError
from mailer.sandbox import Sandbox, SandboxOptions, read_faults
from mailer.sandbox.breaking import reset_header
from mailer.sandbox.faults import parse_faults
from tests.unit.sandbox.test_account import BEGAN, Hands
from tests.unit.sandbox.test_server import KEY, mail

SEND = "/v3/mail/send"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as found:
        yield found


def script(sandbox: Sandbox, **fault: Any) -> None:
    sandbox.faults = parse_faults({"fault": [fault]})


def answered(sandbox: Sandbox, *addresses: str) -> int | str:
    """The status of one request, or how it ended."""
    with httpx.Client(
        base_url=sandbox.base_url, headers=KEY, trust_env=False, timeout=0.3
    ) as client:
        try:
            return client.post(SEND, json=mail(*(addresses or ("ada@example.org",)))).status_code
        except httpx.TimeoutException:
            return "silence"
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            return "cut off"


@pytest.mark.parametrize(
    ("fault", "seen", "taken"),
    [
        ({"do": "status", "status": 500}, 500, 0),
        ({"do": "status", "status": 500, "accept": True}, 500, 1),
        ({"do": "status", "status": 503}, 503, 0),
        ({"do": "status", "status": 504, "accept": True}, 504, 1),
        ({"do": "status", "status": 301, "location": "http://127.0.0.1:9/"}, 301, 0),
        ({"do": "status", "status": 307, "accept": True}, 307, 1),
        ({"do": "hang"}, "silence", 0),
        ({"do": "hang", "accept": True}, "silence", 1),
        ({"do": "reset", "when": "before"}, "cut off", 0),
        ({"do": "reset", "when": "during"}, "cut off", 0),
        ({"do": "reset"}, "cut off", 0),
        ({"do": "reset", "when": "after", "accept": True}, "cut off", 1),
        ({"do": "half-status"}, "cut off", 0),
        ({"do": "half-status", "accept": True}, "cut off", 1),
        ({"do": "cut-body", "accept": True}, "cut off", 1),
        ({"do": "slow", "seconds": 0.01}, 202, 1),
        ({"do": "slow-body", "seconds": 0}, 202, 1),
        ({"do": "close"}, 202, 1),
        ({"do": "limit", "people": 0}, 413, 0),
        ({"do": "limit", "people": 1}, 202, 1),
        ({"do": "limit", "bytes": 10}, 413, 0),
        ({"do": "recipients", "all": True}, 400, 0),
        ({"do": "twice"}, 202, 2),
        ({"do": "swallow"}, 202, 0),
        ({"do": "recipients", "matching": "nobody"}, 202, 1),
    ],
)  # fmt: skip
def test_each_fault_looks_so_and_takes_the_mail_or_not(
    sandbox: Sandbox, fault: dict[str, Any], seen: int | str, taken: int
) -> None:
    script(sandbox, **fault)
    assert (answered(sandbox), sandbox.delivered) == (seen, taken)


def test_what_happened_is_counted_by_name_and_what_passed_by_is_not(sandbox: Sandbox) -> None:
    sandbox.faults = parse_faults(
        {
            "fault": [
                {"do": "status", "on": [1], "name": "outage"},
                {"do": "reset", "when": "before", "on": [2]},
                {"do": "recipients", "matching": "^bad", "times": 1},
            ]
        }
    )
    told = [answered(sandbox) for _ in range(3)]
    assert told == [500, "cut off", 202]
    assert [answered(sandbox, "bad@example.org") for _ in range(2)] == [400, 202]
    assert sandbox.faults.happened == {"outage": 1, "reset": 1, "recipients": 1}
    assert sandbox.requests == 5


def test_a_reset_comes_before_the_body_has_come(sandbox: Sandbox) -> None:
    """The body is never sent, and the connection breaks all the same."""
    port = int(sandbox.base_url.rpartition(":")[2])
    head = b"POST /v3/mail/send HTTP/1.1\r\nAuthorization: Bearer x\r\nContent-Length: 1000\r\n\r\n"
    for when, sent in (("before", b""), ("during", b"x" * 500)):
        script(sandbox, do="reset", when=when)
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(head + sent)
            with pytest.raises(ConnectionResetError):
                connection.recv(10)


def test_a_reset_passes_by_what_has_a_bad_key_and_what_is_no_mail(sandbox: Sandbox) -> None:
    script(sandbox, do="reset", when="before")
    url = sandbox.base_url
    assert httpx.post(url + SEND, json=mail("a@example.org")).status_code == 401
    assert httpx.get(url + "/v3/scopes", headers=KEY).status_code == 200
    assert sandbox.faults.happened == {}


def places(sandbox: Sandbox, *addresses: str) -> list[str | None]:
    answer = httpx.post(sandbox.base_url + SEND, json=mail(*addresses), headers=KEY)
    return [each["field"] for each in answer.json()["errors"]] if answer.content else []


FOUR = [f"p{number}@example.org" for number in range(4)]


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        ({}, [0, 3]),
        ({"names": "first"}, [0]),
        ({"field": "right"}, [0, 3]),
        ({"field": "wrong"}, [1]),
        ({"field": "none"}, None),
    ],
)
def test_k_people_are_refused_always_the_same_with_a_right_a_wrong_or_no_field(
    sandbox: Sandbox, keys: dict[str, Any], named: list[int] | None
) -> None:
    script(sandbox, do="recipients", count=2, **keys)
    wanted = [None] if named is None else [f"personalizations.{at}.to.0.email" for at in named]
    assert places(sandbox, *FOUR) == wanted
    assert places(sandbox, *FOUR[1:3], "p9@example.org") == [], (
        "these are well, and no third is chosen"
    )
    assert len(places(sandbox, FOUR[3])) == 1, "alone too"


def test_a_429_says_when_it_opens_again_in_every_odd_way() -> None:
    now = int(BEGAN)
    forms = ("past", "future", "far", "negative", "text", "absent", 7)
    assert [reset_header(form, now) for form in forms] == [
        str(now - 100), str(now + 5), str(now + 86_400), "-5", "soon", None, str(now + 7),
    ]  # fmt: skip


def test_a_429_counts_by_the_stand_ins_own_clock() -> None:
    hands = Hands()
    faults = parse_faults({"fault": [{"do": "status", "status": 429, "reset": 7}]})
    with Sandbox(SandboxOptions(now=hands, faults=faults)) as sandbox:
        answer = httpx.post(sandbox.base_url + SEND, json=mail("a@example.org"), headers=KEY)
    assert answer.headers["X-RateLimit-Reset"] == str(int(BEGAN) + 7)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[fault]]\ndo = "reset"\nwhen = "later"\n', "Invalid enum value 'later'"),
        ('[[fault]]\ndo = "reset"\nwhen = "before"\naccept = true\n', "accept needs the whole body"),
        ('[[fault]]\ndo = "status"\nstatus = "500"\n', "fault 1: Expected `int`, got `str`"),
        ('[[fault]]\ndo = "status"\nevery = 0\n', "every must be 1 or more"),
        ('[[fault]]\ndo = "recipients"\nmatching = "("\n', "matching is no regular expression"),
        ('[[fault]]\ndo = "status"\n_chosen = []\n', 'unknown key "_chosen"'),
        ("fault = [7]\n", "fault 1: must be a table"),
        ("[people]\nbounces = 1\n", 'Did you mean "bouncing"'),
        ("[people]\nbouncing = true\n", "people: Expected `float`, got `bool`"),
    ],
)  # fmt: skip
def test_a_faults_file_that_cannot_be_is_told_by_its_place(
    tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "faults.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as told:
        read_faults(path)
    assert words in str(told.value)
    assert str(told.value).startswith(f"{path}: ")


def test_letters_can_be_logged_without_their_texts_and_looked_up_all_the_same(
    tmp_path: Path,
) -> None:
    log = tmp_path / "log.jsonl"
    with Sandbox(SandboxOptions(log=log, keeps_texts=False)) as sandbox:
        client = httpx.Client(base_url=sandbox.base_url, headers=KEY, trust_env=False)
        body = mail("ada@example.org", "bounce.b@example.org", categories=["c1"])
        request = client.post(SEND, json=body).headers["X-Message-Id"]
        lines = [orjson.loads(line) for line in log.read_bytes().splitlines()]
        assert [line["status"] for line in lines] == ["delivered", "bounced"]
        assert not {"html", "text", "headers"} & set(lines[0])
        assert sandbox.log == lines
        found = client.post("/v3/logs", json={"query": "status IN ('bounced')"}).json()["messages"]
        assert [each["to_email"] for each in found] == ["bounce.b@example.org"]
        one = client.get(f"/v3/logs/{request}.filter0001.1").json()
        assert one["events"][-1]["event"] == "bounce"
        asked = {"start_date": lines[0]["at"][:10], "categories": "c1"}
        (entry,) = client.get("/v3/categories/stats", params=asked).json()[0]["stats"]
        counted = entry["metrics"]
        assert (counted["requests"], counted["delivered"], counted["bounces"]) == (2, 1, 1)
        client.close()


def test_letters_without_texts_need_a_log() -> None:
    with pytest.raises(ConfigError, match="log"):
        Sandbox(SandboxOptions(keeps_texts=False))
