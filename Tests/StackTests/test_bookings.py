"""Booking a slot, seeing one's lessons, cancelling and moving them."""

import pytest

from support.client import Answer, Client, new_key
from support.rush import Request, rush
from support.school import Person, School, Teacher


def test_a_student_books(teacher: Teacher, student: Person) -> None:
    (slot,) = teacher.publish(place="https://meet.example/42")
    client = student.client()
    booking = client.book(slot, note="Fractions, please")
    assert booking.status == 201
    assert booking["slot"]["id"] == slot and booking["slot"]["status"] == "booked"
    assert booking["teacher"] == {"id": teacher.teacher_id, "name": teacher.name}
    assert booking["student"] == {"id": student.id, "name": student.name}
    assert booking["note"] == "Fractions, please" and booking["place"] == "https://meet.example/42"
    assert booking["status"] == "booked" and booking["cancelled_at"] is None
    assert booking.headers["location"].endswith(f"/api/v1/bookings/{booking['id']}")
    assert client.get(f"/api/v1/bookings/{booking['id']}").json == booking.json


def test_a_held_slot_is_booked_and_the_hold_is_used_up(teacher: Teacher, as_student: Client) -> None:
    (slot,) = teacher.publish()
    as_student.hold(slot)
    assert as_student.book(slot).status == 201
    assert as_student.get("/api/v1/holds")["holds"] == []


def test_text_of_all_scripts_survives(teacher: Teacher, as_student: Client) -> None:
    (slot,) = teacher.publish()
    note = 'Ünïcödé ☕ 👩‍🏫 "quotes" \\ back, {braces}, \t tab\nand 漢字 e\u0301'
    assert as_student.book(slot, note=note)["note"] == note


def test_a_taken_slot_offers_the_three_nearest(school: School, teacher: Teacher, as_student: Client) -> None:
    slots = teacher.publish(7)
    school.student().client().book(slots[3])
    refused = as_student.book(slots[3])
    assert (refused.status, refused.problem) == (409, "slot-taken")
    offered = [slot["id"] for slot in refused["alternatives"]]
    assert len(offered) == 3 and set(offered) <= {*slots[1:3], *slots[4:6]} and {slots[2], slots[4]} <= set(offered)
    assert all(slot["status"] == "open" for slot in refused["alternatives"])


def test_a_student_is_in_one_lesson_at_a_time(school: School, teacher: Teacher, as_student: Client) -> None:
    (slot,), (same_time,) = teacher.publish(), school.teacher().publish()
    as_student.book(slot)
    answer = as_student.book(same_time)
    assert (answer.status, answer.problem) == (409, "student-busy")


def test_one_student_takes_one_seat_of_a_group(teacher: Teacher, as_student: Client) -> None:
    (slot,) = teacher.publish(capacity=5)
    assert as_student.book(slot).status == 201
    assert as_student.book(slot).status == 409


def test_a_started_slot_cannot_be_booked(teacher: Teacher, as_student: Client) -> None:
    answer = as_student.book(teacher.put_into_past(hours_ago=0.5))
    assert (answer.status, answer.problem) == (409, "slot-started")


def test_a_withdrawn_slot_cannot_be_booked(teacher: Teacher, as_student: Client, as_teacher: Client) -> None:
    (slot,) = teacher.publish()
    as_teacher.delete(f"/api/v1/slots/{slot}")
    assert as_student.book(slot).status in (404, 409)


def test_only_students_who_are_signed_in_book(
    teacher: Teacher, as_teacher: Client, visitor: Client, other_school: School
) -> None:
    (slot,) = teacher.publish()
    assert (visitor.book(slot).status, as_teacher.book(slot).status) == (401, 403)
    assert other_school.student().client().book(slot).status == 404
    assert teacher.school.active_bookings(slot) == 0


# Idempotency


def test_a_key_must_be_sent(teacher: Teacher, as_student: Client, as_teacher: Client) -> None:
    (slot,) = teacher.publish()
    for client, path in ((as_student, "/api/v1/bookings"), (as_teacher, "/api/v1/slots")):
        answer = client.post(path, {"slot_id": slot})
        assert (answer.status, answer.problem) == (400, "key-missing")
        assert client.post(path, {"slot_id": slot}, {"Idempotency-Key": ""}).status == 400


