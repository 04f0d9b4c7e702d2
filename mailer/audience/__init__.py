"""Contacts + segment rules - suppressions -> recipients, each exclusion with its reason. Pure."""

from mailer.audience.address import parse_address

__all__ = ["parse_address"]
