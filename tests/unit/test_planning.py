"""A plan counts, names what is risky, and says by name what has changed."""

import dataclasses
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.errors import InputError
from mailer.model.campaign import Campaign
from mailer.model.finding import Finding
from mailer.model.ids import Sha256
from mailer.model.message import Mailbox, Message, Part, Tracking
from mailer.model.plan import Approval, Proof, Risk, SendPlan
from mailer.model.segment import Alike
from mailer.planning import (
    Basis,
    blocking,
    changed_parts,
    local_instant,
    must_lie_ahead,
    not_approved,
    plan,
    plan_changed,
    spoken,
    tally,
    wall_time,
    waves,
)

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
CAMPAIGN = Campaign(slug="flood-maps", subject="The council decides on Thursday")
MESSAGE = Message(
    campaign="flood-maps",
    language="en",
    direction="ltr",
    sender=Mailbox("Marta Quill, River Watch", "marta.quill@news.example.org"),
    reply_to="hello@example.org",
    subject=Part(("The council decides on Thursday",), ()),
    preheader="",
    html=Part(("<p>News</p>",), ()),
    text=Part(("News",), ()),
    slots=(),
    links=(),
    ask=None,
    public_url="https://mail.example.org",
    list_id="flood-maps.news.example.org",
    tracking=Tracking("provider", "off"),
    sha256=Sha256("a" * 64),
)
BASIS = Basis(batch_size=10, segment="everyone")


def person(number: int, reason: str | None = None, **more: object) -> Alike:
    values: dict[str, object] = {"timezone": None, "country": None, "measures_opens": False}
    return Alike(contact_ids=[number], reason=reason, **(values | more))  # type: ignore[arg-type]


def people(count: int) -> list[Alike]:
    return [person(number) for number in range(1, count + 1)]


def planned(everyone: Sequence[Alike], basis: Basis = BASIS, **more: object) -> SendPlan:
    campaign = CAMPAIGN.model_copy(update=more)
    return plan(campaign, [MESSAGE], tally(everyone), basis, NOW)


def risks(made: SendPlan) -> dict[str, Risk]:
    return {risk.name: risk for risk in made.risks}


class TestCounting:
    def test_every_candidate_is_a_recipient_or_is_left_out_with_a_reason(self) -> None:
        counted = tally(
            [person(1), person(2, "suppressed"), person(3, "gave-lately"), person(4, "suppressed")]
        )

        assert counted.recipients == 1
        assert counted.excluded == {"suppressed": 2, "gave-lately": 1}

    def test_countries_and_zones_are_those_of_recipients_only(self) -> None:
        counted = tally(
            [
                person(1, country="DE", timezone="Europe/Berlin"),
                person(2, country="DE", timezone="Europe/Berlin"),
                person(3, country="NZ", timezone=None),
                person(4),
                person(5, "suppressed", country="FR", timezone="Europe/Paris"),
            ]
        )

        assert counted.countries == 2
        assert counted.zones == {"Europe/Berlin": 2, None: 2}

    def test_people_whose_opens_are_measured_never_share_a_batch_with_the_others(self) -> None:
        measured = [person(number, measures_opens=True) for number in range(1, 12)]
        others = [person(number) for number in range(12, 13)]

        assert planned([*measured, *others]).batches == 3  # 11 in two of 10, 1 alone
        assert planned(measured[:10]).batches == 1
        assert planned([]).batches == 0

    @settings(deadline=None)
    @given(st.lists(st.sampled_from([None, "suppressed", "gave-lately"]), max_size=60))
    def test_it_is_the_same_whether_people_come_one_by_one_or_put_together(
        self, reasons: list[str | None]
    ) -> None:
        alone = [person(number, reason) for number, reason in enumerate(reasons)]
        together = [
            replace(
                person(0, reason),
                contact_ids=[number for number, each in enumerate(reasons) if each == reason],
            )
            for reason in dict.fromkeys(reasons)
        ]

        assert tally(together) == tally(alone)

    @settings(deadline=None)
    @given(st.sets(st.integers(1, 10**12), min_size=1, max_size=30), st.data())
    def test_a_withdrawal_never_changes_the_digest_and_an_addition_always_does(
        self, ids: set[int], data: st.DataObject
    ) -> None:
        ordered = sorted(ids)
        leaves = data.draw(st.sampled_from(ordered))
        newcomer = data.draw(st.integers(1, 10**12).filter(lambda number: number not in ids))
        before = tally(map(person, ordered)).digest

        withdrawn = [person(n, "suppressed" if n == leaves else None) for n in ordered]
        grown = sorted([*ordered, newcomer])

        assert tally(withdrawn).digest == before
        assert tally(map(person, grown)).digest != before

    def test_who_is_no_longer_excluded_changes_the_digest(self) -> None:
        assert tally([person(1), person(2, "gave-lately")]).digest != tally(people(2)).digest