@pytest.mark.parametrize("key", ["x" * 10_000, "x" * 300, "tab\there", "caf\xe9"], ids=["10k", "300", "tab", "latin-1"])
def test_a_key_is_short_plain_text(teacher: Teacher, as_student: Client, key: str) -> None:
    (slot,) = teacher.publish()
    assert as_student.book(slot, key=key).status in (400, 414)


def test_the_same_key_again_gives_the_same_booking_in_its_present_state(teacher: Teacher, as_student: Client) -> None:
    (slot,) = teacher.publish()
    key = new_key()
    first = as_student.book(slot, key)
    assert "idempotency-replayed" not in first.headers
    again = as_student.book(slot, key)
    assert again.status == 201 and again.headers["idempotency-replayed"] == "true"
    assert again.json == first.json and again.headers["location"] == first.headers["location"]
    as_student.cancel(first["id"])
    assert as_student.book(slot, key)["status"] == "cancelled"


def test_the_same_key_with_another_body_is_refused(teacher: Teacher, as_student: Client) -> None:
    slot, other = teacher.publish(2)
    key = new_key()
    as_student.book(slot, key)
    for answer in (as_student.book(other, key), as_student.book(slot, key, note="new")):
        assert (answer.status, answer.problem) == (422, "key-reused")


def test_a_refusal_leaves_the_key_free(school: School, teacher: Teacher, as_student: Client) -> None:
    (slot,) = teacher.publish()
    rival = school.student().client()
    taken = rival.book(slot)
    key = new_key()
    assert as_student.book(slot, key).status == 409
    rival.cancel(taken["id"])
    assert as_student.book(slot, key).status == 201


def test_two_students_may_use_the_same_key(school: School, teacher: Teacher) -> None:
    slots = teacher.publish(2)
    key = new_key()
    ids = {school.student().client().book(slot, key)["id"] for slot in slots}
    assert len(ids) == 2


def test_the_same_key_twenty_times_at_once_makes_one_booking(teacher: Teacher, student: Person) -> None:
    (slot,) = teacher.publish(capacity=5)
    request = Request.booking(student, slot, new_key())
    outcomes = rush([request] * 20)
    answers = [outcome.answer for outcome in outcomes]
    assert all(answers) and [answer.status for answer in answers] == [201] * 20
    assert len({answer.body for answer in answers}) == 1
    assert sum("idempotency-replayed" not in answer.headers for answer in answers) == 1
    assert teacher.school.active_bookings(slot) == 1


def test_a_twin_that_waits_too_long_is_told_to_come_again(teacher: Teacher, student: Person) -> None:
    (slot,) = teacher.publish()
    school = teacher.school
    with school.owner.transaction():
        school.owner.execute(
            "select 1 from person where school_id = %s and id = %s for no key update", (school.id, student.id)
        )
        answer = student.client().book(slot)
    assert (answer.status, answer.problem) == (409, "in-progress")
    assert answer.headers["retry-after"] == "1"
    assert student.client().book(slot).status == 201


# Lists


def test_lessons_are_coming_or_past(school: School, teacher: Teacher, student: Person) -> None:
    late, soon = teacher.publish(2)[::-1]
    client = student.client()
    coming = [client.book(soon)["id"], client.book(late)["id"]]
    past = lesson_of_the_past(teacher, student)
    assert [b["id"] for b in client.get("/api/v1/bookings?when=coming")["bookings"]] == coming
    assert [b["id"] for b in client.get("/api/v1/bookings")["bookings"]] == coming
    assert [b["id"] for b in client.get("/api/v1/bookings?when=past")["bookings"]] == [past]
    assert school.student().client().get("/api/v1/bookings?when=past")["bookings"] == []


def lesson_of_the_past(teacher: Teacher, student: Person) -> int:
    school = teacher.school
    slot = teacher.put_into_past()
    row = school.owner.execute(
        "with s as (update slot set seats_booked = 1 where school_id = %(school)s and id = %(slot)s returning *)"
        " insert into booking (school_id, slot_id, student_id, during, policy_version)"
        " select school_id, id, %(student)s, during, 1 from s returning id",
        {"school": school.id, "slot": slot, "student": student.id},
    ).fetchone()
    assert row
    return row[0]


