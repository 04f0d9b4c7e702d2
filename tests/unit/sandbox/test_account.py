"""What the stand-in's account knows and allows: logs, counts, suppressions, mail for later, rights, limits."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from mailer.sandbox import Account, Sandbox, SandboxOptions
from mailer.sandbox.querying import NoQuery, read_query
from tests.unit.sandbox.test_server import KEY, mail

BEGAN = 1_796_040_000.0
"""30 November 2026, 12:00 UTC."""


class Hands:
    """A clock that is moved by hand, in epoch seconds."""

    def __init__(self) -> None:
        self.at = BEGAN

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def sandbox(hands: Hands) -> Iterator[Sandbox]:
    with Sandbox(SandboxOptions(now=hands)) as found:
        yield found


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sandbox.base_url, headers=KEY, trust_env=False, timeout=5) as found:
        yield found


def send(client: httpx.Client, *addresses: str, **changes: Any) -> str:
    answer = client.post("/v3/mail/send", json=mail(*addresses, **changes))
    assert answer.status_code == 202, answer.text
    return answer.headers["X-Message-Id"]


def search(client: httpx.Client, query: str, limit: int = 10) -> list[dict[str, Any]]:
    answer = client.post("/v3/logs", json={"query": query, "limit": limit})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["messages"]
    return found


# Logs.


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["dropped.d", "block.c", "bounce.b", "ada"]),
        ('to_email = "ADA@example.org"', ["ada"]),
        ("to_email='ada@example.org' AND categories IN ('c1')", ["ada"]),
        ("to_email = 'ada@example.org' and categories in ('c2', 'c3')", []),
        ("status IN ('bounced', 'blocked')", ["block.c", "bounce.b"]),
        ("status IN ('delivered')", ["ada"]),
        ("reason = 'Bounced Address'", ["dropped.d"]),
        ("subject = 'Hello -name-'", ["dropped.d", "block.c", "bounce.b", "ada"]),
        ("subject = 'Hello'", []),
        ('sg_message_id_created_at >= TIMESTAMP "2026-11-30T12:00:05Z"', ["dropped.d"]),
        (
            'sg_message_id_created_at < TIMESTAMP "2026-11-30T13:00:05+01:00"',
            ["block.c", "bounce.b", "ada"],
        ),
    ],
)
def test_logs_are_searched_by_their_few_fields_the_newest_first(
    client: httpx.Client, hands: Hands, query: str, found: list[str]
) -> None:
    send(client, *(f"{name}@example.org" for name in ("ada", "bounce.b", "block.c")), categories=["c1"])  # fmt: skip
    hands.at += 5
    send(client, "dropped.d@example.org")
    addresses = [each["to_email"].partition("@")[0] for each in search(client, query)]
    assert addresses == found


def test_a_search_finds_so_many_and_there_is_no_next_page(client: httpx.Client) -> None:
    send(client, *(f"p{number}@example.org" for number in range(15)))
    assert len(search(client, "", 3)) == 3
    assert len(client.post("/v3/logs", json={}).json()["messages"]) == 10


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 1001}, "limit"),
        ({"limit": "10"}, "limit"),
        ({"query": "custom_args = 'a'"}, "query"),
        ({"query": "to_email IN ('a@example.org')"}, "query"),
        ({"query": "status = 'delivered'"}, "query"),
        ({"query": "status IN ('gone')"}, "query"),
        ({"query": "to_email = 'a' OR to_email = 'b'"}, "query"),
        ({"query": "(to_email = 'a')"}, "query"),
        ({"query": "to_email = 'a' AND"}, "query"),
        ({"query": "sg_message_id_created_at > '2026-11-30'"}, "query"),
        ({"query": 'sg_message_id_created_at > TIMESTAMP "soon"'}, "query"),
        ({"query": 7}, "query"),
    ],
)
def test_a_search_that_the_published_file_does_not_know_is_refused(
    client: httpx.Client, body: dict[str, Any], field: str
) -> None:
    answer = client.post("/v3/logs", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)


def test_a_query_may_hold_any_text_between_its_quotes() -> None:
    (found,) = read_query("subject = \"Rock'n'roll AND (more) = all\"")
    assert found.values == ("Rock'n'roll AND (more) = all",)
    with pytest.raises(NoQuery):
        read_query("subject = ''' ")


def test_one_log_has_our_arguments_and_what_happened(client: httpx.Client, hands: Hands) -> None:
    request = send(client, "ada@example.org", "block.b@example.org", custom_args={"nb_batch": "b1"})
    first, second = (
        client.get(f"/v3/logs/{request}.filter0001.{number}").json() for number in (0, 1)
    )
    assert first["custom_args"] == second["custom_args"] == {"nb_batch": "b1"}
    assert [event["event"] for event in first["events"]] == ["processed", "delivered"]
    assert all("nb_batch" not in event for event in first["events"])
    assert (second["status"], second["events"][-1]["type"]) == ("blocked", "blocked")
    assert client.get("/v3/logs/nothing").status_code == 404
    hands.at += 86_400
    everything = client.get(f"/v3/logs/{request}.filter0001.0").json()["events"]
    assert len(everything) >= 2, "what people did later shows later"


# Counts.


def test_a_category_is_counted_day_by_day(client: httpx.Client, hands: Hands) -> None:
    send(client, "ada@example.org", "bounce.b@example.org", categories=["c1"])
    hands.at += 86_400
    send(client, "dropped.d@example.org", categories=["c1", "c2"])
    days = client.get(
        "/v3/categories/stats",
        params={"start_date": "2026-11-30", "categories": ["c1", "c2"], "aggregated_by": "day"},
    ).json()
    assert [day["date"] for day in days] == ["2026-11-30", "2026-12-01"]
    counted = {
        (day["date"][-2:], entry["name"]): entry["metrics"]
        for day in days
        for entry in day["stats"]
    }
    shown = {
        key: tuple(metrics[name] for name in ("requests", "processed", "delivered", "bounces", "bounce_drops"))
        for key, metrics in counted.items()
    }  # fmt: skip
    assert shown == {
        ("30", "c1"): (2, 2, 1, 1, 0),
        ("30", "c2"): (0, 0, 0, 0, 0),
        ("01", "c1"): (1, 0, 0, 0, 1),
        ("01", "c2"): (1, 0, 0, 0, 1),
    }


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"start_date": "2026-11-30"}, "categories"),
        ({"start_date": "2026-11-30", "categories": [f"c{each}" for each in range(11)]}, "categories"),
        ({"categories": "c1"}, "start_date"),
        ({"categories": "c1", "start_date": "yesterday"}, "start_date"),
        ({"categories": "c1", "start_date": "2026-11-30", "end_date": "2026-11-29"}, "end_date"),
    ],
)  # fmt: skip
def test_ten_categories_a_call_and_a_first_day(
    client: httpx.Client, asked: dict[str, Any], field: str
) -> None:
    answer = client.get("/v3/categories/stats", params=asked)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)


# Suppressions.


def test_the_lists_hold_what_came_of_letters_and_what_was_put_there(
    sandbox: Sandbox, client: httpx.Client
) -> None:
    names = ("bounce.b", "block.c", "spam.e", "ada")
    send(client, *(f"{name}@example.org" for name in names))
    sandbox.suppress("invalid_emails", "old@example.org", "Mail domain is unknown")
    made = client.post(
        "/v3/asm/suppressions/global", json={"recipient_emails": ["left@example.org"]}
    )
    assert (made.status_code, made.json()) == (201, {"recipient_emails": ["left@example.org"]})
    lists = {
        "bounces": "bounce.b", "blocks": "block.c", "spam_reports": "spam.e", "invalid_emails": "old",
        "unsubscribes": "left",
    }  # fmt: skip
    for kind, name in lists.items():
        found = client.get(f"/v3/suppression/{kind}").json()
        assert [entry["email"] for entry in found] == [f"{name}@example.org"]
        assert client.get(f"/v3/suppression/{kind}/{name}%40example.org").json() == found
    assert client.get("/v3/asm/suppressions/global/left@example.org").json() == {
        "recipient_email": "left@example.org"
    }
    assert client.get("/v3/asm/suppressions/global/ada@example.org").json() == {}


def test_a_list_has_pages_a_span_and_a_pattern(
    sandbox: Sandbox, client: httpx.Client, hands: Hands
) -> None:
    for number in range(5):
        sandbox.suppress("unsubscribes", f"p{number}@example.org")
        hands.at += 10

    def asked(**query: Any) -> list[str]:
        found = client.get("/v3/suppression/unsubscribes", params=query).json()
        return [entry["email"][:2] for entry in found]

    assert asked() == ["p0", "p1", "p2", "p3", "p4"]
    assert asked(limit=2, offset=2) == ["p2", "p3"]
    assert asked(start_time=int(BEGAN) + 10, end_time=int(BEGAN) + 20) == ["p1", "p2"]
    assert asked(email="p3") == ["p3"]
    assert asked(email="%example.org") == ["p0", "p1", "p2", "p3", "p4"]
    assert client.get("/v3/suppression/unsubscribes", params={"limit": 501}).status_code == 400
    assert client.get("/v3/suppression/unsubscribes", params={"limit": "x"}).status_code == 400


def test_mail_for_a_suppressed_address_is_accepted_and_dropped(
    sandbox: Sandbox, client: httpx.Client, hands: Hands
) -> None:
    for kind, name in (("bounces", "b"), ("spam_reports", "s"), ("unsubscribes", "u"), ("blocks", "k")):  # fmt: skip
        sandbox.suppress(kind, f"{name}@example.org")
    send(client, *(f"{name}@example.org" for name in "bsuk"))
    found = {each["to_email"][0]: (each["status"], each["reason"]) for each in search(client, "")}
    assert found == {
        "b": ("dropped", "Bounced Address"),
        "s": ("dropped", "Spam Reporting Address"),
        "u": ("dropped", "Unsubscribed Address"),
        "k": ("delivered", "250 2.0.0 OK"),
    }
    hands.at += 1
    assert client.delete("/v3/suppression/bounces/b@example.org").status_code == 204
    assert client.delete("/v3/suppression/bounces/b@example.org").status_code == 404
    send(client, "b@example.org")
    assert search(client, "to_email = 'b@example.org'")[0]["status"] == "delivered"


# Mail for later.


def a_batch(client: httpx.Client) -> str:
    found: str = client.post("/v3/mail/batch").json()["batch_id"]
    return found


def test_mail_for_later_is_held_until_its_hour(
    sandbox: Sandbox, client: httpx.Client, hands: Hands
) -> None:
    people = [
        {"to": [{"email": "now@example.org"}], "send_at": int(BEGAN) - 5},
        {"to": [{"email": "later@example.org"}]},
        {"to": [{"email": "last@example.org"}], "send_at": int(BEGAN) + 7200},
    ]
    request = send(client, personalizations=people, send_at=int(BEGAN) + 3600)
    assert ([letter["to"] for letter in sandbox.log], sandbox.held) == (["now@example.org"], 2)
    hands.at += 3600
    client.get("/v3/scopes")
    assert [letter["to"] for letter in sandbox.log] == ["now@example.org", "later@example.org"]
    hands.at += 3600
    client.get("/v3/scopes")
    assert [letter["message_id"] for letter in sandbox.log] == [
        f"{request}.filter0001.{number}" for number in range(3)
    ]
    assert (sandbox.held, sandbox.delivered) == (0, 3)


@pytest.mark.parametrize(
    ("changes", "got", "discarded"),
    [
        ([("POST", "cancel", 0)], 0, 1),
        ([("POST", "cancel", 0), ("DELETE", "", 60)], 1, 0),
        ([("POST", "pause", 0)], 0, 0),
        ([("POST", "pause", 0), ("DELETE", "", 3600 + 71 * 3600)], 1, 0),
        ([("POST", "pause", 0), ("DELETE", "", 3600 + 73 * 3600)], 0, 1),
        ([("POST", "pause", 0), ("PATCH", "cancel", 60)], 0, 1),
        ([("POST", "cancel", 3700)], 1, 0),
    ],
)
def test_a_batch_can_be_stopped_before_its_hour_and_a_pause_of_three_days_ends_it(
    sandbox: Sandbox,
    client: httpx.Client,
    hands: Hands,
    changes: list[tuple[str, str, int]],
    got: int,
    discarded: int,
) -> None:
    batch_id = a_batch(client)
    send(client, "ada@example.org", batch_id=batch_id, send_at=int(BEGAN) + 3600)
    for method, status, after in changes:
        hands.at = BEGAN + after
        path = "/v3/user/scheduled_sends" + ("" if method == "POST" else f"/{batch_id}")
        body = {"batch_id": batch_id, "status": status} if status else None
        assert client.request(method, path, json=body).is_success
    hands.at = max(hands.at, BEGAN + 3600)
    client.get("/v3/scopes")
    assert (sandbox.delivered, sandbox.discarded) == (got, discarded)


def test_a_batch_id_is_good_for_ten_days(client: httpx.Client, hands: Hands) -> None:
    batch_id = a_batch(client)
    hands.at += 10 * 86_400
    assert client.get(f"/v3/mail/batch/{batch_id}").status_code == 200
    send(client, "ada@example.org", batch_id=batch_id)
    hands.at += 1
    assert client.get(f"/v3/mail/batch/{batch_id}").status_code == 404
    late = client.post("/v3/mail/send", json=mail("ada@example.org", batch_id=batch_id))
    assert (late.status_code, late.json()["errors"][0]["field"]) == (400, "batch_id")
    stop = {"batch_id": batch_id, "status": "cancel"}
    assert client.post("/v3/user/scheduled_sends", json=stop).status_code == 400


def test_a_hundred_batches_can_be_paused_at_once_and_no_more(client: httpx.Client) -> None:
    answers = [
        client.post(
            "/v3/user/scheduled_sends", json={"batch_id": a_batch(client), "status": "pause"}
        )
        for _ in range(101)
    ]
    assert [answer.status_code for answer in answers] == [201] * 100 + [400]


# Rights, senders, limits.


RIGHTS: list[tuple[str, str, str]] = [
    ("POST", "/v3/mail/send", "mail.send"),
    ("POST", "/v3/mail/batch", "mail.batch.create"),
    ("POST", "/v3/user/scheduled_sends", "user.scheduled_sends.create"),
    ("PATCH", "/v3/user/scheduled_sends/b", "user.scheduled_sends.update"),
    ("POST", "/v3/logs", "messages.read"),
    ("GET", "/v3/logs/m", "messages.read"),
    ("GET", "/v3/categories/stats", "categories.stats.read"),
    ("GET", "/v3/suppression/bounces", "suppression.bounces.read"),
    ("POST", "/v3/asm/suppressions/global", "asm.suppressions.global.create"),
]


def test_a_key_may_do_what_its_rights_say() -> None:
    for rights in ((), tuple(right for _, _, right in RIGHTS)):
        with Sandbox(SandboxOptions(account=Account(scopes=rights))) as sandbox:
            client = httpx.Client(base_url=sandbox.base_url, headers=KEY, trust_env=False)
            assert client.get("/v3/scopes").json()["scopes"] == list(rights)
            for method, path, _ in RIGHTS:
                answer = client.request(method, path, json={})
                assert (answer.status_code == 403) is not bool(rights), path
            client.close()


@pytest.mark.parametrize(
    ("senders", "status"),
    [
        (["riverwatch.example.org"], 202),
        (["marta@riverwatch.example.org"], 202),
        (["example.org", "other@riverwatch.example.org"], 403),
        ([], 403),
    ],
)
def test_only_a_verified_sender_may_send(senders: list[str], status: int) -> None:
    with Sandbox(SandboxOptions(account=Account(senders=senders))) as sandbox:
        client = httpx.Client(base_url=sandbox.base_url, headers=KEY, trust_env=False)
        answer = client.post("/v3/mail/send", json=mail("ada@example.org"))
        assert answer.status_code == status
        if status == 403:
            assert answer.json()["errors"][0]["field"] == "from"
        shown = client.get("/v3/verified_senders").json()["results"]
        domains = client.get("/v3/whitelabel/domains").json()
        assert [each["from_email"] for each in shown] == [each for each in senders if "@" in each]
        assert [each["domain"] for each in domains] == [each for each in senders if "@" not in each]
        client.close()


def test_each_answer_says_how_often_one_may_call_and_too_often_is_a_429(hands: Hands) -> None:
    options = SandboxOptions(now=hands, account=Account(calls={"/v3/logs": 2}))
    with Sandbox(options) as sandbox:
        client = httpx.Client(base_url=sandbox.base_url, headers=KEY, trust_env=False)
        told = [client.post("/v3/logs", json={}) for _ in range(3)]
        assert [answer.status_code for answer in told] == [200, 200, 429]
        assert [answer.headers["X-RateLimit-Remaining"] for answer in told] == ["1", "0", "0"]
        assert told[2].headers["X-RateLimit-Reset"] == str(int(BEGAN) + 60)
        assert told[2].json()["errors"] == [
            {"field": None, "message": "too many requests", "help": None}
        ]
        assert client.get("/v3/scopes").headers["X-RateLimit-Limit"] == "600"
        hands.at += 60
        assert client.post("/v3/logs", json={}).status_code == 200
        client.close()
