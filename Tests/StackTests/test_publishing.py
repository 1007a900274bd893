"""A teacher publishes, changes and withdraws times, and sees who took them."""

from datetime import timedelta

import pytest

from support.client import Answer, Client, new_key
from support.school import Person, School, Teacher


def new_slot(teacher: Teacher, time: str = "10:00", days: int = 0, minutes: int = 60, **more: object) -> dict:
    return {"date": str(teacher.tomorrow() + timedelta(days=days)), "time": time, "minutes": minutes, **more}


def test_times_are_published_in_the_order_they_were_sent(teacher: Teacher, as_teacher: Client) -> None:
    sent = [new_slot(teacher, "16:00", capacity=4), new_slot(teacher, "09:30", minutes=30)]
    published = as_teacher.publish(sent)
    assert published.status == 201
    first, second = published["slots"]
    assert first["local_start"] == f"{teacher.tomorrow()}T16:00" and first["capacity"] == first["seats_left"] == 4
    assert second["local_start"] == f"{teacher.tomorrow()}T09:30" and second["status"] == "open"
    board = teacher.board()
    assert [slot["id"] for slot in board["slots"]] == [second["id"], first["id"]]
    assert {slot["version"] for slot in board["slots"]} == {board["version"]}, "one publication, one version"


def test_two_thousand_times_are_published_at_once(teacher: Teacher, as_teacher: Client) -> None:
    sent = [new_slot(teacher, f"{n % 96 // 4:02}:{n % 4 * 15:02}", n // 96, 15) for n in range(2000)]
    published = as_teacher.publish(sent)
    assert published.status == 201 and len(published["slots"]) == 2000
    assert as_teacher.publish([*sent, new_slot(teacher, days=30)]).status == 400


def test_all_or_nothing(teacher: Teacher, as_teacher: Client) -> None:
    as_teacher.publish([new_slot(teacher, "10:00")])
    refused = as_teacher.publish([new_slot(teacher, "08:00"), new_slot(teacher, "10:30"), new_slot(teacher, "12:00")])
    assert (refused.status, refused.problem) == (409, "overlap")
    assert [error["field"] for error in refused["errors"]] == ["slots[1].time"]
    assert len(teacher.board()["slots"]) == 1


def test_times_of_one_publication_may_not_overlap_either(teacher: Teacher, as_teacher: Client) -> None:
    refused = as_teacher.publish([new_slot(teacher, "10:00"), new_slot(teacher, "10:59")])
    assert refused.problem == "overlap"
    assert as_teacher.publish([new_slot(teacher, "10:00"), new_slot(teacher, "11:00")]).status == 201


def test_two_teachers_may_teach_at_the_same_time(school: School, teacher: Teacher, as_teacher: Client) -> None:
    assert as_teacher.publish([new_slot(teacher)]).status == 201
    assert school.teacher().client().publish([new_slot(teacher)]).status == 201


def test_a_withdrawn_time_is_free_again(teacher: Teacher, as_teacher: Client) -> None:
    slot = as_teacher.publish([new_slot(teacher)])["slots"][0]["id"]
    assert as_teacher.delete(f"/api/v1/slots/{slot}").status == 204
    assert as_teacher.publish([new_slot(teacher)]).status == 201


def test_a_time_in_the_past_or_beyond_the_horizon_is_refused(teacher: Teacher, as_teacher: Client) -> None:
    past = as_teacher.publish([new_slot(teacher, days=-3)])
    assert (past.status, past.problem, past["reason"]) == (422, "no-such-time", "in-the-past")
    far = as_teacher.publish([new_slot(teacher, days=500)])
    assert (far.status, far.problem, far["reason"]) == (400, "bad-request", "too-far")
    assert past["errors"][0]["field"] == far["errors"][0]["field"] == "slots[0].time"


def test_the_same_key_publishes_once(teacher: Teacher, as_teacher: Client) -> None:
    key, sent = new_key(), [new_slot(teacher)]
    first = as_teacher.publish(sent, key)
    again = as_teacher.publish(sent, key)
    assert again.status == 201 and again.headers["idempotency-replayed"] == "true"
    assert again.json == first.json
    reused = as_teacher.publish([new_slot(teacher, "20:00")], key)
    assert (reused.status, reused.problem) == (422, "key-reused")


def test_publishing_waits_its_turn(teacher: Teacher, as_teacher: Client) -> None:
    school, key = teacher.school, new_key()
    with school.owner.transaction():
        school.owner.execute("select 1 from board where teacher_id = %s for no key update", (teacher.teacher_id,))
        waited = as_teacher.publish([new_slot(teacher)], key)
    assert (waited.status, waited.headers["retry-after"]) in ((409, "1"), (503, "1"))
    assert as_teacher.publish([new_slot(teacher)], key).status == 201


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"date": "2026-02-30"}, "slots[0].date"),
        ({"date": "soon"}, "slots[0].date"),
        ({"date": 7}, "slots[0].date"),
        ({"time": "24:00"}, "slots[0].time"),
        ({"time": "9:00"}, "slots[0].time"),
        ({"time": "09:00:30"}, "slots[0].time"),
        ({"time": None}, "slots[0].time"),
        ({"minutes": 0}, "slots[0].minutes"),
        ({"minutes": -60}, "slots[0].minutes"),
        ({"minutes": 60.5}, "slots[0].minutes"),
        ({"minutes": "60"}, "slots[0].minutes"),
        ({"minutes": 10**12}, "slots[0].minutes"),
        ({"capacity": 0}, "slots[0].capacity"),
        ({"capacity": 10**20}, "slots[0].capacity"),
        ({"utc_offset": "+25:00"}, "slots[0].utc_offset"),
        ({"utc_offset": 0}, "slots[0].utc_offset"),
        ({"place": "\u0000"}, "slots[0].place"),
        ({"teacher_id": 1}, "slots[0].teacher_id"),
    ],
    ids=str,
)
def test_a_wrong_time_is_named(teacher: Teacher, as_teacher: Client, change: dict, field: str) -> None:
    answer = as_teacher.publish([{**new_slot(teacher), **change}])
    assert (answer.status, answer.problem) == (400, "bad-request")
    assert [error["field"] for error in answer["errors"]] == [field]


