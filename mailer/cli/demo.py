"""The whole story, offline, in a throwaway workspace.

    read -> import -> draft -> build -> check -> proof -> plan -> approve -> blast -> events -> gifts -> report

The stand-in answers instead of the provider, and donors are played; everything else is the real thing.
"""

import contextlib
import csv
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mailer.cli.output import JsonOption, note, show
from mailer.model.ids import Slug

if TYPE_CHECKING:
    from mailer.app import App
    from mailer.model.message import Link
    from mailer.sandbox import Sandbox

SAMPLE = "river-deadline"
STAFF = ("director@example.org", "press@example.org")
_PATIENCE = 12.0
"""Seconds to wait for the last event."""


def register(root: typer.Typer) -> None:
    root.command()(demo)


def demo(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A press release; else the sample.")
    ] = None,
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Leave the dashboard running.")
    ] = True,
    as_json: JsonOption = False,
) -> None:
    """Play the whole story offline: from a release to a report."""
    from mailer.operations import compose
    from mailer.workspace import read_release

    if file is not None:
        read_release(file)
    root = Path(tempfile.mkdtemp(prefix="mailer-demo-")) / "workspace"
    story = Story(quiet=as_json)
    story.tell(f"A throwaway workspace, in which the commands below work: cd {root}")
    if not shutil.which("mailer"):
        story.tell(f"mailer is {_command()}")
    compose.init(root)
    with _running(root) as stage:
        report = _play(stage, story, file)
        result = {"steps": story.steps, "report": report, "workspace": str(root)}
        show(result, as_json, lambda: f"Done in {story.seconds:.1f} seconds. Workspace: {root}")
        if serve:
            _leave_running(stage)


@dataclass
class Story:
    """What is told, step by step, and how long each took."""

    quiet: bool
    steps: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0

    def tell(self, line: str) -> None:
        if not self.quiet:
            note(line)

    def step(self, name: str, act: Callable[[], tuple[str, str]]) -> None:
        """Runs one step; act returns what happened and where to look."""
        began = time.perf_counter()
        summary, look = act()
        took = time.perf_counter() - began
        self.seconds += took
        self.steps.append({"name": name, "seconds": round(took, 3), "summary": summary})
        self.tell(f"{len(self.steps):>2}  {name:<8} {summary}")
        if look:
            self.tell(f"             look: {look}")


@dataclass
class Stage:
    app: "App"
    sandbox: "Sandbox"
    login: str
    slug: str = SAMPLE


@contextlib.contextmanager
def _running(root: Path) -> Iterator[Stage]:
    """The stand-in and our own server, each in its thread, and the app between them."""
    from mailer.app import open_app
    from mailer.cli.staging import serving
    from mailer.operations.staging import staged
    from mailer.sandbox import SandboxOptions, Shares
    from mailer.web import login_link

    options = SandboxOptions(
        log=root.parent / "delivered.jsonl",
        seed=7,
        shares=Shares(clicking=0.11, bouncing=0.015, blocking=0.01),
    )
    with staged(lambda environment: open_app(root, environment), options, serving) as stage:
        yield Stage(stage.app, stage.sandbox, login_link(stage.app))


def _play(stage: Stage, story: Story, file: Path | None) -> dict[str, Any]:
    app = stage.app
    release = file or next(iter(sorted((app.workspace.root / "releases").glob("*.txt"))))
    story.step("read", lambda: _read(app, release))
    story.step("import", lambda: _import(app))
    story.step("draft", lambda: _draft(stage, release, is_sample=file is None))
    story.step("build", lambda: _build(stage))
    story.step("check", lambda: _check(stage))
    story.step("proof", lambda: _proof(stage))
    story.step("plan", lambda: _plan(stage))
    story.step("approve", lambda: _approve(stage))
    story.step("blast", lambda: _blast(stage))
    story.step("events", lambda: _events(stage))
    story.step("gifts", lambda: _gifts(stage))
    found: dict[str, Any] = {}
    story.step("report", lambda: _report(stage, found))
    story.tell("")
    story.tell(found["text"])
    report: dict[str, Any] = found["report"]
    return report


