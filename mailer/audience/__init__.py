"""Contacts + segment rules - suppressions -> recipients, each exclusion with its reason. Pure."""

from mailer.audience.address import parse_address
from mailer.audience.judging import Verdict, matches, why
from mailer.audience.lists import ContactFile, read_contacts
from mailer.audience.rules import EVERYONE, parse_segments, shown_to
from mailer.audience.sentences import reads_as
from mailer.audience.writing import write_contacts

__all__ = [
    "EVERYONE",
    "ContactFile",
    "Verdict",
    "matches",
    "parse_address",
    "parse_segments",
    "read_contacts",
    "reads_as",
    "shown_to",
    "why",
    "write_contacts",
]
