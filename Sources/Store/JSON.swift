public import HTTP
public import Scheduling

/// How the domain's values look in the API's JSON: one place for the API, the cache and the streams.
extension JSONWriter {
    /// A moment, or null.
    public mutating func member(_ name: StaticString, _ instant: Instant?) {
        self.name(name)
        if let instant { plainString { instant.appendRFC3339(to: &$0) } } else { null() }
    }

    /// A date.
    public mutating func member(_ name: StaticString, _ date: CalendarDate) {
        self.name(name)
        plainString { date.append(to: &$0) }
    }

    /// `slot` of the API.
    public mutating func slot(_ slot: Slot) {
        object { $0.slotMembers(slot) }
    }

    /// The members of `slot`, for objects that add some of their own.
    public mutating func slotMembers(_ slot: Slot) {
        member("id", slot.id)
        member("teacher_id", slot.teacherID)
        member("starts_at", slot.startsAt)
        member("ends_at", slot.endsAt)
        name("local_start")
        plainString { slot.startsAt.advanced(by: slot.utcOffset.seconds).appendDateAndMinutes(to: &$0) }
        name("utc_offset")
        plainString { slot.utcOffset.append(to: &$0) }
        member("status", slot.status.rawValue)
        member("capacity", slot.capacity)
        member("seats_left", slot.seatsLeft)
        member("held_until", slot.heldUntil)
        member("version", slot.version)
    }

    /// `booking` of the API, as its student and its teacher see it.
    public mutating func booking(_ booking: Booking, slot: Slot) {
        object { json in
            json.member("id", booking.id)
            json.name("slot")
            json.slot(slot)
            json.member("teacher", id: booking.teacherID, name: booking.teacherName)
            json.member("student", id: booking.studentID, name: booking.studentName)
            json.member("status", booking.cancellation == nil ? "booked" : "cancelled")
            json.member("note", booking.note)
            json.member("place", booking.place)
            json.member("created_at", booking.createdAt)
            json.member("cancelled_at", booking.cancellation?.at)
            json.member("cancelled_by", booking.cancellation?.by)
            json.member("reason", booking.cancellation?.reason)
        }
    }

    /// `hold` of the API.
    public mutating func hold(_ hold: Hold) {
        object {
            $0.member("slot_id", hold.slotID)
            $0.member("expires_at", hold.expiresAt)
        }
    }

    /// `teacher` of the API; `place` is for the teacher's own eyes.
    public mutating func teacher(_ teacher: Teacher, showsPlace: Bool = false) {
        object { json in
            json.member("id", teacher.id)
            json.member("name", teacher.name)
            json.member("subjects", teacher.subjects)
            json.member("languages", teacher.languages)
            json.member("bio", teacher.bio)
            json.member("time_zone", teacher.timeZone)
            json.member("next_openings", teacher.nextOpenings) { $0.slot($1) }
            if showsPlace { json.member("place", teacher.place) }
        }
    }

    /// `person` of the API.
    public mutating func person(_ person: Person) {
        object { json in
            json.member("id", person.id)
            json.member("name", person.name)
            json.member("email", person.email)
            json.member("roles", person.roles.map(\.rawValue))
            json.member("teacher_id", person.teacherID)
            json.member("time_zone", person.timeZone)
        }
    }

    /// Somebody named in passing.
    public mutating func member(_ name: StaticString, id: Int, name personName: String) {
        self.name(name)
        object {
            $0.member("id", id)
            $0.member("name", personName)
        }
    }
}
