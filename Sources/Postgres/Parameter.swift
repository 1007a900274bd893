/// A value for `$1`, `$2`, … of a statement. All of them travel as text; the server knows the types.
public enum Parameter: Sendable, Equatable {
    case text(String)
    case integer(Int)
    case bytes([UInt8])
    case bool(Bool)
    case null

    /// A `bigint[]`, `int[]` or any other array of whole numbers.
    public static func integers(_ elements: [Int]) -> Parameter { .text(ArrayLiteral.integers(elements)) }

    /// An array of whole numbers with gaps.
    public static func optionalIntegers(_ elements: [Int?]) -> Parameter { .text(ArrayLiteral.integers(elements)) }

    /// A `text[]`, and by the server's conversion a `date[]`, `time[]` and so on.
    public static func texts(_ elements: [String]) -> Parameter { .text(ArrayLiteral.texts(elements)) }

    /// A `text[]` with gaps.
    public static func optionalTexts(_ elements: [String?]) -> Parameter { .text(ArrayLiteral.texts(elements)) }

    /// A `bytea[]`.
    public static func byteArrays(_ elements: [[UInt8]]) -> Parameter { .text(ArrayLiteral.bytes(elements)) }

    /// The text, or null where there is none.
    public static func optionalText(_ value: String?) -> Parameter { value.map(Parameter.text) ?? .null }

    /// The number, or null where there is none.
    public static func optionalInteger(_ value: Int?) -> Parameter { value.map(Parameter.integer) ?? .null }
}

extension Parameter: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByNilLiteral
{
    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// A boolean.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// SQL's null.
    public init(nilLiteral: ()) { self = .null }
}

/// Parameters laid out for libpq: zero-terminated texts, one after the other in one buffer.
package struct EncodedParameters {
    package private(set) var buffer: [UInt8] = []
    /// Where each text begins in `buffer`; none for null.
    package private(set) var offsets: [Int?] = []

    /// Throws when a text holds U+0000: PostgreSQL has no such character, and C would cut the text there.
    package init(_ parameters: [Parameter]) throws(PostgresError) {
        offsets.reserveCapacity(parameters.count)
        for (index, parameter) in parameters.enumerated() {
            guard parameter != .null else {
                offsets.append(nil)
                continue
            }
            offsets.append(buffer.count)
            guard append(parameter) else {
                throw PostgresError(.decoding, message: "a text with U+0000", place: "parameter \(index + 1)")
            }
            buffer.append(0)
        }
    }

    private mutating func append(_ parameter: Parameter) -> Bool {
        switch parameter {
        case .null: break
        case .text(let text):
            guard !text.utf8.contains(0) else { return false }
            buffer.append(contentsOf: text.utf8)
        case .integer(let number): buffer.append(contentsOf: String(number).utf8)
        case .bool(let bool): buffer.append(UInt8(ascii: bool ? "t" : "f"))
        case .bytes(let bytes): Hexadecimal.appendBytea(bytes, to: &buffer)
        }
        return true
    }

    /// The addresses of the texts, as `PQsendQueryParams` takes them; they live as long as the call.
    func withPointers<Result>(_ body: ([UnsafePointer<CChar>?]) -> Result) -> Result {
        buffer.withUnsafeBytes { bytes in
            let base = bytes.assumingMemoryBound(to: CChar.self).baseAddress
            return body(offsets.map { offset in offset.flatMap { base?.advanced(by: $0) } })
        }
    }
}
