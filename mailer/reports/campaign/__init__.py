"""One campaign's report, from facts to figures."""

from mailer.reports.campaign.building import KINDS, build
from mailer.reports.campaign.facts import Facts

__all__ = ["KINDS", "Facts", "build"]
