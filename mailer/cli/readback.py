"""What the commands of a blast write for people: 80 columns, numbers first, the last line says what next.

Without colour exactly the plain text; with it, labels and counts stand out (the 16 names only).
"""

import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from mailer.cli.output import is_colourful

WIDTH = 80
_BAR = 31
_INKS = {"red": "31", "yellow": "33", "green": "32", "bold": "1", "dim": "2"}
_MOST_ROWS = 6
_OF_AN_HOUR = ("under-embargo", "quiet-hours")
"""Risks that forbid hours, not the yes."""


def ink(text: str, name: str) -> str:
    """The text in one of the terminal's own colours; as it is where none are wanted."""
    return f"\x1b[{_INKS[name]}m{text}\x1b[0m" if is_colourful(sys.stdout) else text


def wrapped(text: str) -> list[str]:
    """Lines of a terminal's width."""
    return textwrap.wrap(text, WIDTH, break_on_hyphens=False, break_long_words=False)


def counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def rows(entries: Sequence[tuple[str, str, str]]) -> list[str]:
    """(label, name, fact) as a table; facts wrap under themselves."""
    wide = max((len(name) for _, name, _ in entries), default=0)
    inks = {"Error": "red", "Blocks": "red", "Warning": "yellow", "Info": "dim"}
    lines: list[str] = []
    for label, name, fact in entries:
        head = f"{label:<9}{name:<{wide}}  "
        room = max(WIDTH - len(head), 30)
        first, *more = textwrap.wrap(fact, room, break_long_words=False) or [""]
        lines.append(ink(f"{label:<9}", inks[label]) + f"{name:<{wide}}  {first}")
        lines += [" " * len(head) + each for each in more]
    return lines


def of_findings(
    found: Sequence[Any],
    waived: Sequence[Mapping[str, Any]],
    people: int | None = None,
    held_until: datetime | None = None,
) -> str:
    """held_until: aware; before it nothing may go out, however sound it is."""
    labels = {"error": "Error", "warning": "Warning", "info": "Info"}
    lines = rows(
        [
            (labels[each.severity], each.rule, f"{each.where}: {each.message}. {each.fix}")
            for each in found
        ]
    )
    lines += _sources(found)
    lines += [f"Waived   {each['rule']}  by {each['by']}: {each['reason']}" for each in waived]
    errors = sum(each.severity == "error" for each in found)
    warnings = sum(each.severity == "warning" for each in found)
    ready = ink("Not ready to send.", "red") if errors else _ready(held_until)
    numbers = f"{counted(errors, 'error', 'errors')}, {counted(warnings, 'warning', 'warnings')}."
    filled = f"Filled for {counted(people, 'person', 'people')}. " if people else ""
    between = "\n" if held_until and not errors else " "
    return "\n".join([*lines, f"{filled}{numbers}{between}{ready}"])


def _sources(found: Iterable[Any]) -> list[str]:
    """Who says so, once for each rule; our own judgement needs no line."""
    lines: list[str] = []
    for rule, source in dict.fromkeys((each.rule, each.source) for each in found):
        if source and not source.startswith("ours"):
            lines += textwrap.wrap(
                f"Source   {rule}: {source}",
                WIDTH,
                subsequent_indent=" " * 9,
                break_long_words=False,
                break_on_hyphens=False,
            )
    return lines


def _ready(held_until: datetime | None) -> str:
    if held_until is None:
        return ink("Ready to send.", "green")
    when = held_until.astimezone(UTC)
    return ink(f"Ready, but not before {when:%Y-%m-%d %H:%M} UTC.", "yellow")


def of_proofs(sent: Sequence[Mapping[str, str]]) -> str:
    wide = max(len(each["to"]) for each in sent)
    lines = [
        f"  {each['to']:<{wide}}  as {each['as']}  {each['result']}"
        + (f"  ({each['edition']})" if "edition" in each else "")
        for each in sent
    ]
    took = sum(each["result"] == "accepted" for each in sent)
    last = f"{counted(took, 'proof', 'proofs')} of {len(sent)} went out. Nobody else got anything."
    return "\n".join([*lines, last])


