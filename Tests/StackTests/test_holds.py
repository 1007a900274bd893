"""Holding a slot for a few minutes."""

from datetime import UTC, datetime

from support.client import Client
from support.school import Person, School, Teacher
from support.waiting import eventually


def test_a_hold_lasts_as_long_as_the_policy_says(school: School, teacher: Teacher, as_student: Client) -> None:
    school.change_policy(hold_seconds=120)
    (slot,) = teacher.publish()
    held = as_student.hold(slot)
    assert held.status == 200 and held["slot_id"] == slot
    left = (datetime.fromisoformat(held["expires_at"]) - datetime.now(UTC)).total_seconds()
    assert 110 < left <= 122


def test_holding_again_keeps_the_expiry(teacher: Teacher, as_student: Client) -> None:
    (slot,) = teacher.publish()
    first = as_student.hold(slot)
    assert as_student.hold(slot).json == first.json
    assert as_student.get("/api/v1/holds")["holds"] == [first.json]


def test_a_new_hold_lets_the_old_one_go(school: School, teacher: Teacher, as_student: Client) -> None:
    old, new = teacher.publish(2)
    as_student.hold(old)
    as_student.hold(new)
    assert [hold["slot_id"] for hold in as_student.get("/api/v1/holds")["holds"]] == [new]
    assert school.student().client().hold(old).status == 200


def test_a_student_holds_one_slot_of_all_teachers(school: School, teacher: Teacher, as_student: Client) -> None:
    (here,), (there,) = teacher.publish(), school.teacher().publish()
    as_student.hold(here)
    as_student.hold(there)
    assert [hold["slot_id"] for hold in as_student.get("/api/v1/holds")["holds"]] == [there]


def test_a_held_slot_is_taken_for_others(school: School, teacher: Teacher, as_student: Client) -> None:
    (slot,) = teacher.publish()
    as_student.hold(slot)
    other = school.student().client()
    for answer in (other.hold(slot), other.book(slot)):
        assert (answer.status, answer.problem) == (409, "slot-taken")


def test_letting_go_opens_the_slot_and_may_be_repeated(school: School, teacher: Teacher, as_student: Client) -> None:
    (slot,) = teacher.publish()
    as_student.hold(slot)
    assert as_student.let_go(slot).status == 204
    assert as_student.let_go(slot).status == 204
    assert as_student.get("/api/v1/holds")["holds"] == []
    assert school.student().client().book(slot).status == 201


def expire(school: School, slot: int) -> None:
    """Takes the hold's time away, as the clock would."""
    school.owner.execute(
        "with h as (update hold set created_at = created_at - interval '1 day', expires_at = date_trunc('second', now()) - interval '1 second'"
        " where school_id = %(school)s and slot_id = %(slot)s returning slot_id)"
        " update slot set held_until = date_trunc('second', now()) - interval '1 second' where school_id = %(school)s"
        " and id in (select slot_id from h)",
        {"school": school.id, "slot": slot},
    )


def test_an_expired_hold_blocks_nobody(school: School, teacher: Teacher, student: Person) -> None:
    (slot,) = teacher.publish()
    student.client().hold(slot)
    expire(school, slot)
    assert student.client().get("/api/v1/holds")["holds"] == []
    assert school.student().client().book(slot).status == 201
    assert student.client().book(slot).problem == "slot-taken"


def test_an_expired_hold_is_still_worth_a_seat_while_nobody_wants_it(
    school: School, teacher: Teacher, student: Person
) -> None:
    (slot,) = teacher.publish()
    student.client().hold(slot)
    expire(school, slot)
    assert student.client().book(slot).status == 201


def test_the_sweeper_opens_a_forgotten_slot_on_the_board(school: School, teacher: Teacher, as_student: Client) -> None:
    school.change_policy(hold_seconds=1)
    (slot,) = teacher.publish()
    as_student.hold(slot)
    eventually(lambda: teacher.board()["slots"][0]["held_until"] is None, within=15, every=0.2)
    assert teacher.board()["slots"][0]["status"] == "open"


def test_a_hold_is_for_students_who_are_signed_in(teacher: Teacher, as_teacher: Client, visitor: Client) -> None:
    (slot,) = teacher.publish()
    for method in ("PUT", "DELETE"):
        path = f"/api/v1/slots/{slot}/hold"
        assert visitor.request(method, path).status == 401
        assert as_teacher.request(method, path).status == 403
    assert visitor.get("/api/v1/holds").status == 401


def test_a_slot_that_is_not_there_cannot_be_held(teacher: Teacher, as_student: Client, other_school: School) -> None:
    (slot,) = teacher.publish()
    assert as_student.hold(9007199254740991).status == 404
    stranger = other_school.student().client()
    assert stranger.hold(slot).status == 404
    assert stranger.let_go(slot).status in (204, 404)


def test_a_started_or_withdrawn_slot_cannot_be_held(teacher: Teacher, as_student: Client, as_teacher: Client) -> None:
    started = as_student.hold(teacher.put_into_past(hours_ago=0.5))
    assert (started.status, started.problem) == (409, "slot-started")
    (slot,) = teacher.publish()
    as_teacher.delete(f"/api/v1/slots/{slot}")
    assert as_student.hold(slot).status in (404, 409)


def test_a_student_with_a_lesson_at_that_time_cannot_hold(school: School, teacher: Teacher, as_student: Client) -> None:
    (slot,), (same_time,) = teacher.publish(), school.teacher().publish()
    as_student.book(slot)
    answer = as_student.hold(same_time)
    assert (answer.status, answer.problem) == (409, "student-busy")


def test_the_notice_of_the_policy_is_kept(school: School, teacher: Teacher, as_student: Client) -> None:
    (slot,) = teacher.publish()
    school.change_policy(notice_minutes=60 * 24 * 20)
    for answer in (as_student.hold(slot), as_student.book(slot)):
        assert answer.status == 409 and answer["reason"] == "too-late"


def test_the_horizon_of_the_policy_is_kept(school: School, teacher: Teacher, as_student: Client) -> None:
    slot = teacher.publish(24)[-1]
    school.change_policy(horizon_days=1)
    for answer in (as_student.hold(slot), as_student.book(slot)):
        assert answer.status == 400 and answer["reason"] == "too-far"
