"""The doors for outsiders: providers, mail programs, donors and strangers, over real HTTP."""

import email
import email.policy
import logging
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psycopg
import pytest

from mailer.model.ids import AddressKey, ContactId, Sha256, Slug
from mailer.model.message import Link
from mailer.operations import blast
from mailer.web import login_link
from tests import site as sites
from tests.clock import SetClock
from tests.site import SLUG, Site

GIF_BYTES = 43


@pytest.fixture
def site(workspace_dir: Path, clock: SetClock) -> Iterator[Site]:
    with sites.running(workspace_dir, clock) as running:
        yield running


@pytest.fixture
def sent(site: Site) -> Site:
    site.send()
    return site


@pytest.fixture
def own_links(workspace_dir: Path, clock: SetClock) -> Iterator[Site]:
    """A campaign whose clicks and opens go through our own links."""
    settings = workspace_dir / "mailer.toml"
    text = settings.read_text(encoding="utf-8")
    text = re.sub(r'(?m)^clicks = ".*"$', 'clicks = "own"', text)
    text = re.sub(r'(?m)^opens = ".*"$', 'opens = "individual"', text)
    settings.write_text(text, encoding="utf-8")
    with sites.running(workspace_dir, clock) as running:
        running.send()
        yield running


def tokens(site: Site, contact_id: int | None = None) -> tuple[str, str, str]:
    """Unsubscribe, preferences, browser."""
    of = site.recipient() if contact_id is None else contact_id
    made = site.app.keyring.tokens_for(site.record().id, [of])[0]
    return made.unsubscribe, made.preferences, made.browser


def reason_against(site: Site, contact_id: int) -> str | None:
    contact = site.app.store.contacts.by_id(ContactId(contact_id))
    assert contact is not None
    found = site.app.store.suppressions.find(AddressKey(contact.key))
    return found.reason if found else None


def flipped(token: str, place: int) -> str:
    other = "A" if token[place] != "A" else "B"
    return token[:place] + other + token[place + 1 :]


# -- the event webhook


def post_events(site: Site, client: httpx.Client, events: list[dict[str, object]]) -> int:
    headers, body = site.signer.signed(events, int(site.clock.now().timestamp()))
    return client.post("/webhooks/sendgrid", headers=headers, content=body).status_code


def test_a_signed_event_is_stored_once_however_often_it_comes(sent: Site) -> None:
    who = sent.recipient()
    event = sent.events_for(who, "delivered", 1)
    with sent.client() as client:
        assert [post_events(sent, client, [event]) for _ in range(3)] == [200, 200, 200]
    kept = list(sent.app.store.events.of(sent.record().id, ("delivered",)))
    assert [each.contact_id for each in kept] == [who]


def test_a_forged_a_stale_and_an_unsigned_call_are_refused_alike(sent: Site) -> None:
    event = sent.events_for(sent.recipient(), "delivered", 1)
    now = int(sent.clock.now().timestamp())
    headers, body = sent.signer.signed([event], now)
    stale, stale_body = sent.signer.signed([event], now - 30 * 24 * 3600)
    with sent.client() as client:
        answers = [
            client.post("/webhooks/sendgrid", headers=headers, content=body + b" "),
            client.post("/webhooks/sendgrid", headers=stale, content=stale_body),
            client.post("/webhooks/sendgrid", content=body),
            client.post("/webhooks/sendgrid", headers=headers, content=b""),
        ]
    assert {answer.status_code for answer in answers} == {403}
    assert len({answer.content for answer in answers}) == 1
    assert list(sent.app.store.events.of(sent.record().id, ("delivered",))) == []


def test_without_a_key_every_call_is_refused(workspace_dir: Path, clock: SetClock) -> None:
    with (
        sites.running(workspace_dir, clock, MAILER_SENDGRID_WEBHOOK_KEY="") as keyless,
        keyless.client() as client,
    ):
        headers, body = keyless.signer.signed([], int(clock.now().timestamp()))
        assert client.post("/webhooks/sendgrid", headers=headers, content=body).status_code == 403


