/// Writes JSON (RFC 8259) straight into UTF-8. Foundation's encoder is fifteen times slower, and boards are hot.
///
///     json.object {
///         $0.member("id", 7)
///         $0.member("slots", slots) { $0.write($1) }
///     }
public struct JSONWriter {
    /// What has been written.
    public private(set) var bytes: [UInt8]
    private var needsComma = false

    /// A writer with room for `capacity` bytes.
    public init(capacity: Int = 512) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Writes an object whose members `body` writes.
    public mutating func object(_ body: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "{"))
        body(&self)
        close(UInt8(ascii: "}"))
    }

    /// Writes an array, each element by `body`.
    public mutating func array<S: Sequence>(_ elements: S, _ body: (inout JSONWriter, S.Element) -> Void) {
        open(UInt8(ascii: "["))
        for element in elements { body(&self, element) }
        close(UInt8(ascii: "]"))
    }

    /// Writes an integer.
    public mutating func integer(_ value: Int) {
        element { $0.appendInteger(value) }
    }

    /// Writes a string; what JSON wants escaped is escaped.
    public mutating func string(_ text: String) {
        element { $0.appendString(text) }
    }

    /// Writes null.
    public mutating func null() {
        literal("null")
    }

    /// Writes JSON that was made before, as it is.
    public mutating func raw(_ json: some Sequence<UInt8>) {
        element { $0.bytes.append(contentsOf: json) }
    }

    /// Writes a string whose characters `append` adds: ASCII that needs no escaping.
    public mutating func plainString(_ append: (inout [UInt8]) -> Void) {
        element {
            $0.bytes.append(UInt8(ascii: "\""))
            append(&$0.bytes)
            $0.bytes.append(UInt8(ascii: "\""))
        }
    }

    /// Writes a member's name; the next value written is its value.
    public mutating func name(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a member.
    public mutating func member(_ name: StaticString, _ value: Int?) {
        self.name(name)
        if let value { integer(value) } else { null() }
    }

    /// Writes a member.
    public mutating func member(_ name: StaticString, _ value: String?) {
        self.name(name)
        if let value { string(value) } else { null() }
    }

    /// Writes a member.
    public mutating func member(_ name: StaticString, _ value: Bool) {
        self.name(name)
        literal(value ? "true" : "false")
    }

    /// Writes a member that is a list of strings.
    public mutating func member(_ name: StaticString, _ values: [String]) {
        self.name(name)
        array(values) { $0.string($1) }
    }

    /// Writes a member that is an object.
    public mutating func member(_ name: StaticString, object body: (inout JSONWriter) -> Void) {
        self.name(name)
        object(body)
    }

    /// Writes a member that is an array.
    public mutating func member<S: Sequence>(
        _ name: StaticString, _ elements: S, _ body: (inout JSONWriter, S.Element) -> Void
    ) {
        self.name(name)
        array(elements, body)
    }

    private mutating func element(_ write: (inout JSONWriter) -> Void) {
        separate()
        write(&self)
        needsComma = true
    }

    private mutating func literal(_ text: StaticString) {
        element { writer in text.withUTF8Buffer { writer.bytes.append(contentsOf: $0) } }
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func appendInteger(_ value: Int) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var magnitude = value.magnitude
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(magnitude % 10))
            magnitude /= 10
        } while magnitude > 0
        bytes[start...].reverse()
    }

    private mutating func appendString(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(Self.hexDigits[Int(byte >> 4)])
                bytes.append(Self.hexDigits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)
}