def _read(app: "App", release: Path) -> tuple[str, str]:
    from mailer.operations import compose

    found = compose.read(release, app.clock)
    bullets = sum(len(block.items) for block in found.body if block.kind == "list")
    place = (found.dateline and found.dateline.place) or "no place"
    apart = len(found.furniture) + len(found.press_only)
    return (
        f"{place}: {len(found.quotes)} quote, {bullets} bullets, {apart} lines of a site set apart, "
        f"{len(found.warnings)} warnings",
        f"mailer read {_from(app, release)}",
    )


def _import(app: "App") -> tuple[str, str]:
    from mailer.operations import audience

    came = audience.import_list(app, "supporters", app.workspace.root / "audiences/supporters.csv")
    return (
        f"{came['added']} contacts; {len(came['rejected'])} rows rejected with their reason",
        "mailer segments",
    )


def _draft(stage: Stage, release: Path, *, is_sample: bool) -> tuple[str, str]:
    from mailer.operations import compose

    path = stage.app.workspace.root / "campaigns" / f"{SAMPLE}.toml"
    if is_sample:
        return "the sample's campaign file, finished by a person", _from(stage.app, path)
    stage.slug = "demo-appeal"
    made = compose.draft(stage.app, release, stage.slug)
    path = Path(made["path"])
    left = [todo["key"] for todo in made["todo"]]
    _fill(path, left)
    return f"drafted; a person would write {', '.join(left)}: the demo puts a stand-in", _from(
        stage.app, path
    )


def _fill(path: Path, keys: list[str]) -> None:
    """The demo's honest stand-ins where a person must write."""
    text = path.read_text(encoding="utf-8")
    for key in keys:
        words = {
            "subject": "What we ask today, and why it can't wait",
            "bridge": "In a real appeal a person writes here how this news leads to the ask.",
        }.get(key, "In a real appeal a person writes this line.")
        text = text.replace(f'\n{key} = ""', f'\n{key} = "{words}"', 1)
    path.write_text(text, encoding="utf-8")


def _build(stage: Stage) -> tuple[str, str]:
    from mailer.operations import compose

    made = compose.build(stage.app, stage.slug, stage.app.workspace.root / "built", None)
    sizes = made["bytes"]
    page = _from(stage.app, Path(made["files"][0]))
    return f"{sizes['html']:,} bytes of HTML, {sizes['text']:,} of text", page


def _check(stage: Stage) -> tuple[str, str]:
    from mailer.operations import blast

    found = blast.check(stage.app, stage.slug)["findings"]
    errors = sum(finding.severity == "error" for finding in found)
    return f"{errors} errors, {len(found) - errors} remarks", f"mailer check {stage.slug}"


def _proof(stage: Stage) -> tuple[str, str]:
    from mailer.operations import blast

    sent = blast.proof(stage.app, stage.slug, list(STAFF))["sent"]
    return f"{len(sent)} proofs to staff, rendered as real contacts, counted nowhere", ""


def _plan(stage: Stage) -> tuple[str, str]:
    from mailer.operations import blast

    planned = blast.plan_campaign(stage.app, stage.slug)
    left_out = ", ".join(f"{reason} {count}" for reason, count in planned["excluded"].items())
    return (
        f"{planned['recipients']} people in {planned['batches']} batches; left out: {left_out or 'nobody'}",
        f"mailer plan {stage.slug}",
    )


def _approve(stage: Stage) -> tuple[str, str]:
    from mailer.operations import blast

    fingerprint = blast.plan_campaign(stage.app, stage.slug)["fingerprint"]
    blast.approve(stage.app, stage.slug, fingerprint, "Demo Director", ())
    return f"a person signed off on exactly this plan, {fingerprint}", ""


