"""What staff and operators meet: login, dashboard, health, metrics and the command, over real HTTP."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import mailer
from mailer.app import SystemClock
from mailer.web import login_link
from tests import site as sites
from tests.clock import SetClock
from tests.commands import Commands
from tests.site import SLUG, Site, title_of


@pytest.fixture
def site(workspace_dir: Path, clock: SetClock) -> Iterator[Site]:
    with sites.running(workspace_dir, clock) as running:
        yield running


@pytest.fixture
def sent(site: Site) -> Site:
    site.send()
    return site


# -- login


def test_a_link_signs_in_once_and_looking_does_not_use_it_up(site: Site) -> None:
    link = login_link(site.app, site.url)
    same = {"Origin": site.url}
    with site.client() as scanner, site.client() as person, site.client() as late:
        assert scanner.get(link).status_code == scanner.head(link).status_code == 200
        assert person.get("/").status_code == 401
        answer = person.post(link, headers=same)
        assert answer.status_code == 303
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert person.get("/").status_code == 200
        assert late.post(link, headers=same).status_code == 403
        assert late.get("/").status_code == 401


def test_a_session_ends_after_two_weeks(site: Site) -> None:
    with site.signed_in() as client:
        site.clock.advance(14 * 24 * 3600 - 60)
        assert client.get("/").status_code == 200
        site.clock.advance(120)
        assert client.get("/").status_code == 401


def test_an_unused_link_expires(site: Site) -> None:
    link = login_link(site.app, site.url)
    site.clock.advance(13 * 3600)
    with site.client() as client:
        assert client.post(link, headers={"Origin": site.url}).status_code == 403


def test_signing_out_ends_the_session_for_the_cookie_too(site: Site) -> None:
    with site.signed_in() as client:
        kept = dict(client.cookies)
        assert client.post("/logout", headers={"Origin": site.url}).status_code == 303
        assert client.get("/").status_code == 401
    with site.client(cookies=kept) as thief:
        assert thief.get("/").status_code == 401


def test_a_form_of_another_site_is_refused(site: Site) -> None:
    with site.signed_in() as client:
        foreign = {"Origin": "https://elsewhere.example.com"}
        assert client.post("/logout", headers=foreign).status_code == 403
        assert client.post("/logout").status_code == 403
        assert client.get("/").status_code == 200


def test_over_https_the_cookie_is_bound_to_the_host(workspace_dir: Path, clock: SetClock) -> None:
    public = "https://mail.example.org"
    with (
        sites.running(workspace_dir, clock, MAILER_PUBLIC_URL=public) as site,
        site.client() as client,
    ):
        path = login_link(site.app).removeprefix(public)
        answer = client.post(path, headers={"Host": "mail.example.org", "Origin": public})
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-")
        assert "secure" in cookie.lower()
        assert "domain" not in cookie.lower()


PAGES = ("/", "/campaigns", f"/campaigns/{SLUG}", f"/campaigns/{SLUG}/live")


def test_every_dashboard_page_is_closed_without_a_session(sent: Site) -> None:
    with sent.client() as stranger, sent.signed_in() as staff:
        for path in PAGES:
            refused = stranger.get(path)
            assert refused.status_code == 401, path
            assert SLUG not in refused.text
            assert staff.get(path).status_code == 200, path
        assert staff.get("/", headers={"Host": "rebound.example.com"}).status_code == 421


# -- the dashboard


def test_the_dashboard_shows_the_ledgers_numbers(sent: Site) -> None:
    count = sent.app.store.ledger.count(SLUG)  # type: ignore[arg-type]
    with sent.signed_in() as staff:
        page = staff.get(f"/campaigns/{SLUG}").text
        listed = staff.get("/campaigns").text
    assert f"{count.accepted} of {count.planned} people accepted" in page
    assert "Marta Quill" in page
    assert "approved, Marta Quill" in page.partition("What was done, and by whom")[2]
    assert "What the words mean" in page
    assert f"/campaigns/{SLUG}" in listed
    assert "@" not in page


def test_while_nothing_was_told_of_delivery_no_share_of_it_is_shown(sent: Site) -> None:
    with sent.signed_in() as staff:
        page = staff.get(f"/campaigns/{SLUG}").text
    assert "No delivery was told yet" in page
    assert "were delivered" not in page
    assert "– of 0 delivered" not in page


def test_a_broken_campaign_file_is_said_and_the_rest_stays_readable(sent: Site) -> None:
    path = sent.app.workspace.root / "campaigns" / f"{SLUG}.toml"
    path.write_text("subject = 7\n", encoding="utf-8")
    with sent.signed_in() as staff:
        page = staff.get(f"/campaigns/{SLUG}")
        assert page.status_code == 200
        assert f"campaigns/{SLUG}.toml" in page.text
        assert "accepted by the provider" in page.text
        assert title_of(staff.get("/").text) == "1 thing needs you"


def test_what_is_not_there_is_a_404_without_an_echo(site: Site) -> None:
    with site.signed_in() as staff:
        for path in ("/campaigns/no-such", "/campaigns/..%2fx", "/nothing", "/campaigns/"):
            answer = staff.get(path)
            assert answer.status_code in (404, 422), path
            assert "<script>alert" not in answer.text


def test_a_fresh_workspace_says_what_to_do(site: Site) -> None:
    for path in (site.app.workspace.root / "campaigns").glob("*.toml"):
        path.unlink()
    with site.signed_in() as staff:
        home = staff.get("/").text
        assert title_of(home) == "Nothing has been written yet"
        assert "mailer draft" in home


# -- operators


def test_health_is_public_and_metrics_are_not(workspace_dir: Path, clock: SetClock) -> None:
    with (
        sites.running(workspace_dir, clock, MAILER_METRICS_TOKEN="a-token-of-ours") as site,
        site.client() as client,
    ):
        site.send()
        assert client.get("/healthz").json()["ok"] is True
        local = client.get("/metrics")
        assert local.status_code == 200
        assert 'state="accepted"' in local.text
        assert "@" not in local.text
        through_proxy = {"X-Forwarded-For": "198.51.100.4"}
        assert client.get("/metrics", headers=through_proxy).status_code == 403
        named = {**through_proxy, "Authorization": "Bearer a-token-of-ours"}
        assert client.get("/metrics", headers=named).status_code == 200
        wrong = {**through_proxy, "Authorization": "Bearer a-token-of-hours"}
        assert client.get("/metrics", headers=wrong).status_code == 403


def test_the_api_description_is_public_and_docs_pages_are_off(site: Site) -> None:
    """It names what programs may call with a token, and no page, link or webhook of ours."""
    with site.client() as client:
        described = client.get("/api/openapi.json").json()
        assert set(described) == {"openapi", "info", "paths"}
        assert described["info"] == {
            "title": "mailer",
            "description": "Operations for programs. This version has none yet; "
            "webhooks and the command line are described in the documentation.",
            "version": mailer.__version__,
        }
        assert described["paths"] == {}
        assert client.get("/docs").status_code == 404
        assert client.get("/redoc").status_code == 404


# -- the command


def test_serve_prints_its_address_and_a_link_and_ends_when_told(workspace_dir: Path) -> None:
    commands = Commands(workspace_dir)
    server = commands.start("serve", "--port", "0")
    try:
        assert server.stdout is not None
        address = server.stdout.readline().split()[-1]
        link = server.stdout.readline().split()[-1]
        assert link.startswith(f"{address}/login/")
        with httpx.Client(trust_env=False) as client:
            assert client.get(f"{address}/healthz").json()["ok"] is True
            assert client.post(link, headers={"Origin": address}).status_code == 303
            assert client.get(f"{address}/").status_code == 200
        os.kill(server.pid, signal.SIGTERM)
        assert server.wait(timeout=20) == 0
    finally:
        server.kill()
        server.communicate()


def test_serve_sends_what_is_due(workspace_dir: Path) -> None:
    commands = Commands(workspace_dir)
    sites.write_workspace(workspace_dir)
    commands.json("import", "supporters", "list.csv")
    planned = commands.json("plan", SLUG)
    accepted = [word for risk in planned["risks"] for word in ("--accept", risk["name"])]
    commands.json(
        "approve", SLUG, "--fingerprint", planned["fingerprint"], "--by", "Marta Quill", *accepted
    )
    commands.json("send", SLUG, *accepted)
    server = commands.start("serve", "--port", "0")
    try:
        assert server.stdout is not None
        address = server.stdout.readline().split()[-1]
        told = f'state="accepted"}} {planned["recipients"]}\n'
        with httpx.Client(base_url=address, trust_env=False) as client:
            for _ in range(300):
                if told in client.get("/metrics").text:
                    break
                time.sleep(0.1)
            assert told in client.get("/metrics").text
        os.kill(server.pid, signal.SIGINT)
        assert server.wait(timeout=20) == 0
    finally:
        server.kill()
        server.communicate()


def test_a_taken_port_is_one_line(site: Site, tmp_path: Path) -> None:
    port = site.url.rpartition(":")[2]
    told = Commands(site.app.workspace.root).fails("serve", "--port", port, exit_status=2)
    assert f"--port {port}" in told
    assert len(told.strip().splitlines()) == 1


def test_login_prints_a_fresh_link_that_signs_in(workspace_dir: Path) -> None:
    done = Commands(workspace_dir).run("login")
    assert done.returncode == 0
    path = "/login/" + done.stdout.strip().rpartition("/login/")[2]
    now = SetClock(SystemClock().now())
    with sites.running(workspace_dir, now) as site, site.client() as client:
        assert client.post(path, headers={"Origin": site.url}).status_code == 303
