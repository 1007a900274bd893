import FoundationEssentials

/// A JSON text, taken apart but not yet understood.
enum JSONValue: Decodable, Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let single = try decoder.singleValueContainer()
        if single.decodeNil() {
            self = .null
        } else if let value = try? single.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? single.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? single.decode(Double.self) {
            self = .number(value)
        } else if let value = try? single.decode(String.self) {
            self = .text(value)
        } else if let value = try? single.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try single.decode([String: JSONValue].self))
        }
    }
}

extension JSONValue {
    /// How deep arrays and objects stand in one another; to be asked before decoding: each value that is not what
    /// Foundation's decoder tries first costs it milliseconds at a depth of hundreds, so that 7 kB would keep a thread
    /// busy for minutes.
    static func depth(of json: [UInt8]) -> Int {
        var depth = 0, deepest = 0
        var isText = false, isEscaped = false
        for byte in json {
            switch byte {
            // No UTF-8 (RFC 8259, section 8.1), but the decoder would take UTF-16 and UTF-32 too.
            case 0: return .max
            case _ where isEscaped: isEscaped = false
            case UInt8(ascii: "\\") where isText: isEscaped = true
            case UInt8(ascii: "\""): isText.toggle()
            case _ where isText: break
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                deepest = max(deepest, depth)
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
        }
        return deepest
    }
}
