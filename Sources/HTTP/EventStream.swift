/// The text of server-sent events (WHATWG HTML, section 9.2).
public enum EventStream {
    /// One event. `data` is one line of JSON; `id` is left out where something below it may be missing.
    public static func event(_ name: StaticString, id: String? = nil, data: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(data.count + 64)
        bytes.append(contentsOf: "event: ".utf8)
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        if let id { bytes.append(contentsOf: "\nid: \(id)".utf8) }
        bytes.append(contentsOf: "\ndata: ".utf8)
        bytes.append(contentsOf: data)
        bytes.append(contentsOf: "\n\n".utf8)
        return bytes
    }

    /// How long a client waits before it comes back, in milliseconds.
    public static func retry(milliseconds: Int) -> [UInt8] {
        Array("retry: \(milliseconds)\n\n".utf8)
    }

    /// The last words of a stream that ends in order. A browser's own `EventSource` heeds `retry`; a page that makes new ones
    /// itself, to spread them better, can read it only from an event.
    public static func end(retry milliseconds: Int) -> [UInt8] {
        retry(milliseconds: milliseconds) + event("end", data: Array("{\"retry\":\(milliseconds)}".utf8))
    }

    /// Status and fields of the answer that opens a stream.
    public static var head: [UInt8] {
        var text = "Status: 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
        // Proxies before nginx must not gather events either.
        text += "X-Accel-Buffering: no\r\n\r\n"
        return Array(text.utf8)
    }
}
