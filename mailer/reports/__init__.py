"""What came of a campaign, computed in `campaign`; each file `as_NAME` beside it is one way to show it.

A way to show has `render(report) -> bytes` and `SUFFIX`, the ending of its file's name. It shows what the
report holds and computes nothing. A new file is a new format.
"""

import importlib
import pkgutil
from typing import Any

from mailer.errors import InputError
from mailer.model.report import CampaignReport
from mailer.reports.campaign import KINDS, Facts, build

__all__ = ["KINDS", "CampaignReport", "Facts", "build", "formats", "render", "suffix"]

_PREFIX = "as_"


def formats() -> tuple[str, ...]:
    """The names that `render` knows."""
    names = (found.name for found in pkgutil.iter_modules(__path__))
    return tuple(sorted(name.removeprefix(_PREFIX) for name in names if name.startswith(_PREFIX)))


def render(report: CampaignReport, format: str) -> bytes:
    """The whole file. Raises InputError for a format that there is not."""
    shown: bytes = _part(format).render(report)
    return shown


def suffix(format: str) -> str:
    """The ending of a file in that format, such as `.csv`."""
    return str(_part(format).SUFFIX)


def _part(format: str) -> Any:
    if format not in formats():
        raise InputError(f"No report format {format!r}; there are: {', '.join(formats())}.")
    return importlib.import_module(f"{__name__}.{_PREFIX}{format}")
