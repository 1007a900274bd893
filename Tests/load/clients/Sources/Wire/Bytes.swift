import Glibc

extension UnsafeRawBufferPointer {
    /// Where `mark` begins, from `start` on.
    package func place(of mark: StaticString, from start: Int = 0) -> Int? {
        guard let base = baseAddress else { return nil }
        let length = mark.utf8CodeUnitCount
        var next = start
        while count - next >= length {
            guard let found = memchr(base + next, Int32(mark.utf8Start.pointee), count - next - length + 1) else {
                return nil
            }
            next = UnsafeRawPointer(found) - base
            if memcmp(found, mark.utf8Start, length) == 0 { return next }
            next += 1
        }
        return nil
    }

    package func isEqual(to word: StaticString) -> Bool {
        guard let base = baseAddress, count == word.utf8CodeUnitCount else { return false }
        return memcmp(base, word.utf8Start, count) == 0
    }

    /// Whether it begins with `word`, letters small or capital.
    func begins(with word: StaticString) -> Bool {
        guard let base = baseAddress, count >= word.utf8CodeUnitCount else { return false }
        return strncasecmp(base.assumingMemoryBound(to: CChar.self), word.pointer, word.utf8CodeUnitCount) == 0
    }

    /// The decimal number at its beginning; 0 where there is none.
    var number: Int {
        var number = 0
        for byte in self {
            guard (0x30...0x39).contains(byte) else { break }
            number = number &* 10 &+ Int(byte &- 0x30)
        }
        return number
    }
}

extension StaticString {
    fileprivate var pointer: UnsafePointer<CChar> {
        UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
    }
}
