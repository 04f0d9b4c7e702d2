import pytest

from tests.unit.rendering.golden import GOLDEN, NAMES, rendered


@pytest.mark.parametrize("name", NAMES)
def test_a_message_looks_as_it_did(name: str) -> None:
    for file, text in rendered(name).items():
        assert text == (GOLDEN / file).read_text(encoding="utf-8"), file


def test_there_are_golden_messages_of_every_template_and_script() -> None:
    assert NAMES == [
        "blocks", "deadline", "deadline-ar", "letter", "letter-ar", "letter-zh", "thanks", "thanks-ar",
        "update", "update-zh",
    ]  # fmt: skip