def test_pages_lead_through_all_lessons_once(teacher: Teacher, as_student: Client) -> None:
    booked = [as_student.book(slot)["id"] for slot in teacher.publish(5)]
    met, target = [], "/api/v1/bookings?when=coming&limit=2"
    while target:
        page = as_student.get(target)
        met += [booking["id"] for booking in page["bookings"]]
        link = page.headers.get("link", "")
        assert bool(link) == bool(page["next_cursor"])
        target = link.partition(">")[0].lstrip("<") if link else None
    assert met == booked


@pytest.mark.parametrize("query", ["when=never", "when=", "limit=0", "limit=101", "cursor=%00", "cursor=AAAA"])
def test_a_wrong_list_query_is_refused(as_student: Client, query: str) -> None:
    answer = as_student.get(f"/api/v1/bookings?{query}")
    assert (answer.status, answer.problem) == (400, "bad-request")


def test_a_teacher_sees_the_own_lessons(
    school: School, teacher: Teacher, as_student: Client, as_teacher: Client
) -> None:
    (slot,) = teacher.publish(place="Room 7")
    booking = as_student.book(slot)
    assert as_teacher.get(f"/api/v1/bookings/{booking['id']}").json == booking.json
    assert [b["id"] for b in as_teacher.get("/api/v1/bookings")["bookings"]] == [booking["id"]]
    assert school.teacher().client().get("/api/v1/bookings")["bookings"] == []


def test_a_lesson_is_a_secret_of_its_two(
    school: School, teacher: Teacher, as_student: Client, visitor: Client, other_school: School
) -> None:
    (slot,) = teacher.publish()
    booking = as_student.book(slot)["id"]
    strangers = [school.student(), school.teacher(), other_school.student(), other_school.teacher()]
    (elsewhere,) = school.teacher().publish()
    for client in (person.client() for person in strangers):
        assert client.get(f"/api/v1/bookings/{booking}").status == 404
        assert client.cancel(booking).status == 404
        assert client.move(booking, elsewhere).status in (403, 404)
    assert visitor.get(f"/api/v1/bookings/{booking}").status == 401
    assert visitor.get("/api/v1/bookings").status == 401
    assert visitor.cancel(booking).status == 401
    assert visitor.move(booking, elsewhere).status == 401
    assert as_student.get("/api/v1/bookings/9007199254740991").status == 404


# Cancelling


def test_a_student_cancels_and_the_place_is_free(school: School, teacher: Teacher, student: Person) -> None:
    (slot,) = teacher.publish()
    client = student.client()
    booking = client.book(slot)
    cancelled = client.cancel(booking["id"], "A cold")
    assert cancelled.status == 200
    assert cancelled["status"] == "cancelled" and cancelled["reason"] == "A cold"
    assert cancelled["cancelled_by"] == student.id and cancelled["cancelled_at"]
    assert cancelled["slot"]["status"] == "open"
    assert client.cancel(booking["id"], "Another reason").json == cancelled.json, "again: the same"
    assert school.student().client().book(slot).status == 201


def test_a_cancellation_needs_no_body(teacher: Teacher, as_student: Client) -> None:
    (slot,) = teacher.publish()
    booking = as_student.book(slot)["id"]
    cancelled = as_student.put(f"/api/v1/bookings/{booking}/cancellation")
    assert cancelled.status == 200 and cancelled["reason"] is None


def test_a_teacher_cancels_with_a_reason(teacher: Teacher, as_student: Client, as_teacher: Client) -> None:
    (slot,) = teacher.publish()
    booking = as_student.book(slot)["id"]
    cancelled = as_teacher.cancel(booking, "I am ill")
    assert cancelled.status == 200 and cancelled["cancelled_by"] == teacher.id
    assert as_student.get(f"/api/v1/bookings/{booking}")["reason"] == "I am ill"


