"""What each answer of SendGrid means."""

from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.transports.sendgrid.answers import understand, wait_seconds
from mailer.transports.sendgrid.client import NoReply, Reply

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
NOW_EPOCH = int(NOW.timestamp())


def body(*errors: tuple[str, str | None]) -> bytes:
    return orjson.dumps({"errors": [{"message": words, "field": field} for words, field in errors]})


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (202, "accepted"),
        (400, "bad"),
        (413, "large"),
        (429, "slow"),
        (401, "stop"),
        (403, "stop"),
        (404, "stop"),
        (405, "stop"),
        (415, "stop"),
        (200, "unknown"),
        (201, "unknown"),
        (204, "unknown"),
        (301, "unknown"),
        (307, "unknown"),
        (408, "unknown"),
        (418, "unknown"),
        (500, "unknown"),
        (502, "unknown"),
        (503, "unknown"),
        (504, "unknown"),
    ],
)
def test_each_status_means_one_thing(status: int, kind: str) -> None:
    assert understand(Reply(status, {}, b"")).kind == kind


def test_only_what_was_surely_not_written_is_down() -> None:
    assert understand(NoReply(wrote=False, reason="ConnectError")).kind == "down"
    assert understand(NoReply(wrote=True, reason="ReadTimeout")).kind == "unknown"


def test_the_id_of_the_request_is_kept() -> None:
    assert understand(Reply(202, {"x-message-id": "abc"}, b"")).provider_id == "abc"
    assert understand(Reply(202, {}, b"")).provider_id is None


def test_a_refused_key_and_a_refused_sender_are_told_apart_with_the_providers_words() -> None:
    key = understand(Reply(401, {}, body(("Maximum credits exceeded", None))))
    sender = understand(Reply(403, {}, body(("no verified sender", "from"))))
    assert "key" in key.reason
    assert "Maximum credits exceeded" in key.reason
    assert "sender" in sender.reason
    assert "no verified sender" in sender.reason


def test_the_people_that_a_400_names_are_suspects() -> None:
    answer = understand(
        Reply(
            400,
            {},
            body(
                ("Does not contain a valid address.", "personalizations.3.to.0.email"),
                ("Does not contain a valid address.", "personalizations.17.to.0.email"),
                ("Bad name", "personalizations.3.to.0.name"),
            ),
        )
    )
    assert answer.complaint is not None
    assert answer.complaint.suspects == (3, 17)
    assert answer.complaint.is_message is False


@pytest.mark.parametrize("field", ["subject", "from.email", "content.0.value", "categories"])
def test_a_field_of_the_message_makes_it_the_message(field: str) -> None:
    answer = understand(Reply(400, {}, body(("The value is wrong", field))))
    assert answer.complaint is not None
    assert answer.complaint.is_message is True


@pytest.mark.parametrize("field", [None, "null", ""])
def test_no_field_names_nobody(field: str | None) -> None:
    answer = understand(Reply(400, {}, body(("Bad Request", field))))
    assert answer.complaint is not None
    assert (answer.complaint.suspects, answer.complaint.is_message) == ((), False)
    assert answer.complaint.is_people is False


@pytest.mark.parametrize("words", ["The value is wrong", "no valid address among the recipients"])
@pytest.mark.parametrize(("field", "is_people"), [("personalizations.3.to", True), ("asm", False)])
def test_where_a_field_is_named_the_words_decide_nothing(
    words: str, field: str, is_people: bool
) -> None:
    answer = understand(Reply(400, {}, body((words, field))))
    assert answer.complaint is not None
    assert answer.complaint.is_people is is_people
    assert answer.complaint.is_message is not is_people


def test_where_no_field_is_named_the_providers_words_are_the_only_sign_of_a_person() -> None:
    answer = understand(Reply(400, {}, body(("Does not contain a valid address.", None))))
    assert answer.complaint is not None
    assert answer.complaint.is_people is True


def test_the_providers_words_lose_their_addresses() -> None:
    words = "You have included [ada@example.org] more than once."
    answer = understand(Reply(400, {}, body((words, "personalizations"))))
    assert "ada" not in answer.reason
    assert "[address]" in answer.reason


@given(st.binary(max_size=200))
def test_no_body_breaks_the_reading(raw: bytes) -> None:
    assert understand(Reply(400, {}, raw)).kind == "bad"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["errors", "message", "field", "id"]), inner, max_size=4
            )
        ),
        max_leaves=20,
    )
)
def test_no_shape_of_error_breaks_the_reading(shape: object) -> None:
    raw = orjson.dumps({"errors": shape}, option=orjson.OPT_NON_STR_KEYS)
    assert understand(Reply(400, {}, raw)).kind == "bad"


@pytest.mark.parametrize(
    ("reset", "shortest", "longest"),
    [
        (str(NOW_EPOCH - 100), 1, 2),
        (str(NOW_EPOCH), 1, 2),
        (str(NOW_EPOCH + 30), 30, 31),
        (str(NOW_EPOCH + 86_400), 120, 120),
        ("99999999999", 120, 120),
        (None, 1, 1.25),
        ("-5", 1, 1.25),
        ("soon", 1, 1.25),
        ("", 1, 1.25),
        ("1.5e9", 1, 1.25),
    ],
)
def test_the_wait_after_a_429_is_never_long_and_never_nothing(
    reset: str | None, shortest: float, longest: float
) -> None:
    headers = {} if reset is None else {"x-ratelimit-reset": reset}
    answer = understand(Reply(429, headers, b""))
    for spread in (0.0, 0.5, 0.999):
        assert shortest <= wait_seconds(answer, NOW, 1, spread) <= longest


def test_without_a_reset_each_429_in_a_row_waits_twice_as_long() -> None:
    answer = understand(Reply(429, {}, b""))
    waits = [wait_seconds(answer, NOW, times, 0.0) for times in range(1, 11)]
    assert waits == [1, 2, 4, 8, 16, 32, 64, 120, 120, 120]
