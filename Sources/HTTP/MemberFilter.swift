/// Leaves members out of objects in JSON that `JSONWriter` has made: no blanks, no escapes in names. The rest stays as it
/// is, byte for byte, so that an answer that was encoded before need not be encoded again.
public struct MemberFilter: Sendable {
    private let kept: Set<String>

    /// A filter that keeps the members of these names.
    public init(keeping names: some Sequence<String>) {
        kept = Set(names)
    }

    /// The object `json` with the kept members alone.
    public func object(_ json: [UInt8]) -> [UInt8] {
        var scanner = Scanner(json)
        var output: [UInt8] = []
        output.reserveCapacity(json.count)
        copyObject(&scanner, &output)
        return output
    }

    /// The object `json` as it is, but for the objects in its list `name`, which have the kept members alone.
    public func objects(in name: String, of json: [UInt8]) -> [UInt8] {
        var scanner = Scanner(json)
        var output: [UInt8] = []
        output.reserveCapacity(json.count)
        output.append(UInt8(ascii: "{"))
        scanner.eachMember { scanner, member in
            if output.count > 1 { output.append(UInt8(ascii: ",")) }
            guard member == name else { return output.append(contentsOf: scanner.memberAsItIs()) }
            output.append(contentsOf: scanner.nameAsItIs())
            output.append(UInt8(ascii: "["))
            var isFirst = true
            scanner.eachElement { scanner in
                if !isFirst { output.append(UInt8(ascii: ",")) }
                isFirst = false
                copyObject(&scanner, &output)
            }
            output.append(UInt8(ascii: "]"))
        }
        output.append(UInt8(ascii: "}"))
        return output
    }

    private func copyObject(_ scanner: inout Scanner, _ output: inout [UInt8]) {
        output.append(UInt8(ascii: "{"))
        var isFirst = true
        scanner.eachMember { scanner, name in
            let member = scanner.memberAsItIs()
            guard kept.contains(name) else { return }
            if !isFirst { output.append(UInt8(ascii: ",")) }
            isFirst = false
            output.append(contentsOf: member)
        }
        output.append(UInt8(ascii: "}"))
    }
}

/// Walks through JSON without blanks. Where the text ends too early it stands still at the end.
private struct Scanner {
    private let json: [UInt8]
    private var position = 0
    /// Where the present member begins: at the quotation mark of its name.
    private var memberStart = 0

    init(_ json: [UInt8]) {
        self.json = json
    }

    /// Enters an object; `body` has to take each member, in one of the ways below.
    mutating func eachMember(_ body: (inout Scanner, String) -> Void) {
        guard take(UInt8(ascii: "{")) else { return }
        while current == UInt8(ascii: "\"") {
            memberStart = position
            skipString()
            let name = String(decoding: json[memberStart + 1..<position - 1], as: UTF8.self)
            _ = take(UInt8(ascii: ":"))
            body(&self, name)
            guard take(UInt8(ascii: ",")) else { break }
        }
        _ = take(UInt8(ascii: "}"))
    }

    /// Enters an array; `body` has to take each element.
    mutating func eachElement(_ body: (inout Scanner) -> Void) {
        guard take(UInt8(ascii: "[")) else { return }
        while let byte = current, byte != UInt8(ascii: "]") {
            let start = position
            body(&self)
            guard take(UInt8(ascii: ",")), position > start else { break }
        }
        _ = take(UInt8(ascii: "]"))
    }

    /// Takes the present member: its name and its value.
    mutating func memberAsItIs() -> ArraySlice<UInt8> {
        let start = memberStart
        skipValue()
        return json[start..<position]
    }

    /// The present member's name and the colon; its value is still to be taken.
    func nameAsItIs() -> ArraySlice<UInt8> {
        json[memberStart..<position]
    }

    private var current: UInt8? {
        position < json.count ? json[position] : nil
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipString() {
        position += 1
        while let byte = current, byte != UInt8(ascii: "\"") {
            position += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        position = min(position + 1, json.count)
    }

    /// A number, a word, a string, or everything up to the bracket that closes the first one.
    private mutating func skipValue() {
        var depth = 0
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""): skipString()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ","):
                guard depth > 0 else { return }
                if byte != UInt8(ascii: ",") { depth -= 1 }
                position += 1
            default: position += 1
            }
        }
    }
}
