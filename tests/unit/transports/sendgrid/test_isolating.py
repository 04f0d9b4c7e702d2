"""Finding the people whom the provider refuses, and how many calls that may take."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.transports.sendgrid.answers import Answer, Complaint
from mailer.transports.sendgrid.isolating import Search, first_part
from mailer.transports.sendgrid.preflight import Ready
from tests.outgoing import envelope

INVALID = "Does not contain a valid address"


@dataclass
class Provider:
    """Refuses a request with anybody of `bad` in it, as SendGrid does: all or nothing."""

    bad: frozenset[int]
    form: str = "right"
    words: str = INVALID
    names: str = "all"
    calls: list[list[int]] = field(default_factory=list)
    got: list[int] = field(default_factory=list)

    def post(self, group: Sequence[Ready]) -> Answer:
        positions = [ready.envelope.position for ready in group]
        self.calls.append(positions)
        guilty = [place for place, position in enumerate(positions) if position in self.bad]
        if not guilty:
            self.got += positions
            return Answer("accepted", provider_id=f"id{len(self.calls)}")
        return refused(self.suspects(guilty, positions), self.words, self.form != "none")

    def suspects(self, guilty: Sequence[int], positions: Sequence[int]) -> tuple[int, ...]:
        if self.form == "none":
            return ()
        if self.form == "wrong":
            innocent = [place for place in range(len(positions)) if place not in guilty]
            return (innocent[0],) if innocent else (len(positions) + 5,)
        return tuple(guilty if self.names == "all" else guilty[:1])


def refused(suspects: tuple[int, ...], words: str, is_named: bool = True) -> Answer:
    is_people = is_named or words == INVALID
    complaint = Complaint(suspects, is_people=is_people, words=words)
    return Answer("bad", words, complaint=complaint)


def search(provider: Provider, count: int) -> Search:
    found = Search(provider.post, lambda: True)
    found.deliver([Ready(envelope(position), {}) for position in range(count)])
    return found


@pytest.mark.parametrize("count", [2, 3, 4, 5, 8, 10, 13, 16, 50, 100, 999, 1000])
@pytest.mark.parametrize("form", ["right", "none"])
def test_one_bad_recipient_costs_few_calls_wherever_they_stand(count: int, form: str) -> None:
    bound = 2 * math.log2(count) + 1
    worst = 0
    for bad in range(0, count, max(1, count // 60)):
        provider = Provider(frozenset({bad}), form)
        found = search(provider, count)
        assert list(found.refused) == [bad]
        assert sorted(provider.got) == [each for each in range(count) if each != bad]
        worst = max(worst, len(provider.calls))
    if form == "right":
        assert worst == 3 or count == 2
    assert worst <= max(bound, 3)


@pytest.mark.parametrize("count", [2, 3, 4, 6, 8, 16, 50, 100, 999, 1000])
def test_a_field_that_names_the_wrong_person_harms_nobody_and_costs_little(count: int) -> None:
    for bad in range(0, count, max(1, count // 60)):
        provider = Provider(frozenset({bad}), "wrong")
        found = search(provider, count)
        assert list(found.refused) == [bad]
        assert sorted(provider.got) == [each for each in range(count) if each != bad]
        assert len(provider.calls) <= 2 * math.log2(count) + 1


@given(
    count=st.integers(1, 60),
    bad=st.frozensets(st.integers(0, 59)),
    form=st.sampled_from(["right", "wrong", "none"]),
    names=st.sampled_from(["all", "first"]),
)
def test_whoever_is_bad_is_refused_and_everybody_else_gets_it_once(
    count: int, bad: frozenset[int], form: str, names: str
) -> None:
    bad = frozenset(each for each in bad if each < count)
    provider = Provider(bad, form, names=names)
    found = search(provider, count)
    assert set(found.refused) == bad
    assert sorted(provider.got) == [each for each in range(count) if each not in bad]
    assert sorted(found.accepted) == sorted(provider.got)
    assert found.halt is None
    assert len(provider.calls) <= 2 * count + 2


@given(count=st.integers(3, 60), bad=st.frozensets(st.integers(0, 59), min_size=1, max_size=2))
def test_words_that_say_nothing_still_lead_to_the_bad_ones(count: int, bad: frozenset[int]) -> None:
    bad = frozenset(each for each in bad if each < count)
    provider = Provider(bad, "none", words="Bad Request")
    found = search(provider, count)
    assert set(found.refused) == bad
    assert sorted(provider.got) == [each for each in range(count) if each not in bad]


@pytest.mark.parametrize("count", [1, 2, 3, 10, 1000])
def test_when_the_message_itself_is_refused_without_a_field_the_search_stops_early(
    count: int,
) -> None:
    provider = Provider(frozenset(range(count)), "none", words="Bad Request")
    found = search(provider, count)
    assert not found.refused
    assert not found.accepted
    assert found.halt is not None
    assert found.halt.kind == "stop"
    assert "Bad Request" in found.halt.reason
    assert len(provider.calls) <= 14


@pytest.mark.parametrize("form", ["right", "wrong", "none"])
def test_all_bad_are_all_refused(form: str) -> None:
    provider = Provider(frozenset(range(20)), form)
    found = search(provider, 20)
    assert set(found.refused) == set(range(20))
    assert not provider.got


def test_a_complaint_about_the_message_is_one_call_and_loses_nobody() -> None:
    calls: list[int] = []

    def post(group: Sequence[Ready]) -> Answer:
        calls.append(len(group))
        complaint = Complaint((), is_people=False, words="no subject", fields=("subject",))
        return Answer("bad", complaint.words, complaint=complaint)

    found = Search(post, lambda: True)
    found.deliver([Ready(envelope(position), {}) for position in range(1000)])
    assert calls == [1000]
    assert not found.has_outcome()
    assert found.halt is not None
    assert found.halt.kind == "stop"


@given(limit=st.integers(1, 50), count=st.integers(1, 200))
def test_what_is_too_large_is_halved_until_it_fits(limit: int, count: int) -> None:
    got: list[int] = []

    def post(group: Sequence[Ready]) -> Answer:
        if len(group) > limit:
            return Answer("large", "too large for SendGrid (413)")
        got.extend(ready.envelope.position for ready in group)
        return Answer("accepted")

    found = Search(post, lambda: True)
    found.deliver([Ready(envelope(position), {}) for position in range(count)])
    assert sorted(got) == list(range(count))
    assert not found.refused


def test_a_lone_letter_that_is_too_large_is_refused() -> None:
    found = Search(lambda group: Answer("large", "too large"), lambda: True)
    found.deliver([Ready(envelope(0), {}), Ready(envelope(1), {})])
    assert set(found.refused) == {0, 1}


@pytest.mark.parametrize("kind", ["unknown", "slow", "down", "stop"])
def test_an_unclear_or_stopping_answer_ends_the_search_at_once(kind: str) -> None:
    provider = Provider(frozenset({2}), "right")

    def post(group: Sequence[Ready]) -> Answer:
        if len(provider.calls) == 2:
            provider.calls.append([])
            return Answer(kind, "seen")  # type: ignore[arg-type]
        return provider.post(group)

    found = Search(post, lambda: True)
    found.deliver([Ready(envelope(position), {}) for position in range(6)])
    assert list(found.refused) == [2]
    assert len(provider.calls) == 3
    assert found.unknown == ([0, 1, 3, 4, 5] if kind == "unknown" else [])
    assert found.accepted == []
    found.deliver([Ready(envelope(9), {})])
    assert len(provider.calls) == 3, "nothing more goes out after the end"


def test_the_search_ends_when_its_time_is_over_and_the_rest_waits() -> None:
    provider = Provider(frozenset({1}), "none")
    left = iter([True, True, False])
    found = Search(provider.post, lambda: next(left))
    found.deliver([Ready(envelope(position), {}) for position in range(100)])
    assert len(provider.calls) == 3
    assert found.halt is not None
    assert found.halt.kind == "down"


def test_the_first_part_leaves_both_parts_somebody() -> None:
    assert all(0 < first_part(people) < people for people in range(2, 1001))
