import Limits
import Store
import Testing

@Suite("Configuration")
struct ConfigurationTests {
    @Test("takes the standard value where nothing is set")
    func standard() throws {
        #expect(try Configuration(environment: [:])[.apiThreads] == 32)
        #expect(try Configuration(environment: ["SLOTBOARD_API_THREADS": "8"])[.apiThreads] == 8)
    }

    @Test("says in one line what is wrong", arguments: ["0", "many", "1025", "-1", " 8"])
    func wrong(value: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration(environment: ["SLOTBOARD_API_THREADS": value])[.apiThreads]
        }
        #expect(error?.description.hasPrefix("SLOTBOARD_API_THREADS must be a whole number from 1 to 1024") == true)
    }

    @Test("never shows a secret")
    func secrets() throws {
        let configuration = Configuration(environment: ["SLOTBOARD_DATABASE_URL": "password=geheim"])
        #expect(try configuration.describe(.databaseURL) == "SLOTBOARD_DATABASE_URL=…")
    }

    @Test("a replica is a connection string or none")
    func replica() throws {
        func replica(_ text: String) throws -> String? {
            try Configuration(environment: ["SLOTBOARD_REPLICA_URL": text])[.replicaURL]
        }
        #expect(try Configuration(environment: [:])[.replicaURL] == nil)
        #expect(try replica("") == nil)
        #expect(try replica("host=/run/b port=6432") == "host=/run/b port=6432")
        #expect(try replica("postgresql://b.test/slotboard") == "postgresql://b.test/slotboard")
        let error = #expect(throws: ConfigurationError.self) { try replica("b.test") }
        #expect(error?.description == "SLOTBOARD_REPLICA_URL must be a libpq connection string")
    }

    @Test("refuses to start without what must be set")
    func missing() {
        #expect(throws: ConfigurationError.self) { try Configuration(environment: [:])[.databaseURL] }
        #expect(throws: ConfigurationError.self) {
            try Configuration(environment: ["SLOTBOARD_DATABASE_URL_FILE": "/nowhere"])[.databaseURL]
        }
    }

    @Test(
        "a public address has scheme and host and nothing behind",
        arguments: ["localhost", "ftp://x", "http://x/y", "http://", "http://a b"])
    func publicURL(text: String) {
        #expect(PublicURL(text) == nil)
        #expect(PublicURL("https://slots.test/")?.origin == "https://slots.test")
        #expect(PublicURL("https://slots.test")?.isSecure == true)
    }

    @Test("says in one line what a limit is made of")
    func limits() throws {
        #expect(try Configuration(environment: [:])[.limitBooking] == Quota(count: 50, window: 60))
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration(environment: ["SLOTBOARD_LIMIT_BULK": "5 per hour"])[.limitBulk]
        }
        #expect(
            error?.description
                == "SLOTBOARD_LIMIT_BULK must be a count and seconds such as 50/60, at most 1000000/86400, not “5 per hour”"
        )
    }
}
