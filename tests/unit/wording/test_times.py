"""How days, hours and places are said."""

from datetime import UTC, date, datetime

from mailer.wording import times

EIGHT = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


def test_a_moment_names_the_city_and_utc() -> None:
    assert (
        times.moment(EIGHT, "Europe/Berlin")
        == "Tuesday 1 December 2026, 09:00 in Berlin (08:00 UTC)"
    )
    for utc in ("UTC", "Etc/UTC"):
        assert times.moment(EIGHT, utc) == "Tuesday 1 December 2026, 08:00 UTC"


def test_a_moment_names_the_day_of_utc_where_it_is_another() -> None:
    late = datetime(2026, 11, 30, 20, 0, tzinfo=UTC)
    assert (
        times.moment(late, "Pacific/Auckland")
        == "Tuesday 1 December 2026, 09:00 in Auckland (Monday 20:00 UTC)"
    )


def test_winter_in_london_still_names_london() -> None:
    noon = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
    assert times.moment(noon, "Europe/London").endswith("12:00 in London (12:00 UTC)")


def test_a_short_moment_is_said_by_the_clock_of_its_place() -> None:
    at = datetime(2026, 12, 4, 8, 0, tzinfo=UTC)
    assert times.short_moment(at, "Europe/Berlin") == "Fri 4 Dec 2026 09:00 Berlin"
    assert times.short_moment(at, "America/Argentina/Buenos_Aires").endswith("05:00 Buenos Aires")
    assert times.bare_moment(at, "Europe/Berlin") == "4 Dec, 09:00"


def test_days_are_said_as_long_as_there_is_room() -> None:
    day = date(2026, 12, 15)
    assert times.full_day(day) == "Tuesday 15 December 2026"
    assert times.plain_day(day) == "15 December 2026"
    assert times.short_day(day) == "Tue 15 Dec 2026"
    assert times.short_day(day, with_year=False) == "15 Dec"


def test_places_are_cities() -> None:
    assert times.place("America/Argentina/Buenos_Aires") == "Buenos Aires"
    assert times.place(None) == "everywhere"
