"""A picture from the workspace to the inbox: at our address, or with the message."""

import base64
import email
import email.policy
import json
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from PIL import Image

from mailer.app import App, open_app
from mailer.errors import InputError, NotFound
from mailer.model.ids import AttemptId
from mailer.operations import blast, compose, editions
from mailer.transports.sendgrid.payload import shared_body, sketch
from mailer.web import BackgroundServer
from tests.clock import SetClock
from tests.journeys.flood_maps import SLUG, Opening, approved, rewrite
from tests.outgoing import outgoing, people

PICTURE = """[picture]
file = "river-gauge.png"
alt = "A gauge in the river"
licence = "own work"

[ask]"""


@pytest.fixture
def app(app: App) -> App:
    rewrite(app, "[ask]", PICTURE)
    return app


@contextmanager
def visiting(app: App) -> Iterator[httpx.Client]:
    """Over real HTTP, as anybody out there."""
    server = BackgroundServer(app)
    address = server.start()
    try:
        with httpx.Client(base_url=address, trust_env=False) as visitor:
            yield visitor
    finally:
        server.stop()


def blasted(app: App) -> list[bytes]:
    approved(app)
    blast.send(app, SLUG)
    blast.run_worker(app, until_idle=True)
    return [file.read_bytes() for file in (app.workspace.root / "outbox").rglob("*.eml")]


def test_a_hosted_picture_is_served_to_everybody_from_the_database(app: App) -> None:
    made = editions.made(app, SLUG)
    (picture,) = made.messages[0].pictures
    address = f"/i/{picture.sha256[:32]}.png"
    assert len(blasted(app)) == 6
    (app.workspace.root / "pictures" / "river-gauge.png").unlink()
    with visiting(app) as visitor:
        answer = visitor.get(address)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/png"
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.content == made.pictures[0].body
        assert visitor.head(address).status_code == 200
        for other in (address[:-5] + "0.png", "/i/x.png", "/i/..%2f..%2fmailer.db", "/i/"):
            assert visitor.get(other).status_code == 404


def test_before_the_embargo_ends_nobody_outside_sees_it(app: App) -> None:
    rewrite(
        app, 'segment = "everyone"', 'segment = "everyone"\nembargo_until = 2026-12-24T09:00:00Z'
    )
    (picture,) = editions.made(app, SLUG).messages[0].pictures
    blast.proof(app, SLUG, ["desk@example.org"])
    with visiting(app) as visitor:
        assert visitor.get(f"/i/{picture.sha256[:32]}.png").status_code == 404


def test_an_embargo_hides_a_picture_from_no_other_campaigns_readers(app: App) -> None:
    folder = app.workspace.root / "campaigns"
    free = (folder / f"{SLUG}.toml").read_text(encoding="utf-8")
    rewrite(
        app, 'segment = "everyone"', 'segment = "everyone"\nembargo_until = 2026-12-24T09:00:00Z'
    )
    blast.plan_campaign(app, SLUG)
    (picture,) = editions.made(app, SLUG).messages[0].pictures
    address = f"/i/{picture.sha256[:32]}.png"
    with visiting(app) as visitor:
        assert visitor.get(address).status_code == 404
        (folder / "river-map.toml").write_text(free, encoding="utf-8")
        blast.plan_campaign(app, "river-map")
        assert visitor.get(address).status_code == 200


def test_a_proxy_in_front_may_name_its_own_host(app: App) -> None:
    blast.plan_campaign(app, SLUG)
    (picture,) = editions.made(app, SLUG).messages[0].pictures
    with visiting(app) as visitor:
        there = {"Host": "pictures.example.net"}
        assert visitor.get(f"/i/{picture.sha256[:32]}.png", headers=there).status_code == 200
        assert visitor.get(f"/i/{picture.sha256[:32]}.jpg").status_code == 404


