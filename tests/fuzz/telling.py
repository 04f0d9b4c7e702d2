"""What every refusal has to be."""

from mailer.errors import InputError

_LONGEST = 2000


def is_one_line(problem: InputError) -> None:
    """In words, of a length that people read, and harmless to a terminal."""
    said = str(problem)
    assert len(said.splitlines()) == 1, said
    assert said.isprintable(), ascii(said)
    assert len(said) <= _LONGEST, f"{len(said)} signs"
    assert "Traceback" not in said, said
