"""The golden messages: campaign files with what they look like when they are rendered.

    python -m tests.unit.rendering.golden

writes them anew; read the difference before it is committed.
"""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from msgspec import structs

from mailer.model.campaign import Campaign
from mailer.model.edition import conditions
from mailer.model.message import Filled
from mailer.rendering import compile, fill, join
from tests.unit.rendering.samples import house, person, template

GOLDEN = Path(__file__).parents[2] / "golden" / "messages"
NAMES = sorted(path.stem for path in GOLDEN.glob("*.toml"))


def values_of(name: str) -> dict[str, Any]:
    """The campaign file's keys."""
    return tomllib.loads((GOLDEN / f"{name}.toml").read_text(encoding="utf-8"))


def rendered(name: str) -> dict[str, str]:
    """File name -> what it should hold, for a person with a name of three scripts and 50 given before, of
    whom the first of the campaign's conditions holds."""
    campaign = Campaign(slug=name, **values_of(name))
    asked = conditions(campaign)
    ours = house(ceiling=Decimal(2500))
    message = compile(campaign, template(campaign.template), ours, conditions=asked)
    amounts = (Decimal(80), Decimal(100), Decimal(130))
    one = person(first_name="Zoë <明> سامي", amounts=amounts, tags=("river", "<b>lake & sea"))
    (filled,) = fill(message, [structs.replace(one, shows=1)], date(2026, 12, 1))
    assert isinstance(filled, Filled)
    return {
        f"{name}.html": join(message.html, filled.values),
        f"{name}.txt": join(message.text, filled.values),
    }


if __name__ == "__main__":
    for each in NAMES:
        for file, text in rendered(each).items():
            (GOLDEN / file).write_text(text, encoding="utf-8")
