"""A complete mail by the standard library's EmailMessage against ours: pieces encoded once, then a join.

    python benchmarks/mime.py

Both ways write the same mail for the same people, in one run on one core: 52 KB of HTML with 15 places that
differ, the text part, the headers. Exit 1 where ours is less than 100 times as fast.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage

from samples import NAMES, campaign_of, fastest, person

from mailer.model.delivery import Envelope
from mailer.model.message import Filled, Message, Part
from mailer.rendering import Filler, Letter, join

FLOOR = 100
SIZE = 52_000
PLACES = 15
LIBRARY_PEOPLE = 60
OUR_PEOPLE = 6_000
DATE = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def main() -> int:
    """Measures, prints, and says by its result whether ours is fast enough."""
    message = _message()
    envelopes = _envelopes(message)
    _compare(message, envelopes[: len(NAMES)])
    few = envelopes[:LIBRARY_PEOPLE]
    printable, base64, ours = fastest(
        lambda: [_library(message, each, "quoted-printable") for each in few],
        lambda: [_library(message, each, "base64") for each in few],
        lambda: _ours(message, envelopes),
    )
    printable, base64, ours = printable / len(few), base64 / len(few), ours / len(envelopes)
    size = len(join(message.html, envelopes[0].values).encode())
    written = len(Letter(message).write(envelopes[0], date=DATE, message_id=_id(envelopes[0])))
    print(f"HTML of {size:,} bytes, {len(message.html.refs)} places, {written:,} bytes as a mail")
    for name, seconds in (
        ("EmailMessage, quoted-printable", printable),
        ("EmailMessage, base64", base64),
        ("ours", ours),
    ):
        print(f"{name:30} {seconds * 1e3:9.4f} ms a mail   {1 / seconds:9,.0f} a second")
    ratio = printable / ours
    print(f"ratio  {ratio:9.0f}   (floor {FLOOR}; {base64 / ours:.0f} to base64)")
    return 0 if ratio >= FLOOR else 1


def _ours(message: Message, envelopes: Sequence[Envelope]) -> None:
    letter = Letter(message)
    for envelope in envelopes:
        letter.write(envelope, date=DATE, message_id=_id(envelope))


def _library(message: Message, envelope: Envelope, cte: str) -> bytes:
    """As the library's documentation does it, from the same values."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["Date"] = DATE
    mail["From"] = MailAddress(message.sender.name, addr_spec=message.sender.address)
    mail["To"] = MailAddress(envelope.name, addr_spec=envelope.address)
    mail["Subject"] = envelope.subject
    mail["Message-ID"] = f"<{_id(envelope)}>"
    mail["List-Id"] = f"<{message.list_id}>"
    mail["List-Unsubscribe"] = f"<{envelope.unsubscribe_url}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(join(message.text, envelope.values), cte=cte)
    mail.add_alternative(join(message.html, envelope.values), subtype="html", cte=cte)
    return mail.as_bytes()


def _compare(message: Message, envelopes: Sequence[Envelope]) -> None:
    """Both ways say the same."""
    letter = Letter(message)
    for envelope in envelopes:
        data = letter.write(envelope, date=DATE, message_id=_id(envelope))
        assert _said(data) == _said(_library(message, envelope, "quoted-printable"))


def _said(data: bytes) -> list[str]:
    mail = message_from_bytes(data, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    headers = [str(mail[name]) for name in ("From", "To", "Subject", "Date")]
    bodies = [mail.get_body((kind,)) for kind in ("plain", "html")]
    return headers + [each.get_content().strip() for each in bodies if each is not None]


def _message() -> Message:
    """A compiled appeal whose HTML has the size and the places that were promised."""
    message = campaign_of(SIZE)[1]
    return replace(message, html=_fixed_after(message.html, PLACES))


def _fixed_after(part: Part, places: int) -> Part:
    """The part with its first places only; what stood in the others is fixed."""
    rest = "".join(f"x{static}" for static in part.statics[places + 1 :])
    statics = (*part.statics[:places], part.statics[places] + rest)
    return Part(statics, part.refs[:places])


def _envelopes(message: Message) -> list[Envelope]:
    people = [person(number) for number in range(OUR_PEOPLE)]
    made = []
    for number, filled in enumerate(Filler(message).fill(people, date(2026, 12, 1))):
        assert isinstance(filled, Filled)
        contact = people[number].contact
        made.append(
            Envelope(
                position=number,
                address=contact.address,
                name=contact.first_name or "",
                subject=join(message.subject, filled.values),
                values=filled.values,
                unsubscribe_url=f"https://mail.example.org/u/{people[number].tokens.unsubscribe}",
            )
        )
    return made


def _id(envelope: Envelope) -> str:
    return f"{envelope.position}.benchmark@news.example.org"


if __name__ == "__main__":
    sys.exit(main())