def test_more_than_five_megabytes_are_refused_declared_or_chunked(site: Site) -> None:
    chunk = b"x" * 100_000

    def chunks() -> Iterator[bytes]:
        for _ in range(60):
            yield chunk

    with site.client() as client:
        assert client.post("/webhooks/sendgrid", content=chunk * 60).status_code == 413
        assert client.post("/webhooks/sendgrid", content=chunks()).status_code == 413
        assert client.post("/webhooks/sendgrid", content=chunk).status_code == 403


def test_many_calls_at_once_are_all_stored_and_quickly(sent: Site) -> None:
    who = sent.recipient()
    calls = 60

    def one(number: int) -> tuple[int, float]:
        with sent.client() as client:
            began = time.perf_counter()
            event = sent.events_for(who, "open", number, useragent="Reader", ip="192.0.2.7")
            return post_events(sent, client, [event]), time.perf_counter() - began

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(one, range(calls)))
    assert {status for status, _ in answers} == {200}
    assert len(list(sent.app.store.events.of(sent.record().id, ("opened",)))) == calls
    assert sorted(seconds for _, seconds in answers)[calls // 2] < 1


def test_what_cant_be_stored_is_asked_for_again(
    workspace_dir: Path, clock: SetClock, postgres_url: str
) -> None:
    given = {"MAILER_DATABASE_URL": postgres_url, "MAILER_SECRET_KEY": "0123456789abcdef0123456789"}
    with sites.running(workspace_dir, clock, **given) as site, site.client() as client:
        assert client.get("/healthz").status_code == 200
        server, _, name = postgres_url.rpartition("/")
        with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        event = {"event": "delivered", "sg_event_id": "one", "timestamp": 1, "email": "a@b.org"}
        assert post_events(site, client, [event]) == 503
        assert client.get("/healthz").status_code == 503


# -- gifts


def test_gifts_of_an_unknown_platform_are_not_found_and_unsigned_ones_refused(site: Site) -> None:
    with site.client() as client:
        assert client.post("/webhooks/gifts/no-such-platform", json={}).status_code == 404
        assert client.post("/webhooks/gifts/generic", json={}).status_code in (403, 404)


# -- unsubscribe


BODIES = {
    "urlencoded": {"data": {"List-Unsubscribe": "One-Click"}},
    "form-data": {"files": {"List-Unsubscribe": (None, "One-Click")}},
    "empty": {},
    "json": {"json": {"List-Unsubscribe": "One-Click"}},
}


@pytest.mark.parametrize("body", BODIES)
def test_one_click_unsubscribes_at_once_without_cookie_or_redirect(sent: Site, body: str) -> None:
    who = sent.recipient()
    unsubscribe, _, _ = tokens(sent, who)
    with sent.client() as client:
        answer = client.post(f"/u/{unsubscribe}", **BODIES[body])  # type: ignore[arg-type]
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert reason_against(sent, who) == "unsubscribed"


def test_looking_at_the_unsubscribe_page_changes_nothing(sent: Site) -> None:
    who = sent.recipient()
    unsubscribe, _, _ = tokens(sent, who)
    with sent.client() as client:
        page = client.get(f"/u/{unsubscribe}")
        head = client.head(f"/u/{unsubscribe}")
    assert page.status_code == head.status_code == 200
    assert page.text.count("<button") == 1
    assert "script" not in page.headers["content-security-policy"]
    assert "<script" not in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert "noindex" in page.headers["x-robots-tag"]
    assert reason_against(sent, who) is None


def test_the_page_is_the_same_before_and_after(sent: Site) -> None:
    unsubscribe, _, _ = tokens(sent)
    with sent.client() as client:
        before = client.get(f"/u/{unsubscribe}").text
        first = client.post(f"/u/{unsubscribe}").text
        assert client.get(f"/u/{unsubscribe}").text == before
        assert client.post(f"/u/{unsubscribe}").text == first


def test_it_counts_once_in_the_report(sent: Site) -> None:
    who = sent.recipient()
    unsubscribe, _, _ = tokens(sent, who)
    with sent.client() as client:
        client.post(f"/u/{unsubscribe}")
        client.post(f"/u/{unsubscribe}")
    found = sent.app.store.events.of(sent.record().id, ("unsubscribed",))
    assert [event.contact_id for event in found] == [who]


def test_a_forged_token_opens_nothing_and_says_nothing(sent: Site) -> None:
    who = sent.recipient()
    unsubscribe, preferences, browser = tokens(sent, who)
    forged = [flipped(unsubscribe, place) for place in range(0, len(unsubscribe), 5)]
    with sent.client() as client:
        answers = [client.post(f"/u/{each}") for each in (*forged, preferences, browser, "x", "é")]
        looks = [client.get(f"/u/{each}") for each in forged]
    assert {answer.status_code for answer in (*answers, *looks)} == {404}
    assert len({answer.text for answer in (*answers, *looks)}) == 1
    assert reason_against(sent, who) is None


def test_nothing_ever_redirects_a_one_click(sent: Site) -> None:
    unsubscribe, _, _ = tokens(sent)
    with sent.client() as client:
        assert client.post(f"/u/{unsubscribe}/").status_code == 404
        assert (
            client.post(f"/u/{unsubscribe}", headers={"Host": "other.example"}).status_code == 200
        )


def test_unsubscribing_works_while_the_workspace_is_broken(sent: Site) -> None:
    who = sent.recipient()
    unsubscribe, _, _ = tokens(sent, who)
    root = sent.app.workspace.root
    (root / "campaigns" / f"{SLUG}.toml").write_text("= not toml", encoding="utf-8")
    (root / "audiences" / "segments.toml").write_text("= not toml", encoding="utf-8")
    for path in (root / "templates").rglob("*.j2"):
        path.unlink()
    with sent.client() as client:
        assert client.post(f"/u/{unsubscribe}").status_code == 200
    assert reason_against(sent, who) == "unsubscribed"


def test_a_proofs_link_shows_the_page_and_changes_nothing(sent: Site) -> None:
    unsubscribe, preferences, _ = tokens(sent, 0)
    before = len(list(sent.app.store.suppressions.all()))
    with sent.client() as client:
        assert client.post(f"/u/{unsubscribe}").status_code == 200
        assert client.post(f"/p/{preferences}/everything").status_code == 200
        assert client.post(f"/p/{preferences}/opens").status_code == 200
    assert len(list(sent.app.store.suppressions.all())) == before


def test_every_link_of_a_proof_leads_where_the_real_one_will(own_links: Site) -> None:
    """Also of one that staff got before anything was planned: this is when they click through it."""
    root = own_links.app.workspace.root
    again = (root / "campaigns" / f"{SLUG}.toml").read_text(encoding="utf-8")
    (root / "campaigns" / "not-planned-yet.toml").write_text(again, encoding="utf-8")
    blast.proof(own_links.app, "not-planned-yet", ["desk@example.org"])
    (file,) = (root / "outbox" / "not-planned-yet").rglob("*.eml")
    letter = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    body = letter.get_body(("plain",))
    assert body is not None
    doors = re.findall(r"/([ucpv])/([\w-]+)", body.get_content())
    assert {door for door, _ in doors} == {"u", "c", "p", "v"}
    with own_links.client() as client:
        answers = {(door, client.get(f"/{door}/{token}").status_code) for door, token in doors}
    assert answers == {("u", 200), ("p", 200), ("v", 200), ("c", 302)}
    record = own_links.app.store.campaigns.find(Slug("not-planned-yet"))
    assert record is not None
    assert list(own_links.app.store.events.of(record.id, ())) == []


# -- preferences


def test_a_person_stops_the_measuring_and_still_gets_messages(sent: Site) -> None:
    who = sent.recipient()
    _, preferences, _ = tokens(sent, who)
    with sent.client() as client:
        assert client.get(f"/p/{preferences}").text.count("<form") == 2
        assert client.post(f"/p/{preferences}/opens").status_code == 200
    contact = sent.app.store.contacts.by_id(ContactId(who))
    assert contact is not None
    assert contact.opens_consent is False
    assert reason_against(sent, who) is None


def test_a_person_leaves_everything_from_the_preferences(sent: Site) -> None:
    who = sent.recipient()
    _, preferences, _ = tokens(sent, who)
    with sent.client() as client:
        assert client.post(f"/p/{preferences}/everything").status_code == 200
    assert reason_against(sent, who) == "unsubscribed"


# -- click, open, browser


def links_of(site: Site) -> tuple[Link, ...]:
    plan = site.app.store.plans.latest(SLUG)  # type: ignore[arg-type]
    assert plan is not None
    return site.app.store.messages.get(Sha256(plan.message_sha256)).links


def test_a_click_leads_to_the_frozen_destination_only(own_links: Site) -> None:
    who = own_links.recipient()
    record = own_links.record()
    donate = next(link for link in links_of(own_links) if link.kind == "donate")
    token = own_links.app.keyring.click(record.id, who, donate.index)
    with own_links.client() as client:
        followed = client.get(f"/c/{token}?next=https://elsewhere.example.com")
        peeked = client.head(f"/c/{token}")
        lost = client.get(f"/c/{own_links.app.keyring.click(record.id, who, 999)}")
        torn = client.get(f"/c/{flipped(token, 7)}")
    assert followed.status_code == peeked.status_code == 302
    assert followed.headers["location"].startswith("https://give.example.org/")
    assert "elsewhere" not in followed.headers["location"]
    assert followed.headers["referrer-policy"] == "no-referrer"
    assert lost.status_code == torn.status_code == 404
    assert lost.text == torn.text
    methods = [e.method for e in own_links.app.store.events.of(record.id, ("clicked",))]
    assert sorted(method or "" for method in methods) == ["GET", "HEAD"]


def test_every_open_answers_with_the_same_picture(own_links: Site) -> None:
    token = own_links.app.keyring.open(own_links.record().id, own_links.recipient())
    with own_links.client() as client:
        answers = [client.get(f"/o/{each}.gif") for each in (token, flipped(token, 3), "x")]
    assert {(a.status_code, a.headers["content-type"], a.content) for a in answers} == {
        (200, "image/gif", answers[0].content)
    }
    assert len(answers[0].content) == GIF_BYTES
    assert answers[0].content.startswith(b"GIF89a")
    assert answers[0].headers["cache-control"] == "no-store"


def test_the_message_is_shown_as_that_recipient_got_it(sent: Site) -> None:
    who = sent.recipient()
    _, _, browser = tokens(sent, who)
    unsubscribe, _, _ = tokens(sent, who)
    with sent.client() as client:
        shown = client.get(f"/v/{browser}")
        assert client.get(f"/v/{flipped(browser, 9)}").status_code == 404
    assert shown.status_code == 200
    assert f"/u/{unsubscribe}" in shown.text
    policy = shown.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "sandbox" in policy
    assert shown.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in shown.headers["x-robots-tag"]


def test_an_embargoed_message_is_not_there_for_outsiders_until_its_instant(sent: Site) -> None:
    path = sent.app.workspace.root / "campaigns" / f"{SLUG}.toml"
    text = re.sub(r"(?m)^embargo_until = .*\n", "", path.read_text(encoding="utf-8"))
    path.write_text("embargo_until = 2026-12-01T09:00:00+01:00\n" + text, encoding="utf-8")
    _, _, browser = tokens(sent)
    with sent.client() as outsider, sent.signed_in() as insider:
        assert outsider.get(f"/v/{browser}").status_code == 404
        assert insider.get(f"/v/{browser}").status_code == 200
        sent.clock.advance(24 * 3600)
        assert outsider.get(f"/v/{browser}").status_code == 200


# -- logs


def test_no_token_and_no_address_is_logged(sent: Site, caplog: pytest.LogCaptureFixture) -> None:
    who = sent.recipient()
    unsubscribe, preferences, browser = tokens(sent, who)
    contact = sent.app.store.contacts.by_id(ContactId(who))
    assert contact is not None
    link = login_link(sent.app, sent.url)
    with caplog.at_level(logging.DEBUG, logger="mailer"), sent.client() as client:
        caplog.set_level(logging.DEBUG, logger="uvicorn")
        client.post(f"/u/{unsubscribe}")
        client.post(f"/p/{preferences}/opens")
        client.get(f"/v/{browser}")
        client.get(link)
        post_events(sent, client, [sent.events_for(who, "delivered", 1)])
        client.post("/webhooks/sendgrid", content=b"[]")
    for secret in (unsubscribe, preferences, browser, link.rpartition("/")[2], contact.address):
        assert secret not in caplog.text