class TestFingerprint:
    def test_it_is_sixteen_hex_digits_and_the_same_for_the_same_plan(self) -> None:
        first, again = planned(people(3)), planned(people(3))

        assert first.fingerprint == again.fingerprint
        assert len(first.fingerprint) == 16
        assert set(first.fingerprint) <= set("0123456789abcdef")

    @pytest.mark.parametrize(
        ("part", "later"),
        [
            ("audience", planned(people(4))),
            ("segment", planned(people(3), dataclasses.replace(BASIS, segment="gave in 2025"))),
            ("exclusions", planned(people(3), dataclasses.replace(BASIS, exclusions=("staff",)))),
            ("embargo", planned(people(3), embargo_until=NOW)),
        ],
    )
    def test_what_changed_is_told_by_name(self, part: str, later: SendPlan) -> None:
        before = planned(people(3))

        assert changed_parts(before, later) == (part,)
        assert before.fingerprint != later.fingerprint

    def test_another_subject_is_told_beside_the_message_that_it_changes(self) -> None:
        other = dataclasses.replace(
            MESSAGE, subject=Part(("Another",), ()), sha256=Sha256("b" * 64)
        )
        later = plan(CAMPAIGN, [other], tally(people(3)), BASIS, NOW)

        assert changed_parts(planned(people(3)), later) == ("message", "subject")

    @pytest.mark.parametrize(
        "tracking",
        [
            Tracking("off", "off"),
            Tracking("provider", "individual"),
            Tracking("provider", "off", frozenset({"CA"})),
        ],
    )
    def test_what_is_measured_is_told_beside_the_message_that_carries_it(
        self, tracking: Tracking
    ) -> None:
        other = dataclasses.replace(MESSAGE, tracking=tracking, sha256=Sha256("b" * 64))
        later = plan(CAMPAIGN, [other], tally(people(3)), BASIS, NOW)

        assert changed_parts(planned(people(3)), later) == ("message", "tracking")

    def test_the_same_embargo_written_in_another_zone_changes_nothing(self) -> None:
        berlin = datetime.fromisoformat("2026-12-01T09:00+01:00")

        here = planned(people(3), embargo_until=berlin)
        there = planned(people(3), embargo_until=berlin.astimezone(UTC))

        assert here.fingerprint == there.fingerprint

    def test_when_it_is_planned_changes_nothing(self) -> None:
        later = plan(CAMPAIGN, [MESSAGE], tally(people(3)), BASIS, NOW + timedelta(days=1))

        assert later.fingerprint == planned(people(3)).fingerprint


