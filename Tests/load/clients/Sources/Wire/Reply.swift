/// An HTTP answer as it comes in, in whatever pieces. It keeps only what is not yet whole.
package struct Reply {
    package enum Phase: UInt8, Sendable {
        case head
        /// The length of the next chunk, and the line end behind a chunk.
        case length
        case chunk
        case chunkEnd
        /// A body without chunks: `left` bytes of it, or until the connection ends.
        case plain
        case over
    }

    private static let headEnd: StaticString = "\r\n\r\n"

    package private(set) var phase = Phase.head
    package private(set) var status: UInt16 = 0
    /// The server closes the connection behind this answer.
    package private(set) var isLast = false
    /// Bytes of the body, or of the chunk, that are still to come.
    private var left = 0
    /// The beginning of a head, or of a record, whose end has not come.
    private var rest: [UInt8] = []

    package init() {}

    /// Takes what was read, and appends to `text` what is whole of the body, after what was kept.
    package mutating func take(_ read: UnsafeRawBufferPointer, into text: inout [UInt8]) {
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
    package mutating func keep(_ unfinished: ArraySlice<UInt8>) {
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
        let read = UnsafeRawBufferPointer(rebasing: input)
        // Nearly always it comes in one piece.
        if rest.isEmpty, let end = read.place(of: Self.headEnd) {
            understand(UnsafeRawBufferPointer(rebasing: read[..<end]))
            input = input.dropFirst(end + 4)
            return true
        }
        let before = rest.count
        rest.append(contentsOf: read)
        let head = rest
        rest = []
        let end = head.withUnsafeBytes { known -> Int? in
            guard let end = known.place(of: Self.headEnd) else { return nil }
            understand(UnsafeRawBufferPointer(rebasing: known[..<end]))
            return end
        }
        guard let end else {
            rest = head
            return false
        }
        input = input.dropFirst(end + 4 - before)
        return true
    }

    /// The status, and how the body's end is told. An interim answer (1xx) is not expected: nobody asks for one.
    private mutating func understand(_ head: UnsafeRawBufferPointer) {
        status = UInt16(clamping: UnsafeRawBufferPointer(rebasing: head.dropFirst(9)).number)
        phase = .plain
        left = .max
        var start = head.place(of: "\r\n").map { $0 + 2 } ?? head.count
        while start < head.count {
            let end = head.place(of: "\r\n", from: start) ?? head.count
            understand(field: UnsafeRawBufferPointer(rebasing: head[start..<end]))
            start = end + 2
        }
        if phase == .plain, left == 0 || status == 204 || status == 304 { phase = .over }
    }

    private mutating func understand(field: UnsafeRawBufferPointer) {
        switch field[0] | 0x20 {
        case UInt8(ascii: "c"):
            if field.begins(with: "content-length: ") {
                left = UnsafeRawBufferPointer(rebasing: field.dropFirst(16)).number
            } else if field.begins(with: "connection: close") {
                isLast = true
            }
        case UInt8(ascii: "t"):
            if field.begins(with: "transfer-encoding: chunked") {
                phase = .length
                left = 0
            }
        default: break
        }
    }
}
