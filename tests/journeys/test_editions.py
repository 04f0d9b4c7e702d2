"""One campaign in two languages and two variants, with a block for some: each person gets one message, theirs."""

import email
import email.policy
import re
from email.message import EmailMessage

import pytest

from mailer.app import App
from mailer.errors import NotFound
from mailer.model.contact import Contact
from mailer.model.edition import split_of
from mailer.model.event import StoredEvent
from mailer.model.ids import CampaignId, Slug
from mailer.operations import blast, compose, doors, events
from mailer.operations.report import report
from tests.journeys.flood_maps import CAMPAIGN, SLUG, person, rewrite

MORE = """
[translations.es]
subject = "El consejo vota los mapas de inundación"
preheader = "Nueve distritos pidieron el mapa de su río; hasta hoy dos lo tienen."
headline = "Nueve distritos, dos mapas"
salutation = "Hola, {{ first_name }}:"
lede = "El 10 de diciembre de 2026 el consejo decide quién puede ver los mapas del río."
bridge = "Pedir cada mapa cuesta un día de trabajo. Lo pagan personas como usted."
ask = { heading = "Pague una hora de trabajo", sentence = "Cada hora encuentra un mapa más.", button = "Dar por los mapas" }
signature = { role = "Directora" }
fields = { first_name = { fallback = "amiga" } }

[variants.b]
subject = "Two of nine districts have seen their flood map"
translations.es = { subject = "Solo dos de nueve distritos han visto su mapa" }

[[blocks]]
place = "after-bridge"
to = { segment = "volunteers" }
text = "You walked the river with us: thank you."

[[translations.es.blocks]]
place = "after-bridge"
to = { segment = "volunteers" }
text = "Usted recorrió el río con nosotros: gracias."
"""
LANGUAGES = ("en", "es-MX", None, "es")


@pytest.fixture
def app(app: App) -> App:
    """Forty people; every second reads Spanish, every third is a volunteer."""
    path = app.workspace.root / "campaigns" / f"{SLUG}.toml"
    path.write_text(CAMPAIGN + MORE, encoding="utf-8")
    segments = app.workspace.root / "audiences" / "segments.toml"
    segments.write_text('[volunteers]\ntags = "volunteer"\n', encoding="utf-8")
    app.store.contacts.upsert(
        "supporters",
        [
            person(n, language=LANGUAGES[n % 4], tags=("volunteer",) if n % 3 == 0 else ())
            for n in range(40)
        ],
    )
    return app


def expected(app: App, contact: Contact) -> tuple[int, str, bool]:
    """Edition, subject, and whether the thanks to volunteers stand in it: by the rules as they read."""
    spanish = (contact.language or "").startswith("es")
    number = split_of(app.workspace.campaign(SLUG)).edition_of(contact.id, contact.language)
    subjects = (
        "The council votes on the flood maps",
        "Two of nine districts have seen their flood map",
        "El consejo vota los mapas de inundación",
        "Solo dos de nueve distritos han visto su mapa",
    )
    assert (number >= 2) == spanish
    return number, subjects[number], "volunteer" in contact.tags


def went_out(app: App) -> dict[str, EmailMessage]:
    """Address -> its only message."""
    found: dict[str, EmailMessage] = {}
    for file in (app.workspace.root / "outbox").rglob("*.eml"):
        message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        to = re.search(r"[^\s<]+@[^\s>]+", str(message["To"]))
        assert to is not None
        assert to[0] not in found, "sent twice"
        found[to[0]] = message
    return found


def sent(app: App) -> str:
    fingerprint = str(blast.plan_campaign(app, SLUG)["fingerprint"])
    blast.approve(app, SLUG, fingerprint, "Ada Blom")
    blast.send(app, SLUG)
    blast.run_worker(app, until_idle=True)
    return fingerprint


def everybody(app: App) -> list[Contact]:
    found = [app.store.contacts.by_id(number) for number in range(1, 41)]
    return [each for each in found if each is not None]


