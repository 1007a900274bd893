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

    /// Appends the entries of these parameters, `NAME=value` with a null behind each, in the order in which they came. Where they
    /// have more than `most` bytes together it appends nothing.
    public func append(_ names: [StaticString], to bytes: inout [UInt8], atMost most: Int) {
        guard isOpen, var entries = request.pointee.envp else { return }
        let before = bytes.count
        while let entry = entries.pointee {
            if names.contains(where: { Self.value(of: entry, named: $0) != nil }) {
                let length = strlen(entry) + 1
                guard bytes.count - before + length <= most else {
                    bytes.removeSubrange(before...)
                    return
                }
                bytes.append(contentsOf: UnsafeRawBufferPointer(start: entry, count: length))
            }
            entries += 1
        }
    }

    /// Looks through the `NAME=value` entries, which end with a null.
    private func firstEntry(of name: StaticString, from start: Int) -> (index: Int, value: UnsafePointer<CChar>)? {
        guard isOpen, let entries = request.pointee.envp else { return nil }
        var index = start
        while let entry = entries[index] {
            if let value = Self.value(of: entry, named: name) { return (index, value) }
            index += 1
        }
        return nil
    }

    private static func value(of entry: UnsafePointer<CChar>, named name: StaticString) -> UnsafePointer<CChar>? {
        let length = name.utf8CodeUnitCount
        guard UInt8(bitPattern: entry.pointee) == name.utf8Start.pointee, strncmp(entry, name.utf8Start, length) == 0,
            entry[length] == CChar(bitPattern: UInt8(ascii: "="))
        else { return nil }
        return entry + length + 1
    }
}