def _blast(stage: Stage) -> tuple[str, str]:
    from mailer.operations import blast

    blast.send(stage.app, stage.slug, ())
    blast.run_worker(stage.app, until_idle=True)
    now = blast.status(stage.app, stage.slug)
    return (
        f"{now['planned']} planned = {now['accepted']} accepted + {now['refused']} refused + "
        f"{now['suppressed']} suppressed + {now['unknown']} unknown + {now['remaining']} remaining",
        f"mailer status {stage.slug}",
    )


def _events(stage: Stage) -> tuple[str, str]:
    """Waits until the stand-in has told everything."""
    stage.sandbox.wait_for_events(_PATIENCE)
    from mailer.operations import report

    seen = report.report(stage.app, stage.slug)
    return (
        f"signed events came back: {seen.delivered} delivered, {seen.clickers} people clicked",
        "",
    )


def _gifts(stage: Stage) -> tuple[str, str]:
    """Some who clicked a donation link give; their platform's export comes back."""
    from mailer.operations import gifts

    app = stage.app
    path = app.workspace.root / "gifts.csv"
    _play_donors(stage, path)
    came = gifts.import_gifts(app, path, "generic")
    return f"{came['added']} gifts, {came['matched']} matched to people by their link", _from(
        app, path
    )


def _play_donors(stage: Stage, path: Path) -> None:
    """Two in three of those who followed a donation link give, through the link that they followed."""
    from mailer.operations import frozen

    app = stage.app
    record = app.store.campaigns.ensure(Slug(stage.slug))
    links = next((message.links for message in frozen.messages_of(app, record)), ())
    places = {link.index: link.place for link in links if link.kind == "donate"}
    followed = _followed(app, record.id, links)
    donors = [
        (who, places[index])
        for who, index in sorted(followed.items())
        if index is not None and index in places
    ]
    donors = [donor for number, donor in enumerate(donors) if number % 3 != 1]
    tokens = app.keyring.tokens_for(record.id, [who for who, _ in donors])
    day = app.clock.now().date().isoformat()
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["gift_id", "date", "amount", "currency", "ref", "status"])
        for number, ((who, place), token) in enumerate(zip(donors, tokens, strict=True)):
            amount = ("25.00", "50.00", "75.00", "50.00", "120.00")[number % 5]
            rows.writerow([f"demo-{who}", day, amount, "EUR", f"{token.gift}_{place}", "paid"])


def _followed(app: "App", campaign_id: int, links: "Sequence[Link]") -> dict[int, int | None]:
    """Contact id -> the link that this person, and no machine, followed last."""
    from mailer.measuring import judge, link_of

    events = list(app.store.events.of(campaign_id, ("delivered", "opened", "clicked")))
    verdicts = judge(events, links=len(links))
    return {
        event.contact_id: link_of(event, links)
        for event in sorted(events, key=lambda event: (event.happened_at, event.id))
        if event.kind == "clicked" and verdicts[event.id].actor == "human"
    }


def _report(stage: Stage, found: dict[str, Any]) -> tuple[str, str]:
    from mailer.operations import report

    made = report.report(stage.app, stage.slug)
    found["report"] = made.model_dump(mode="json")
    found["text"] = report.rendered(made, "text").decode()
    return "what came of it, below and in the dashboard", f"mailer report {stage.slug}"


def _leave_running(stage: Stage) -> None:
    note("")
    note(f"The dashboard is running. Open it: {stage.login}")
    note("Ctrl-C stops it.")
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()


def _command() -> str:
    """How this same program is called where `mailer` is not on the PATH."""
    beside = Path(sys.executable).with_name("mailer")
    return str(beside) if beside.exists() else f"{sys.executable} -m mailer"


def _from(app: "App", path: Path) -> str:
    """As it is called inside the workspace."""
    root = app.workspace.root
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path.absolute())
