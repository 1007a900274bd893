import FoundationEssentials

/// Reads the members of a JSON object one by one, gathers what is wrong with them, and tells it all at once.
///
///     var body = try JSONBody(request.body)
///     let slot = body.id("slot_id")
///     let note = body.optionalText("note", length: 0...500)
///     try body.finish()
///
/// What a member's reader returns for a bad member is a stand-in; `finish` throws before anybody uses it.
public struct JSONBody {
    /// No body needs more: slots are objects in an array in an object.
    private static let deepest = 8

    private let path: String
    private var members: [String: JSONValue]
    private var errors: [Problem.FieldError] = []

    /// Reads `bytes`; throws `bad-request` where they are no JSON object.
    public init(_ bytes: [UInt8]) throws(Problem) {
        guard !bytes.isEmpty else { throw Problem(.badRequest, "The body is missing: send a JSON object.") }
        guard JSONValue.depth(of: bytes) <= Self.deepest else {
            throw Problem(.badRequest, "The body is nested too deeply, or not UTF-8.")
        }
        let value: JSONValue
        do {
            value = try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
        } catch {
            throw Problem(.badRequest, "The body is not valid JSON.")
        }
        guard case .object(let members) = value else { throw Problem(.badRequest, "The body must be a JSON object.") }
        self.init(members, path: "")
    }

    /// An empty object: for bodies that may be left out.
    public static var empty: JSONBody { JSONBody([:], path: "") }

    private init(_ members: [String: JSONValue], path: String) {
        self.members = members
        self.path = path
    }

    /// Throws `bad-request` with every field that was wrong, unknown ones among them.
    public mutating func finish() throws(Problem) {
        reportUnknown()
        guard let first = errors.first else { return }
        throw Problem(.badRequest, errors.count == 1 ? first.detail : "Some fields are wrong.", errors: errors)
    }

    /// Whether the member was sent, null or not.
    public func has(_ name: String) -> Bool {
        members[name] != nil
    }

    /// An id, 1 … 2^53 − 1.
    public mutating func id(_ name: String) -> Int {
        integer(name, in: 1...((1 << 53) - 1))
    }

    /// An integer of `range`.
    public mutating func integer(_ name: String, in range: ClosedRange<Int>) -> Int {
        optionalInteger(name, in: range) ?? missing(name, range.lowerBound)
    }

    /// An integer of `range`; nil where it is missing or null.
    public mutating func optionalInteger(_ name: String, in range: ClosedRange<Int>) -> Int? {
        switch take(name) {
        case nil, .null: return nil
        case .integer(let value) where range.contains(value): return value
        case .integer, .number:
            return fail(name, "Give a whole number from \(range.lowerBound) to \(range.upperBound).", range.lowerBound)
        default: return fail(name, "Give a number.", range.lowerBound)
        }
    }

    /// Text with `length` characters, blanks around it cut.
    public mutating func text(_ name: String, length: ClosedRange<Int>) -> String {
        optionalText(name, length: length) ?? missing(name, "")
    }

    /// Text with `length` characters, blanks around it cut; nil where it is missing or null.
    public mutating func optionalText(_ name: String, length: ClosedRange<Int>) -> String? {
        switch take(name) {
        case nil, .null: return nil
        case .text(let text): return checked(name, text, length)
        default: return fail(name, "Give text.", "")
        }
    }

    /// Text as it was typed: a password keeps its blanks.
    public mutating func secret(_ name: String, bytes length: ClosedRange<Int>) -> String {
        guard case .text(let text)? = take(name) else { return missing(name, "") }
        if text.utf8.contains(0) { return fail(name, "U+0000 is not allowed.", "") }
        if text.utf8.count < length.lowerBound {
            return fail(name, "Give at least \(length.lowerBound) characters.", "")
        }
        if text.utf8.count > length.upperBound { return fail(name, "Give at most \(length.upperBound) bytes.", "") }
        return text
    }

