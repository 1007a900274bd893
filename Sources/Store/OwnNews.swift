public import Postgres
public import Scheduling

/// Who is to be told of what is theirs when the message of a write got lost.
extension Database {
    /// The people whose bookings changed in the last `seconds`, or who have a hold, on boards that changed since, and
    /// the teachers of these boards. A hold that was let go has left no trace.
    ///
    /// Events first, then each by its keys (`offset 0`): as joins the planner, without statistics of a new school, read
    /// all its events for each of its bookings, and the relay stood still for minutes.
    public func peopleChanged(
        on boards: [BoardKey], within seconds: Int
    ) throws(PostgresError) -> [PersonKey: OwnChanges] {
        let rows = try run(
            """
            with changed as materialized (
                select b.school_id, b.teacher_id
                  from unnest($1::bigint[], $2::bigint[]) as asked (school_id, teacher_id)
                  join board b using (school_id, teacher_id)
                 where b.changed_at > now() - make_interval(secs => $3::int)),
            school as materialized (
                select distinct school_id
                  from changed),
            told as materialized (
                select distinct school_id, e.booking_id
                  from school
                 cross join lateral (
                    select booking_id
                      from booking_event
                     where school_id = school.school_id
                       and at > now() - make_interval(secs => $3::int)
                    offset 0) e)
            select school_id, t.person_id, true, true
              from changed
             cross join lateral (
                select person_id
                  from teacher
                 where school_id = changed.school_id
                   and id = changed.teacher_id
                offset 0) t
             union
            select school_id, b.student_id, true, false
              from told
             cross join lateral (
                select student_id, slot_id
                  from booking
                 where school_id = told.school_id
                   and id = told.booking_id
                offset 0) b
             cross join lateral (
                select teacher_id
                  from slot
                 where school_id = told.school_id
                   and id = b.slot_id
                offset 0) s
             where (school_id, s.teacher_id) in (select school_id, teacher_id from changed)
             union
            select school_id, h.student_id, false, true
              from school
             cross join lateral (
                select student_id, slot_id
                  from hold
                 where school_id = school.school_id
                offset 0) h
             cross join lateral (
                select teacher_id
                  from slot
                 where school_id = school.school_id
                   and id = h.slot_id
                offset 0) s
             where (school_id, s.teacher_id) in (select school_id, teacher_id from changed)
            """, [.integers(boards.map(\.school)), .integers(boards.map(\.teacher)), .integer(seconds)])
        var people: [PersonKey: OwnChanges] = [:]
        for index in 0..<rows.count {
            var row = rows.row(index)
            let person = PersonKey(school: try row.int(), id: try row.int())
            if try row.bool() { people[person, default: []].insert(.bookings) }
            if try row.bool() { people[person, default: []].insert(.holds) }
        }
        return people
    }
}
