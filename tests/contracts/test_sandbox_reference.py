"""Our requests, the stand-in and the reading of events, held against the provider's published files."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from mailer.model.ids import Sha256
from mailer.model.message import MessagePicture, Tracking
from mailer.sandbox import Sandbox
from mailer.sandbox.posting import Signer
from mailer.sandbox.suppressing import LISTS
from mailer.sandbox.validation import validate
from mailer.transports.sendgrid.events import Webhook
from mailer.transports.sendgrid.payload import own_body, shared_body, sketch
from mailer.transports.sendgrid.preflight import preflight
from tests.outgoing import Codes, message, outgoing, people

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


@pytest.fixture
def openapi(shared: Path) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(
        (shared / "contract/sendgrid-openapi/tsg_mail_v3.json").read_text()
    )
    return found


TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "integer": int, "boolean": bool,
    "number": (int, float),
}  # fmt: skip


def faults(value: Any, schema: Mapping[str, Any], openapi: Any, at: str = "") -> Iterator[str]:
    """Where `value` breaks the schema: the part of JSON Schema that the file uses."""
    if "$ref" in schema:
        schema = resolved(schema["$ref"], openapi)
    kind = schema.get("type")
    if isinstance(kind, str) and not isinstance(value, TYPES[kind]):
        yield f"{at}: not {kind}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: not one of the enum"
    if isinstance(value, str):
        if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10**9):
            yield f"{at}: length"
    elif isinstance(value, list):
        if len(value) > schema.get("maxItems", 10**9):
            yield f"{at}: too many"
        if schema.get("uniqueItems") and len({orjson.dumps(each) for each in value}) != len(value):
            yield f"{at}: repeated"
        for place, each in enumerate(value):
            yield from faults(each, schema.get("items", {}), openapi, f"{at}.{place}")
    elif isinstance(value, dict):
        yield from object_faults(value, schema, openapi, at)


def object_faults(value: Any, schema: Mapping[str, Any], openapi: Any, at: str) -> Iterator[str]:
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{at}.{name}: missing"
    others = schema.get("additionalProperties", {} if not known else None)
    for name, each in value.items():
        if name in known:
            yield from faults(each, known[name], openapi, f"{at}.{name}")
        elif others is None or others is False:
            yield f"{at}.{name}: unknown"
        elif isinstance(others, dict):
            yield from faults(each, others, openapi, f"{at}.{name}")


def resolved(reference: str, openapi: Any) -> Mapping[str, Any]:
    found = openapi
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found  # type: ignore[no-any-return]


def body_schema(openapi: Mapping[str, Any]) -> Mapping[str, Any]:
    body = openapi["components"]["requestBodies"]["PostMailSend"]
    schema: Mapping[str, Any] = body["content"]["application/json"]["schema"]
    return schema


@pytest.mark.parametrize("is_proof", [True, False])
@pytest.mark.parametrize("clicks", ["provider", "own", "off"])
def test_every_request_of_ours_keeps_to_the_published_schema(
    openapi: Mapping[str, Any], clicks: Any, is_proof: bool
) -> None:
    sent = outgoing(people(1000), tracking=Tracking(clicks, "off"), is_proof=is_proof)
    drawn = sketch(sent.message, Codes())
    ready = preflight(sent, drawn).shared
    bodies = [
        shared_body(sent, drawn, [each.personalization for each in ready]),
        own_body(sent, drawn, sent.envelopes[0], ready[0].personalization),
    ]
    for raw in bodies:
        body = orjson.loads(raw)
        assert list(faults(body, body_schema(openapi), openapi)) == []
        assert validate(body, NOW.timestamp(), frozenset()) == []


def test_a_request_with_pictures_keeps_to_it_too(openapi: Mapping[str, Any]) -> None:
    picture = MessagePicture(
        Sha256("c" * 64), "river.png", "image/png", 600, 338, True, "c@x.example"
    )
    sent = outgoing(people(3), of=replace(message(), pictures=(picture,)))
    drawn = sketch(sent.message, Codes(), {picture.sha256: b"\x89PNG"})
    ready = preflight(sent, drawn).shared
    for raw in (
        shared_body(sent, drawn, [each.personalization for each in ready]),
        own_body(sent, drawn, sent.envelopes[0], ready[0].personalization),
    ):
        body = orjson.loads(raw)
        assert list(faults(body, body_schema(openapi), openapi)) == []
        assert validate(body, NOW.timestamp(), frozenset()) == []
        assert body["attachments"] == [
            {
                "content": "iVBORw==",
                "type": "image/png",
                "filename": "river.png",
                "disposition": "inline",
                "content_id": "c@x.example",
            }
        ]


WRONG: Mapping[str, Any] = {
    "no people": lambda body: body.pop("personalizations"),
    "no sender": lambda body: body.pop("from"),
    "1001 people": lambda body: body.update(personalizations=body["personalizations"] * 1001),
    "no receiver": lambda body: body["personalizations"][0].pop("to"),
    "subject of nothing": lambda body: body["personalizations"][0].update(subject=""),
    "number as substitution": lambda body: body["personalizations"][0].update(substitutions={"-a-": 1}),
    "content of nothing": lambda body: body["content"][0].update(value=""),
    "11 categories": lambda body: body.update(categories=[str(each) for each in range(11)]),
    "repeated category": lambda body: body.update(categories=["a", "a"]),
    "long category": lambda body: body.update(categories=["a" * 256]),
    "26 groups": lambda body: body.update(asm={"group_id": 1, "groups_to_display": list(range(26))}),
    "no group": lambda body: body.update(asm={}),
    "short pool": lambda body: body.update(ip_pool_name="a"),
    "time as text": lambda body: body.update(send_at="soon"),
    "switch as text": lambda body: body["tracking_settings"]["open_tracking"].update(enable="no"),
    "attachment without name": lambda body: body.update(attachments=[{"content": "eA=="}]),
    "attachment of no type": lambda body: body.update(attachments=[{"content": "eA==", "filename": "a", "type": ""}]),
    "attachment elsewhere": lambda body: body.update(attachments=[{"content": "eA==", "filename": "a", "disposition": "beside"}]),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_whatever_the_schema_refuses_the_stand_in_refuses_too(
    openapi: Mapping[str, Any], name: str
) -> None:
    sent = outgoing(people(1))
    drawn = sketch(sent.message, Codes())
    ready = preflight(sent, drawn).shared
    body = orjson.loads(shared_body(sent, drawn, [ready[0].personalization]))
    WRONG[name](body)
    assert list(faults(body, body_schema(openapi), openapi)) != []
    assert validate(body, NOW.timestamp(), frozenset()) != []


def test_the_stand_ins_errors_have_the_published_shape(openapi: Mapping[str, Any]) -> None:
    schema = openapi["components"]["schemas"]["ErrorResponse"]
    with Sandbox() as sandbox:
        url = f"{sandbox.base_url}/v3/mail/send"
        key = {"Authorization": "Bearer SG.any"}
        answers = [
            httpx.post(url, json={"from": {}}, headers=key),
            httpx.post(url, json={}),
            httpx.get(url, headers=key),
            httpx.post(f"{url}x", headers=key),
        ]
    assert [answer.status_code for answer in answers] == [400, 401, 405, 404]
    for answer in answers:
        found = answer.json()
        assert all(set(error) == {"message", "field", "help"} for error in found["errors"])
        told = [
            {name: value for name, value in error.items() if value is not None}
            for error in found["errors"]
        ]
        assert list(faults({"errors": told}, schema, openapi)) == []


def test_the_stand_ins_logs_have_the_published_shape(shared: Path) -> None:
    openapi = json.loads((shared / "contract/sendgrid-openapi/tsg_logs_v3.json").read_text())
    schemas = openapi["components"]["schemas"]
    whole = {**schemas["EmailLogsGetMessageByIdResponse"], "required": []}
    kinds = schemas["EmailLogsEvent"]["discriminator"]["mapping"]
    names = ("ada", "bounce.b", "block.c", "dropped.d", "defer.e")
    with Sandbox() as sandbox, at(sandbox) as client:
        take(client, *(f"{name}@example.org" for name in names))
        found = client.post("/v3/logs", json={}).json()
        assert list(faults(found, schemas["EmailLogsGetMessagesByFilterResponse"], openapi)) == []
        assert len(found["messages"]) == len(names)
        for message in found["messages"]:
            one = client.get(f"/v3/logs/{message['sg_message_id']}").json()
            events = one.pop("events")
            assert list(faults(one, whole, openapi)) == []
            for event in events:
                assert list(faults(event, {"$ref": kinds[event["event"]]}, openapi)) == []


def test_the_stand_ins_lists_have_the_published_shape(shared: Path) -> None:
    openapi = json.loads(
        (shared / "contract/sendgrid-openapi/tsg_suppressions_v3.json").read_text()
    )
    with Sandbox() as sandbox, at(sandbox) as client:
        take(client, "bounce.b@example.org", "block.c@example.org", "spam.e@example.org")
        sandbox.suppress("invalid_emails", "old@example.org", "Mail domain is unknown")
        sandbox.suppress("unsubscribes", "left@example.org")
        for kind in LISTS:
            found = client.get(f"/v3/suppression/{kind}").json()
            answers = openapi["paths"][f"/v3/suppression/{kind}"]["get"]["responses"]
            schema = answers["200"]["content"]["application/json"]["schema"]
            assert len(found) == 1
            assert list(faults(found, schema, openapi)) == []


def at(sandbox: Sandbox) -> httpx.Client:
    key = {"Authorization": "Bearer SG.any"}
    return httpx.Client(base_url=sandbox.base_url, headers=key, trust_env=False)


def take(client: httpx.Client, *addresses: str) -> None:
    body = {
        "personalizations": [{"to": [{"email": address}]} for address in addresses],
        "from": {"email": "marta@riverwatch.example.org"},
        "subject": "Hello",
        "content": [{"type": "text/plain", "value": "Dear all"}],
        "custom_args": {"nb_batch": "b1"},
    }
    assert client.post("/v3/mail/send", json=body).status_code == 202


def test_the_live_signature_is_accepted(shared: Path) -> None:
    vector = json.loads((shared / "contract/sendgrid-events/signed_vector.json").read_text())
    headers = {
        "x-twilio-email-event-webhook-signature": vector["signature"],
        "x-twilio-email-event-webhook-timestamp": vector["timestamp"],
    }
    signed_at = datetime.fromtimestamp(int(vector["timestamp"]), tz=UTC)
    (event,) = Webhook((vector["public_key"],)).parse_events(
        headers, vector["raw_body"].encode(), signed_at + timedelta(seconds=5)
    )
    assert (event.kind, event.reason) == ("dropped", "Bounced Address")


def test_every_published_example_of_an_event_is_read(shared: Path) -> None:
    blocks = json.loads((shared / "contract/sendgrid-events/docs_examples_2021.json").read_text())
    signer = Signer()
    webhook = Webhook((signer.public_key,))
    kinds = []
    for number, block in enumerate(blocks["blocks"]):
        body = orjson.dumps(block)
        events = webhook.parse_events(signer.headers(body, int(NOW.timestamp())), body, NOW)
        assert len(events) == (len(block) if isinstance(block, list) else 1)
        if number not in (17, 15, 19, 20):
            kinds += [event.kind for event in events]
        for event in events:
            assert not event.address or event.address not in orjson.dumps(event.raw).decode()
    assert set(kinds) == {
        "accepted", "deferred", "delivered", "opened", "clicked", "bounced", "blocked", "dropped",
        "complained", "unsubscribed", "resubscribed",
    }  # fmt: skip


def test_the_oddities_of_the_examples_are_understood(shared: Path) -> None:
    blocks = json.loads((shared / "contract/sendgrid-events/docs_examples_2021.json").read_text())
    signer = Signer()

    def read(number: int) -> Any:
        body = orjson.dumps(blocks["blocks"][number])
        headers = signer.headers(body, int(NOW.timestamp()))
        return Webhook((signer.public_key,)).parse_events(headers, body, NOW)[0]

    assert read(21).happened_at == datetime(2020, 6, 9, 18, 19, 12, 372000, tzinfo=UTC)
    assert read(18).kind == "accepted", "an event named with a capital"
    assert read(18).happened_at == NOW, "a time of 1973 is none"
    assert read(27).link_index == 0
    assert len(read(14).id) == 64, "an event without an id"
