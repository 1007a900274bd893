/// A query string, taken apart (WHATWG URL, application/x-www-form-urlencoded).
public struct Query: Sendable {
    /// A name as it was written, its decoded form, and its value.
    public struct Item: Sendable {
        /// The name as it was written, percent signs and all.
        public let rawName: String
        /// The name, decoded.
        public let name: String
        /// nil where it is not UTF-8 or badly percent-encoded.
        public let value: String?
    }

    /// In the order they were written, repeated ones included.
    public let items: [Item]

    /// Takes `text`, the part behind the "?", apart.
    public init(_ text: String) {
        items = text.split(separator: "&").map { part in
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = halves.count > 1 ? Self.decode(halves[1]) : ""
            return Item(rawName: String(halves[0]), name: Self.decode(halves[0]) ?? "", value: value)
        }
    }

    /// The first value of `name`; nil where it is missing or cannot be decoded.
    public subscript(_ name: String) -> String? {
        items.first { $0.name == name }?.value
    }

    /// Whether `name` was given at all.
    public func has(_ name: String) -> Bool {
        items.contains { $0.name == name }
    }

    /// Why a shared cache must not store an answer to this query under the names `known`: one of its names is
    /// unknown, repeated or written with percent signs, so that two keys would mean one thing. nil is fine.
    public func offence(against known: Set<String>) -> String? {
        var seen: Set<String> = []
        for item in items {
            if !known.contains(item.rawName) { return "There is no parameter “\(item.name)” here." }
            if !seen.insert(item.rawName).inserted { return "“\(item.name)” is given twice." }
        }
        return nil
    }

    /// Percent-decodes; "+" is a space. nil for a broken escape or bytes that are not UTF-8.
    static func decode(_ text: some StringProtocol) -> String? {
        let isPlain = text.utf8.allSatisfy { $0 != UInt8(ascii: "%") && $0 != UInt8(ascii: "+") }
        if isPlain { return String(text) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var rest = text.utf8.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(hexDigit), let low = rest.next().flatMap(hexDigit) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Percent-encodes everything but RFC 3986's unreserved characters, and commas, which stand between names.
    public static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".unicodeScalars)
        var encoded = String.UnicodeScalarView()
        for byte in text.utf8 {
            let scalar = UnicodeScalar(byte)
            if byte < 0x80,
                scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || "-._~,".unicodeScalars.contains(scalar)
            {
                encoded.append(scalar)
            } else {
                encoded.append(contentsOf: ["%", digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            }
        }
        return String(encoded)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        Character(UnicodeScalar(byte)).hexDigitValue.map(UInt8.init)
    }
}
