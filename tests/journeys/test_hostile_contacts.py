"""The nastiest list that anybody could import goes all the way: files of the outbox, the provider's request,
the dashboard, every report. What people typed is shown as they typed it, and does nothing anywhere."""

import csv
import email
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from email.header import decode_header, make_header
from email.message import Message as Mail
from pathlib import Path
from typing import Any

import html5lib
import pytest

from mailer.app import App, open_app
from mailer.errors import AudienceError
from mailer.operations import audience, blast, people
from mailer.operations import report as reports
from mailer.sandbox import Sandbox, SandboxOptions
from tests import site as sites
from tests.clock import SetClock
from tests.journeys.flood_maps import CAMPAIGN, SLUG

CALM = "Ada"
NAMES = {
    "calm": CALM,
    "formula": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "at": "@SUM(A1:A9)",
    "tab": "\t=1+1",
    "script": "<script>alert(1)</script>",
    "attribute": "\"'><img src=x onerror=alert(1)>",
    "markup": "</title></head></p></td></tr></table>",
    "entity": "&lt;b&gt; &#60;i&#62; &amp",
    "comment": "--> <!-- --!>",
    "cdata": "]]> <![CDATA[ <?php",
    "word": "<![endif]--><!--[if mso]>",
    "jinja": "{{7*7}} {% raw %} {# x #} ${7*7}",
    "merge": "*|FNAME|* %%0123456789_00t%% -first_name-",
    "header": "Ada\r\nBcc: everyone@example.org\r\n\r\n<html>",
    "lines": "Ada\u2028Bcc: x\u2029y\x85z\x0bq",
    "bidi": "Ada\u202egnp.exe\u202c \u2067x",
    "unseen": "A\u200bd\ufeffa\u2060\u00ad",
    "joined": "👩‍👩‍👧‍👦 می‌خواهم e\u0301\u0301\u0301",
    "arabic": "سامي نور",
    "encoded": "=?utf-8?b?DQpCY2M6IHg=?= =0D=0ABcc: x",
    "control": "\x00\x07A\x1b[31m\x7f",
    "long": "x" * 2_000,
    "wide": "陳" * 2_000,
    "nothing": "\u200b\u200b",
}
TOO_LONG = {"longer": "x" * 10_000, "wider": "陳" * 2_001}
"""Turned away at the door."""
HEADERS = [
    "Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Reply-To", "List-Id",
    "List-Unsubscribe", "List-Unsubscribe-Post", "Feedback-ID", "Content-Type",
]  # fmt: skip
SECRET = "a-secret-of-the-tests-0001"
TEXTS = (
    ('subject = "The', 'subject = "{{ first_name }}: the'),
    ('headline = "Nine', 'headline = "{{ first_name }} and {{ town }}: nine'),
    ('bridge = "Asking', 'bridge = "{{ town }}! Asking'),
    ("[fields.first_name]", '[fields.town]\nfallback = "your town"\n\n[fields.first_name]'),
)
Opening = Callable[..., App]


@pytest.fixture
def opening(workspace_dir: Path, clock: SetClock) -> Iterator[Opening]:
    """An app with everybody of the list; its keys are the same each time, and so are all tokens."""
    apps: list[App] = []
    text = CAMPAIGN
    for old, new in TEXTS:
        assert text.count(old) == 1
        text = text.replace(old, new)
    (workspace_dir / "campaigns" / f"{SLUG}.toml").write_text(text, encoding="utf-8")
    (workspace_dir / "list.csv").write_bytes(nasty_list())

    def opened(**environment: str) -> App:
        app = open_app(workspace_dir, {"MAILER_SECRET_KEY": SECRET, **environment}, clock=clock)
        apps.append(app)
        came = audience.import_list(app, "nasty", workspace_dir / "list.csv")
        assert came["added"] == len(NAMES)
        assert {each["reason"] for each in came["rejected"]} == {
            "first_name: over 2,000 signs in one cell. Shorten it."
        }
        assert len(came["rejected"]) == len(TOO_LONG)
        return app

    yield opened
    for app in apps:
        app.close()


