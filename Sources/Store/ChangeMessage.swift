public import Scheduling
import HTTP

/// What is published when a board has changed: a first line `epoch version`, then a line `id version json` a slot.
///
/// Without slot lines it says only that there is such a version: read it from PostgreSQL.
public struct ChangeMessage: Sendable, Equatable {
    /// A slot's new state, encoded once for all streams.
    public struct Line: Sendable, Equatable {
        /// The slot's id.
        public let slotID: Int
        /// The board's version at this state.
        public let version: Int
        /// The slot as the API shows it, on one line.
        public let json: [UInt8]

        /// A line of these parts.
        public init(slotID: Int, version: Int, json: [UInt8]) {
            self.slotID = slotID
            self.version = version
            self.json = json
        }

        /// A slot, encoded.
        public init(_ slot: Slot) {
            var writer = JSONWriter(capacity: 320)
            writer.slot(slot)
            self.init(slotID: slot.id, version: slot.version, json: writer.bytes)
        }
    }

    /// More slots than this are not sent with an event: clients get a reset instead.
    public static let mostLines = 64

    /// Versions of two epochs cannot be compared.
    public let epoch: String
    /// The board's version after the change.
    public let version: Int
    /// One a changed slot; empty where there are too many.
    public let lines: [Line]

    /// A message of these parts.
    public init(epoch: String, version: Int, lines: [Line]) {
        self.epoch = epoch
        self.version = version
        self.lines = lines
    }

    /// The change that left `slots` in this state; the slots are left out where they are too many.
    public init(epoch: String, version: Int, slots: [Slot]) {
        self.init(epoch: epoch, version: version, lines: slots.count > Self.mostLines ? [] : slots.map(Line.init))
    }

    /// Epoch and version of a payload, without its slots; nil where it is not one.
    public static func head(of payload: [UInt8]) -> (epoch: String, version: Int)? {
        let head = payload.prefix { $0 != UInt8(ascii: "\n") }.split(separator: UInt8(ascii: " "), maxSplits: 1)
        guard head.count == 2, let version = number(head[1]) else { return nil }
        return (String(decoding: head[0], as: UTF8.self), version)
    }

    /// Reads a payload; nil where it is not one.
    public init?(_ payload: [UInt8]) {
        guard let (epoch, version) = Self.head(of: payload) else { return nil }
        var rows = payload.split(separator: UInt8(ascii: "\n")).dropFirst().makeIterator()
        var lines: [Line] = []
        while let row = rows.next() {
            let parts = row.split(separator: UInt8(ascii: " "), maxSplits: 2)
            guard parts.count == 3, let slotID = Self.number(parts[0]), let slotVersion = Self.number(parts[1]) else {
                return nil
            }
            lines.append(Line(slotID: slotID, version: slotVersion, json: Array(parts[2])))
        }
        self.init(epoch: epoch, version: version, lines: lines)
    }

    /// The message as it is published.
    public var payload: [UInt8] {
        var bytes = Array("\(epoch) \(version)".utf8)
        for line in lines {
            bytes.append(contentsOf: "\n\(line.slotID) \(line.version) ".utf8)
            bytes.append(contentsOf: line.json)
        }
        return bytes
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        Int(digits: String(decoding: digits, as: UTF8.self))
    }
}
