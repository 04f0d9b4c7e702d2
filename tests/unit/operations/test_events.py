"""Our own links: where they lead, and what is noted of those who follow them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mailer.app import App
from mailer.model.event import StoredEvent
from mailer.model.ids import AddressKey
from mailer.model.message import ClickTracking, OpenTracking, Tracking
from mailer.operations import events
from mailer.operations.report import report
from mailer.tokens import PROOF, GiftSubject
from tests.clock import SetClock
from tests.unit.operations.river_app import (
    FORM,
    SLUG,
    STORY,
    campaign_id,
    contact_id,
    person,
    river_app,
)

INDIVIDUAL = Tracking("own", "individual", frozenset({"CA"}))
AGGREGATE = Tracking("own", "aggregate")
ASKED: dict[str, Any] = {
    "method": "GET",
    "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0",
    "ip": "203.0.113.9",
}


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Iterator[App]:
    with river_app(tmp_path, clock) as opened:
        yield opened


def click_token(app: App, name: str, link: int) -> str:
    return app.keyring.click(campaign_id(app), contact_id(app, name), link)


def noted(app: App, kind: str) -> list[StoredEvent]:
    return list(app.store.events.of(campaign_id(app), [kind]))


def test_a_click_leads_to_the_form_with_that_persons_own_code(app: App) -> None:
    where = events.click(app, click_token(app, "bo", 0), **ASKED)
    assert where is not None
    assert where.startswith(FORM)
    subject = app.keyring.read_gift_code(where.removeprefix(FORM))
    assert subject == GiftSubject(campaign_id(app), contact_id(app, "bo"), "button")


def test_a_click_is_noted_with_its_person_and_link_but_without_the_network_address(
    app: App,
) -> None:
    assert events.click(app, click_token(app, "bo", 1), **ASKED) == STORY
    (click,) = noted(app, "clicked")
    assert (click.contact_id, click.link_index) == (contact_id(app, "bo"), 1)
    assert (click.source, click.method) == ("own", "GET")
    assert click.ip_hash == app.keyring.keyed_hash("ip", "203.0.113.9")
    made = report(app, SLUG)
    assert (made.clickers, {line.place: line.clickers for line in made.links}) == (
        1,
        {"button": 0, "story": 1},
    )


@pytest.mark.parametrize(
    "changes", [{"method": "HEAD"}, {"headers": {"Sec-Purpose": "prefetch"}}, {"user_agent": None}]
)
def test_machines_are_led_on_and_are_nobody_who_clicked(app: App, changes: dict[str, Any]) -> None:
    assert events.click(app, click_token(app, "bo", 1), **{**ASKED, **changes}) == STORY
    made = report(app, SLUG)
    assert (made.clicks.human, made.clicks.machine, made.clickers) == (0, 1, 0)


def test_only_our_own_click_links_lead_anywhere(app: App) -> None:
    token = click_token(app, "bo", 1)
    other = app.keyring.tokens_for(campaign_id(app), [contact_id(app, "bo")])[0]
    beyond = app.keyring.click(campaign_id(app), contact_id(app, "bo"), 9)
    elsewhere = app.keyring.click(99, contact_id(app, "bo"), 1)
    for bad in (token[:-1] + ("A" if token[-1] != "A" else "B"), other.unsubscribe, beyond):
        assert events.click(app, bad, **ASKED) is None
    assert events.click(app, elsewhere, **ASKED) is None
    assert events.click(app, "https://evil.example.net", **ASKED) is None
    assert noted(app, "clicked") == []


def test_a_proofs_links_lead_on_and_count_nowhere(app: App) -> None:
    token = app.keyring.click(campaign_id(app), PROOF, 0)
    where = events.click(app, token, **ASKED)
    assert where is not None
    assert where.startswith(FORM)
    assert noted(app, "clicked") == []


def test_who_was_forgotten_is_still_led_on(app: App) -> None:
    token = click_token(app, "bo", 0)
    app.store.people.forget(AddressKey("bo@example.org"), "hash", app.clock.now())
    where = events.click(app, token, **ASKED)
    assert where is not None
    subject = app.keyring.read_gift_code(where.removeprefix(FORM))
    assert subject is not None
    assert subject.contact_id == PROOF


@pytest.mark.parametrize("clicks", ["off", "provider"])
def test_where_we_measure_no_clicks_links_lead_on_all_the_same(
    tmp_path: Path, clock: SetClock, clicks: ClickTracking
) -> None:
    with river_app(tmp_path, clock, frozen=Tracking(clicks, "off")) as app:
        assert events.click(app, click_token(app, "bo", 1), **ASKED) == STORY
        assert noted(app, "clicked") == []


def opens(app: App) -> list[StoredEvent]:
    for name in ("ada", "bo", "cy"):
        token = app.keyring.open(campaign_id(app), contact_id(app, name))
        events.opened(app, token, **ASKED)
    events.opened(app, app.keyring.open(campaign_id(app), PROOF), **ASKED)
    events.opened(app, "forged", **ASKED)
    return noted(app, "opened")


def test_single_opens_are_noted_of_those_who_agreed_or_need_not_be_asked(
    tmp_path: Path, clock: SetClock
) -> None:
    with river_app(tmp_path, clock, frozen=INDIVIDUAL) as app:
        found = {event.contact_id for event in opens(app)}
        assert found == {contact_id(app, "ada"), contact_id(app, "cy")}


def test_a_withdrawal_counts_from_now_on(tmp_path: Path, clock: SetClock) -> None:
    with river_app(tmp_path, clock, frozen=INDIVIDUAL) as app:
        app.store.contacts.refuse_opens(contact_id(app, "cy"), app.clock.now())
        app.store.contacts.upsert("later", [person("cy", opens_consent=True)])
        assert {event.contact_id for event in opens(app)} == {contact_id(app, "ada")}


def test_counted_in_aggregate_an_open_leaves_no_trace_of_a_person(
    tmp_path: Path, clock: SetClock
) -> None:
    with river_app(tmp_path, clock, frozen=AGGREGATE) as app:
        found = opens(app)
        assert [(each.contact_id, each.ip_hash) for each in found] == [(0, None)] * 3
        made = report(app, SLUG)
        assert (made.openers, made.measured.aggregate.human) == (0, 3)


@pytest.mark.parametrize("mode", ["off", "provider"])
def test_otherwise_our_pixel_notes_nothing(
    tmp_path: Path, clock: SetClock, mode: OpenTracking
) -> None:
    with river_app(tmp_path, clock, frozen=Tracking("own", mode)) as app:
        assert opens(app) == []


def test_what_was_approved_as_a_bare_count_never_becomes_a_trace_of_a_person(
    tmp_path: Path, clock: SetClock
) -> None:
    with river_app(tmp_path, clock, frozen=AGGREGATE, opens_now="individual") as app:
        assert [each.contact_id for each in opens(app)] == [0, 0, 0]


def test_what_was_approved_without_opens_stays_so(tmp_path: Path, clock: SetClock) -> None:
    with river_app(tmp_path, clock, frozen=Tracking("own", "off"), opens_now="individual") as app:
        assert opens(app) == []


@pytest.mark.parametrize("frozen", [INDIVIDUAL, AGGREGATE])
def test_a_workspace_that_measures_less_by_now_measures_less_of_all_that_is_out(
    tmp_path: Path, clock: SetClock, frozen: Tracking
) -> None:
    with river_app(tmp_path, clock, frozen=frozen, opens_now="aggregate") as app:
        assert [each.contact_id for each in opens(app)] == [0, 0, 0]


def test_once_a_workspace_measures_no_opens_none_is_noted_any_more(
    tmp_path: Path, clock: SetClock
) -> None:
    with river_app(tmp_path, clock, frozen=INDIVIDUAL, opens_now="off") as app:
        assert opens(app) == []
