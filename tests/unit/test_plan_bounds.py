"""How large a plan may be, whom another campaign reached lately, what it costs and how long it takes."""

import dataclasses
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.model.ids import Slug
from mailer.model.plan import Overlap, Risk
from mailer.planning import blocking, changed_parts, digests, measured_speed, plan_changed
from mailer.planning.written import rewritten
from tests.unit.test_planning import BASIS, NOW, people, planned, risks


class TestFloorAndCeiling:
    def test_neither_is_there_unless_it_is_set(self) -> None:
        assert not {"below-floor", "above-ceiling"} & risks(planned(people(1))).keys()

    @pytest.mark.parametrize(
        ("many", "name"),
        [(2, "below-floor"), (3, None), (5, None), (6, "above-ceiling")],
    )
    def test_a_plan_outside_of_them_blocks_by_name_in_numbers(
        self, many: int, name: str | None
    ) -> None:
        told = risks(planned(people(many), dataclasses.replace(BASIS, floor=3, ceiling=5)))

        found = {"below-floor", "above-ceiling"} & told.keys()
        assert found == ({name} if name else set())
        if name:
            assert told[name].message.startswith(f"{many} people, and {3 if many < 3 else 5}")
            assert told[name].blocks

    def test_too_few_can_be_accepted_and_too_many_never(self) -> None:
        few = planned(people(2), dataclasses.replace(BASIS, floor=3))
        many = planned(people(6), dataclasses.replace(BASIS, ceiling=5))

        assert blocking(few.risks, ["below-floor"]) == ()
        assert [each.name for each in blocking(many.risks, ["above-ceiling"])] == ["above-ceiling"]

    def test_a_plan_for_nobody_has_its_own_name(self) -> None:
        assert "below-floor" not in risks(planned([], dataclasses.replace(BASIS, floor=3)))


class TestOverlap:
    def test_each_campaign_that_reached_these_people_is_named_with_its_day(self) -> None:
        lately = (
            Overlap(Slug("river-vote"), 3, NOW - timedelta(days=1)),
            Overlap(Slug("thanks"), 1, NOW + timedelta(hours=3)),
        )
        risk = risks(planned(people(4), dataclasses.replace(BASIS, overlaps=lately)))

        told = risk["overlap-with-recent"]
        assert not told.blocks
        assert told.message == (
            "of these 4 people, 3 got river-vote on Sun 29 Nov 2026; 1 are to get thanks on "
            "Mon 30 Nov 2026. Wait, or exclude who got it: a segment with received"
        )

    def test_more_than_three_are_counted(self) -> None:
        lately = tuple(Overlap(Slug(f"c{number}"), 2, NOW) for number in range(5))
        told = risks(planned(people(4), dataclasses.replace(BASIS, overlaps=lately)))

        assert "2 more campaigns reach some of them" in told["overlap-with-recent"].message


def test_what_the_world_says_of_us_stands_among_the_risks() -> None:
    trouble = Risk("public-address-unreachable", "x", blocks=True)

    assert trouble in planned(people(1), dataclasses.replace(BASIS, troubles=(trouble,))).risks


class TestExpected:
    def test_nothing_is_told_of_which_nothing_is_known(self) -> None:
        made = planned(people(3)).expected

        assert (made.cost, made.seconds, made.per_second) == (None, None, None)

    def test_a_price_per_thousand_makes_a_cost(self) -> None:
        basis = dataclasses.replace(BASIS, cost_per_thousand=Decimal("0.9500"), currency="USD")
        made = planned(people(30), basis)

        assert (made.expected.cost, made.expected.currency) == (Decimal("0.03"), "USD")
        assert made.parts["cost"] == "USD 0.95 per thousand"

    def test_a_pace_that_is_set_counts_before_a_speed_that_was_measured(self) -> None:
        both = dataclasses.replace(BASIS, per_second=2.0, speed=50.0)
        made = planned(people(30), both)

        assert (made.expected.seconds, made.expected.is_measured) == (15, False)
        measured = planned(people(30), dataclasses.replace(BASIS, speed=60.0)).expected
        assert (measured.seconds, measured.is_measured) == (0.5, True)

    def test_a_pace_or_a_price_that_changed_voids_a_yes_and_a_speed_does_not(self) -> None:
        before = planned(people(3), dataclasses.replace(BASIS, speed=60.0))
        paced = planned(people(3), dataclasses.replace(BASIS, per_second=2.0))
        priced = planned(people(3), dataclasses.replace(BASIS, cost_per_thousand=Decimal(1)))

        assert before.fingerprint == planned(people(3)).fingerprint
        assert changed_parts(before, paced) == ("pace",)
        assert changed_parts(before, priced) == ("cost",)