def nasty_list() -> bytes:
    """As a spreadsheet writes it: in quotation marks where it must be."""
    file = io.StringIO(newline="")
    rows = csv.writer(file, quoting=csv.QUOTE_ALL)
    rows.writerow(["email", "first_name", "last_name", "Town"])
    for label, name in (NAMES | TOO_LONG).items():
        rows.writerow([address_of(label), name, name[::-1], name])
    return file.getvalue().encode()


def address_of(label: str) -> str:
    return f"{label}@example.org"


def sent(app: App) -> None:
    accept = sites.blocking(blast.plan_campaign(app, SLUG))
    fingerprint = blast.plan_campaign(app, SLUG)["fingerprint"]
    blast.approve(app, SLUG, fingerprint, "Marta Quill", accept)
    blast.send(app, SLUG, accept)
    blast.run_worker(app, until_idle=True)
    status = blast.status(app, SLUG)
    assert (status["accepted"], status["refused"]) == (len(NAMES), 0)


def files_of(app: App) -> dict[str, Mail]:
    """By the name before the @."""
    found = {}
    for path in (app.workspace.root / "outbox" / SLUG / "new").iterdir():
        data = path.read_bytes()
        assert not re.search(rb"(?<!\r)\n|\r(?!\n)", data), path.name
        assert max(map(len, data.split(b"\r\n"))) <= 78 + len("List-Unsubscribe: <")
        mail = email.message_from_bytes(data)
        found[address(mail["To"]).partition("@")[0]] = mail
    return found


def address(header: str) -> str:
    (one,) = re.findall(r"[\w.]+@example\.org", header.rpartition("<")[2])
    return str(one)


def part(mail: Mail, number: int) -> str:
    payload = mail.get_payload()[number].get_payload(decode=True)  # type: ignore[union-attr, index]
    return payload.decode().replace("\r\n", "\n")  # type: ignore[union-attr]


def shape(html: str) -> list[Any]:
    """What a browser makes of it, without the words: elements, the names of their attributes, comments."""
    root = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    return [
        (each.tag, sorted(each.keys())) if isinstance(each.tag, str) else "comment"
        for each in root.iter()
    ]


def test_every_file_has_the_same_structure_whoever_gets_it(opening: Opening) -> None:
    app = opening()
    sent(app)
    mails = files_of(app)
    assert set(mails) == set(NAMES)
    usual = shape(part(mails["calm"], 1))
    lines = len(part(mails["calm"], 0).splitlines())
    for label, mail in mails.items():
        assert mail.keys() == HEADERS, label
        assert [each.get_content_type() for each in mail.walk()] == [
            "multipart/alternative", "text/plain", "text/html",
        ], label  # fmt: skip
        assert shape(part(mail, 1)) == usual, label
        assert len(part(mail, 0).splitlines()) == lines, label
        subject = str(make_header(decode_header(re.sub(r"\r\n(?=\s)", "", mail["Subject"]))))
        assert subject.endswith(": the council votes on the flood maps"), label
        assert subject.isprintable() or label in ("joined", "unseen"), label


def test_what_people_typed_is_shown_as_they_typed_it(opening: Opening) -> None:
    app = opening()
    sent(app)
    mails = files_of(app)
    for label in ("script", "jinja", "merge", "formula", "comment", "cdata", "arabic", "joined"):
        assert f"Dear {NAMES[label].strip()},\n" in part(mails[label], 0), label
    assert "Dear Ada Bcc: everyone@example.org <html>,\n" in part(mails["header"], 0)
    assert "Dear Adagnp.exe x,\n" in part(mails["bidi"], 0)
    assert "Dear friend,\n" in part(mails["nothing"], 0)
    assert "Dear &lt;script&gt;alert(1)&lt;/script&gt;," in part(mails["script"], 1)
    assert "49" not in part(mails["jinja"], 0)


