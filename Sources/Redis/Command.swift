/// A command and its arguments; any byte may stand in them.
public struct Command: Sendable, Equatable {
    private var buffer: [UInt8] = []
    private var lengths: [Int] = []

    /// A command of texts: `Command("SET", key, value)`.
    public init(_ words: String...) {
        for word in words { append(word) }
    }

    /// Adds an argument.
    public mutating func append(_ word: String) {
        buffer.append(contentsOf: word.utf8)
        lengths.append(word.utf8.count)
    }

    /// Adds an argument of any bytes.
    public mutating func append(bytes: [UInt8]) {
        buffer.append(contentsOf: bytes)
        lengths.append(bytes.count)
    }

    /// The arguments as hiredis takes them; the pointers live as long as the call.
    func withArguments<Result>(
        _ body: (Int32, UnsafeMutablePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int>?) -> Result
    ) -> Result {
        buffer.withUnsafeBytes { bytes in
            let base = bytes.assumingMemoryBound(to: CChar.self).baseAddress
            var offset = 0
            var pointers = lengths.map { length in
                defer { offset += length }
                return base?.advanced(by: offset)
            }
            return pointers.withUnsafeMutableBufferPointer { pointers in
                lengths.withUnsafeBufferPointer { lengths in
                    body(Int32(lengths.count), pointers.baseAddress, lengths.baseAddress)
                }
            }
        }
    }
}