class TestRisks:
    def test_a_plan_for_nobody_blocks_and_nobody_can_accept_it(self) -> None:
        made = planned([person(1, "suppressed")])

        assert [risk.name for risk in blocking(made.risks, ["nobody-to-write-to"])] == [
            "nobody-to-write-to"
        ]

    def test_an_embargo_blocks_until_its_instant_and_nobody_can_accept_it(self) -> None:
        before = planned(people(3), embargo_until=NOW + timedelta(seconds=1))
        at = planned(people(3), embargo_until=NOW)

        assert blocking(before.risks, ["under-embargo"])[0].name == "under-embargo"
        assert "under-embargo" not in risks(at)

    def test_errors_block_under_their_rule_once_each_and_warnings_do_not(self) -> None:
        def finding(rule: str, severity: str) -> Finding:
            return Finding(rule, severity, "html", "fact", "cure")  # type: ignore[arg-type]

        found = (
            finding("no-unsubscribe-link", "error"),
            finding("no-unsubscribe-link", "error"),
            finding("subject-weak", "warning"),
        )
        made = planned(people(3), dataclasses.replace(BASIS, findings=found))

        assert [risk.name for risk in blocking(made.risks, [])] == ["no-unsubscribe-link"]
        assert blocking(made.risks, ["no-unsubscribe-link"]) == ()
        assert "and 1 more" in risks(made)["no-unsubscribe-link"].message

    def test_people_held_back_are_left_out_and_told_but_do_not_block_the_others(self) -> None:
        found = (Finding("merge-field-without-fallback", "error", "html", "fact", "cure"),)
        made = planned(people(3), dataclasses.replace(BASIS, findings=found))

        assert risks(made)["merge-field-without-fallback"].blocks is False

    def test_no_proof_warns_and_blocks_where_it_is_set_so(self) -> None:
        strict = dataclasses.replace(BASIS, proof_needed=True)

        assert risks(planned(people(3)))["no-proof"].blocks is False
        assert risks(planned(people(3), strict))["no-proof"].blocks is True

    def test_a_proof_counts_only_for_the_message_that_it_showed(self) -> None:
        def proof(sha256: str) -> Proof:
            return Proof("desk@example.org", 1, Sha256(sha256), NOW)

        seen = dataclasses.replace(BASIS, proofs=(proof("a" * 64),))
        outdated = dataclasses.replace(BASIS, proofs=(proof("0" * 64),))

        assert "no-proof" not in risks(planned(people(3), seen))
        assert "changed" in risks(planned(people(3), outdated))["no-proof"].message

    @pytest.mark.parametrize(
        ("before", "now", "name"),
        [
            (100, 102, None),  # 2 % is not notable
            (100, 103, "audience-grew"),
            (100, 98, None),
            (100, 97, "audience-shrank"),
            (0, 50, None),  # there was no audience to compare with
        ],
    )
    def test_a_notable_change_since_the_last_plan_is_told_in_numbers(
        self, before: int, now: int, name: str | None
    ) -> None:
        basis = dataclasses.replace(BASIS, previous=planned(people(before)))
        told = [risk for risk in planned(people(now), basis).risks if "audience" in risk.name]

        assert [risk.name for risk in told] == ([name] if name else [])
        for risk in told:
            assert not risk.blocks
            assert f"{before} people at the last plan, {now} now" in risk.message

    def test_planning_the_same_audience_again_keeps_what_was_told_about_it(self) -> None:
        grown = planned(people(200), dataclasses.replace(BASIS, previous=planned(people(100))))

        again = planned(people(200), dataclasses.replace(BASIS, previous=grown))

        assert risks(again)["audience-grew"].message == "100 people at the last plan, 200 now"

    def test_a_risk_is_accepted_only_by_its_own_name(self) -> None:
        two = [Risk("no-proof", "x", blocks=True), Risk("todo-unwritten", "y", blocks=True)]

        assert [risk.name for risk in blocking(two, ["no-proof", "typo"])] == ["todo-unwritten"]

    def test_missing_approvals_are_counted_with_who_said_yes(self) -> None:
        made = planned(people(3))
        yes = [Approval("Ada Blom", NOW, made.fingerprint)]

        risk = not_approved(made, yes, 2)

        assert "1 of 2" in risk.message
        assert "Ada Blom" in risk.message
        assert f"mailer approve {made.campaign} --fingerprint {made.fingerprint}" in risk.message
        assert blocking([risk], ["not-approved"]) == (risk,)

    def test_an_audience_that_grew_after_the_approval_stands_beside_the_changed_plan(self) -> None:
        first, second = plan_changed(planned(people(3)), planned(people(5)))

        assert first.name == "plan-changed"
        assert "audience" in first.message
        assert (second.name, second.message) == (
            "audience-grew",
            "3 people at that plan, 5 now",
        )
        assert blocking([first, second], ["plan-changed", "audience-grew"]) == (first, second)


