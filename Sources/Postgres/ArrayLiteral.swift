/// One-dimensional arrays in the server's text form: `{1,NULL,"a \"quoted\" text"}`.
package enum ArrayLiteral {
    package static func integers(_ elements: [Int?]) -> String {
        "{" + elements.map { $0.map(String.init) ?? "NULL" }.joined(separator: ",") + "}"
    }

    /// Every text is quoted, so that neither `NULL` nor an empty one nor a comma is mistaken.
    package static func texts(_ elements: [String?]) -> String {
        "{" + elements.map { $0.map(quoted) ?? "NULL" }.joined(separator: ",") + "}"
    }

    /// A `bytea[]`.
    package static func bytes(_ elements: [[UInt8]]) -> String {
        texts(
            elements.map { bytes in
                var text: [UInt8] = []
                Hexadecimal.appendBytea(bytes, to: &text)
                return String(decoding: text, as: UTF8.self)
            })
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted.unicodeScalars.append("\\") }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    /// The elements of an array of one dimension, nil for SQL's null; nil when the text is none.
    package static func elements(of text: some Collection<UInt8>) -> [String?]? {
        var scanner = ArrayScanner(text)
        return scanner.array()
    }
}

/// Reads an array literal from left to right.
private struct ArrayScanner<Bytes: Collection<UInt8>> {
    private var rest: Bytes.SubSequence

    init(_ bytes: Bytes) { rest = bytes[...] }

    mutating func array() -> [String?]? {
        guard take("{") else { return nil }
        var elements: [String?] = []
        if take("}") { return rest.isEmpty ? elements : nil }
        repeat {
            guard let element = rest.first == UInt8(ascii: "\"") ? quotedElement() : plainElement() else { return nil }
            elements.append(element)
        } while take(",")
        return take("}") && rest.isEmpty ? elements : nil
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func quotedElement() -> String?? {
        rest.removeFirst()
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return .some(String(decoding: bytes, as: UTF8.self))
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst() else { return nil }
                bytes.append(escaped)
            default: bytes.append(byte)
            }
        }
        return nil
    }

    private mutating func plainElement() -> String?? {
        let end = rest.firstIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}") } ?? rest.endIndex
        let bytes = rest[..<end]
        rest = rest[end...]
        // An opening brace would be a second dimension, which nobody here stores.
        guard !bytes.isEmpty, !bytes.contains(UInt8(ascii: "{")) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        return .some(text == "NULL" ? nil : text)
    }
}
