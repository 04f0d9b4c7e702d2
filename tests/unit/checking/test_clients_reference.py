"""The table of mail programs against the data that its facts come from."""

import json
from pathlib import Path
from typing import Any

from mailer.checking.clients import clients

WHERE = {
    "apple-ios": ("apple-mail", "ios"),
    "apple-macos": ("apple-mail", "macos"),
    "gmail-web": ("gmail", "desktop-webmail"),
    "gmail-android": ("gmail", "android"),
    "gmail-ios": ("gmail", "ios"),
    "gmail-other": ("gmail", "mobile-webmail"),
    "word": ("outlook", "windows"),
    "outlook-com": ("outlook", "outlook-com"),
    "yahoo": ("yahoo", "desktop-webmail"),
    "samsung": ("samsung-email", "android"),
    "thunderbird": ("thunderbird", "macos"),
    "gmx": ("gmx", "desktop-webmail"),
}


def letter(feature: dict[str, Any], client: str) -> str:
    family, platform = WHERE[client]
    told = feature["s"].get(family, {}).get(platform)
    return str(told[0]) if told else "u"


def test_every_letter_and_year_is_the_sources_but_for_the_overrides(shared: Path) -> None:
    source = json.loads((shared / "contract" / "caniemail.json").read_text())["features"]
    table = clients()
    for feature in table.features:
        theirs = source[feature.slug]
        changed = table.overrides.get(feature.slug, {})
        expected = [changed.get(client, letter(theirs, client)) for client in table.order]
        assert list(feature.kept) == expected, feature.slug
        assert theirs["d"].startswith(str(feature.tested)), feature.slug
    assert set(table.overrides) <= {feature.slug for feature in table.features}
