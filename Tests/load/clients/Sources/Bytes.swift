import Glibc

extension UnsafeRawBufferPointer {
    /// Where `mark` begins, from `start` on.
    func place(of mark: StaticString, from start: Int = 0) -> Int? {
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

    func isEqual(to word: StaticString) -> Bool {
        guard let base = baseAddress, count == word.utf8CodeUnitCount else { return false }
        return memcmp(base, word.utf8Start, count) == 0
    }
}
