import FoundationEssentials

/// What one process is told: whom it visits, from which addresses, and who watches which board.
struct Plan: Decodable {
    /// A board as the driver knows it: what a page has loaded before it opens its stream, or what it must have in the end.
    struct KnownBoard: Decodable {
        let teacher: Int
        let version: Int
        let slots: [SlotState]
        /// Streams that watch it here.
        let watchers: Int?
    }

    let host: String
    /// nginx, on 127.0.0.1.
    let port: UInt16
    /// Loopback addresses to come from: the kernel has about 28,000 ports for each.
    let sources: [String]
    /// Connections that may wait for their answer at one time.
    let mostInFlight: Int
    /// What every stream asks for, where the other side knows no boards.
    let path: String?
    /// The window of the board that a page loads anew after a reset.
    let window: String
    /// Bytes that the kernel holds for a reader that stands still; nothing: as many as it likes.
    let receiveBuffer: Int32?
    let boards: [KnownBoard]

    init(file: String) throws {
        self = try Self.decoded(file)
    }

    /// What the boards must be in the end.
    static func boards(file: String) throws -> [KnownBoard] {
        try decoded(file)
    }

    private static func decoded<Value: Decodable>(_ file: String) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Value.self, from: Data(contentsOf: URL(filePath: file)))
    }
}