def of_plan(made: Mapping[str, Any]) -> str:
    fingerprint = made["fingerprint"]
    people = counted(made["recipients"], "person", "people")
    countries = counted(made["countries"], "country", "countries")
    batches = counted(made["batches"], "batch", "batches")
    lines = [f"{ink(people, 'bold')} in {countries}, {batches}"]
    lines += [f"  {each['name']:<24}{each['recipients']:>9,}" for each in made["editions"]]
    waves = made.get("waves", ())
    lines += _waves(waves) if waves else _zones(made["zones"])
    lines += _left_out(made["excluded"])
    expected = (made.get("expected") or {}).get("reads_as")
    lines += [f"Expected {expected}"] if expected else []
    lines += _pacings(made.get("pacings", ()))
    lines += risks(made["risks"])
    went = any(each["name"].startswith("already-") for each in made["risks"])
    done = "This plan changed nothing" if went else "Nothing was sent"
    lines.append(f"{done}. Fingerprint {ink(fingerprint, 'bold')}")
    if not any(_ends_it(each) for each in made["risks"]):
        lines += [ink(line, "dim") for line in _how_to_approve(made)]
    return "\n".join(lines)


def _how_to_approve(made: Mapping[str, Any]) -> list[str]:
    count = " --count NUMBER" if made.get("count_is_typed") else ""
    command = (
        f"mailer approve {made['campaign']} --fingerprint {made['fingerprint']} --by NAME{count}"
    )
    names = [
        each["name"] for each in made["risks"] if each["blocks"] and each["name"] not in _OF_AN_HOUR
    ]
    if not names:
        return [f"Next: {command}"]
    return [
        "Next: mend what blocks. Or who answers for it accepts it by name:",
        f"  {command}" + "".join(f" --accept {name}" for name in names),
    ]


def _pacings(found: Iterable[Mapping[str, str]]) -> list[str]:
    """What besides its hour decides when people get it."""
    lines: list[str] = []
    for each in found:
        lines += textwrap.wrap(
            f"{each['name']}: {each['message']}",
            WIDTH,
            subsequent_indent="  ",
            break_on_hyphens=False,
        )
    return lines


def _ends_it(risk: Mapping[str, Any]) -> bool:
    """Whether nobody could approve it as it is."""
    return bool(risk["blocks"] and not risk["may_be_accepted"] and risk["name"] not in _OF_AN_HOUR)


def _zones(zones: Mapping[str, int]) -> list[str]:
    if len(zones) < 2:
        return []
    ranked = sorted(zones.items(), key=lambda item: (-item[1], item[0]))
    shown = [f"  {_city(zone):<24}{people:>9,}" for zone, people in ranked[:_MOST_ROWS]]
    left = ranked[_MOST_ROWS:]
    if left:
        people = sum(number for _, number in left)
        shown.append(f"  {f'... {len(left)} more zones':<24}{people:>9,}")
    return ["Time zones (all get it at once, unless you schedule it with --local):", *shown]


def _city(zone: str) -> str:
    from mailer.wording.times import place

    return "zone not known" if zone == "unknown" else place(zone)


