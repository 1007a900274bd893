import HTTP

/// The whole API as one table.
package let routes: [Route] = [
    Route(.get, "/health", .machines, .edge, health),

    Route(.post, "/api/v1/accounts", .everybody, .byHandler, createAccount),
    Route(.post, "/api/v1/session", .everybody, .byHandler, signIn),
    Route(.get, "/api/v1/session", .anyone, .each(.read), showSession),
    Route(.delete, "/api/v1/session", .anyone, .each(.write), signOut),

    Route(.get, "/api/v1/teachers", .anyone, .searches, fields: .each(of: "teachers", Members.teacher), listTeachers),
    Route(.get, "/api/v1/teachers/{id}", .everybody, .edge, fields: .whole(Members.teacher), showTeacher),
    Route(.patch, "/api/v1/teachers/{id}", .teacher, .each(.write), changeTeacher),
    Route(.get, "/api/v1/teachers/{id}/slots", .everybody, .edge, fields: .each(of: "slots", Members.slot), showBoard),
    Route(.get, "/api/v1/profile", .teacher, .each(.read), showProfile),

    Route(.put, "/api/v1/slots/{id}/hold", .student, .each(.write), holdSlot),
    Route(.delete, "/api/v1/slots/{id}/hold", .student, .each(.write), releaseHold),
    Route(.get, "/api/v1/holds", .signedIn, .each(.read), fields: .each(of: "holds", Members.hold), listHolds),

    Route(.post, "/api/v1/bookings", .student, .each(.booking), createBooking),
    Route(
        .get, "/api/v1/bookings", .signedIn, .each(.read), fields: .each(of: "bookings", Members.booking), listBookings),
    Route(.get, "/api/v1/bookings/{id}", .signedIn, .each(.read), fields: .whole(Members.booking), showBooking),
    Route(.put, "/api/v1/bookings/{id}/cancellation", .signedIn, .each(.write), cancelBooking),
    Route(.put, "/api/v1/bookings/{id}/slot", .student, .each(.booking), moveBooking),

    Route(.post, "/api/v1/slots", .teacher, .each(.write), publishSlots),
    Route(.get, "/api/v1/slots", .teacher, .each(.read), fields: .each(of: "slots", Members.ownSlot), listOwnSlots),
    Route(.patch, "/api/v1/slots/{id}", .teacher, .each(.write), changeSlot),
    Route(.delete, "/api/v1/slots/{id}", .teacher, .each(.write), withdrawSlot),
]
