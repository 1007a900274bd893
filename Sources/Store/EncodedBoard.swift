import Gzip
public import Scheduling
import Synchronization

/// A board as it is sent: encoded once, compressed once, read by many threads.
public final class EncodedBoard: Sendable {
    /// Versions of two epochs cannot be compared.
    public let epoch: String
    /// The board's version at this state.
    public let version: Int
    /// Bytes of the JSON.
    public let length: Int
    /// The moments that its window takes in.
    public let span: Range<Instant>

    /// When it was read from PostgreSQL or Redis; what changes have made of it since counts from there.
    public let readAt: ContinuousClock.Instant

    /// Each form is found out when somebody first asks for it; there is always one.
    private let forms: Mutex<Forms>

    private struct Forms {
        var json: [UInt8]?
        var gzipped: [UInt8]?
    }

    /// A board that has just been encoded.
    public init(
        epoch: String, version: Int, span: Range<Instant>, json: [UInt8], readAt: ContinuousClock.Instant = .now
    ) {
        self.epoch = epoch
        self.version = version
        self.span = span
        self.readAt = readAt
        length = json.count
        forms = Mutex(Forms(json: json))
    }

    /// A board from the cache, where its entry can be read.
    init?(epoch: String, cacheEntry entry: [UInt8]) {
        let parts = entry.split(separator: UInt8(ascii: " "), maxSplits: 4)
        let numbers = parts.prefix(4).compactMap { Int(String(decoding: $0, as: UTF8.self)) }
        guard parts.count == 5, numbers.count == 4, numbers[2] <= numbers[3] else { return nil }
        self.epoch = epoch
        version = numbers[0]
        length = numbers[1]
        span = Instant(unixSeconds: numbers[2])..<Instant(unixSeconds: numbers[3])
        readAt = .now
        forms = Mutex(Forms(gzipped: Array(parts[4])))
    }

    /// `"<version> <length> <window's begin> <window's end> <gzip>"`, the moments in Unix seconds.
    var cacheEntry: [UInt8] {
        Array("\(version) \(length) \(span.lowerBound.unixSeconds) \(span.upperBound.unixSeconds) ".utf8) + gzipped
    }

    /// The JSON in gzip.
    public var gzipped: [UInt8] {
        forms.withLock { forms in
            if let known = forms.gzipped { return known }
            let bytes = Gzip.compress(forms.json ?? [])
            forms.gzipped = bytes
            return bytes
        }
    }

    /// The JSON itself. Throws where the cache held something else.
    public func json() throws(BrokenEntry) -> [UInt8] {
        let bytes = forms.withLock { (forms) -> [UInt8]? in
            if let known = forms.json { return known }
            forms.json = Gzip.decompress(forms.gzipped ?? [], length: length)
            return forms.json
        }
        guard let bytes else { throw BrokenEntry() }
        return bytes
    }

    /// The cache held bytes that nobody wrote.
    public struct BrokenEntry: Error {}
}