def _left_out(excluded: Mapping[str, int]) -> list[str]:
    if not excluded:
        return []
    listed = ", ".join(f"{reason} {people:,}" for reason, people in excluded.items())
    whole = f"Left out {sum(excluded.values()):,}: {listed}"
    return textwrap.wrap(whole, WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def risks(named: Iterable[Mapping[str, Any]]) -> list[str]:
    return rows(
        [
            ("Blocks" if each["blocks"] else "Warning", each["name"], each["message"])
            for each in named
        ]
    )


def of_approval(slug: str, made: Mapping[str, Any]) -> str:
    who = ", ".join(each["by"] for each in made["approvals"])
    given, needed = len(made["approvals"]), made["needed"]
    lines = [f"{given} of {needed} approvals for {made['fingerprint']}: {who}"]
    if made["enough"]:
        people = counted(made["recipients"], "person", "people")
        lines.append(f"{ink('Approved', 'green')} for {people}. Next: mailer send {slug}")
    else:
        lines.append("Not enough yet: somebody else must approve it too.")
    return "\n".join(lines)


def of_start(slug: str, made: Mapping[str, Any], is_now: bool) -> str:
    from mailer.planning import spoken

    people = ink(counted(made["recipients"], "person", "people"), "bold")
    waves = made["waves"]
    zone = waves[0]["timezone"] if _go_apart(waves) else made["timezone"]
    lines = [f"{people} from {spoken(made['starts_at'], zone)}"]
    if len(waves) > 1:
        lines += _waves(waves)
    lines += _pacings(made.get("pacings", ()))
    if is_now:
        lines.append("Due now: a running `mailer serve` sends it, or `mailer worker` does.")
    else:
        lines.append(f"Scheduled. Nothing was sent yet. Watch it: mailer status {slug}")
    return "\n".join(lines)


def _waves(waves: Sequence[Mapping[str, Any]]) -> list[str]:
    """The first few, and the last, after which nobody waits."""
    lines = [_wave(each) for each in waves]
    if (more := len(waves) - _MOST_ROWS) > 1:
        lines[_MOST_ROWS - 1 : -1] = [f"  ... {more} more waves"]
    return lines


def _go_apart(waves: Sequence[Mapping[str, Any]]) -> bool:
    """Whether there are several hours, and not only several zones."""
    return len({each["starts_at"] for each in waves}) > 1


def _wave(wave: Mapping[str, Any]) -> str:
    starts_at: datetime = wave["starts_at"]
    when = starts_at.strftime("%a %d %b %H:%M UTC")
    return f"  {_city(wave['timezone']):<16}{when}{wave['recipients']:>9,}"


def of_status(slug: str, now: Mapping[str, Any]) -> str:
    state, planned = now["state"], now["planned"]
    if not planned:
        return f"{state}: nothing is scheduled. Next: mailer plan {slug}"
    accepted = ink(f"{now['accepted']:,}", "bold")
    lines = [
        f"{state:<10}{_bar(now)}  {accepted} of {planned:,} accepted",
        f"refused {now['refused']:,}   suppressed {now['suppressed']:,}   "
        f"unknown {now['unknown']:,}   remaining {now['remaining']:,}",
    ]
    if now.get("gave"):
        lines.append(f"of the suppressed, gave before their turn: {now['gave']:,}")
    lines += _hours(now) if state == "scheduled" else []
    lines += _waits(now)
    return "\n".join([*lines, *_what_next(slug, now)])


def _hours(now: Mapping[str, Any]) -> list[str]:
    """When what is scheduled is due; each wave by its own clock."""
    from mailer.planning import spoken

    waves = now.get("waves", ())
    if not _go_apart(waves):
        at = now.get("starts_at")
        return [f"Due {spoken(at, now['timezone'])}"] if at else []
    ends = (("first", waves[0]), ("last", waves[-1]))
    told = [f"  {name:<7}{spoken(each['starts_at'], each['timezone'])}" for name, each in ends]
    return [f"Due in {counted(len(waves), 'wave', 'waves')}", *told]


def _waits(now: Mapping[str, Any]) -> list[str]:
    from mailer.wording.waiting import waiting

    told = [
        waiting(each["why"], each["people"], each["until"], now["timezone"])
        for each in now.get("waits", ())
    ]
    if len(told) > _MOST_ROWS:
        told[_MOST_ROWS:] = [f"... {len(told) - _MOST_ROWS} more waits"]
    return told


def _bar(now: Mapping[str, Any]) -> str:
    """# accepted, / unknown, - refused and suppressed, . still to go."""
    planned, drawn = now["planned"], ""
    done = 0
    for sign, people in (
        ("#", now["accepted"]),
        ("-", now["refused"] + now["suppressed"]),
        ("/", now["unknown"]),
    ):
        done += people
        drawn = drawn.ljust(done * _BAR // planned, sign)
    return f"[{drawn.ljust(_BAR, '.')}]"


def _what_next(slug: str, now: Mapping[str, Any]) -> list[str]:
    state, doubts = now["state"], _doubts(slug, now)
    if doubts and state not in ("paused", "cancelled"):
        return doubts
    why = f" {now['reason']}" if now["reason"] else ""
    lasts = {
        "paused": f"Paused.{why} Go on: mailer resume {slug}",
        "cancelled": f"Cancelled for good.{why}",
        "sent": f"Everything is done. Read on: mailer report {slug}",
        "scheduled": "A running `mailer serve` or `mailer worker` sends it when it is due.",
    }
    return [*doubts, lasts.get(state, f"Stop it: mailer pause {slug}")]


def _doubts(slug: str, now: Mapping[str, Any]) -> list[str]:
    unknown = now["batches"].get("unknown", 0)
    if not unknown:
        return []
    whole = counted(sum(now["batches"].values()), "batch", "batches")
    verb = "is" if unknown == 1 else "are"
    return [f"{unknown} of {whole} {verb} {ink('unknown', 'yellow')}. Look: mailer settle {slug}"]


def of_adoption(made: Mapping[str, Any]) -> str:
    if made["was_here"]:
        return "Nothing to do: this copy of the database was the one that sends."
    lines = [f"Paused   {slug}  look first: mailer status {slug}" for slug in made["paused"]]
    last = "Adopted. This copy of the database sends from now on; no other may."
    look = (
        "What went out since this copy was made is not known here: compare with the provider's log before you "
        "resume or send anything."
    )
    return "\n".join([*lines, last, *wrapped(look)])
