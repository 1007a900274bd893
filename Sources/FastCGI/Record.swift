/// Records of the FastCGI protocol (specification of 1996, section 8), for connections that were taken over.
public enum Record {
    private static let version: UInt8 = 1
    private static let headerLength = 8
    private static let longestContent = 65_535

    private enum Kind: UInt8 {
        case abortRequest = 2
        case endRequest = 3
        case standardOutput = 6
    }

    /// A part of an answer, in as many records as its length needs. An empty part is nothing: an empty record would
    /// end the answer.
    public static func standardOutput(_ requestID: UInt16, _ payload: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(payload.count + headerLength * (payload.count / longestContent + 1))
        for start in stride(from: 0, to: payload.count, by: longestContent) {
            let part = payload[start..<min(start + longestContent, payload.count)]
            appendHeader(.standardOutput, requestID, length: part.count, to: &bytes)
            bytes.append(contentsOf: part)
        }
        return bytes
    }

    /// The end of an answer and of its request.
    public static func end(_ requestID: UInt16) -> [UInt8] {
        var bytes: [UInt8] = []
        appendHeader(.standardOutput, requestID, length: 0, to: &bytes)
        appendHeader(.endRequest, requestID, length: 8, to: &bytes)
        // Exit status 0, request complete, reserved.
        bytes.append(contentsOf: [0, 0, 0, 0, 0, 0, 0, 0])
        return bytes
    }

    /// Whether nginx gives the request up in these bytes, which begin with a record.
    public static func isAbort(_ bytes: [UInt8], of requestID: UInt16) -> Bool {
        var rest = bytes[...]
        while rest.count >= headerLength {
            let start = rest.startIndex
            let id = UInt16(rest[start + 2]) << 8 | UInt16(rest[start + 3])
            if rest[start + 1] == Kind.abortRequest.rawValue, id == requestID { return true }
            let content = Int(rest[start + 4]) << 8 | Int(rest[start + 5])
            rest = rest.dropFirst(headerLength + content + Int(rest[start + 6]))
        }
        return false
    }

    private static func appendHeader(_ kind: Kind, _ requestID: UInt16, length: Int, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: [
            version, kind.rawValue, UInt8(requestID >> 8), UInt8(requestID & 255), UInt8(length >> 8),
            UInt8(length & 255), 0, 0,
        ])
    }
}
