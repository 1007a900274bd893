public import Postgres
public import Scheduling

/// Who is to be told of what is theirs when the message of a write got lost.
extension Database {
    /// The people whose bookings changed in the last `seconds`, or who have a hold, on boards that changed since, and
    /// the teachers of these boards. A hold that was let go has left no trace.
    public func peopleChanged(
        on boards: [BoardKey], within seconds: Int
    ) throws(PostgresError) -> [PersonKey: OwnChanges] {
        let rows = try run(
            """
            with changed as (
                select b.school_id, b.teacher_id
                  from unnest($1::bigint[], $2::bigint[]) as asked (school_id, teacher_id)
                  join board b using (school_id, teacher_id)
                 where b.changed_at > now() - make_interval(secs => $3::int)),
            school as (
                select distinct school_id
                  from changed)
            select school_id, t.person_id, true, true
              from changed
              join teacher t using (school_id)
             where t.id = changed.teacher_id
             union
            select school_id, b.student_id, true, false
              from school
              join booking_event e using (school_id)
              join booking b using (school_id)
              join slot s using (school_id)
              join changed using (school_id)
             where e.at > now() - make_interval(secs => $3::int)
               and b.id = e.booking_id
               and s.id = b.slot_id
               and s.teacher_id = changed.teacher_id
             union
            select school_id, h.student_id, false, true
              from school
              join hold h using (school_id)
              join slot s using (school_id)
              join changed using (school_id)
             where s.id = h.slot_id
               and s.teacher_id = changed.teacher_id
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
