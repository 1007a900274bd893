import Gzip
import Synchronization

/// A board as it is sent: encoded once, compressed once, read by many threads.
public final class EncodedBoard: Sendable {
    /// Versions of two epochs cannot be compared.
    public let epoch: String
    /// The board's version at this state.
    public let version: Int
    /// The JSON in gzip.
    public let gzipped: [UInt8]
    /// Bytes of the JSON.
    public let length: Int

    /// The JSON itself, for the few who do not take gzip: found out when the first of them asks.
    private let plain: Mutex<[UInt8]?>

    /// A board that has just been encoded.
    public init(epoch: String, version: Int, json: [UInt8]) {
        self.epoch = epoch
        self.version = version
        gzipped = Gzip.compress(json)
        length = json.count
        plain = Mutex(json)
    }

    /// A board from the cache, where its entry can be read.
    init?(epoch: String, cacheEntry entry: [UInt8]) {
        let parts = entry.split(separator: UInt8(ascii: " "), maxSplits: 2)
        guard parts.count == 3, let version = Int(String(decoding: parts[0], as: UTF8.self)),
            let length = Int(String(decoding: parts[1], as: UTF8.self))
        else { return nil }
        self.epoch = epoch
        self.version = version
        self.length = length
        gzipped = Array(parts[2])
        plain = Mutex(nil)
    }

    /// `"<version> <length> <gzip>"`.
    var cacheEntry: [UInt8] { Array("\(version) \(length) ".utf8) + gzipped }

    /// The JSON. Throws where the cache held something else.
    public func json() throws(BrokenEntry) -> [UInt8] {
        if let known = plain.withLock({ $0 }) { return known }
        guard let bytes = Gzip.decompress(gzipped, length: length) else { throw BrokenEntry() }
        plain.withLock { $0 = bytes }
        return bytes
    }

    /// The cache held bytes that nobody wrote.
    public struct BrokenEntry: Error {}
}