class TestMeasuredSpeed:
    def test_it_is_people_a_second_from_one_batch_to_the_next(self) -> None:
        at = [(NOW + timedelta(seconds=2 * number), 100) for number in range(5)]

        assert measured_speed(at) == 50

    def test_a_night_in_which_it_was_paused_does_not_count(self) -> None:
        at = [(NOW + timedelta(seconds=2 * number), 100) for number in range(4)]
        night = [(when + timedelta(hours=12), many) for when, many in at]

        assert measured_speed([*at, *night]) == 50

    def test_too_few_batches_tell_nothing(self) -> None:
        assert measured_speed([]) is None
        assert measured_speed([(NOW + timedelta(seconds=n), 100) for n in range(3)]) is None
        assert measured_speed([(NOW, 100)] * 9) is None  # all at once: no time passed

    @given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 1000)), max_size=20))
    def test_it_is_never_less_than_everybody_over_the_whole_time(
        self, sent: list[tuple[int, int]]
    ) -> None:
        start = datetime(2026, 1, 1, tzinfo=UTC)
        at = sorted((start + timedelta(seconds=seconds), people) for seconds, people in sent)
        found = measured_speed(at)
        if found is not None:
            gaps = [
                people / (later - earlier).total_seconds()
                for (earlier, people), (later, _) in pairwise(at)
                if later > earlier
            ]
            assert found >= min(gaps)


class TestWhatWasRewritten:
    def test_a_key_is_told_by_where_it_stands(self) -> None:
        then = digests([("", {"ask": {"amounts": ["25"], "button": "Give"}, "bridge": "x"})])
        now = digests([("", {"ask": {"amounts": ["30"], "button": "Give"}, "bridge": "x"})])

        assert list(then) == ["ask.amounts", "ask.button", "bridge"]
        assert rewritten(then, now) == ("ask.amounts",)

    def test_a_key_that_came_or_went_is_told_and_nothing_where_nothing_was_kept(self) -> None:
        some, more = digests([("", {"a": 1})]), digests([("", {"a": 1, "b": 2})])

        assert rewritten(some, more) == rewritten(more, some) == ("b",)
        assert rewritten({}, more) == ()

    def test_a_digest_shows_nothing_of_what_was_written(self) -> None:
        assert "Quill" not in str(digests([("", {"name": "Marta Quill"})]))

    def test_the_keys_stand_behind_the_message_and_a_part_is_not_told_twice(self) -> None:
        def written(**values: object) -> dict[str, str]:
            return digests([("", values)])

        old = written(headline="a", subject="a", ask={"amounts": [25]})
        new = written(headline="b", subject="b", ask={"amounts": [30]})
        before = planned(people(3), dataclasses.replace(BASIS, written=old))
        later = planned(people(3), dataclasses.replace(BASIS, written=new))
        parts = {**later.parts, "message": "b" * 64, "subject": "another"}
        later = dataclasses.replace(later, parts=parts)

        (risk,) = plan_changed(before, later)

        assert ": message (headline, ask.amounts), subject. " in risk.message

    def test_many_keys_are_counted(self) -> None:
        old = digests([("", {f"k{number}": 1 for number in range(8)})])
        new = digests([("", {f"k{number}": 2 for number in range(8)})])
        before = planned(people(3), dataclasses.replace(BASIS, written=old))
        later = planned(people(3), dataclasses.replace(BASIS, written=new))
        later = dataclasses.replace(later, parts={**later.parts, "message": "b" * 64})

        (risk,) = plan_changed(before, later)

        assert "message (k0, k1, k2, k3, k4, k5 and 2 more)." in risk.message