@pytest.mark.parametrize("delivery", ["hosted", "attached"])
def test_the_message_in_a_browser_holds_its_pictures(opening: Opening, delivery: str) -> None:
    app = opening(("[pace]", f'[pictures]\ndelivery = "{delivery}"\n\n[pace]'))
    rewrite(app, "[ask]", PICTURE)
    body = editions.made(app, SLUG).pictures[0].body
    found = email.message_from_bytes(blasted(app)[0], policy=email.policy.default)
    text = found.get_body(["plain"])
    assert text is not None
    token = re.search(r"/v/([\w-]+)", text.get_content())
    assert token is not None
    with visiting(app) as visitor:
        page = visitor.get(token[0])
    assert page.status_code == 200
    (source,) = re.findall(r'src="([^"]+)" width="600"', page.text)
    assert source == f"data:image/png;base64,{base64.b64encode(body).decode()}"
    assert "cid:" not in page.text


def test_an_attached_picture_travels_from_the_database(opening: Opening, clock: SetClock) -> None:
    app = opening(("[pace]", '[pictures]\ndelivery = "attached"\n\n[pace]'))
    rewrite(app, "[ask]", PICTURE)
    body = editions.made(app, SLUG).pictures[0].body
    approved(app)
    blast.send(app, SLUG)
    app.close()
    (app.workspace.root / "pictures" / "river-gauge.png").unlink()
    elsewhere = open_app(app.workspace.root, {}, clock=clock)
    blast.run_worker(elsewhere, until_idle=True)
    files = list((app.workspace.root / "outbox").rglob("*.eml"))
    assert len(files) == 6
    for file in files:
        found = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        (image,) = [each for each in found.walk() if each.get_content_maintype() == "image"]
        assert image.get_content() == body
    elsewhere.close()


def test_a_build_can_be_looked_at_without_a_network(app: App, tmp_path: Path) -> None:
    made = compose.build(app, SLUG, tmp_path / "out", None)
    names = [Path(file).name for file in made["files"]]
    assert names == ["message.html", "message.txt", "message.eml", "river-gauge.png"]
    assert made["pictures"] == [{"file": "river-gauge.png", "is_attached": False}]
    shown = (tmp_path / "out" / "message.html").read_text("utf-8")
    assert 'src="river-gauge.png"' in shown
    whole = (tmp_path / "out" / "message.eml").read_bytes()
    sent = email.message_from_bytes(whole, policy=email.policy.default).get_body(["html"])
    assert sent is not None
    (picture,) = editions.made(app, SLUG).messages[0].pictures
    address = f"http://localhost:8080/i/{picture.sha256[:32]}.png"
    there = shown.replace("river-gauge.png", address)
    assert sent.get_content().replace("\r\n", "\n").strip() == there.strip()
    assert made["bytes"]["html"] == len(there.encode())


def test_two_pictures_of_one_name_both_lie_beside_the_message(app: App, tmp_path: Path) -> None:
    for name, colour in (("River.png", "red"), ("river.png", "navy"), ("again.png", "navy")):
        draw(app.workspace.root / "pictures" / name, colour)
    blocks = "\n".join(block(name) for name in ("River.png", "river.png", "again.png"))
    rewrite(app, PICTURE, f"{blocks}\n\n[ask]")
    made = compose.build(app, SLUG, tmp_path / "out", None)
    first, second = (each["file"] for each in made["pictures"])
    assert first == "river.png"
    assert re.fullmatch(r"[0-9a-f]{8}-river\.png", second)
    shown = (tmp_path / "out" / "message.html").read_text("utf-8")
    assert re.findall(r'<img src="([^"]+)"', shown)[:3] == [first, second, second]
    red = Image.open(tmp_path / "out" / first).convert("RGB")
    assert red.getpixel((0, 0)) == (255, 0, 0)


def draw(path: Path, colour: str) -> None:
    Image.new("RGB", (300, 200), colour).save(path)


def block(name: str) -> str:
    picture = f'{{ file = "{name}", alt = "A river", licence = "own work" }}'
    return f'[[blocks]]\nplace = "after-bridge"\npicture = {picture}'