class TestHours:
    @pytest.mark.parametrize(
        ("written", "zone", "utc"),
        [
            ("2026-12-01T09:00", "Europe/Berlin", "2026-12-01T08:00"),  # winter, +1
            ("2026-07-01T09:00", "Europe/Berlin", "2026-07-01T07:00"),  # summer, +2
            ("2026-12-01T09:00", "Asia/Kathmandu", "2026-12-01T03:15"),  # +05:45
            ("2026-12-01T09:00", "Pacific/Auckland", "2026-11-30T20:00"),  # the day before in UTC
            ("2026-12-01T09:00", "America/New_York", "2026-12-01T14:00"),  # -5
            ("2026-12-01T09:00", "UTC", "2026-12-01T09:00"),
            ("2026-12-01T09:00Z", "UTC", "2026-12-01T09:00"),  # an offset that agrees
            ("2026-03-29T01:59", "Europe/Berlin", "2026-03-29T00:59"),  # last minute before a gap
            ("2026-03-29T03:00", "Europe/Berlin", "2026-03-29T01:00"),  # first minute after it
            ("2026-10-25T02:30+02:00", "Europe/Berlin", "2026-10-25T00:30"),  # first of two
            ("2026-10-25T02:30+01:00", "Europe/Berlin", "2026-10-25T01:30"),  # second of two
        ],
    )
    def test_an_hour_in_a_zone_is_one_instant(self, written: str, zone: str, utc: str) -> None:
        assert local_instant(wall_time(written), zone) == datetime.fromisoformat(f"{utc}+00:00")

    @pytest.mark.parametrize(
        ("written", "zone", "valid"),
        [
            ("2026-03-29T02:30", "Europe/Berlin", "2026-03-29T03:00"),  # one hour left out
            ("2026-03-29T02:00", "Europe/Berlin", "2026-03-29T03:00"),  # its first minute
            ("2026-03-08T02:59", "America/New_York", "2026-03-08T03:00"),  # its last minute
            ("2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-04T02:30"),  # half an hour
            ("2011-12-30T10:00", "Pacific/Apia", "2011-12-31T00:00"),  # a whole day left out
        ],
    )
    def test_an_hour_that_the_clocks_skip_is_refused_with_the_next_that_exists(
        self, written: str, zone: str, valid: str
    ) -> None:
        with pytest.raises(InputError, match=f"does not exist in {zone}.* {valid}"):
            local_instant(wall_time(written), zone)

    @pytest.mark.parametrize(
        ("written", "zone", "first", "second"),
        [
            ("2026-10-25T02:30", "Europe/Berlin", "02:30+02:00", "02:30+01:00"),
            ("2026-11-01T01:00", "America/New_York", "01:00-04:00", "01:00-05:00"),
            ("2026-04-05T01:45", "Australia/Lord_Howe", "01:45+11:00", "01:45+10:30"),
        ],
    )
    def test_an_hour_that_comes_twice_is_refused_with_both_ways_to_say_it(
        self, written: str, zone: str, first: str, second: str
    ) -> None:
        with pytest.raises(InputError) as refused:
            local_instant(wall_time(written), zone)

        assert "twice" in str(refused.value)
        assert first in str(refused.value)
        assert second in str(refused.value)

    def test_an_offset_that_the_zone_does_not_have_is_refused(self) -> None:
        with pytest.raises(InputError, match=r"Europe/Berlin.*\+0100"):
            local_instant(wall_time("2026-12-01T09:00-05:00"), "Europe/Berlin")

    @pytest.mark.parametrize(
        ("zone", "hint"),
        [
            ("Europe/Berln", "Europe/Berlin"),
            ("europe/berlin", "Europe/Berlin"),
            ("Berlin", "Europe/Berlin"),
            ("localtime", ""),  # means another zone on every machine
            ("../etc/passwd", ""),
            ("Europe", ""),  # a folder of the zone database
            ("+01:00", ""),  # an offset is no zone: it knows no summer
            ("", ""),
        ],
    )
    def test_only_a_named_zone_is_taken(self, zone: str, hint: str) -> None:
        with pytest.raises(InputError, match=hint or "zone"):
            local_instant(datetime(2026, 12, 1, 9), zone)

    @pytest.mark.parametrize("written", ["tomorrow", "", "2026-13-01T09:00", "2026-12-01"])
    def test_what_is_no_day_with_an_hour_is_refused(self, written: str) -> None:
        with pytest.raises(InputError, match="--at"):
            wall_time(written)

    def test_an_hour_that_has_passed_or_lies_years_ahead_is_refused(self) -> None:
        with pytest.raises(InputError, match="has passed"):
            must_lie_ahead(NOW - timedelta(minutes=1), NOW, "Europe/Berlin")
        with pytest.raises(InputError, match="over a year"):
            must_lie_ahead(NOW + timedelta(days=401), NOW, "Europe/Berlin")
        must_lie_ahead(NOW, NOW, "Europe/Berlin")

    @settings(deadline=None)
    @given(
        st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),
        st.sampled_from(["Europe/Berlin", "America/Santiago", "Australia/Lord_Howe", "Asia/Gaza"]),
    )
    def test_whatever_is_taken_shows_that_hour_on_that_clock(
        self, wall: datetime, zone: str
    ) -> None:
        from zoneinfo import ZoneInfo

        try:
            instant = local_instant(wall, zone)
        except InputError:
            return
        assert instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall

    def test_an_instant_is_spoken_with_its_place_and_in_utc(self) -> None:
        nine = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)

        assert spoken(nine, "Europe/Berlin") == (
            "Tuesday 1 December 2026, 09:00 in Berlin (08:00 UTC)"
        )
        assert spoken(nine, "UTC") == "Tuesday 1 December 2026, 08:00 UTC"
        assert spoken(nine.replace(hour=20), "Pacific/Auckland") == (
            "Wednesday 2 December 2026, 09:00 in Auckland (Tuesday 20:00 UTC)"
        )


