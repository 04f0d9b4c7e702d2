"""Zones as releases write them -> every reading that they allow."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

# abbreviation -> fixed hours and IANA zones that it is used for
_ABBREVIATIONS: Mapping[str, tuple[float | str, ...]] = {
    "utc": (0,),
    "z": (0,),
    "gmt": (0, "Europe/London"),
    "bst": (1, "Europe/London", 6),
    "ist": (5.5, 1, "Europe/Dublin", 2, "Asia/Jerusalem"),
    "cst": (-6, "America/Chicago", 8, -5),
    "cdt": (-5, "America/Chicago", -4),
    "est": (-5, "America/New_York"),
    "edt": (-4, "America/New_York"),
    "mst": (-7, "America/Denver"),
    "mdt": (-6, "America/Denver"),
    "pst": (-8, "America/Los_Angeles"),
    "pdt": (-7, "America/Los_Angeles"),
    "ast": (-4, "America/Halifax", 3),
    "adt": (-3, "America/Halifax"),
    "et": ("America/New_York",),
    "ct": ("America/Chicago",),
    "mt": ("America/Denver",),
    "pt": ("America/Los_Angeles",),
    "cet": (1, "Europe/Paris"),
    "cest": (2, "Europe/Paris"),
    "mez": (1, "Europe/Berlin"),
    "mesz": (2, "Europe/Berlin"),
    "eet": (2, "Europe/Athens"),
    "eest": (3, "Europe/Athens"),
    "wet": (0, "Europe/Lisbon"),
    "west": (1, "Europe/Lisbon"),
    "msk": (3,),
    "eat": (3,),
    "cat": (2,),
    "wat": (1,),
    "sast": (2,),
    "gst": (4,),
    "pkt": (5,),
    "hkt": (8,),
    "sgt": (8,),
    "jst": (9,),
    "kst": (9,),
    "aest": (10, "Australia/Sydney"),
    "aedt": (11, "Australia/Sydney"),
    "nzst": (12, "Pacific/Auckland"),
    "nzdt": (13, "Pacific/Auckland"),
    "brt": (-3,),
    "art": (-3,),
}
_PLACES: Mapping[str, str] = {
    "new york": "America/New_York",
    "nueva york": "America/New_York",
    "washington": "America/New_York",
    "eastern": "America/New_York",
    "central european": "Europe/Paris",
    "pacific": "America/Los_Angeles",
    "chicago": "America/Chicago",
    "los angeles": "America/Los_Angeles",
    "toronto": "America/Toronto",
    "ottawa": "America/Toronto",
    "london": "Europe/London",
    "londres": "Europe/London",
    "uk": "Europe/London",
    "dublin": "Europe/Dublin",
    "paris": "Europe/Paris",
    "parís": "Europe/Paris",
    "geneva": "Europe/Zurich",
    "genève": "Europe/Zurich",
    "ginebra": "Europe/Zurich",
    "brussels": "Europe/Brussels",
    "bruxelles": "Europe/Brussels",
    "berlin": "Europe/Berlin",
    "vienna": "Europe/Vienna",
    "wien": "Europe/Vienna",
    "madrid": "Europe/Madrid",
    "lisbon": "Europe/Lisbon",
    "lisboa": "Europe/Lisbon",
    "lisbonne": "Europe/Lisbon",
    "rome": "Europe/Rome",
    "amsterdam": "Europe/Amsterdam",
    "oslo": "Europe/Oslo",
    "stockholm": "Europe/Stockholm",
    "copenhagen": "Europe/Copenhagen",
    "tunis": "Africa/Tunis",
    "تونس": "Africa/Tunis",
    "cairo": "Africa/Cairo",
    "القاهرة": "Africa/Cairo",
    "beirut": "Asia/Beirut",
    "بيروت": "Asia/Beirut",
    "beyrouth": "Asia/Beirut",
    "amman": "Asia/Amman",
    "عمان": "Asia/Amman",
    "dakar": "Africa/Dakar",
    "nairobi": "Africa/Nairobi",
    "lagos": "Africa/Lagos",
    "johannesburg": "Africa/Johannesburg",
    "lima": "America/Lima",
    "bogotá": "America/Bogota",
    "bogota": "America/Bogota",
    "quito": "America/Guayaquil",
    "mexico city": "America/Mexico_City",
    "ciudad de méxico": "America/Mexico_City",
    "buenos aires": "America/Argentina/Buenos_Aires",
    "santiago": "America/Santiago",
    "são paulo": "America/Sao_Paulo",
    "brasília": "America/Sao_Paulo",
    "rio de janeiro": "America/Sao_Paulo",
    "delhi": "Asia/Kolkata",
    "new delhi": "Asia/Kolkata",
    "india": "Asia/Kolkata",
    "bangkok": "Asia/Bangkok",
    "jakarta": "Asia/Jakarta",
    "manila": "Asia/Manila",
    "singapore": "Asia/Singapore",
    "hong kong": "Asia/Hong_Kong",
    "香港": "Asia/Hong_Kong",
    "beijing": "Asia/Shanghai",
    "北京": "Asia/Shanghai",
    "taipei": "Asia/Taipei",
    "台北": "Asia/Taipei",
    "tokyo": "Asia/Tokyo",
    "seoul": "Asia/Seoul",
    "sydney": "Australia/Sydney",
    "auckland": "Pacific/Auckland",
    "wellington": "Pacific/Auckland",
    "istanbul": "Europe/Istanbul",
    "kyiv": "Europe/Kyiv",
    "athens": "Europe/Athens",
    "mitteleuropäische": "Europe/Berlin",
    "greenwich": "UTC",
    "غرينتش": "UTC",
    "جرينتش": "UTC",
    "غرينيتش": "UTC",
    "格林威治": "UTC",
    "格林尼治": "UTC",
}
_OFFSET = re.compile(
    r"(?:utc|gmt)?\s?(?P<sign>[+−-])\s?(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?!\d)", re.I
)
_WORD = re.compile(r"(?<![\w.])([A-Za-z]{1,4}|[A-Z](?:\.[A-Z]){1,3}\.?)(?!\w)")


def readings(moment: datetime, written: str) -> tuple[list[datetime], bool]:
    """moment: naive wall time. written: the words after the hour. Returns aware instants, all readings, and
    whether one zone was surely meant. Empty: no zone is named."""
    offset = _OFFSET.search(written)
    if offset and re.match(r"\s*[(,]?\s*(?:utc|gmt|[+−-])", written[: offset.end()], re.I):
        hours = int(offset["hours"]) + int(offset["minutes"] or 0) / 60
        if hours <= 14:
            return [_at(moment, -hours if offset["sign"] in "−-" else hours)], True
    for match in _WORD.finditer(written):
        name = match.group().replace(".", "").casefold()
        if name in _ABBREVIATIONS and (match.group().isupper() or name in ("utc", "gmt")):
            found = [_at(moment, zone) for zone in _ABBREVIATIONS[name]]
            return found, len({one.timestamp() for one in found}) == 1
    lower = written.casefold()
    for place, zone in _PLACES.items():
        if re.search(rf"(?<!\w){re.escape(place)}(?!\w)", lower) or (
            not place.isascii() and place in lower
        ):
            return [_at(moment, zone)], True
    return [], False


def zone_of_place(place: str) -> str | None:
    """IANA zone of a dateline's place, where we know it."""
    name = place.casefold().split(",")[0].split("/")[0].strip()
    return _PLACES.get(name)


def at_zone(moment: datetime, zone: float | str) -> datetime:
    return _at(moment, zone)


def _at(moment: datetime, zone: float | str) -> datetime:
    info: tzinfo = (
        ZoneInfo(zone) if isinstance(zone, str) else timezone(timedelta(minutes=round(zone * 60)))
    )
    return moment.replace(tzinfo=info)