@pytest.mark.parametrize("slots", [[], None, {}, "x", [None], [[]], [7]], ids=str)
def test_a_list_that_is_none_is_refused(as_teacher: Client, slots: object) -> None:
    answer = as_teacher.post("/api/v1/slots", {"slots": slots}, {"Idempotency-Key": new_key()})
    assert (answer.status, answer.problem) == (400, "bad-request")


def test_only_teachers_publish(teacher: Teacher, as_student: Client, visitor: Client) -> None:
    assert visitor.publish([new_slot(teacher)]).status == 401
    assert as_student.publish([new_slot(teacher)]).status == 403


# Changing


def patch(client: Client, slot: int, **change: object) -> Answer:
    return client.patch(f"/api/v1/slots/{slot}", change)


def test_capacity_grows_and_shrinks_but_not_below_what_is_taken(
    school: School, teacher: Teacher, as_teacher: Client
) -> None:
    (slot,) = teacher.publish(capacity=2)
    for _ in range(2):
        school.student().client().book(slot)
    grown = patch(as_teacher, slot, capacity=5)
    assert grown.status == 200 and grown["seats_left"] == 3
    refused = patch(as_teacher, slot, capacity=1)
    assert (refused.status, refused.problem) == (409, "slot-booked")
    assert patch(as_teacher, slot, capacity=2)["status"] == "booked"


def test_a_place_of_the_slot_stands_before_the_teachers(
    teacher: Teacher, as_teacher: Client, as_student: Client
) -> None:
    as_teacher.patch(f"/api/v1/teachers/{teacher.teacher_id}", {"place": "Room 7"})
    (slot,) = teacher.publish()
    booking = as_student.book(slot)
    assert booking["place"] == "Room 7"
    for place, shown in (("Room 8", "Room 8"), (None, "Room 7")):
        assert patch(as_teacher, slot, place=place).status == 200
        assert as_student.get(f"/api/v1/bookings/{booking['id']}")["place"] == shown


