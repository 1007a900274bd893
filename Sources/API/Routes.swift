import HTTP

/// The whole API as one table.
package let routes: [Route] = [
    Route(.get, "/health", .machines, health),

    Route(.post, "/api/v1/accounts", .anyone, createAccount),
    Route(.post, "/api/v1/session", .anyone, signIn),
    Route(.get, "/api/v1/session", .anyone, showSession),
    Route(.delete, "/api/v1/session", .anyone, signOut),

    Route(.get, "/api/v1/teachers", .anyone, listTeachers),
    Route(.get, "/api/v1/teachers/{id}", .anyone, showTeacher),
    Route(.patch, "/api/v1/teachers/{id}", .teacher, changeTeacher),
    Route(.get, "/api/v1/teachers/{id}/slots", .everybody, showBoard),

    Route(.put, "/api/v1/slots/{id}/hold", .student, holdSlot),
    Route(.delete, "/api/v1/slots/{id}/hold", .student, releaseHold),
    Route(.get, "/api/v1/holds", .signedIn, listHolds),

    Route(.post, "/api/v1/bookings", .student, createBooking),
    Route(.get, "/api/v1/bookings", .signedIn, listBookings),
    Route(.get, "/api/v1/bookings/{id}", .signedIn, showBooking),
    Route(.put, "/api/v1/bookings/{id}/cancellation", .signedIn, cancelBooking),
    Route(.put, "/api/v1/bookings/{id}/slot", .student, moveBooking),

    Route(.post, "/api/v1/slots", .teacher, publishSlots),
    Route(.get, "/api/v1/slots", .teacher, listOwnSlots),
    Route(.patch, "/api/v1/slots/{id}", .teacher, changeSlot),
    Route(.delete, "/api/v1/slots/{id}", .teacher, withdrawSlot),
]
