"""Something small that is done again and again while something large goes on."""

import contextlib
import threading
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def repeated(act: Callable[[], object], every: float, name: str) -> Iterator[None]:
    """Does it every so many seconds, in a thread of that name, until the block ends."""
    ended = threading.Event()

    def work() -> None:
        while not ended.wait(every):
            act()

    working = threading.Thread(target=work, name=name, daemon=True)
    working.start()
    try:
        yield
    finally:
        ended.set()
        working.join()