def test_the_provider_delivers_what_the_outbox_writes(opening: Opening, tmp_path: Path) -> None:
    """Other ways of filling, one message: tags replaced blindly by the stand-in, and pieces joined here."""
    app = opening()
    sent(app)
    mails = files_of(app)
    with SandboxOf() as sandbox:
        app = opening(
            MAILER_TRANSPORT="sendgrid",
            MAILER_SENDGRID_HOST=sandbox.host,
            SENDGRID_API_KEY="SG.for-the-stand-in",
            MAILER_DATABASE_URL=f"sqlite:///{tmp_path / 'other.db'}",
        )
        sent(app)
        letters = {each["to"].partition("@")[0]: each for each in sandbox.log}
    assert set(letters) == set(NAMES)
    for label, letter in letters.items():
        assert letter["html"] == part(mails[label], 1), label
        assert letter["text"] == part(mails[label], 0), label
        assert set(letter["headers"]) == {"List-Unsubscribe", "List-Unsubscribe-Post", "List-Id"}
        assert letter["others"] == [], label
        for shown in (letter["subject"], letter["name"]):
            assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", shown), label


class SandboxOf:
    """The stand-in, started and stopped."""

    def __enter__(self) -> "SandboxOf":
        self._sandbox = Sandbox(SandboxOptions())
        self.host = self._sandbox.start()
        return self

    @property
    def log(self) -> list[dict[str, Any]]:
        return self._sandbox.log

    def __exit__(self, *_: object) -> None:
        self._sandbox.stop()


def test_no_page_and_no_report_is_changed_by_what_people_are_called(
    opening: Opening, workspace_dir: Path, clock: SetClock
) -> None:
    sent(opening())
    with sites.running(workspace_dir, clock, MAILER_SECRET_KEY=SECRET) as site:
        with site.signed_in() as client:
            for path in ("/", "/campaigns", f"/campaigns/{SLUG}"):
                answer = client.get(path)
                assert answer.status_code == 200
                assert "default-src 'none'" in answer.headers["content-security-policy"]
                harmless(answer.text)
        record = site.app.store.campaigns.find(SLUG)  # type: ignore[arg-type]
        assert record is not None
        whom = [who for who, _ in site.app.store.events.recipients(record.id)]
        with site.client() as client:
            for made in site.app.keyring.tokens_for(record.id, whom):
                assert client.get(f"/v/{made.browser}").status_code == 200
                harmless(client.get(f"/u/{made.unsubscribe}").text)
        built = reports.report(site.app, SLUG)
        for format in ("html", "csv", "json", "text"):
            shown = reports.rendered(built, format).decode("utf-8-sig")
            assert "alert(1)" not in shown
            if format == "csv":
                no_cell_is_a_formula(shown)


def harmless(page: str) -> None:
    html5lib.HTMLParser(strict=True).parse(page)
    assert not re.search(r"alert\(1\)|onerror|calc'!A0|everyone@", page)


def no_cell_is_a_formula(text: str) -> None:
    for row in csv.reader(io.StringIO(text)):
        for cell in row:
            assert not re.match(r"[=+@\t\r]|-(?![\d.]+$)", cell), cell


def test_what_is_held_on_a_person_comes_out_as_one_document(opening: Opening) -> None:
    app = opening()
    for label in ("script", "formula", "header", "control", "joined"):
        held: Mapping[str, Any] = people.export(app, address_of(label))
        written = json.dumps(held, default=str)
        assert json.loads(written)["contact"]["address"] == address_of(label)
        assert "\\u0000" not in written
        assert "\\u001b" not in written


def test_bytes_that_are_no_text_bring_nothing_in_and_are_told_in_one_line(
    opening: Opening,
) -> None:
    app = opening()
    path = app.workspace.root / "half.csv"
    path.write_bytes(b"email,first_name\nx@example.org,\xed\xa0\xbd\n")
    with pytest.raises(AudienceError, match=r"half\.csv line 2: not UTF-8") as caught:
        audience.import_list(app, "half", path)
    assert str(caught.value).isprintable()
