import Glibc
import HTTP
import Scheduling

/// A board's JSON, taken apart as far as a change reaches: the text around its version, and each slot's. It takes apart
/// what it has written itself, in which no text of people stands: a slot is `{`, plain members, `}`.
struct BoardText {
    private var head: ArraySlice<UInt8>
    private var middle: ArraySlice<UInt8>
    /// Soonest first.
    private var slots: [ArraySlice<UInt8>] = []

    /// Writes a board.
    static func json(_ board: Board, teacher: Int, _ window: BoardWindow) -> [UInt8] {
        var json = JSONWriter(capacity: 256 + board.slots.count * 320)
        json.object {
            $0.member("teacher_id", teacher)
            $0.member("version", board.version)
            $0.member("from", window.from)
            $0.member("days", window.days)
            $0.member("time_zone", board.timeZone)
            $0.member("slots", board.slots) { $0.slot($1) }
        }
        return json.bytes
    }

    /// Takes apart what `json(_:teacher:_:)` has written; nil where it was something else.
    init?(_ json: [UInt8]) {
        let bytes = json[...]
        guard let version = bytes.end(of: "\"version\":"), let list = bytes[version...].end(of: "\"slots\":["),
            let behind = bytes[version...].firstIndex(of: UInt8(ascii: ","))
        else { return nil }
        head = bytes[..<version]
        middle = bytes[behind..<list]
        var rest = bytes[list...]
        while rest.first == UInt8(ascii: "{") {
            guard let last = rest.firstIndex(of: UInt8(ascii: "}")) else { return nil }
            slots.append(rest[...last])
            rest = rest[(last + 1)...]
            if rest.first == UInt8(ascii: ",") { rest = rest.dropFirst() }
        }
        guard rest.elementsEqual("]}".utf8) else { return nil }
    }

    /// Gives a slot its new state: it takes the old one's place, or its own by its start where it is new, or goes where it
    /// was withdrawn. One outside `span` stays away. False where the line cannot be read.
    mutating func put(_ line: ChangeMessage.Line, within span: Range<Instant>) -> Bool {
        let json = line.json[...]
        let isWithdrawn = json.end(of: "\"status\":\"withdrawn\"") != nil
        let name = Array("{\"id\":\(line.slotID),".utf8)
        guard json.starts(with: name), let start = Self.start(of: json) else { return false }
        if let place = slots.firstIndex(where: { $0.starts(with: name) }) {
            if isWithdrawn { slots.remove(at: place) } else { slots[place] = json }
        } else if !isWithdrawn, !start.lexicographicallyPrecedes(Self.text(span.lowerBound)),
            start.lexicographicallyPrecedes(Self.text(span.upperBound))
        {
            let place = slots.firstIndex { Self.start(of: $0).map { start.lexicographicallyPrecedes($0) } ?? false }
            slots.insert(json, at: place ?? slots.endIndex)
        }
        return true
    }

    /// The whole again, under another version.
    func json(version: Int) -> [UInt8] {
        var json: [UInt8] = []
        json.reserveCapacity(head.count + middle.count + slots.reduce(32) { $0 + $1.count + 1 })
        json += head
        json += "\(version)".utf8
        json += middle
        for (index, slot) in slots.enumerated() {
            if index > 0 { json.append(UInt8(ascii: ",")) }
            json += slot
        }
        json += "]}".utf8
        return json
    }

    /// As it stands in the text, which sorts as the moments do: RFC 3339 in UTC has the same length always.
    private static func start(of slot: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        slot.end(of: "\"starts_at\":\"").map { slot[$0...].prefix { $0 != UInt8(ascii: "\"") } }
    }

    private static func text(_ instant: Instant) -> [UInt8] {
        var text: [UInt8] = []
        instant.appendRFC3339(to: &text)
        return text
    }
}

extension ArraySlice<UInt8> {
    /// The index behind the first place where `text` stands.
    fileprivate func end(of text: StaticString) -> Int? {
        let length = text.utf8CodeUnitCount
        return withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress, bytes.count >= length else { return nil }
            let start = (0...bytes.count - length).first { memcmp(base + $0, text.utf8Start, length) == 0 }
            return start.map { startIndex + $0 + length }
        }
    }
}