def test_everybody_gets_one_message_in_their_language_and_variant(app: App) -> None:
    planned = blast.plan_campaign(app, SLUG)
    people = everybody(app)
    of_each = [sum(expected(app, each)[0] == number for each in people) for number in range(4)]
    assert [each["recipients"] for each in planned["editions"]] == of_each
    assert [each["name"] for each in planned["editions"]] == [
        "en, variant a",
        "en, variant b",
        "es, variant a",
        "es, variant b",
    ]
    assert all(of_each)
    sent(app)

    found = went_out(app)
    assert len(found) == 40
    for contact in people:
        number, subject, is_thanked = expected(app, contact)
        message = found[contact.address]
        body = message.get_body(("plain",))
        assert body is not None
        text = " ".join(body.get_content().split())
        assert message["Subject"] == subject
        thanks = ("You walked the river", "Usted recorrió el río")[number // 2]
        assert (thanks in text) == is_thanked
        assert ("personas como usted" in text) == (number >= 2)
    count = app.store.ledger.count(Slug(SLUG))
    assert (count.planned, count.accepted, count.unknown) == (40, 40, 0)


def test_links_of_each_edition_lead_back_to_it(app: App) -> None:
    sent(app)
    record = app.store.campaigns.ensure(Slug(SLUG))
    for contact in everybody(app)[:6]:
        number, subject, is_thanked = expected(app, contact)
        (tokens,) = app.keyring.tokens_for(record.id, [contact.id])
        page = doors.in_browser(app, tokens.browser, is_staff=False)
        assert page.language == ("en", "es")[number // 2]
        assert f"<title>{subject}</title>" in page.html
        assert any(word in page.html for word in ("walked", "recorrió")) == is_thanked
        came = doors.visitor(app, "unsubscribe", tokens.unsubscribe)
        assert came is not None
        assert came.language == page.language


def test_a_block_stays_as_it_was_when_the_person_changes_later(app: App) -> None:
    sent(app)
    record = app.store.campaigns.ensure(Slug(SLUG))
    volunteer = everybody(app)[0]
    app.store.contacts.upsert("supporters", [person(0, tags=("former",))])
    segments = app.workspace.root / "audiences" / "segments.toml"
    segments.write_text('[volunteers]\ntags = "nobody"\n', encoding="utf-8")
    (tokens,) = app.keyring.tokens_for(record.id, [volunteer.id])
    assert "You walked the river" in doors.in_browser(app, tokens.browser, is_staff=False).html


def test_a_proof_shows_each_edition_and_its_links_lead_to_that_one(app: App) -> None:
    told = blast.proof(app, SLUG, ["desk@example.org", "press@example.org"])["sent"]
    assert [(each["to"], each["edition"], each["result"]) for each in told[::2]] == [
        ("desk@example.org", name, "accepted")
        for name in ("en, variant a", "en, variant b", "es, variant a", "es, variant b")
    ]
    assert len(told) == 8
    risks = {each["name"] for each in blast.plan_campaign(app, SLUG)["risks"]}
    assert "no-proof" not in risks

    pages = []
    for file in (app.workspace.root / "outbox").rglob("*.eml"):
        message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        body = message.get_body(("html",))
        assert body is not None
        token = re.search(r"/v/([\w-]{44})", body.get_content())
        assert token is not None
        page = doors.in_browser(app, token[1], is_staff=True)
        pages.append((str(message["Subject"]).removeprefix("[Proof] "), page))
    assert len(pages) == 8
    assert all(f"<title>{subject}</title>" in page.html for subject, page in pages)


def test_an_edition_that_nobody_proofed_is_named(app: App) -> None:
    blast.proof(app, SLUG, ["desk@example.org"], edition="es, variant b")
    (risk,) = [
        each for each in blast.plan_campaign(app, SLUG)["risks"] if each["name"] == "no-proof"
    ]
    assert "en, variant a; en, variant b; es, variant a" in risk["message"]
    with pytest.raises(NotFound, match="did you mean 'es, variant b'"):
        blast.proof(app, SLUG, ["desk@example.org"], edition="es variant b")


def test_a_language_or_a_variant_alone_names_its_editions_the_campaigns_own_first(app: App) -> None:
    told = blast.proof(app, SLUG, ["desk@example.org"], edition="es")["sent"]
    assert [each["edition"] for each in told] == ["es, variant a", "es, variant b"]
    told = blast.proof(app, SLUG, ["desk@example.org"], edition="variant b")["sent"]
    assert [each["edition"] for each in told] == ["en, variant b", "es, variant b"]
    built = compose.build(app, SLUG, app.workspace.root / "out", None, edition="es")
    assert built["edition"] == "es, variant a"


def test_another_share_or_a_word_of_one_edition_voids_the_approval(app: App) -> None:
    first = blast.plan_campaign(app, SLUG)["fingerprint"]
    rewrite(app, "[variants.b]\n", "[variants.b]\nshare = 20\n")
    second = blast.plan_campaign(app, SLUG)["fingerprint"]
    rewrite(app, "Solo dos de nueve", "Sólo dos de nueve")
    third = blast.plan_campaign(app, SLUG)["fingerprint"]
    assert len({first, second, third}) == 3


def test_a_build_shows_a_contact_their_own_edition_or_the_one_that_is_named(app: App) -> None:
    reader = next(each for each in everybody(app) if each.language == "es")
    out = app.workspace.root / "out"
    own = compose.build(app, SLUG, out, reader.address)
    assert own["edition"].startswith("es, variant ")
    named = compose.build(app, SLUG, out, reader.address, "en, variant b")
    assert named["edition"] == "en, variant b"
    assert "Two of nine districts" in (out / "message.html").read_text(encoding="utf-8")


def test_findings_of_one_edition_carry_its_name_and_common_ones_are_told_once(app: App) -> None:
    rewrite(app, "Nueve distritos pidieron el mapa de su río; hasta hoy dos lo tienen.", "Corto")
    found = blast.check(app, SLUG)["findings"]
    weak = [each.where for each in found if each.rule == "preheader-weak"]
    assert weak
    assert all(where.startswith("es, variant ") for where in weak)
    assert len(found) == len(set(found))


def test_a_report_counts_variants_and_languages_apart(app: App) -> None:
    sent(app)
    record = app.store.campaigns.ensure(Slug(SLUG))
    people = {each.id: expected(app, each)[0] for each in everybody(app)}
    clickers = [contact_id for contact_id, number in people.items() if number in (1, 3)][:5]
    for contact_id in people:
        told = StoredEvent(
            id=f"d{contact_id}",
            kind="delivered",
            happened_at=app.clock.now(),
            contact_id=contact_id,
        )
        app.store.events.add_own(CampaignId(record.id), told)
    for contact_id in clickers:
        token = app.keyring.click(record.id, contact_id, 0)
        assert events.click(app, token, method="GET", user_agent="Firefox", ip=None) is not None

    made = report(app, SLUG)
    variants = {each.name: each for each in made.variants}
    assert list(variants) == ["a", "b"]
    assert variants["a"].recipients == sum(number in (0, 2) for number in people.values())
    assert [each.name for each in made.languages] == ["en", "es"]
    assert sum(each.recipients for each in made.languages) == 40
    assert [each.delivered for each in made.variants] == [each.recipients for each in made.variants]
    assert made.verdict


def test_everybody_gets_their_own_tags_where_the_message_shows_them(app: App) -> None:
    path = app.workspace.root / "campaigns" / f"{SLUG}.toml"
    rows = 'rows = { field = "tags", text = "Thank you for: {{ item }}", most = 3 }'
    path.write_text(f'{CAMPAIGN}\n[[blocks]]\nplace = "after-bridge"\n{rows}\n', encoding="utf-8")
    tags = [(), ("river",), ("river", "walks")]
    app.store.contacts.upsert("supporters", [person(n, tags=tags[n % 3]) for n in range(40)])
    sent(app)

    found = went_out(app)
    for contact in everybody(app):
        body = found[contact.address].get_body(("plain",))
        assert body is not None
        told = re.findall(r"Thank you for: (\w+)", body.get_content())
        assert told == sorted(contact.tags)