def test_a_lesson_that_has_started_stays(teacher: Teacher, student: Person, as_teacher: Client) -> None:
    booking = lesson_of_the_past(teacher, student)
    (slot,) = teacher.publish()
    for answer in (student.client().cancel(booking), as_teacher.cancel(booking), student.client().move(booking, slot)):
        assert (answer.status, answer.problem) == (409, "slot-started")


def test_the_cutoff_of_the_policy_is_kept(school: School, teacher: Teacher, as_student: Client) -> None:
    (slot,) = teacher.publish()
    school.change_policy(cutoff_minutes=60 * 24 * 10)
    booking = as_student.book(slot)["id"]
    late = as_student.cancel(booking)
    assert late.status == 409 and late["reason"] == "too-late"


@pytest.mark.parametrize("body", [{"reason": 7}, {"reason": "\u0000"}, {"why": "x"}, {"reason": "x" * 10_000}], ids=str)
def test_a_wrong_cancellation_is_refused(teacher: Teacher, as_student: Client, body: dict[str, object]) -> None:
    (slot,) = teacher.publish()
    booking = as_student.book(slot)["id"]
    answer = as_student.put(f"/api/v1/bookings/{booking}/cancellation", body)
    assert (answer.status, answer.problem) == (400, "bad-request")


# Moving


def test_a_lesson_moves_in_one_step(school: School, teacher: Teacher, as_student: Client) -> None:
    (old,), (new,) = teacher.publish(), school.teacher().publish()
    booking = as_student.book(old)["id"]
    moved = as_student.move(booking, new)
    assert moved.status == 200
    assert moved["id"] == booking and moved["slot"]["id"] == new and moved["status"] == "booked"
    assert moved["teacher"]["id"] != teacher.teacher_id
    assert school.student().client().book(old).status == 201
    assert school.student().client().book(new).status == 409
    assert as_student.move(booking, new).json["slot"]["id"] == new, "again: the same"


def test_a_lesson_moves_to_a_time_that_overlaps_its_own(school: School, teacher: Teacher, as_student: Client) -> None:
    (old,), (same_time,) = teacher.publish(), school.teacher().publish()
    booking = as_student.book(old)["id"]
    assert as_student.move(booking, same_time).status == 200


def refused_move(client: Client, booking: int, slot: int) -> Answer:
    before = client.get(f"/api/v1/bookings/{booking}").json
    answer = client.move(booking, slot)
    assert client.get(f"/api/v1/bookings/{booking}").json == before, "a refused move changes nothing"
    return answer


def test_a_refused_move_changes_nothing(
    school: School, teacher: Teacher, as_student: Client, other_school: School
) -> None:
    mine, taken, busy = teacher.publish(3)
    booking = as_student.book(mine)["id"]
    school.student().client().book(taken)
    as_student.book(busy)
    same_as_busy = school.teacher().publish(3)[2]
    (elsewhere,) = other_school.teacher().publish()
    assert refused_move(as_student, booking, taken).problem == "slot-taken"
    assert refused_move(as_student, booking, same_as_busy).problem == "student-busy"
    assert refused_move(as_student, booking, teacher.put_into_past(hours_ago=0.5)).problem == "slot-started"
    assert refused_move(as_student, booking, elsewhere).status == 404
    assert refused_move(as_student, booking, 9007199254740991).status == 404
    as_student.cancel(booking)
    assert refused_move(as_student, booking, school.teacher().publish(3)[0]).status == 409


@pytest.mark.parametrize("body", [{}, {"slot_id": "7"}, {"slot_id": 0}, {"slot_id": 1, "note": "x"}], ids=str)
def test_a_wrong_move_is_refused(teacher: Teacher, as_student: Client, body: dict[str, object]) -> None:
    (slot,) = teacher.publish()
    booking = as_student.book(slot)["id"]
    answer = as_student.put(f"/api/v1/bookings/{booking}/slot", body)
    assert (answer.status, answer.problem) == (400, "bad-request")


def test_moving_is_the_students_alone(teacher: Teacher, as_student: Client, as_teacher: Client) -> None:
    slot, other = teacher.publish(2)
    booking = as_student.book(slot)["id"]
    assert as_teacher.move(booking, other).status == 403
