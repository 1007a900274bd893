"""Wall times of the teacher's zone, with the system's own time zone data."""

from datetime import date, timedelta

import pytest

from support.client import Client
from support.school import School, Teacher

FAR_HORIZON = 3660


def publisher(school: School, zone: str) -> tuple[Teacher, Client]:
    school.change_policy(horizon_days=FAR_HORIZON)
    teacher = school.teacher(zone)
    return teacher, teacher.client()


def at(day: date | str, time: str, **more: object) -> dict:
    return {"date": str(day), "time": time, "minutes": 60, **more}


def test_vancouver_is_seven_hours_behind_in_winter_too(school: School) -> None:
    teacher, client = publisher(school, "America/Vancouver")
    day = date(teacher.tomorrow().year + 1, 1, 17)
    (slot,) = client.publish([at(day, "16:00")])["slots"]
    assert slot["utc_offset"] == "-07:00"
    assert slot["starts_at"] == f"{day}T23:00:00Z" and slot["local_start"] == f"{day}T16:00"


def clock_change(school: School, zone: str, gained: bool) -> date:
    """The next day of the zone on which the clock goes back (an hour is gained) or forward, as PostgreSQL knows it."""
    row = school.owner.execute(
        "select d::date from generate_series(localtimestamp::date + 3, current_date + 398, interval '1 day') g (i),"
        " lateral (select i::timestamp) t (d)"
        " where ((d + interval '1 day') at time zone %(zone)s) - (d at time zone %(zone)s)"
        f" {'>' if gained else '<'} interval '24 hours' limit 1",
        {"zone": zone},
    ).fetchone()
    assert row
    return row[0]


@pytest.mark.parametrize("zone", ["Europe/Zurich", "America/New_York", "Australia/Sydney"])
def test_every_saturday_at_ten_stays_at_ten_across_a_clock_change(school: School, zone: str) -> None:
    _, client = publisher(school, zone)
    change = clock_change(school, zone, gained=True)
    before = change - timedelta(days=(change.weekday() - 5) % 7 or 7)
    saturdays = [before + timedelta(weeks=n) for n in range(2)]
    published = client.publish([at(day, "10:00") for day in saturdays])
    assert published.status == 201
    slots = published["slots"]
    assert [slot["local_start"] for slot in slots] == [f"{day}T10:00" for day in saturdays]
    assert slots[0]["utc_offset"] != slots[1]["utc_offset"]


def test_a_wall_time_that_the_clock_skips_is_refused_by_name(school: School) -> None:
    _, client = publisher(school, "Europe/Zurich")
    day = clock_change(school, "Europe/Zurich", gained=False)
    refused = client.publish([at(day, "01:00"), at(day, "02:30")])
    assert (refused.status, refused.problem) == (422, "no-such-time")
    assert [error["field"] for error in refused["errors"]] == ["slots[1].time"]


def test_a_repeated_wall_time_is_the_first_unless_the_offset_says_otherwise(school: School) -> None:
    _, client = publisher(school, "Europe/Zurich")
    day = clock_change(school, "Europe/Zurich", gained=True)
    half = {"minutes": 30}
    first, second = client.publish([at(day, "02:30") | half, at(day, "02:30", utc_offset="+01:00") | half])["slots"]
    assert (first["utc_offset"], second["utc_offset"]) == ("+02:00", "+01:00")
    assert first["starts_at"] == f"{day}T00:30:00Z" and second["starts_at"] == f"{day}T01:30:00Z"


def test_an_offset_that_is_wrong_there_is_refused(school: School) -> None:
    teacher, client = publisher(school, "Europe/Zurich")
    refused = client.publish([at(teacher.tomorrow(), "10:00", utc_offset="+05:00")])
    assert (refused.status, refused.problem) == (422, "no-such-time")


@pytest.mark.parametrize(
    ("zone", "offset"), [("Asia/Kathmandu", "+05:45"), ("Pacific/Kiritimati", "+14:00"), ("America/St_Johns", None)]
)
def test_offsets_of_every_kind(school: School, zone: str, offset: str | None) -> None:
    teacher, client = publisher(school, zone)
    (slot,) = client.publish([at(teacher.tomorrow(), "10:00")])["slots"]
    assert slot["utc_offset"] == offset or (offset is None and slot["utc_offset"] in ("-03:30", "-02:30"))
