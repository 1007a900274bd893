import Wire

/// One record of an event stream (WHATWG HTML, section 9.2), as it lies in the buffer it was read into.
struct Record {
    let bytes: UnsafeRawBufferPointer
    private(set) var name: UnsafeRawBufferPointer?
    private(set) var id: UnsafeRawBufferPointer?
    private(set) var data: UnsafeRawBufferPointer?
    /// Milliseconds.
    private(set) var retry: Int?

    /// Reads the lines of a record; `data` is a single one here.
    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        var rest = bytes[...]
        while !rest.isEmpty {
            let line = rest.prefix { $0 != UInt8(ascii: "\n") }
            rest = rest.dropFirst(line.count + 1)
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            take(field: line[..<colon].first, UnsafeRawBufferPointer(rebasing: line[(colon + 1)...]))
        }
    }

    /// The fields of an event stream have different first letters; a comment has none.
    private mutating func take(field letter: UInt8?, _ value: UnsafeRawBufferPointer) {
        let text = value.first == UInt8(ascii: " ") ? UnsafeRawBufferPointer(rebasing: value.dropFirst()) : value
        switch letter {
        case UInt8(ascii: "e"): name = text
        case UInt8(ascii: "i"): id = text
        case UInt8(ascii: "d"): data = text
        case UInt8(ascii: "r"): retry = Int(String(decoding: text, as: UTF8.self))
        default: break
        }
    }

    /// Hands over each whole record of `text`, and answers how many bytes they had; the rest is still to come.
    static func each(in text: UnsafeRawBufferPointer, _ body: (Record) -> Void) -> Int {
        var start = 0
        while let end = text.place(of: "\n\n", from: start) {
            body(Record(UnsafeRawBufferPointer(rebasing: text[start..<end])))
            start = end + 2
        }
        return start
    }

    func isNamed(_ word: StaticString) -> Bool {
        name?.isEqual(to: word) ?? false
    }

    /// Equal for equal bytes; that two others share 64 bits, nobody will see.
    var digest: Int {
        var hasher = Hasher()
        hasher.combine(bytes: bytes)
        return hasher.finalize()
    }

    /// Whether a heartbeat, whose data ends with `"degraded":true}`, says that a part is away.
    var isDegraded: Bool {
        data?.suffix(5).elementsEqual("true}".utf8) ?? false
    }

    /// The version that a heartbeat names, after `{"versions":{"7":`; nil while its stream is still joining.
    var heartbeatVersion: Int? {
        guard let data, data.count > 13, let colon = data[13...].firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let digits = data[(colon + 1)...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return digits.isEmpty ? nil : digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
}