    /// A list of at most `count` texts; nil where it is missing.
    public mutating func optionalTexts(_ name: String, atMost count: Int, length: ClosedRange<Int>) -> [String]? {
        switch take(name) {
        case nil: return nil
        case .array(let values) where values.count <= count:
            return values.enumerated().map { index, value in
                guard case .text(let text) = value else { return fail("\(name)[\(index)]", "Give text.", "") }
                return checked("\(name)[\(index)]", text, length)
            }
        case .array: return fail(name, "Give at most \(count).", [])
        default: return fail(name, "Give a list.", [])
        }
    }

    /// A list of `count` objects, each read by `read`, which need not call `finish`.
    public mutating func objects<Element>(
        _ name: String, count: ClosedRange<Int>, _ read: (inout JSONBody) -> Element?
    ) -> [Element] {
        guard case .array(let values)? = take(name) else { return missing(name, []) }
        guard count.contains(values.count) else {
            return fail(name, "Give \(count.lowerBound) to \(count.upperBound) of them.", [])
        }
        return values.enumerated().compactMap { index, value in
            let place = "\(path)\(name)[\(index)]"
            guard case .object(let members) = value else { return fail("\(name)[\(index)]", "Give an object.", nil) }
            var inner = JSONBody(members, path: place + ".")
            let element = read(&inner)
            inner.reportUnknown()
            errors += inner.errors
            return element
        }
    }

    /// A text that `parse` understands; `hint` says what would be right.
    public mutating func parsed<Value>(_ name: String, _ hint: String, _ parse: (String) -> Value?) -> Value? {
        guard case .text(let text)? = take(name) else { return missing(name, nil) }
        return parse(text) ?? fail(name, hint, nil)
    }

    /// Like `parsed`; nil also where the member is missing or null.
    public mutating func optionallyParsed<Value>(_ name: String, _ hint: String, _ parse: (String) -> Value?) -> Value?
    {
        switch take(name) {
        case nil, .null: return nil
        case .text(let text): return parse(text) ?? fail(name, hint, nil)
        default: return fail(name, hint, nil)
        }
    }

    /// Notes that `name` is wrong; the handler's own rules use it.
    public mutating func reject(_ name: String, _ detail: String) {
        errors.append(Problem.FieldError(path + name, detail))
    }

    private mutating func take(_ name: String) -> JSONValue? {
        members.removeValue(forKey: name)
    }

    private mutating func missing<Value>(_ name: String, _ standIn: Value) -> Value {
        if !errors.contains(where: { $0.field == path + name }) { reject(name, "\(name) is missing.") }
        return standIn
    }

    private mutating func fail<Value>(_ name: String, _ detail: String, _ standIn: Value) -> Value {
        reject(name, detail)
        return standIn
    }

    private mutating func checked(_ name: String, _ text: String, _ length: ClosedRange<Int>) -> String {
        // libpq's text parameters end at the first U+0000: such text would be cut without a word.
        if text.utf8.contains(0) { return fail(name, "U+0000 is not allowed.", "") }
        if text.unicodeScalars.contains(where: \.isUnwantedControl) {
            return fail(name, "Control characters are not allowed.", "")
        }
        let blank: (Character) -> Bool = { $0.isWhitespace }
        let kept = text.drop(while: blank)
        let trimmed = String(kept[..<(kept.lastIndex { !blank($0) }.map(kept.index(after:)) ?? kept.startIndex)])
        if trimmed.unicodeScalars.count < length.lowerBound { return fail(name, "\(name) is empty.", "") }
        if trimmed.unicodeScalars.count > length.upperBound {
            return fail(name, "Give at most \(length.upperBound) characters.", "")
        }
        return trimmed
    }

    private mutating func reportUnknown() {
        for name in members.keys.sorted() {
            let shown = String(String.UnicodeScalarView(name.unicodeScalars.prefix(40).filter { $0.value >= 0x20 }))
            reject(shown, "There is no field “\(shown)” here.")
        }
        members = [:]
    }
}

extension Unicode.Scalar {
    /// A control character other than those that break and indent lines; or one that turns the direction of the text
    /// around it, by which a name could disguise itself (Unicode TR 36).
    fileprivate var isUnwantedControl: Bool {
        if properties.generalCategory == .control { return self != "\n" && self != "\r" && self != "\t" }
        return (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
    }
}
