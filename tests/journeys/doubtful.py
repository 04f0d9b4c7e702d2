"""A small campaign on its way through SendGrid's stand-in, in a workspace of its own, frozen without a plan."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mailer.app import App, open_app
from mailer.operations import blast
from mailer.sandbox import Faults, Sandbox, SandboxOptions
from mailer.sandbox.account import Account
from mailer.sandbox.faults import Fault
from tests import outgoing
from tests.clock import SetClock
from tests.contracts.stories import MESSAGE, SLUG, Story, numbers, person


@dataclass
class River:
    """slug river-vote; person0@example.org and so on."""

    app: App
    sandbox: Sandbox
    story: Story
    clock: SetClock

    def begin(self, people: int = 4, batch_size: int = 4) -> None:
        """Frozen, due now."""
        store = self.app.store
        self.story.import_people([person(number) for number in range(people)])
        record = store.campaigns.ensure(SLUG)
        store.messages.put(outgoing.message(sha256=MESSAGE), record.id)
        self.story.freeze(batch_size=batch_size, at=self.clock.now())

    def work(self) -> None:
        blast.run_worker(self.app, until_idle=True)

    def numbers(self) -> tuple[int, int, int, int, int, int]:
        """planned, accepted, refused, suppressed, unknown, remaining."""
        return numbers(self.story)

    def doubts(self) -> Sequence[Mapping[str, Any]]:
        found: Sequence[Mapping[str, Any]] = blast.settle(self.app, SLUG)["unknown"]
        return found

    def done(self, what: str) -> list[Mapping[str, Any]]:
        return [each for each in self.app.store.audit.of(SLUG) if each["what"] == what]

    def mailed(self) -> list[str]:
        return sorted(str(letter["to"]) for letter in self.sandbox.log)

    def statuses(self) -> dict[str, str]:
        """Batch id -> pause or cancel, at the stand-in."""
        return self.sandbox._routes.scheduled


Opening = Callable[..., River]
_SETTINGS = """
[organisation]
name = "River Watch"
postal_address = "1 Weir Lane, Exampleton"

[sender]
name = "River Watch"
address = "marta@riverwatch.example.org"

[worker]
concurrency = 1
"""


@contextmanager
def opened(
    root: Path,
    clock: SetClock,
    *faults: Fault,
    account: Account | None = None,
    settings: str = "",
) -> Iterator[River]:
    """root: an empty folder, or a workspace. settings: of mailer.toml, beside what is needed."""
    (root / "mailer.toml").write_text(_SETTINGS + settings, encoding="utf-8")
    options = SandboxOptions(
        faults=Faults(list(faults)),
        account=account or Account(),
        now=lambda: clock.now().timestamp(),
    )
    with Sandbox(options) as sandbox:
        environ = {
            "MAILER_TRANSPORT": "sendgrid",
            "MAILER_SENDGRID_HOST": sandbox.base_url,
            "SENDGRID_API_KEY": "SG.for-the-stand-in",
            "MAILER_SECRET_KEY": "a key for these tests alone",
        }
        app = open_app(root, environ, clock=clock)
        try:
            yield River(app, sandbox, Story(app.store), clock)
        finally:
            app.close()
