"""From a plan to everybody's inbox: what people approve is what goes out, to whom they approved it."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailer.app import App
from mailer.audience import parse_address
from mailer.errors import Conflict, InputError, NotFound, UnsafePlan
from mailer.model.contact import Contact
from mailer.model.ids import ContactId, Slug
from mailer.operations import blast
from tests.clock import NOON, SetClock
from tests.journeys.flood_maps import (
    SLUG,
    Opening,
    add,
    approved,
    mailed,
    names,
    numbers,
    rewrite,
    suppress,
)


class TestTheStraightWay:
    def test_plan_approve_send_work_status(self, app: App) -> None:
        suppress(app, 5)
        planned = blast.plan_campaign(app, SLUG)
        assert planned["recipients"] == 5
        assert planned["excluded"] == {"suppressed": 1}
        assert planned["batches"] == 3  # five people, two in each
        assert not [risk for risk in planned["risks"] if risk["blocks"]]
        assert blast.status(app, SLUG)["state"] == "planned"
        assert mailed(app) == []

        signed = blast.approve(app, SLUG, planned["fingerprint"], " Ada  Blom ")
        assert signed["enough"] is True
        assert [(each["by"], each["at"]) for each in signed["approvals"]] == [("Ada Blom", NOON)]
        assert blast.status(app, SLUG)["state"] == "approved"

        started = blast.send(app, SLUG)
        assert started["starts_at"] == NOON
        assert [wave["recipients"] for wave in started["waves"]] == [5]
        assert blast.status(app, SLUG)["state"] == "scheduled"
        assert numbers(app) == {"planned": 5, "remaining": 5}

        blast.run_worker(app, until_idle=True)
        assert mailed(app) == [f"supporter.{number}@example.org" for number in range(5)]
        assert numbers(app) == {"planned": 5, "accepted": 5}
        assert blast.status(app, SLUG)["state"] == "sent"

    def test_it_is_the_same_way_on_either_database(
        self, opening: Opening, database_url: str
    ) -> None:
        key = "a key for these tests alone"
        environ = {"MAILER_DATABASE_URL": database_url, "MAILER_SECRET_KEY": key}
        app = opening(("batch_size = 1000", "batch_size = 2"), environ=environ)
        suppress(app, 5)

        approved(app)
        blast.schedule(app, SLUG, "2026-11-30T13:00", "Europe/Berlin")
        blast.run_worker(app, until_idle=True)

        assert mailed(app) == [f"supporter.{number}@example.org" for number in range(5)]
        assert numbers(app) == {"planned": 5, "accepted": 5}

    def test_every_step_stands_in_the_audit_without_an_address(self, app: App) -> None:
        blast.proof(app, SLUG, ["desk@example.org"])
        approved(app)
        blast.send(app, SLUG)
        blast.pause(app, SLUG, "wait for the vote", "Bo")
        blast.resume(app, SLUG, "Bo")
        blast.cancel(app, SLUG, None, "Bo")

        entries = app.store.audit.of(SLUG)
        assert [entry["what"] for entry in entries] == [
            "proofed",
            "planned",
            "approved",
            "scheduled",
            "paused",
            "resumed",
            "cancelled",
        ]
        assert "@" not in str(entries)

    def test_a_second_send_is_a_conflict_that_says_when_it_went(self, app: App) -> None:
        approved(app)
        blast.send(app, SLUG)

        for again in (blast.send, lambda *a: blast.schedule(*a, at="2026-12-24T09:00")):
            with pytest.raises(Conflict, match="30 November 2026, 12:00"):
                again(app, SLUG)
        with pytest.raises(Conflict, match="scheduled already"):
            blast.approve(app, SLUG, "0" * 16, "Ada")

    def test_planning_what_is_on_its_way_shows_what_was_frozen(self, app: App) -> None:
        fingerprint = approved(app)
        blast.send(app, SLUG)
        add(app, 7)

        shown = blast.plan_campaign(app, SLUG)

        assert (shown["fingerprint"], shown["recipients"]) == (fingerprint, 6)
        assert "already-scheduled" in [risk["name"] for risk in shown["risks"]]
        assert blast.status(app, SLUG)["state"] == "scheduled"


class TestApproval:
    def test_nothing_goes_out_that_nobody_approved(self, app: App) -> None:
        blast.plan_campaign(app, SLUG)

        with pytest.raises(UnsafePlan, match="0 of 1 approvals") as refused:
            blast.send(app, SLUG, ["not-approved"])

        assert names(refused) == ["not-approved"]
        assert blast.status(app, SLUG)["state"] == "planned"

    def test_another_subject_voids_it_by_name(self, app: App) -> None:
        old = approved(app)
        rewrite(app, "The council votes", "The council decides")

        with pytest.raises(UnsafePlan, match="subject") as refused:
            blast.send(app, SLUG, ["plan-changed"])
        assert names(refused) == ["plan-changed"]
        assert "audience" not in str(refused.value)
        assert blast.status(app, SLUG)["state"] == "planned"
        with pytest.raises(UnsafePlan, match=r"message, subject"):
            blast.approve(app, SLUG, old, "Ada Blom")

    def test_one_person_more_voids_it_by_name_and_number(self, app: App) -> None:
        approved(app)
        add(app, 7)

        with pytest.raises(UnsafePlan, match="6 people at that plan, 7 now") as refused:
            blast.send(app, SLUG, ["plan-changed", "audience-grew"])

        assert names(refused) == ["plan-changed", "audience-grew"]

    def test_a_withdrawal_does_not_void_it_and_is_heard(self, app: App) -> None:
        approved(app)
        suppress(app, 0)

        blast.send(app, SLUG)
        suppress(app, 1)
        blast.run_worker(app, until_idle=True)

        assert mailed(app) == [f"supporter.{number}@example.org" for number in (2, 3, 4, 5)]
        assert numbers(app) == {"planned": 5, "accepted": 4, "suppressed": 1}

    def test_another_sender_voids_it(self, opening: Opening, workspace_dir: Path) -> None:
        approved(opening())
        other = opening(('name = "Marta Quill, River Watch"', 'name = "Ines Brook, River Watch"'))

        with pytest.raises(UnsafePlan, match="sender"):
            blast.send(other, SLUG)

    def test_a_fingerprint_that_no_plan_has_is_not_found(self, app: App) -> None:
        blast.plan_campaign(app, SLUG)

        with pytest.raises(NotFound, match="no plan of flood-maps"):
            blast.approve(app, SLUG, "0" * 16, "Ada Blom")

    def test_somebody_must_put_their_name_to_it(self, app: App) -> None:
        fingerprint = blast.plan_campaign(app, SLUG)["fingerprint"]

        with pytest.raises(InputError, match="--by"):
            blast.approve(app, SLUG, fingerprint, "  ")

    def test_where_two_are_needed_the_same_person_twice_is_not_enough(
        self, opening: Opening
    ) -> None:
        app = opening(("needed = 1", "needed = 2"))
        fingerprint = approved(app)

        assert blast.approve(app, SLUG, fingerprint, "ada blom")["enough"] is False
        with pytest.raises(UnsafePlan, match="1 of 2 approvals"):
            blast.send(app, SLUG)
        assert blast.approve(app, SLUG, fingerprint, "Bo Lind")["enough"] is True
        assert blast.send(app, SLUG)["recipients"] == 6

    def test_where_authors_may_not_approve_somebody_else_must(self, opening: Opening) -> None:
        app = opening(("author_may_approve = true", "author_may_approve = false"))
        fingerprint = blast.plan_campaign(app, SLUG)["fingerprint"]
        with pytest.raises(InputError, match="author is empty"):
            blast.approve(app, SLUG, fingerprint, "Ada Blom")

        rewrite(app, 'segment = "everyone"', 'segment = "everyone"\nauthor = "Ada Blom"')
        with pytest.raises(UnsafePlan) as refused:
            blast.approve(app, SLUG, fingerprint, "ADA  BLOM")
        assert names(refused) == ["own-campaign"]
        assert blast.approve(app, SLUG, fingerprint, "Bo Lind")["enough"] is True


class TestRisks:
    def test_a_risk_is_accepted_by_its_name_once_and_kept_with_the_approval(
        self, opening: Opening
    ) -> None:
        app = opening(("needed = 1", "needed = 1\nproof_needed = true"))
        planned = blast.plan_campaign(app, SLUG)
        assert [risk["name"] for risk in planned["risks"] if risk["blocks"]] == ["no-proof"]
        fingerprint = planned["fingerprint"]

        for accepted in ([], ["audience-grew"]):
            with pytest.raises(UnsafePlan) as refused:
                blast.approve(app, SLUG, fingerprint, "Ada Blom", accepted)
            assert names(refused) == ["no-proof"]

        blast.approve(app, SLUG, fingerprint, "Ada Blom", ["no-proof", "audience-grew"])
        (signed,) = app.store.approvals.of(Slug(SLUG), fingerprint)
        assert signed.accepted_risks == ("no-proof",)
        assert blast.send(app, SLUG)["recipients"] == 6

    def test_a_bridge_that_nobody_wrote_blocks_by_name(self, app: App) -> None:
        rewrite(app, "bridge = ", 'postscript = ""\nkicker = ')
        planned = blast.plan_campaign(app, SLUG)

        with pytest.raises(UnsafePlan, match="bridge") as refused:
            blast.approve(app, SLUG, planned["fingerprint"], "Ada Blom")

        assert names(refused) == ["todo-unwritten"]

    def test_a_plan_for_nobody_is_shown_and_refused(self, app: App) -> None:
        for number in range(6):
            suppress(app, number)
        planned = blast.plan_campaign(app, SLUG)
        assert (planned["recipients"], planned["batches"]) == (0, 0)

        with pytest.raises(UnsafePlan, match="nobody-to-write-to"):
            blast.approve(app, SLUG, planned["fingerprint"], "Ada", ["nobody-to-write-to"])

    def test_an_embargo_is_lifted_by_its_hour_alone(self, app: App) -> None:
        until = NOON + timedelta(days=1)
        rewrite(
            app,
            'segment = "everyone"',
            f'segment = "everyone"\nembargo_until = {until.isoformat()}',
        )
        planned = blast.plan_campaign(app, SLUG)
        assert [risk["name"] for risk in planned["risks"] if risk["blocks"]] == ["under-embargo"]
        blast.approve(app, SLUG, planned["fingerprint"], "Ada Blom")

        for early in (
            lambda: blast.send(app, SLUG, ["under-embargo"]),
            lambda: blast.schedule(app, SLUG, "2026-12-01T11:59", "UTC", accept=["under-embargo"]),
            lambda: blast.schedule(app, SLUG, "2026-12-01T12:30", "Europe/Berlin", local=True),
        ):
            with pytest.raises(UnsafePlan) as refused:
                early()
            assert names(refused) == ["under-embargo"]
        started = blast.schedule(app, SLUG, "2026-12-01T12:00", "UTC")
        assert started["starts_at"] == until

    def test_people_without_a_value_are_held_back_by_name_and_the_others_get_it(
        self, app: App
    ) -> None:
        rewrite(app, '[fields.first_name]\nfallback = "friend"\n', "")
        address, key = parse_address("nameless@example.org")
        app.store.contacts.upsert("supporters", [Contact(ContactId(0), address, key)])

        planned = blast.plan_campaign(app, SLUG)
        assert planned["excluded"] == {"missing-first_name": 1}
        risk = {each["name"]: each for each in planned["risks"]}["merge-field-without-fallback"]
        assert risk["blocks"] is False
        approved(app)
        blast.send(app, SLUG)
        blast.run_worker(app, until_idle=True)

        assert len(mailed(app)) == 6
        assert "nameless@example.org" not in mailed(app)


class TestHours:
    def test_an_hour_in_a_zone(self, app: App, clock: SetClock) -> None:
        approved(app)
        started = blast.schedule(app, SLUG, "2026-12-01T09:00", "Europe/Berlin")

        nine = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
        assert started["starts_at"] == nine
        assert started["waves"] == [
            {"timezone": "Europe/Berlin", "starts_at": nine, "recipients": 6}
        ]
        blast.run_worker(app, until_idle=True)
        assert mailed(app) == []
        clock.set(nine)
        blast.run_worker(app, until_idle=True)
        assert len(mailed(app)) == 6

    def test_that_hour_on_each_persons_own_clock(self, app: App, clock: SetClock) -> None:
        approved(app)
        started = blast.schedule(app, SLUG, "2026-12-01T09:00", "Europe/Berlin", local=True)

        tokyo = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
        berlin = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
        assert started["starts_at"] == tokyo
        assert started["waves"] == [
            {"timezone": "Asia/Tokyo", "starts_at": tokyo, "recipients": 2},
            {"timezone": "Europe/Berlin", "starts_at": berlin, "recipients": 4},  # 2 unknown
        ]
        clock.set(tokyo)
        blast.run_worker(app, until_idle=True)
        assert mailed(app) == ["supporter.1@example.org", "supporter.4@example.org"]

    @pytest.mark.parametrize(
        ("at", "zone", "why"),
        [
            ("2026-11-29T09:00", "Europe/Berlin", "has passed"),
            ("2027-03-28T02:30", "Europe/Berlin", "does not exist"),
            ("2027-10-31T02:30", "Europe/Berlin", "comes twice"),
            ("2026-12-01T09:00", "Berlin", "Europe/Berlin"),
            ("2026-12-01", "Europe/Berlin", "hour is missing"),
            ("2036-12-01T09:00", "Europe/Berlin", "over a year"),
        ],
    )
    def test_an_hour_that_can_not_be_meant_is_refused_and_nothing_is_scheduled(
        self, app: App, at: str, zone: str, why: str
    ) -> None:
        approved(app)

        with pytest.raises(InputError, match=why):
            blast.schedule(app, SLUG, at, zone)

        assert blast.status(app, SLUG)["state"] == "approved"


class TestSteering:
    def test_a_paused_blast_sends_nothing_until_it_is_resumed(self, app: App) -> None:
        approved(app)
        blast.send(app, SLUG)
        assert blast.pause(app, SLUG) == {"state": "paused"}
        assert blast.pause(app, SLUG) == {"state": "paused"}

        blast.run_worker(app, until_idle=True)
        assert mailed(app) == []

        assert blast.resume(app, SLUG) == {"state": "scheduled"}
        blast.run_worker(app, until_idle=True)
        assert len(mailed(app)) == 6

    def test_one_that_was_paused_on_its_way_is_sending_again(
        self, app: App, clock: SetClock
    ) -> None:
        approved(app)
        blast.send(app, SLUG)
        claim = app.store.ledger.claim_batch(clock.now(), timedelta(seconds=60))
        assert claim is not None
        blast.pause(app, SLUG)
        assert blast.resume(app, SLUG) == {"state": "sending"}

    def test_who_was_not_written_to_remains_after_a_cancel(self, app: App, clock: SetClock) -> None:
        approved(app)
        blast.send(app, SLUG)

        assert blast.cancel(app, SLUG, "the vote was moved")["state"] == "cancelled"
        blast.run_worker(app, until_idle=True)

        assert mailed(app) == []
        assert numbers(app) == {"planned": 6, "remaining": 6}
        assert blast.status(app, SLUG)["reason"] == "the vote was moved"
        for late in (blast.resume, blast.pause, blast.send):
            with pytest.raises(Conflict):
                late(app, SLUG)

    def test_what_is_not_on_its_way_can_not_be_steered(self, app: App) -> None:
        for act in (blast.pause, blast.resume, blast.cancel):
            with pytest.raises(Conflict):
                act(app, SLUG)
            with pytest.raises(NotFound):
                act(app, "no-such-campaign")
        assert blast.status(app, SLUG)["state"] == "draft"
        with pytest.raises(NotFound):
            blast.status(app, "no-such-campaign")


class TestSettling:
    def in_doubt(self, app: App, clock: SetClock) -> str:
        """A batch whose worker died before it told what came of the call."""
        approved(app)
        blast.send(app, SLUG)
        claim = app.store.ledger.claim_batch(clock.now(), timedelta(seconds=60))
        assert claim is not None
        clock.advance(seconds=61)
        app.store.ledger.expire_leases(clock.now())
        return claim.batch_code

    def test_a_batch_in_doubt_is_listed_with_its_evidence(self, app: App, clock: SetClock) -> None:
        code = self.in_doubt(app, clock)

        (batch,) = blast.settle(app, SLUG)["unknown"]

        assert (batch["batch"], batch["recipients"], batch["attempted_at"]) == (code, 2, NOON)
        assert batch["evidence"]

    def test_the_others_go_out_and_it_waits_for_a_person(self, app: App, clock: SetClock) -> None:
        code = self.in_doubt(app, clock)
        blast.run_worker(app, until_idle=True)
        assert numbers(app) == {"planned": 6, "accepted": 4, "unknown": 2}

        assert blast.settle(app, SLUG, accepted=code, by="Ada Blom")["unknown"] == []

        assert numbers(app) == {"planned": 6, "accepted": 6}
        assert len(mailed(app)) == 4
        assert blast.status(app, SLUG)["state"] == "sent"
        assert app.store.audit.of(SLUG)[-1]["by"] == "Ada Blom"

    def test_what_surely_did_not_go_out_is_sent_by_a_persons_word(
        self, app: App, clock: SetClock
    ) -> None:
        code = self.in_doubt(app, clock)
        assert blast.settle(app, SLUG, resend=code)["unknown"] == []

        blast.run_worker(app, until_idle=True)

        assert len(mailed(app)) == len(set(mailed(app))) == 6

    def test_only_what_is_in_doubt_is_settled_and_one_at_a_time(
        self, app: App, clock: SetClock
    ) -> None:
        code = self.in_doubt(app, clock)

        with pytest.raises(NotFound, match=code):
            blast.settle(app, SLUG, accepted="another")
        with pytest.raises(InputError, match="one batch at a time"):
            blast.settle(app, SLUG, accepted=code, resend=code)


class TestProof:
    def test_it_goes_to_staff_alone_as_real_contacts_and_counts_nowhere(self, app: App) -> None:
        staff = ["desk@example.org", "press@example.org"]

        sent = blast.proof(app, SLUG, staff)["sent"]

        assert [each["to"] for each in sent] == staff
        assert {each["result"] for each in sent} == {"accepted"}
        assert all(re.fullmatch(r"s\.\.\.@example\.org", each["as"]) for each in sent)
        assert mailed(app) == sorted(staff)
        assert numbers(app) == {}
        assert [
            risk["name"] for risk in blast.plan_campaign(app, SLUG)["risks"]
        ] == []  # no-proof is gone

    def test_as_one_contact(self, app: App) -> None:
        sent = blast.proof(app, SLUG, ["desk@example.org"], "supporter.3@example.org")["sent"]

        assert [each["as"] for each in sent] == ["s...@example.org"]
        (file,) = (app.workspace.root / "outbox").rglob("*.eml")
        assert b"Name3" in file.read_bytes()
        with pytest.raises(NotFound):
            blast.proof(app, SLUG, ["desk@example.org"], "nobody@example.org")

    def test_the_same_address_twice_gets_one(self, app: App) -> None:
        sent = blast.proof(app, SLUG, ["desk@example.org", " DESK@example.org "])["sent"]

        assert len(sent) == 1

    def test_a_suppressed_address_gets_no_proof_either(self, app: App) -> None:
        suppress(app, 1)
        sent = blast.proof(app, SLUG, ["supporter.1@example.org", "desk@example.org"])["sent"]

        assert [each["result"] for each in sent] == ["not sent: suppressed", "accepted"]
        assert mailed(app) == ["desk@example.org"]

    def test_a_proof_of_an_older_message_no_longer_counts(self, app: App) -> None:
        blast.proof(app, SLUG, ["desk@example.org"])
        rewrite(app, "The council votes", "The council decides")

        assert [risk["name"] for risk in blast.plan_campaign(app, SLUG)["risks"]] == ["no-proof"]

    def test_nobody_is_no_staff(self, app: App) -> None:
        with pytest.raises(InputError, match="--to"):
            blast.proof(app, SLUG, [])
        with pytest.raises(InputError, match="@"):
            blast.proof(app, SLUG, ["desk"])


class TestCheck:
    BROKEN = ("[TEST] The council votes", "content-doubtful")

    def test_a_finished_campaign_has_no_fault(self, app: App) -> None:
        found = blast.check(app, SLUG)["findings"]

        assert [each for each in found if each.severity == "error"] == []

    def test_a_waiver_needs_person_and_reason_and_holds_for_one_message(self, app: App) -> None:
        subject, rule = self.BROKEN
        rewrite(app, "The council votes", subject)
        assert rule in [risk["name"] for risk in blast.plan_campaign(app, SLUG)["risks"]]

        with pytest.raises(InputError, match="--by"):
            blast.check(app, SLUG, waive=[rule])
        with pytest.raises(InputError, match=f"Did you mean {rule}"):
            blast.check(app, SLUG, waive=["content-doubtfull"], by="Ada", reason="a real test")
        made = blast.check(app, SLUG, waive=[rule], by="Ada Blom", reason="the test is the news")

        assert rule not in [each.rule for each in made["findings"]]
        assert [(each["rule"], each["by"]) for each in made["waived"]] == [(rule, "Ada Blom")]
        assert rule not in [risk["name"] for risk in blast.plan_campaign(app, SLUG)["risks"]]
        rewrite(app, "on the flood maps", "on all flood maps")
        assert rule in [each.rule for each in blast.check(app, SLUG)["findings"]]