def test_a_broken_file_is_told_with_the_campaigns_key(app: App) -> None:
    picture = app.workspace.root / "pictures" / "river-gauge.png"
    picture.write_bytes(picture.read_bytes()[:200])
    told = r"^campaigns/flood-maps\.toml: picture\.file: pictures/river-gauge\.png: is no picture"
    with pytest.raises(InputError, match=told):
        editions.made(app, SLUG)
    rewrite(app, PICTURE, block("gone.png") + "\n\n[ask]")
    with pytest.raises(NotFound, match=r"blocks\.item 1\.picture\.file: pictures/gone\.png"):
        editions.made(app, SLUG)


def test_our_own_pictures_are_judged_without_the_network(opening: Opening) -> None:
    app = opening(("[pace]", '[pictures]\ndelivery = "attached"\n\n[pace]'))
    draw(app.workspace.root / "pictures" / "small.png", "red")
    words = 'alt = "The Lenn at dawn"\ncaption = "The Lenn at dawn"'
    named = PICTURE.replace("river-gauge", "small")
    rewrite(app, "[ask]", named.replace('alt = "A gauge in the river"', words))
    told = {(each.rule, each.severity): each.message for each in blast.check(app, SLUG)["findings"]}
    assert "'The Lenn at dawn' stands beside it" in told["image-alt-poor", "warning"]
    assert "small.png travels with each message" in told["image-format", "warning"]
    assert told["image-too-heavy", "info"].startswith("small.png is 300 px wide for 300")


@pytest.mark.parametrize("name", ["../mailer.toml", "/etc/hostname", "river-gage.png", ".."])
def test_only_files_of_the_folder_are_pictures(app: App, name: str) -> None:
    rewrite(app, "river-gauge.png", name)
    with pytest.raises(InputError, match="no such picture"):
        editions.made(app, SLUG)


def test_a_name_is_the_same_however_its_accents_are_written(app: App) -> None:
    draw(app.workspace.root / "pictures" / unicodedata.normalize("NFD", "brücke.png"), "navy")
    rewrite(app, "river-gauge.png", unicodedata.normalize("NFC", "brücke.png"))
    (picture,) = editions.made(app, SLUG).messages[0].pictures
    assert (picture.width, picture.height) == (300, 200)


def test_a_picture_that_nobody_is_shown_is_not_handed_out(app: App) -> None:
    rewrite(app, 'segment = "everyone"', 'segment = "everyone"\ntemplate = "letter"')
    blast.plan_campaign(app, SLUG)
    (unseen,) = editions.made(app, SLUG).pictures
    with pytest.raises(NotFound):
        app.store.pictures.get(unseen.picture.sha256)


def test_a_link_out_of_the_folder_is_none(app: App, tmp_path: Path) -> None:
    outside = tmp_path / "outside.png"
    outside.write_bytes((app.workspace.root / "pictures" / "river-gauge.png").read_bytes())
    (app.workspace.root / "pictures" / "river-gauge.png").unlink()
    (app.workspace.root / "pictures" / "river-gauge.png").symlink_to(outside)
    with pytest.raises(InputError, match="no such picture"):
        editions.made(app, SLUG)


def test_the_providers_request_carries_it_once(opening: Opening) -> None:
    app = opening(("[pace]", '[pictures]\ndelivery = "attached"\n\n[pace]'))
    rewrite(app, "[ask]", PICTURE)
    made = editions.made(app, SLUG)
    message, body = made.messages[0], made.pictures[0].body
    sent = outgoing(people(2), of=message)
    sent = replace(sent, attempt=AttemptId("a"), pictures={message.pictures[0].sha256: body})
    request = json.loads(shared_body(sent, sketch(message, lambda: "code", sent.pictures), []))
    (attachment,) = request["attachments"]
    assert base64.b64decode(attachment["content"]) == body
    assert attachment["disposition"] == "inline"
    assert f"cid:{attachment['content_id']}" in request["content"][1]["value"]
