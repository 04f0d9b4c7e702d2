"""What a release says of its embargo holds, whatever becomes of the line, the key and the file."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from mailer.app import App
from mailer.errors import Conflict, InputError, NotFound, UnsafePlan
from mailer.model.ids import Slug
from mailer.operations import blast, compose
from mailer.operations.embargo import embargo, is_public
from tests.clock import SetClock
from tests.commands import Commands
from tests.journeys.flood_maps import SLUG as BY_HAND
from tests.journeys.flood_maps import Opening, approved, names, rewrite

SLUG = "river-vote"
UNTIL = datetime(2026, 12, 2, 9, tzinfo=UTC)
RELEASE = """EMBARGOED until 2 December 2026, 9:00 UTC

Nine towns ask for gauges on every bridge

(Lisbon) – Nine towns asked the water council today for a gauge on every bridge, after a winter in which the river rose three times and nobody was told in time.

"We stood in the kitchen and guessed how high it was, and so did everybody in our street," said Marta Quill, director of River Watch.

The council meets in Lisbon on 10 December 2026 and votes on the same day whether the gauges stand in the budget of the year that follows.
"""


def _path(app: App) -> str:
    path = app.workspace.root / "releases" / "river-vote.txt"
    if not path.exists():
        path.write_text(RELEASE, encoding="utf-8")
    return str(path)


def _change(app: App, pattern: str, new: str) -> None:
    path = app.workspace.root / "campaigns" / f"{SLUG}.toml"
    text, count = re.subn(pattern, new, path.read_text(encoding="utf-8"), flags=re.M)
    assert count == 1
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def app(opening: Opening) -> App:
    """With a campaign drafted from a release under embargo, and finished."""
    made = opening()
    compose.draft(made, _path(made), SLUG)
    _change(made, r'^bridge = ""', 'bridge = "People like you keep watch at 26 bridges."')
    return made


def _blocking(app: App) -> list[str]:
    return [each["name"] for each in blast.plan_campaign(app, SLUG)["risks"] if each["blocks"]]


def _lift(app: App) -> None:
    for name in ("Ada Blom", "Bo Lind"):
        embargo(app, SLUG, lift=True, by=name, reason="the issuer called")


def _delete_the_line(app: App) -> None:
    _change(app, r"^embargo_until = .*\n", "")


def _delete_the_line_and_the_release_key(app: App) -> None:
    _delete_the_line(app)
    _change(app, r"^release = .*\n", "")


def _delete_the_line_and_the_release(app: App) -> None:
    _delete_the_line(app)
    (app.workspace.root / "releases" / "river-vote.txt").unlink()


def _write_an_earlier_hour(app: App) -> None:
    _change(app, r"^embargo_until = .*", "embargo_until = 2026-11-30T00:00:00Z")


@pytest.mark.parametrize(
    "change",
    [
        _delete_the_line,
        _delete_the_line_and_the_release_key,
        _delete_the_line_and_the_release,
        _write_an_earlier_hour,
    ],
)
def test_no_change_to_a_file_lets_it_out_before_its_hour(
    app: App, change: Callable[[App], None], clock: SetClock
) -> None:
    change(app)
    assert "under-embargo" in _blocking(app)
    fingerprint = blast.plan_campaign(app, SLUG)["fingerprint"]
    blast.approve(app, SLUG, fingerprint, "Ada Blom", ["embargo-ambiguous"])
    for early in (
        lambda: blast.send(app, SLUG, ["under-embargo", "embargo-ambiguous"]),
        lambda: blast.schedule(app, SLUG, "2026-12-02T08:59", "UTC", accept=["under-embargo"]),
    ):
        with pytest.raises(UnsafePlan) as refused:
            early()
        assert names(refused) == ["under-embargo"]
    record = app.store.campaigns.find(Slug(SLUG))
    assert record is not None
    assert not is_public(app, record)
    clock.advance((UNTIL - clock.now()).total_seconds())
    assert is_public(app, record)
    assert blast.send(app, SLUG, ["embargo-ambiguous"])["starts_at"] == UNTIL


def test_a_later_hour_in_the_file_counts(app: App) -> None:
    _change(app, r"^embargo_until = .*", "embargo_until = 2026-12-05T00:00:00Z")
    made = embargo(app, SLUG)
    assert made["until"] == made["written"] == datetime(2026, 12, 5, tzinfo=UTC)
    assert [each["instant"] for each in made["holding"]] == [UNTIL]


def test_two_people_lift_it_and_their_word_is_part_of_what_is_approved(app: App) -> None:
    _delete_the_line(app)
    before = blast.plan_campaign(app, SLUG)["fingerprint"]

    first = embargo(app, SLUG, lift=True, by=" Ada  Blom ", reason="the issuer called")
    assert (first["under_embargo"], first["needed"]) == (True, 1)
    with pytest.raises(Conflict, match="Another person"):
        embargo(app, SLUG, lift=True, by="ada blom", reason="again")
    assert blast.plan_campaign(app, SLUG)["fingerprint"] == before
    second = embargo(app, SLUG, lift=True, by="Bo Lind", reason="I asked them too")
    assert (second["under_embargo"], second["lifted"], second["needed"]) == (False, True, 0)
    assert [(each["by"], each["reason"]) for each in second["lifts"]] == [
        ("Ada Blom", "the issuer called"),
        ("Bo Lind", "I asked them too"),
    ]

    assert _blocking(app) == []
    plan = app.store.plans.latest(Slug(SLUG))
    assert plan is not None
    assert plan.fingerprint != before
    assert plan.parts["embargo"] == (
        "none, lifted by Ada Blom: the issuer called; Bo Lind: I asked them too"
    )
    with pytest.raises(UnsafePlan, match="embargo"):
        blast.approve(app, SLUG, before, "Ada Blom")
    blast.approve(app, SLUG, plan.fingerprint, "Ada Blom")
    assert blast.send(app, SLUG)["recipients"] == 6
    with pytest.raises(Conflict, match="nothing to lift: Ada Blom and Bo Lind lifted it"):
        embargo(app, SLUG, lift=True, by="Cy", reason="me too")


def test_a_lift_has_a_name_and_a_reason_and_something_to_lift(app: App) -> None:
    for by, reason in (("", "why"), ("Ada", " ")):
        with pytest.raises(InputError, match="--by NAME and --reason TEXT"):
            embargo(app, SLUG, lift=True, by=by, reason=reason)
    with pytest.raises(Conflict, match="nothing to lift: no release named one"):
        embargo(app, BY_HAND, lift=True, by="Ada", reason="why")
    with pytest.raises(NotFound, match="Did you mean 'river-vote'"):
        embargo(app, "river-vot")


def test_an_hour_that_nobody_can_read_holds_until_somebody_writes_one(opening: Opening) -> None:
    app = opening()
    path = app.workspace.root / "releases" / "river-vote.txt"
    path.write_text(RELEASE.replace(" until 2 December 2026, 9:00 UTC", ""), encoding="utf-8")
    compose.draft(app, str(path), SLUG)
    _change(app, r'^bridge = ""', 'bridge = "People like you keep watch."')

    shown = embargo(app, SLUG)
    assert (shown["under_embargo"], shown["unclear"], shown["until"]) == (True, True, None)
    assert "embargo_until is empty" in shown["trouble"]
    _change(app, r'^embargo_until = ""\n', "")
    assert "under-embargo" in _blocking(app)
    _change(app, r"^language = ", "embargo_until = 2026-12-01T09:00:00Z\nlanguage = ")
    shown = embargo(app, SLUG)
    assert (shown["unclear"], shown["until"]) == (False, datetime(2026, 12, 1, 9, tzinfo=UTC))


def test_an_embargo_of_a_release_that_was_named_by_hand_is_kept_from_the_first_plan_on(
    app: App,
) -> None:
    rewrite(
        app, 'segment = "everyone"', 'segment = "everyone"\nrelease = "releases/river-vote.txt"'
    )
    blast.plan_campaign(app, BY_HAND)
    rewrite(app, 'release = "releases/river-vote.txt"', "")
    risks = [each["name"] for each in blast.plan_campaign(app, BY_HAND)["risks"]]
    assert "under-embargo" in risks
    assert len(embargo(app, BY_HAND)["seen"]) == 1


def test_an_embargo_that_is_seen_after_scheduling_stops_the_blast(
    opening: Opening, clock: SetClock
) -> None:
    app = opening()
    approved(app)
    blast.schedule(app, BY_HAND, "2026-12-01T09:00", "UTC")
    (app.workspace.root / "campaigns" / f"{BY_HAND}.toml").unlink()
    compose.draft(app, _path(app), BY_HAND)

    status = blast.status(app, BY_HAND)
    assert status["state"] == "paused"
    assert "under-embargo: nothing of it may be public before 2026-12-02 09:00" in status["reason"]
    with pytest.raises(UnsafePlan) as refused:
        blast.resume(app, BY_HAND)
    assert names(refused) == ["under-embargo"]
    clock.advance((UNTIL - clock.now()).total_seconds())
    assert blast.resume(app, BY_HAND)["state"] == "scheduled"


def test_a_blast_that_starts_after_the_hour_goes_on(app: App) -> None:
    fingerprint = blast.plan_campaign(app, SLUG)["fingerprint"]
    blast.approve(app, SLUG, fingerprint, "Ada Blom")
    blast.schedule(app, SLUG, "2026-12-02T09:00", "UTC")
    blast.pause(app, SLUG)
    assert blast.resume(app, SLUG)["state"] == "scheduled"


def test_a_proof_under_embargo_says_so_in_its_subject(app: App, clock: SetClock) -> None:
    blast.proof(app, SLUG, ["desk@example.org"])
    (file,) = (app.workspace.root / "outbox").rglob("*.eml")
    head = file.read_text(encoding="utf-8").partition("\n\n")[0]
    assert "EMBARGOED until 2026-12-02 09:00 UTC: Nine" in " ".join(head.split())

    clock.advance(timedelta(days=3).total_seconds())
    file.unlink()
    blast.proof(app, SLUG, ["desk@example.org"])
    (file,) = (app.workspace.root / "outbox").rglob("*.eml")
    assert "EMBARGOED" not in file.read_text(encoding="utf-8").partition("\n\n")[0]


def test_where_staff_is_named_nobody_else_gets_a_proof_before_the_hour(
    opening: Opening, clock: SetClock
) -> None:
    staff = '[proof]\nstaff = ["@river.example.org", "marta@example.org"]\n\n[pace]'
    app = opening(("[pace]", staff))
    compose.draft(app, _path(app), SLUG)
    inside = ["desk@river.example.org", "Marta@example.org"]
    with pytest.raises(UnsafePlan, match=r"1 of the --to are not in \[proof\] staff") as refused:
        blast.proof(app, SLUG, [*inside, "press@example.org"])
    assert names(refused) == ["under-embargo"]
    assert not list((app.workspace.root / "outbox").rglob("*.eml"))
    assert len(blast.proof(app, SLUG, inside)["sent"]) == 2
    clock.advance(timedelta(days=3).total_seconds())
    assert len(blast.proof(app, SLUG, ["press@example.org"])["sent"]) == 1


def test_the_command_shows_and_lifts(app: App) -> None:
    path = app.workspace.root / "releases" / "far.txt"
    path.write_text(RELEASE.replace("2 December 2026", "2 December 2126"), encoding="utf-8")
    compose.draft(app, str(path), "far")
    commands = Commands(app.workspace.root)
    shown = commands.run("embargo", "far")
    assert shown.stdout.splitlines() == [
        "Under embargo until 2126-12-02 09:00 UTC",
        "Read     releases/far.txt: EMBARGOED until 2 December 2126, 9:00 UTC",
        "Written  embargo_until in the campaign file: 2126-12-02 09:00 UTC",
        "It ends by itself. Sooner only by two people's word: mailer embargo far --lift --by NAME "
        "--reason TEXT",
    ]
    first = ("embargo", "far", "--lift", "--by", "Ada", "--reason", "the issuer called")
    assert commands.run(*first).stdout.splitlines()[-1].startswith("One more person: ")
    assert commands.run(*first).returncode == 2
    lifted = commands.json("embargo", "far", "--lift", "--by", "Bo", "--reason", "so they did")
    assert {"campaign", "under_embargo", "until", "seen", "lifts", "needed"} <= set(lifted)
    assert lifted["until"] == "2126-12-02T09:00:00+00:00"  # the line in the file is left
    file = app.workspace.root / "campaigns" / "far.toml"
    file.write_text(re.sub(r"(?m)^embargo_until.*\n", "", file.read_text(encoding="utf-8")))
    assert commands.run("embargo", "far").stdout.splitlines()[-1] == "Nothing holds it back."