class TestWaves:
    WALL = datetime(2026, 12, 1, 9, 0)

    def test_each_zone_gets_its_own_hour_and_the_unknown_the_usual_one(self) -> None:
        zones = {"Europe/Berlin": 5, "Asia/Tokyo": 3, None: 2, "No/Where": 1}

        found = waves(self.WALL, "Europe/Berlin", zones, NOW)

        assert found == {
            "Europe/Berlin": datetime(2026, 12, 1, 8, 0, tzinfo=UTC),
            "Asia/Tokyo": datetime(2026, 12, 1, 0, 0, tzinfo=UTC),
            None: datetime(2026, 12, 1, 8, 0, tzinfo=UTC),
            "No/Where": datetime(2026, 12, 1, 8, 0, tzinfo=UTC),
        }

    def test_an_hour_that_has_passed_somewhere_is_refused_with_how_many_people(self) -> None:
        late = datetime(2026, 11, 30, 21, 0, tzinfo=UTC)  # 10:00 on 1 December in Auckland

        with pytest.raises(InputError, match=r"7 people.*Pacific/Auckland"):
            waves(self.WALL, "Europe/Berlin", {"Pacific/Auckland": 7, "Europe/Berlin": 5}, late)

    def test_an_hour_that_a_zone_skips_is_refused_by_that_zone(self) -> None:
        skipped = datetime(2026, 3, 29, 2, 30)

        with pytest.raises(InputError, match="Europe/Berlin, where 4 people"):
            waves(skipped, "UTC", {"Europe/Berlin": 4}, datetime(2026, 3, 1, tzinfo=UTC))

    def test_an_hour_that_comes_twice_in_a_zone_is_taken_the_first_time(self) -> None:
        twice = datetime(2026, 10, 25, 2, 30)

        found = waves(twice, "UTC", {"Europe/Berlin": 4}, datetime(2026, 10, 1, tzinfo=UTC))

        assert found["Europe/Berlin"] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    def test_an_offset_makes_no_sense_where_each_zone_has_its_own(self) -> None:
        with pytest.raises(InputError, match="without an offset"):
            waves(self.WALL.replace(tzinfo=UTC), "UTC", {}, NOW)
