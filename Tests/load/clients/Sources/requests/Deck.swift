import FoundationEssentials
import Wire

/// The requests of one kind, byte for byte as they are sent: in the file each stands behind a line with its length.
struct Deck {
    private let bytes: [UInt8]
    private let places: [Range<Int>]
    private let once: Bool
    private var next = 0

    init(file: String, once: Bool) throws {
        bytes = [UInt8](try Data(contentsOf: URL(filePath: file)))
        self.once = once
        var places: [Range<Int>] = []
        var start = 0
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            guard let length = Int(String(decoding: bytes[start..<end], as: UTF8.self)),
                length > 0, end + 1 + length <= bytes.count
            else { throw Failure("\(file) is no deck of requests") }
            places.append(end + 1..<end + 1 + length)
            start = end + 1 + length
        }
        guard start == bytes.count, !places.isEmpty else { throw Failure("\(file) is no deck of requests") }
        self.places = places
    }

    var isUsedUp: Bool { once && next >= places.count }

    /// Hands over the next request.
    mutating func draw<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let place = places[next % places.count]
        next += 1
        return bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[place])) }
    }
}
