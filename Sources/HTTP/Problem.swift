/// What went wrong, told to a program and to a person (RFC 9457).
public struct Problem: Error, Sendable {
    /// The kinds of problem, each with a page of its own under `/problems/`.
    public enum Kind: String, Sendable, CaseIterable {
        case badRequest = "bad-request"
        case notSignedIn = "not-signed-in"
        case forbidden
        case notFound = "not-found"
        case slotTaken = "slot-taken"
        case slotStarted = "slot-started"
        case slotBooked = "slot-booked"
        case studentBusy = "student-busy"
        case overlap
        case noSuchTime = "no-such-time"
        case keyMissing = "key-missing"
        case keyReused = "key-reused"
        case inProgress = "in-progress"
        case tooManyRequests = "too-many-requests"
        case tooLarge = "too-large"
        case unavailable
    }

    /// A field of the request and what is wrong with it.
    public struct FieldError: Sendable {
        /// A path into the body such as `slots[3].time`, or the name of a parameter.
        public let field: String
        /// One sentence for the person.
        public let detail: String

        /// `field` is a path into the body such as `slots[3].time`, or a parameter's name.
        public init(_ field: String, _ detail: String) {
            self.field = field
            self.detail = detail
        }
    }

    /// The part of `type` behind `/problems/`.
    public let kind: Kind
    /// The response's status.
    public let status: Status
    /// One sentence for the person, private to nobody.
    public let detail: String
    /// A finer word for programs, where the kind alone leaves them in doubt.
    public var reason: String?
    /// Every field that is wrong, not just the first.
    public var errors: [FieldError] = []
    /// Seconds until it is worth another try.
    public var retryAfter: Int?
    /// Writes members of the problem's own, such as `alternatives`.
    public var more: (@Sendable (inout JSONWriter) -> Void)?

    /// A problem of this kind; the status is the kind's own unless said otherwise.
    public init(
        _ kind: Kind, _ detail: String, status: Status? = nil, reason: String? = nil, errors: [FieldError] = [],
        retryAfter: Int? = nil
    ) {
        self.kind = kind
        self.status = status ?? kind.status
        self.detail = detail
        self.reason = reason
        self.errors = errors
        self.retryAfter = retryAfter
    }

    /// A request that makes no sense, with the field that makes none.
    public static func bad(_ field: String, _ detail: String) -> Problem {
        Problem(.badRequest, detail, errors: [FieldError(field, detail)])
    }

    /// The problem as an answer, `application/problem+json`.
    public var response: Response {
        var json = JSONWriter()
        json.object { json in
            json.member("type", "/problems/\(kind.rawValue)")
            json.member("title", kind.title)
            json.member("status", status.rawValue)
            json.member("detail", detail)
            if let reason { json.member("reason", reason) }
            if !errors.isEmpty {
                json.member("errors", errors) { json, error in
                    json.object {
                        $0.member("field", error.field)
                        $0.member("detail", error.detail)
                    }
                }
            }
            more?(&json)
        }
        var response = Response(status, contentType: "application/problem+json", body: json.bytes)
        response.set("Cache-Control", "no-store")
        if let retryAfter { response.set("Retry-After", String(retryAfter)) }
        return response
    }
}

extension Problem.Kind {
    /// The status this kind has unless a problem says otherwise.
    public var status: Status {
        switch self {
        case .badRequest, .keyMissing: .badRequest
        case .notSignedIn: .unauthorized
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .slotTaken, .slotStarted, .slotBooked, .studentBusy, .overlap, .inProgress: .conflict
        case .noSuchTime, .keyReused: .unprocessableContent
        case .tooManyRequests: .tooManyRequests
        case .tooLarge: .contentTooLarge
        case .unavailable: .serviceUnavailable
        }
    }

    /// The same few words for every problem of the kind.
    public var title: String {
        switch self {
        case .badRequest: "The request cannot be understood"
        case .notSignedIn: "Not signed in"
        case .forbidden: "Not allowed"
        case .notFound: "Not found"
        case .slotTaken: "This time is taken"
        case .slotStarted: "This time has begun"
        case .slotBooked: "This time is booked"
        case .studentBusy: "You have a lesson at that time"
        case .overlap: "Times overlap"
        case .noSuchTime: "There is no such time"
        case .keyMissing: "An Idempotency-Key is needed"
        case .keyReused: "The Idempotency-Key was used for something else"
        case .inProgress: "The same request is being worked on"
        case .tooManyRequests: "Too many requests"
        case .tooLarge: "Too large"
        case .unavailable: "Not available right now"
        }
    }
}
