import pytest

from tests.unit.rendering.golden import GOLDEN, NAMES, rendered


@pytest.mark.parametrize("name", NAMES)
def test_a_message_looks_as_it_did(name: str) -> None:
    for file, text in rendered(name).items():
        assert text == (GOLDEN / file).read_text(encoding="utf-8"), file


def test_there_are_golden_messages_in_both_directions() -> None:
    assert NAMES == ["deadline", "deadline-ar"]
