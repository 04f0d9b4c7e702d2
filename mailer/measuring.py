"""Events -> human, machine or unknown; rates and their doubt.

    events of one campaign -> each id once -> visits (opens and clicks)
      -> signs of a machine: what the provider says, method, browser, speed, bursts, shared addresses
      -> unknown where the visit stands beside a machine's, or only a mail proxy was seen
      -> a later visit of the same person that is surely human lifts what was unknown

Nothing depends on the order or on repeats: the same events give the same verdicts.
"""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import unquote

from mailer.model.event import Actor, StoredEvent
from mailer.model.message import Link, Part

RULES_VERSION = "2026-11"
"""Of the rules below; a report names it."""

QUICK = timedelta(seconds=10)
"""Nobody reads and clicks so soon after delivery."""
BURST = timedelta(seconds=5)
BURST_LINKS = 3
SHARED = timedelta(seconds=60)
SHARED_PEOPLE = 10
APART = timedelta(seconds=60)
"""From here on a second visit is another visit."""

VISITS = ("opened", "clicked")

_MACHINES = re.compile(
    r"""(?<!cu)bot\b|crawler|spider|slurp|facebookexternalhit|whatsapp/|preview|headless|phantomjs|
        barracuda|proofpoint|mimecast|safelinks|fireeye|trendmicro|symantec|sophos|forcepoint|
        cloudmark|zscaler|fortimail|existence\ discovery|link\ ?check|scanner|
        ^(?:curl|wget|python|java|go-http-client|okhttp|libwww|apache-httpclient|node|ruby|perl|axios)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What programs that fetch links and pictures call themselves."""

_PROXIES = ("googleimageproxy", "yahoomailproxy")
"""They fetch pictures for people and sometimes ahead of them: the only sign that there is."""

_BARE = "mozilla/5.0"
"""Apple's relay loads every picture unread, under this name and no more."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who made one open or click, and why we think so. No reasons: nothing speaks for a machine."""

    actor: Actor
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Interval:
    """A share and the range that it may well lie in, each 0 to 1."""

    share: float
    low: float
    high: float


def unique(events: Iterable[StoredEvent]) -> list[StoredEvent]:
    """Each id once, in one order for whatever order they come in."""
    by_id: dict[str, StoredEvent] = {}
    for event in events:
        held = by_id.get(event.id)
        if held is None or repr(event) < repr(held):
            by_id[event.id] = event
    return sorted(by_id.values(), key=lambda event: (event.happened_at, event.id))


def judge(events: Iterable[StoredEvent], *, links: int) -> dict[str, Verdict]:
    """Event id -> verdict, of every open and click of one campaign.

    events: its delivered, opened and clicked ones, in any order, repeated or not. links: how many tracked
    links the message has.
    """
    ordered = unique(events)
    visits = [event for event in ordered if event.kind in VISITS]
    delivered_at = _delivered_at(ordered)
    bursts, shared = _bursts(visits, links), _shared(visits)
    verdicts: dict[str, Verdict] = {}
    for visit in visits:
        reasons = _own_signs(visit)
        for sign, holds in (
            ("quick", _is_quick(visit, delivered_at)),
            ("burst", visit.id in bursts),
            ("shared-ip", visit.id in shared),
        ):
            if holds:
                reasons.append(sign)
        verdicts[visit.id] = Verdict("machine", tuple(reasons)) if reasons else _first_look(visit)
    for person in _by_person(visits).values():
        _weigh_together(person, verdicts)
    return verdicts


def link_of(event: StoredEvent, links: Sequence[Link]) -> int | None:
    """Index of the link that was clicked. By its address where the message has it, for numbers differ
    between the parts of a message; by its number where one address stands several times, or none was
    told or known. None: not one of the message's."""
    told = unquote(event.url) if event.url else None
    fitting = [link.index for link in links if told and _may_come_from(told, link.destination)]
    if len(fitting) == 1:
        return fitting[0]
    known = fitting or [link.index for link in links]
    return event.link_index if event.link_index in known else next(iter(fitting), None)


def is_prefetch(headers: Mapping[str, str]) -> bool:
    """Whether a request says of itself that nobody looks at it yet. Names in any case."""
    return any(
        name.lower() in ("purpose", "sec-purpose", "x-purpose", "x-moz")
        and ("prefetch" in value.lower() or "preview" in value.lower())
        for name, value in headers.items()
    )


def share(part: int, base: int) -> Interval | None:
    """The Wilson score interval at 95 per cent. None where there is no base."""
    if base <= 0:
        return None
    z = 1.959963984540054
    rate = part / base
    centre = (rate + z * z / (2 * base)) / (1 + z * z / base)
    half = z / (1 + z * z / base) * math.sqrt(rate * (1 - rate) / base + z * z / (4 * base * base))
    return Interval(rate, min(rate, max(0.0, centre - half)), max(rate, min(1.0, centre + half)))


def _may_come_from(url: str, destination: Part) -> bool:
    """Whether an address, decoded, may be that destination with its gaps filled."""
    pieces = [unquote(piece) for piece in destination.statics]
    if len(pieces) == 1:
        return url == pieces[0]
    if not url.startswith(pieces[0]) or not url.endswith(pieces[-1]):
        return False
    at = len(pieces[0])
    for piece in pieces[1:-1]:
        at = url.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return at <= len(url) - len(pieces[-1])


def _delivered_at(events: Sequence[StoredEvent]) -> dict[int, datetime]:
    """Per person the first delivery; events come ordered by time."""
    found: dict[int, datetime] = {}
    for event in events:
        if event.kind == "delivered":
            found.setdefault(event.contact_id, event.happened_at)
    return found


def _own_signs(visit: StoredEvent) -> list[str]:
    """What the visit says by itself."""
    name = (visit.user_agent or "").strip().lower()
    signs = []
    if visit.is_machine:
        signs.append("flagged")
    if visit.method is not None and visit.method.upper() not in ("GET", "POST"):
        signs.append("method")
    if not name:
        signs.append("no-user-agent")
    elif name == _BARE:
        signs.append("bare-user-agent")
    elif _is_scanner(name):
        signs.append("scanner")
    return signs


@lru_cache(maxsize=4096)
def _is_scanner(name: str) -> bool:
    """Many people share few browsers."""
    return _MACHINES.search(name) is not None


def _first_look(visit: StoredEvent) -> Verdict:
    """A visit that nothing calls a machine's."""
    if _is_proxy(visit):
        return Verdict("unknown", ("mail-proxy",))
    return Verdict("human")


def _is_proxy(visit: StoredEvent) -> bool:
    name = (visit.user_agent or "").lower()
    return visit.kind == "opened" and any(proxy in name for proxy in _PROXIES)


def _is_quick(visit: StoredEvent, delivered_at: Mapping[int, datetime]) -> bool:
    """Sooner than ten seconds after delivery; before it, only what checks mail at the door can be."""
    delivered = delivered_at.get(visit.contact_id)
    return delivered is not None and visit.happened_at < delivered + QUICK


def _bursts(visits: Sequence[StoredEvent], links: int) -> frozenset[str]:
    """Ids of clicks where one person is on three links, or on all there are, within five seconds."""
    need = min(BURST_LINKS, max(2, links))
    clicks = [visit for visit in visits if visit.kind == "clicked"]
    people = _by_person(clicks).values()
    return frozenset(id for person in people for id in _crowded(person, BURST, need, _link_of))


def _shared(visits: Sequence[StoredEvent]) -> frozenset[str]:
    """Ids of visits from one address of the network for ten people or more within a minute. A mail
    proxy's address is everybody's and says nothing."""
    by_ip: dict[str, list[StoredEvent]] = defaultdict(list)
    for visit in visits:
        if visit.ip_hash and visit.contact_id and not _is_proxy(visit):
            by_ip[visit.ip_hash].append(visit)
    groups = by_ip.values()
    return frozenset(
        id
        for group in groups
        for id in _crowded(group, SHARED, SHARED_PEOPLE, lambda visit: visit.contact_id)
    )


def _link_of(visit: StoredEvent) -> Hashable:
    return visit.url if visit.link_index is None else visit.link_index


def _crowded(
    visits: Sequence[StoredEvent],
    width: timedelta,
    need: int,
    key: Callable[[StoredEvent], Hashable],
) -> list[str]:
    """Ids of the visits that lie in some window of that width with `need` different keys or more.

    visits: by time. Linear: a window slides over them, and a running sum remembers what it covered.
    """
    if len(visits) < need:
        return []
    counts: dict[Hashable, int] = defaultdict(int)
    covered = [0] * (len(visits) + 1)
    first = 0
    for last, visit in enumerate(visits):
        counts[key(visit)] += 1
        while visits[first].happened_at < visit.happened_at - width:
            gone = key(visits[first])
            counts[gone] -= 1
            if not counts[gone]:
                del counts[gone]
            first += 1
        if len(counts) >= need:
            covered[first] += 1
            covered[last + 1] -= 1
    ids, depth = [], 0
    for visit, change in zip(visits, covered, strict=False):
        depth += change
        if depth:
            ids.append(visit.id)
    return ids


def _by_person(visits: Sequence[StoredEvent]) -> dict[int, list[StoredEvent]]:
    """Visits of each known person, by time. Aggregate opens belong to nobody."""
    found: dict[int, list[StoredEvent]] = defaultdict(list)
    for visit in visits:
        if visit.contact_id:
            found[visit.contact_id].append(visit)
    return found


def _weigh_together(visits: Sequence[StoredEvent], verdicts: dict[str, Verdict]) -> None:
    """One person's visits: what stands beside a machine's is doubtful; what is human later lifts doubt.

    Decided on the first verdicts alone, so that no result depends on another.
    """
    machine = [v.happened_at for v in visits if verdicts[v.id].actor == "machine"]
    doubtful = [
        visit
        for visit in visits
        if verdicts[visit.id].actor == "human" and _is_near(visit.happened_at, machine)
    ]
    for visit in doubtful:
        verdicts[visit.id] = Verdict("unknown", ("beside-machine",))
    surely = [v.happened_at for v in visits if verdicts[v.id].actor == "human"]
    last = max(surely, default=None)
    for visit in visits:
        verdict = verdicts[visit.id]
        if verdict.actor == "unknown" and last is not None and visit.happened_at + APART <= last:
            verdicts[visit.id] = Verdict("human", (*verdict.reasons, "came-back"))


def _is_near(moment: datetime, others: Sequence[datetime]) -> bool:
    """Whether one of the others, by time, lies within the width of a quick visit."""
    low, high = 0, len(others)
    while low < high:
        middle = (low + high) // 2
        if others[middle] < moment - QUICK:
            low = middle + 1
        else:
            high = middle
    return low < len(others) and others[low] <= moment + QUICK
