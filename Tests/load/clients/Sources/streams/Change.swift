import FoundationEssentials

/// One `slots` or `reset` event, read once for all streams that hear it.
struct Change {
    private struct Body: Decodable {
        let version: Int
        let slots: [SlotState]?
    }

    let isReset: Bool
    let version: Int
    let slots: [SlotState]
    /// The event's `id:`. An event with one says that nothing up to its version is missing on the stream.
    let id: [UInt8]?

    /// Reads an event; nil where it is none of the two, or cannot be understood.
    init?(_ record: Record) {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        isReset = record.isNamed("reset")
        guard isReset || record.isNamed("slots"), let data = record.data,
            let body = try? decoder.decode(Body.self, from: Data(data))
        else { return nil }
        version = body.version
        slots = body.slots ?? []
        // Ids of other servers mean other things.
        id = record.id.map { Array($0) }.flatMap { $0.filter { $0 == UInt8(ascii: ":") }.count == 2 ? $0 : nil }
    }

    /// How many versions the event passes over on a stream that stands at `last`. The driver changes each slot once, so
    /// that each version has its own.
    func holes(after last: Int) -> Int {
        version - last - slots.count { $0.version > last && $0.version <= version }
    }
}
