import FoundationEssentials

/// What one process is told: whom it asks what, how often and for how long.
struct Plan: Decodable {
    /// Requests of one kind.
    struct Kind: Decodable {
        let name: String
        /// So many of these for so many of the others.
        let weight: Int
        /// The requests themselves (`Deck`).
        let file: String
        /// Each is sent once, and the run ends with the last one; otherwise they begin anew.
        let once: Bool
    }

    /// An IPv4 address and port, or else a unix socket's path.
    let host: String?
    let port: UInt16?
    let socket: String?
    /// Kept connections; an open loop uses as many of them as it needs.
    let connections: Int
    /// Requests a second (open loop); nothing: each connection sends the next request when it has its answer.
    let rate: Double?
    /// Seconds before anything counts.
    let warmup: Double
    /// Seconds that count.
    let seconds: Double
    let kinds: [Kind]

    init(file: String) throws {
        let decoder = JSONDecoder()
        self = try decoder.decode(Self.self, from: Data(contentsOf: URL(filePath: file)))
    }
}
