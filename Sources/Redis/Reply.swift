import CHiredis

/// What Redis answered.
public indirect enum Reply: Sendable, Equatable {
    case null
    case integer(Int)
    case bytes([UInt8])
    case status(String)
    case array([Reply])
    /// An error, where it stands among the replies of a pipeline or inside an array.
    case failure(String)

    /// The reply as text, if it is bytes or a status.
    public var text: String? {
        switch self {
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        case .status(let status): status
        default: nil
        }
    }

    /// The reply as a whole number, if it is one or the digits of one.
    public var int: Int? {
        if case .integer(let number) = self { return number }
        return text.flatMap { Int($0) }
    }

    /// The reply's elements, if it is an array.
    public var elements: [Reply]? {
        if case .array(let elements) = self { return elements }
        return nil
    }
}

extension Reply {
    /// Copies what hiredis has read.
    init(copying reply: redisReply) {
        switch reply.type {
        case REDIS_REPLY_INTEGER: self = .integer(Int(reply.integer))
        case REDIS_REPLY_STRING: self = .bytes(Array(Self.bytes(of: reply)))
        case REDIS_REPLY_STATUS: self = .status(String(decoding: Self.bytes(of: reply), as: UTF8.self))
        case REDIS_REPLY_ERROR: self = .failure(String(decoding: Self.bytes(of: reply), as: UTF8.self))
        case REDIS_REPLY_ARRAY:
            let elements = UnsafeBufferPointer(start: reply.element, count: reply.elements)
            self = .array(elements.map { $0.map { Reply(copying: $0.pointee) } ?? .null })
        default: self = .null
        }
    }

    private static func bytes(of reply: redisReply) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: reply.str, count: reply.len)
    }
}
