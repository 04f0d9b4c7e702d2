"""A running server on a fresh workspace, with a campaign that went out: what web tests look at."""

import base64
import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from mailer.app import App, open_app
from mailer.model.campaign import Record
from mailer.operations import audience, blast
from mailer.web import BackgroundServer, login_link
from tests.clock import SetClock

SLUG = "flood-maps"
CAMPAIGN = """
subject = "The council knew for two years"
preheader = "Nine villages were never shown the map"
language = "en"
headline = "Publish the flood maps before the vote"
salutation = "Dear {{ first_name }},"
lede = "The council has had the new flood maps since 2024 and has shown them to nobody."
why_now_heading = "Why now"
why_now = ["The council votes on 10 December."]
bridge = "You can pay for the engineer who reads these maps aloud at the hearing."

[ask]
url = "https://give.example.org/rivers"
heading = "Put an engineer in the room"
sentence = "One hour of her time costs 50 euros."
button = "Choose your own amount"
early_link = "Give before the vote on 10 December"

[signature]
name = "Marta Quill"
role = "Director"

[fields.first_name]
fallback = "friend"
"""
PEOPLE = 180


@dataclass
class Signer:
    """Signs webhook calls as the provider does, with a key of its own."""

    key: ec.EllipticCurvePrivateKey

    @property
    def public(self) -> str:
        der = self.key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return base64.b64encode(der).decode()

    def signed(self, events: list[Mapping[str, Any]], at: int) -> tuple[dict[str, str], bytes]:
        """Headers and body; at: seconds since 1970."""
        body = json.dumps(events).encode() + b"\r\n"
        signature = self.key.sign(str(at).encode() + body, ec.ECDSA(hashes.SHA256()))
        return {
            "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
            "X-Twilio-Email-Event-Webhook-Timestamp": str(at),
            "Content-Type": "application/json",
        }, body


@dataclass
class Site:
    app: App
    url: str
    clock: SetClock
    signer: Signer

    def client(self, **settings: Any) -> httpx.Client:
        return httpx.Client(base_url=self.url, follow_redirects=False, trust_env=False, **settings)

    @contextlib.contextmanager
    def signed_in(self) -> Iterator[httpx.Client]:
        with self.client() as client:
            link = login_link(self.app, self.url)
            assert client.post(link, headers={"Origin": self.url}).status_code == 303
            yield client

    def record(self) -> Record:
        record = self.app.store.campaigns.find(SLUG)  # type: ignore[arg-type]
        assert record is not None
        return record

    def recipient(self) -> int:
        """A contact who got it."""
        states = self.app.store.events.recipients(self.record().id)
        return next(contact_id for contact_id, state in states if state == "accepted")

    def prepare(self) -> None:
        """A list of our own, a campaign to everybody on it, planned and approved."""
        root = self.app.workspace.root
        write_workspace(root)
        audience.import_list(self.app, "supporters", root / "list.csv")
        planned = blast.plan_campaign(self.app, SLUG)
        blast.approve(self.app, SLUG, planned["fingerprint"], "Marta Quill", blocking(planned))

    def send(self) -> None:
        self.prepare()
        blast.send(self.app, SLUG, blocking(blast.plan_campaign(self.app, SLUG)))
        blast.run_worker(self.app, until_idle=True)

    def events_for(self, contact_id: int, kind: str, number: int, **more: Any) -> dict[str, Any]:
        """One event about a recipient, as the provider writes it."""
        batch, position = self.place_of(contact_id)
        return {
            "event": kind,
            "email": "someone@example.org",
            "timestamp": int(self.clock.now().timestamp()),
            "sg_event_id": f"event-{kind}-{contact_id}-{number}",
            "nb_batch": batch,
            "nb_recipient": str(position),
            **more,
        }

    def place_of(self, contact_id: int) -> tuple[str, int]:
        from sqlalchemy import text

        with self.app.store.engine.connect() as connection:
            row = connection.execute(
                text(
                    "SELECT b.code, r.position FROM recipients r JOIN batches b ON b.id = r.batch_id "
                    "WHERE r.contact_id = :who"
                ),
                {"who": contact_id},
            ).one()
        return row[0], row[1]


def write_workspace(root: Path) -> None:
    """The campaign's file and its list, `list.csv`."""
    (root / "campaigns" / f"{SLUG}.toml").write_text(CAMPAIGN, encoding="utf-8")
    rows = ["email,first_name,language,country,timezone,opens_consent"]
    rows += [
        f"supporter.{number}@list.example.org,Name{number},en,"
        f"{'US' if number % 3 else 'DE'},Europe/Berlin,{'yes' if number % 2 else 'no'}"
        for number in range(PEOPLE)
    ]
    (root / "list.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def blocking(planned: Mapping[str, Any]) -> tuple[str, ...]:
    """The sample has no real domain: whatever blocks is accepted, by name."""
    return tuple(
        risk["name"] if isinstance(risk, Mapping) else risk.name
        for risk in planned["risks"]
        if (risk["blocks"] if isinstance(risk, Mapping) else risk.blocks)
    )


@contextlib.contextmanager
def running(workspace: Path, clock: SetClock, **environment: str) -> Iterator[Site]:
    signer = Signer(ec.generate_private_key(ec.SECP256R1()))
    given = {"MAILER_SENDGRID_WEBHOOK_KEY": signer.public, **environment}
    app = open_app(workspace, {name: value for name, value in given.items() if value}, clock=clock)
    server = BackgroundServer(app)
    try:
        yield Site(app, server.start(), clock, signer)
    finally:
        server.stop()
        app.close()


def title_of(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)
    assert found is not None
    return found[1]