def test_changes_are_for_the_slots_own_teacher(
    school: School, other_school: School, teacher: Teacher, as_student: Client, visitor: Client
) -> None:
    (slot,) = teacher.publish()
    path = f"/api/v1/slots/{slot}"
    for method, body in (("PATCH", {"capacity": 2}), ("DELETE", None)):
        assert visitor.request(method, path, body).status == 401
        assert as_student.request(method, path, body).status == 403
        assert school.teacher().client().request(method, path, body).status == 404
        assert other_school.teacher().client().request(method, path, body).status == 404
        assert teacher.client().request(method, "/api/v1/slots/9007199254740991", body).status == 404
    assert teacher.board()["slots"][0]["capacity"] == 1


def test_a_withdrawn_or_started_slot_does_not_change(teacher: Teacher, as_teacher: Client) -> None:
    (slot,) = teacher.publish()
    as_teacher.delete(f"/api/v1/slots/{slot}")
    assert patch(as_teacher, slot, capacity=2).status in (404, 409)
    started = patch(as_teacher, teacher.put_into_past(hours_ago=0.5), capacity=2)
    assert (started.status, started.problem) == (409, "slot-started")


@pytest.mark.parametrize(
    "change",
    [{"capacity": 0}, {"capacity": "2"}, {"capacity": 1.5}, {"place": 7}, {"note": "\u0000"}, {"minutes": 30}],
    ids=str,
)
def test_a_wrong_change_is_refused(teacher: Teacher, as_teacher: Client, change: dict) -> None:
    (slot,) = teacher.publish()
    answer = patch(as_teacher, slot, **change)
    assert (answer.status, answer.problem) == (400, "bad-request")
    assert [error["field"] for error in answer["errors"]] == list(change)


# Withdrawing


def test_a_booked_slot_is_not_withdrawn(teacher: Teacher, as_teacher: Client, as_student: Client) -> None:
    (slot,) = teacher.publish()
    as_student.book(slot)
    refused = as_teacher.delete(f"/api/v1/slots/{slot}")
    assert (refused.status, refused.problem) == (409, "slot-booked")


def test_withdrawing_lets_holds_go_and_may_be_repeated(
    teacher: Teacher, as_teacher: Client, as_student: Client
) -> None:
    (slot,) = teacher.publish()
    as_student.hold(slot)
    assert as_teacher.delete(f"/api/v1/slots/{slot}").status == 204
    assert as_teacher.delete(f"/api/v1/slots/{slot}").status == 204
    assert as_student.get("/api/v1/holds")["holds"] == []


# The teacher's week


def test_the_week_shows_who_holds_and_who_booked(school: School, teacher: Teacher, as_teacher: Client) -> None:
    booked, held, free = teacher.publish(3, place="Room 7")
    ann, bob = school.student("Ann"), school.student("Bob")
    booking = ann.client().book(booked, note="Fractions")["id"]
    expires_at = bob.client().hold(held)["expires_at"]
    week = as_teacher.get(f"/api/v1/slots?from={teacher.tomorrow()}&days=7")
    assert week.status == 200 and "no-store" in week.headers["cache-control"]
    slots = {slot["id"]: slot for slot in week["slots"]}
    assert slots[booked]["bookings"] == [{"id": booking, "student": {"id": ann.id, "name": "Ann"}, "note": "Fractions"}]
    assert slots[held]["holds"] == [{"student": {"id": bob.id, "name": "Bob"}, "expires_at": expires_at}]
    assert slots[free]["bookings"] == slots[free]["holds"] == [] and slots[free]["place"] == "Room 7"


@pytest.mark.parametrize(
    "query", ["", "days=7", "from=1999-01-01", "from=x", "from={tomorrow}&days=0", "from={tomorrow}&days=32"]
)
def test_a_week_out_of_range_is_refused(teacher: Teacher, as_teacher: Client, query: str) -> None:
    query = query.format(tomorrow=teacher.tomorrow())
    assert as_teacher.get(f"/api/v1/slots?{query}").problem == "bad-request"


def test_the_week_is_the_teachers_own(school: School, teacher: Teacher, student: Person, visitor: Client) -> None:
    teacher.publish()
    path = f"/api/v1/slots?from={teacher.tomorrow()}&days=7"
    assert school.teacher().client().get(path)["slots"] == []
    assert student.client().get(path).status == 403
    assert visitor.get(path).status == 401
