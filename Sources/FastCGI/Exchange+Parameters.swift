import CFastCGI
import Glibc

extension Exchange {
    /// The first value of a parameter, which may be empty; invalid UTF-8 is repaired.
    public func parameter(_ name: StaticString) -> String? {
        firstEntry(of: name, from: 0).map { String(cString: $0.value) }
    }

    /// Every value of a parameter: nginx passes a header that came twice as two parameters.
    public func values(of name: StaticString) -> [String] {
        var values: [String] = []
        var next = 0
        while let entry = firstEntry(of: name, from: next) {
            values.append(String(cString: entry.value))
            next = entry.index + 1
        }
        return values
    }

    /// Appends every value of a parameter, each with a null behind it; false where there is none.
    @discardableResult
    public func append(_ name: StaticString, to bytes: inout [UInt8]) -> Bool {
        var next = 0
        while let entry = firstEntry(of: name, from: next) {
            bytes.append(contentsOf: UnsafeRawBufferPointer(start: entry.value, count: strlen(entry.value) + 1))
            next = entry.index + 1
        }
        return next > 0
    }

    /// Looks through the `NAME=value` entries, which end with a null.
    private func firstEntry(of name: StaticString, from start: Int) -> (index: Int, value: UnsafePointer<CChar>)? {
        guard isOpen, let entries = request.pointee.envp else { return nil }
        let length = name.utf8CodeUnitCount
        var index = start
        while let entry = entries[index] {
            if strncmp(entry, name.utf8Start, length) == 0, entry[length] == CChar(bitPattern: UInt8(ascii: "=")) {
                return (index, UnsafePointer(entry + length + 1))
            }
            index += 1
        }
        return nil
    }
}
