import Foundation
import FoundationNetworking

/// The HTTP interface of a running Slotboard, and the cookie of who uses it.
struct Site: Sendable {
    struct Answer {
        let status: Int
        let body: Data
        let cookie: String?
        /// Seconds that the server asks to wait.
        let retryAfter: Double?

        func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(type, from: body)
        }
    }

    let origin: String
    var cookie: String?

    init(origin: String) {
        self.origin = origin
    }

    /// One connection pool for all visitors; their cookies are theirs, so the session keeps none.
    private static let session: URLSession = {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpShouldSetCookies = false
        configuration.httpCookieAcceptPolicy = .never
        configuration.httpMaximumConnectionsPerHost = 8
        configuration.timeoutIntervalForRequest = 15
        return URLSession(configuration: configuration)
    }()

    /// Sends one request; an answer of any status is an answer.
    func send(
        _ method: String, _ path: String, _ body: (any Encodable & Sendable)? = nil, key: String? = nil
    ) async throws -> Answer {
        guard let url = URL(string: origin + path) else { throw Failure("\(origin + path) is not an address") }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.setValue(cookie, forHTTPHeaderField: "Cookie")
        request.setValue(key, forHTTPHeaderField: "Idempotency-Key")
        if let body {
            let encoder = JSONEncoder()
            encoder.keyEncodingStrategy = .convertToSnakeCase
            request.httpBody = try encoder.encode(body)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        let (data, response) = try await Self.session.data(for: request)
        guard let response = response as? HTTPURLResponse else { throw Failure("\(url) does not speak HTTP") }
        return Answer(
            status: response.statusCode, body: data,
            // Name and value, without the attributes.
            cookie: response.value(forHTTPHeaderField: "Set-Cookie")?.split(separator: ";").first.map(String.init),
            retryAfter: response.value(forHTTPHeaderField: "Retry-After").flatMap(Double.init))
    }
}

/// The parts of the interface's answers that the play needs.
enum Answers {
    struct Teacher: Decodable, Sendable {
        let id: Int
        let name: String
    }

    struct Slot: Decodable, Sendable {
        let id: Int
        let status: String
        let startsAt: String
        let localStart: String
        let heldUntil: String?
    }

    struct Booking: Decodable {
        let id: Int
    }

    struct Person: Decodable {
        let name: String
    }

    struct Session: Decodable {
        let person: Person
    }

    struct Teachers: Decodable {
        let teachers: [Teacher]
    }

    struct Board: Decodable {
        let slots: [Slot]
    }

    struct Problem: Decodable {
        let title: String
    }
}
