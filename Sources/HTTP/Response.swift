/// One answer, free of the protocol that carries it.
public struct Response: Sendable {
    /// The response's status.
    public var status: Status
    /// In the order they are written.
    public private(set) var fields: [(name: String, value: String)] = []
    /// The bytes behind the empty line.
    public var body: [UInt8]

    /// An answer with this body; `contentType` is left out where there is no body.
    public init(_ status: Status, contentType: String? = nil, body: [UInt8] = []) {
        self.status = status
        self.body = body
        if let contentType { set("Content-Type", contentType) }
    }

    /// An answer in JSON, private to the person who asked.
    public static func json(_ status: Status = .ok, _ write: (inout JSONWriter) -> Void) -> Response {
        var writer = JSONWriter()
        write(&writer)
        return Response(status, contentType: "application/json", body: writer.bytes)
    }

    /// 204.
    public static var noContent: Response { Response(.noContent) }

    /// Appends a field. Line breaks in `value` are an attack and are cut out.
    public mutating func set(_ name: String, _ value: String) {
        let isPrinted: (UInt8) -> Bool = { $0 >= 0x20 || $0 == UInt8(ascii: "\t") }
        let clean =
            value.utf8.allSatisfy(isPrinted) ? value : String(decoding: value.utf8.filter(isPrinted), as: UTF8.self)
        fields.append((name, clean))
    }

    /// The same answer with one more field.
    public func setting(_ name: String, _ value: String) -> Response {
        var response = self
        response.set(name, value)
        return response
    }

    /// Puts a field in the place of those of its name.
    public mutating func replace(_ name: String, _ value: String) {
        fields.removeAll { $0.name == name }
        set(name, value)
    }

    /// The value of a field that was set.
    public func field(_ name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    /// Status line and fields as CGI writes them (RFC 3875, section 6), ending with the empty line.
    public var head: [UInt8] {
        var text = "Status: \(status.rawValue) \(status.phrase)\r\n"
        for (name, value) in fields { text += "\(name): \(value)\r\n" }
        if status != .noContent && status != .notModified { text += "Content-Length: \(body.count)\r\n" }
        return Array((text + "\r\n").utf8)
    }
}
