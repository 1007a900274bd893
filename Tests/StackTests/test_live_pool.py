"""How processes of `slotboard-live` share a socket, fill up, let streams go and stop."""

import os
import re
import signal
import time

import pytest

from support import parts
from support.live import LivePool, LiveStream
from support.school import School, Teacher
from support.stream import Stream
from support.waiting import eventually


def open_streams(pool: LivePool, teacher: Teacher, count: int) -> list[LiveStream]:
    query = f"teacher={teacher.teacher_id}&since={teacher.board()['version']}"
    return [LiveStream(pool.path, teacher.school.host, query) for _ in range(count)]


def answered(streams: list[LiveStream]) -> int:
    return sum(stream.is_answered for stream in streams)


def farewells(streams: list[LiveStream]) -> list[int]:
    """What each ended stream was told to wait, in milliseconds."""
    return [int(re.findall(r"retry: (\d+)", stream.text())[-1]) for stream in streams]


def test_processes_share_the_streams_and_stop_accepting_below_their_limit(teacher: Teacher):
    """Each may have 260 descriptors and keeps 128 of them free: three hold 396 streams, and who comes then waits."""
    with LivePool(processes=3, descriptors=260, SLOTBOARD_LIVE_PROCESSES="3") as pool:
        pool.wait_until_accepting()
        streams = open_streams(pool, teacher, 150)
        eventually(lambda: answered(streams) == 150, within=20)
        shares = pool.descriptors()
        assert max(shares) - min(shares) < 75, f"a fair share each: {shares}"
        streams += open_streams(pool, teacher, 300)
        eventually(lambda: answered(streams) >= 396, within=20)
        assert max(pool.descriptors()) < 170, "of each, descriptors are left for everything else"
        waiting = [stream for stream in streams if not stream.is_answered]
        assert 40 <= len(waiting) <= 54 and not any(stream.is_ended for stream in waiting), "they are not refused"
        for stream in streams:
            if stream not in waiting:
                stream.close()
        eventually(lambda: answered(waiting) == len(waiting), within=20)


@pytest.mark.timeout(60)
def test_streams_live_their_time_and_end_apart_each_with_a_pause_of_its_own(teacher: Teacher):
    with LivePool(SLOTBOARD_LIVE_LIFETIME="10", SLOTBOARD_LIVE_HEARTBEAT="1") as pool:
        pool.wait_until_accepting()
        began = time.monotonic()
        streams = open_streams(pool, teacher, 200)
        eventually(lambda: answered(streams) == 200, within=20)
        eventually(lambda: all([stream.is_ended for stream in streams]), within=30)
        lives = sorted(stream.ended_at - began for stream in streams)
        assert lives[0] >= 8, "ten seconds, a fifth more or less"
        assert lives[-1] - lives[0] > 2, "spread over the fifth"
        pauses = farewells(streams)
        assert len(set(pauses)) > 100 and min(pauses) >= 500 and max(pauses) <= 3000


def test_a_stopping_process_lets_its_streams_go_one_after_the_other(teacher: Teacher):
    with LivePool(SLOTBOARD_LIVE_DRAIN="4") as pool:
        streams = open_streams(pool, teacher, 200)
        eventually(lambda: answered(streams) == 200, within=20)
        (process,) = pool.processes
        process.send_signal(signal.SIGTERM)
        eventually(lambda: all([stream.is_ended for stream in streams]), within=20)
        assert process.wait(10) == 0
        ends = sorted(stream.ended_at for stream in streams)
        assert ends[150] - ends[50] > 1, "half of them needed at least a second of the four"
        assert len(set(farewells(streams))) > 100, "and they come back one by one"


def test_a_reload_of_nginx_loses_no_change(school: School, teacher: Teacher):
    """Streams of the old workers go on, new ones come to the new workers, and each hears of everything."""
    slots = teacher.publish(30)
    query = f"teacher={teacher.teacher_id}&since={teacher.board()['version']}"
    master = parts.process("nginx")
    before = workers(master)
    old = [Stream(school.host, query) for _ in range(40)]
    new: list[Stream] = []
    for number, (slot, student) in enumerate(zip(slots, school.students(30))):
        if number == 10:
            os.kill(master, signal.SIGHUP)
        if number == 20:
            eventually(lambda: workers(master) - before, within=20)
            new = [Stream(school.host, query) for _ in range(10)]
        student.client().book(slot)
    for stream in old + new:
        for slot in slots:
            stream.wait_for_slot(slot, within=10, where=lambda slot: slot["status"] == "booked")
        assert not stream.ended.is_set()
        stream.cut()


def workers(master: int) -> set[int]:
    with open(f"/proc/{master}/task/{master}/children") as children:
        return set(map(int, children.read().split()))
