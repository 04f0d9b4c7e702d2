"""campaigns/SLUG.toml <-> Campaign: a file that a person finishes in a minute, read back with errors
that they can mend.

text ── reading ──> Campaign, with every edition of it tried          (explaining: what is wrong, and where)
Campaign + what is to do ── writing ──> text
"""

from mailer.drafting.campaign_file.reading import parse_campaign
from mailer.drafting.campaign_file.writing import translation, written

__all__ = ["parse_campaign", "translation", "written"]
