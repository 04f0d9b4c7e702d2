"""What is one person's of a message: their amounts, their links, their values, the outside of their mail."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

from mailer.asking import amounts_for
from mailer.model.contact import Contact, Recipient
from mailer.model.delivery import Envelope
from mailer.model.ids import Sha256
from mailer.model.message import Filled, Held, Message, PersonalTokens
from mailer.ports import Pictures
from mailer.rendering import Filler, Person, join
from mailer.rendering.escaping import clean
from mailer.tokens import PROOF, Keyring, proof_of

_REHEARSED_AT_ONCE = 1000
PictureOf = Callable[[Contact], str | None]
"""A contact -> the token of the picture that counts their opens; None: they get none."""


def no_picture(contact: Contact) -> None:
    """Proofs, previews and rehearsals count nothing."""


def attached(message: Message, pictures: Pictures) -> Mapping[Sha256, bytes]:
    """The bytes of those pictures that travel with the message. Raises NotFound."""
    return {each.sha256: pictures.get(each.sha256) for each in message.pictures if each.is_attached}


def fill_for(
    message: Message,
    people: Sequence[Recipient],
    campaign_id: int,
    keyring: Keyring,
    today: date,
    is_proof: bool = False,
) -> list[Filled | Held]:
    """Each recipient's values, in order: their amounts, their links. is_proof: links that work, count
    nowhere and change nothing."""
    nobody = proof_of(message.edition)
    whom = [nobody if is_proof else int(each.contact.id) for each in people]
    filler = Filler(message)
    tokens = keyring.tokens_for(campaign_id, whom)
    clicks = clicks_of(filler, keyring, campaign_id, whom)
    return fill_people(filler, message, zip(people, tokens, clicks, strict=True), today)


def clicks_of(
    filler: Filler, keyring: Keyring, campaign_id: int, whom: Sequence[int]
) -> Sequence[Sequence[str]]:
    """Each one's tokens of our own counting links."""
    return keyring.clicks_for(campaign_id, whom, filler.counted_links)


def rehearse(
    messages: Sequence[Message], people: Iterable[Recipient], keyring: Keyring, today: date
) -> Iterator[tuple[int, list[Recipient], list[Filled | Held]]]:
    """Everyone's values, a handful of one edition at a time, as a blast fills them; nothing leaves.
    messages: by edition. Their links are a proof's: as long as real ones, and they change nothing."""
    fillers = [Filler(message) for message in messages]
    (tokens,) = keyring.tokens_for(PROOF, [PROOF])
    (clicks,) = keyring.clicks_for(PROOF, [PROOF], max(each.counted_links for each in fillers))
    stream = iter(people)
    while handful := list(islice(stream, _REHEARSED_AT_ONCE)):
        for number, message in enumerate(messages):
            some = handful if len(messages) == 1 else [r for r in handful if r.edition == number]
            if some:
                whom = ((recipient, tokens, clicks) for recipient in some)
                filled = fill_people(fillers[number], message, whom, today)
                yield number, some, filled


def envelope(
    message: Message, position: int, contact: Contact, filled: Filled, unsubscribe_token: str
) -> Envelope:
    """One recipient's outside. Without a token (a proof) nobody's way out stands in the headers."""
    named = clean(f"{contact.first_name or ''} {contact.last_name or ''}")
    return Envelope(
        position=position,
        address=contact.address,
        name=named,
        subject=join(message.subject, filled.values),
        values=filled.values,
        unsubscribe_url=f"{message.public_url}/u/{unsubscribe_token}" if unsubscribe_token else "",
    )


def fill_people(
    filler: Filler,
    message: Message,
    people: Iterable[tuple[Recipient, PersonalTokens, Sequence[str]]],
    today: date,
    picture: PictureOf = no_picture,
) -> list[Filled | Held]:
    """people: each with the tokens of their links, see `Person`."""
    ask = message.ask
    return filler.fill(
        [
            Person(
                recipient.contact,
                tokens,
                amounts_for(ask, recipient.contact, today) if ask is not None else None,
                clicks,
                picture(recipient.contact),
                recipient.shows,
            )
            for recipient, tokens, clicks in people
        ],
        today,
    )
