import CFastCGI

/// Why a body could not be had.
public enum BodyError: Error, Sendable {
    /// It is longer than the caller takes.
    case tooLarge
    /// Less arrived than its length promised, or the length is not a number.
    case cutOff
}

extension Exchange {
    /// The whole body, of as many bytes as CONTENT_LENGTH says, or up to its end where that says nothing.
    public func readBody(atMost limit: Int) throws(BodyError) -> [UInt8] {
        let declared = parameter("CONTENT_LENGTH") ?? ""
        guard !declared.isEmpty else { return try readToEnd(atMost: limit) }
        guard let length = Int(declared), length >= 0 else { throw .cutOff }
        guard length <= limit else { throw .tooLarge }
        let body = read(upTo: length)
        guard body.count == length else { throw .cutOff }
        return body
    }

    /// Most requests have no body: nothing is allocated for them.
    private func readToEnd(atMost limit: Int) throws(BodyError) -> [UInt8] {
        guard isOpen else { return [] }
        var body: [UInt8] = []
        let isComplete = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) { scratch in
            while body.count <= limit {
                let count = FCGX_GetStr(scratch.baseAddress, Int32(scratch.count), request.pointee.in)
                body.append(contentsOf: UnsafeRawBufferPointer(scratch)[..<Int(count)])
                if count < scratch.count { return FCGX_GetError(request.pointee.in) == 0 }
            }
            return true
        }
        guard isComplete else { throw .cutOff }
        guard body.count <= limit else { throw .tooLarge }
        return body
    }

    /// Reads until there are so many bytes, the body ends or the connection does.
    private func read(upTo count: Int) -> [UInt8] {
        guard isOpen else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            buffer.withMemoryRebound(to: CChar.self) { buffer in
                initialized = Int(FCGX_GetStr(buffer.baseAddress, Int32(clamping: count), request.pointee.in))
            }
        }
    }

    /// Throws away what is left of the body; false where it has no end within reach.
    func drainBody() -> Bool {
        guard let input = request.pointee.in else { return true }
        // On the stack, for nearly always there is nothing to drain.
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1_024) { scratch in
            var drained = 0
            while drained <= Self.longestDrain {
                let count = FCGX_GetStr(scratch.baseAddress, Int32(scratch.count), input)
                drained += Int(count)
                if count < scratch.count { return FCGX_GetError(input) == 0 }
            }
            return false
        }
    }
}
