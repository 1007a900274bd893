/// An HTTP answer as it comes in, in whatever pieces. It keeps only what is not yet whole.
struct Reply {
    enum Phase: UInt8 {
        case head
        /// The length of the next chunk, and the line end behind a chunk.
        case length
        case chunk
        case chunkEnd
        /// A body without chunks: `left` bytes of it, or until the connection ends.
        case plain
        case over
    }

    private(set) var phase = Phase.head
    private(set) var status: UInt16 = 0
    /// Bytes of the body, or of the chunk, that are still to come.
    private var left = 0
    /// The beginning of a head, or of a record, whose end has not come.
    private var rest: [UInt8] = []

    /// Takes what was read, and appends to `text` what is whole of the body, after what was kept.
    mutating func take(_ read: UnsafeRawBufferPointer, into text: inout [UInt8]) {
        var input = read[...]
        if phase == .head, !takeHead(&input) { return }
        if !rest.isEmpty {
            text.append(contentsOf: rest)
            rest = []
        }
        while let byte = input.first, phase != .over {
            switch phase {
            case .length: takeLength(byte, &input)
            case .chunkEnd:
                input = input.dropFirst()
                if byte == UInt8(ascii: "\n") { phase = .length }
            case .chunk, .plain:
                let part = input.prefix(left)
                text.append(contentsOf: UnsafeRawBufferPointer(rebasing: part))
                input = input.dropFirst(part.count)
                left -= part.count
                if left == 0 { phase = phase == .chunk ? .chunkEnd : .over }
            case .head, .over: break
            }
        }
    }

    /// Keeps the end of `text`, until more of it comes.
    mutating func keep(_ unfinished: ArraySlice<UInt8>) {
        if !unfinished.isEmpty { rest = Array(unfinished) }
    }

    /// A line of hexadecimal digits, which may come in pieces; nothing else is ever in it.
    private mutating func takeLength(_ byte: UInt8, _ input: inout Slice<UnsafeRawBufferPointer>) {
        input = input.dropFirst()
        if byte == UInt8(ascii: "\n") {
            phase = left == 0 ? .over : .chunk
        } else if let digit = Character(UnicodeScalar(byte)).hexDigitValue {
            left = left * 16 + digit
        }
    }

    /// Whether the head is whole now.
    private mutating func takeHead(_ input: inout Slice<UnsafeRawBufferPointer>) -> Bool {
        rest.append(contentsOf: UnsafeRawBufferPointer(rebasing: input))
        guard let end = rest.withUnsafeBytes({ $0.place(of: "\r\n\r\n") }) else { return false }
        let head = String(decoding: rest[..<end], as: UTF8.self).lowercased()
        status = UInt16(head.dropFirst(9).prefix(3)) ?? 0
        if head.contains("\r\ntransfer-encoding: chunked") {
            phase = .length
        } else {
            phase = .plain
            left = Self.contentLength(head) ?? .max
        }
        input = input.dropFirst(input.count - (rest.count - end - 4))
        rest = []
        return true
    }

    private static func contentLength(_ head: String) -> Int? {
        let name = "\r\ncontent-length: "
        guard let field = head.firstRange(of: name) else { return nil }
        return Int(head[field.upperBound...].prefix { $0.isNumber })
    }
}
