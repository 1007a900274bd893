/// One row, read column by column from left to right: a decoder names each column once, in the statement's order.
public struct Row {
    private let rows: Rows
    private let index: Int32
    private var column: Int32 = 0

    init(rows: Rows, index: Int32) {
        self.rows = rows
        self.index = index
    }

    /// The next column is SQL's null (or there is none); reads nothing.
    public var isNull: Bool { column >= rows.columnCount || rows.isNull(index, column) }

    /// Passes over columns.
    public mutating func skip(_ count: Int = 1) { column += Int32(count) }

    /// A whole number of any width.
    public mutating func int() throws(PostgresError) -> Int {
        try value(of: "whole number", Self.integer)
    }

    /// A whole number or null.
    public mutating func optionalInt() throws(PostgresError) -> Int? {
        skipNull() ? nil : try int()
    }

    /// A text, and any other type as the server prints it.
    public mutating func text() throws(PostgresError) -> String {
        try value(of: "text") { String(decoding: $0, as: UTF8.self) }
    }

    /// A text or null.
    public mutating func optionalText() throws(PostgresError) -> String? {
        skipNull() ? nil : try text()
    }

    /// A boolean.
    public mutating func bool() throws(PostgresError) -> Bool {
        try value(of: "boolean") { field in
            switch (field.count, field.first) {
            case (1, UInt8(ascii: "t")): true
            case (1, UInt8(ascii: "f")): false
            default: nil
            }
        }
    }

    /// A boolean or null.
    public mutating func optionalBool() throws(PostgresError) -> Bool? {
        skipNull() ? nil : try bool()
    }

    /// A `bytea`.
    public mutating func bytes() throws(PostgresError) -> [UInt8] {
        try value(of: "bytea", Hexadecimal.bytes(ofBytea:))
    }

    /// A `bytea` or null.
    public mutating func optionalBytes() throws(PostgresError) -> [UInt8]? {
        skipNull() ? nil : try bytes()
    }

    /// A `text[]` without gaps.
    public mutating func texts() throws(PostgresError) -> [String] {
        try value(of: "text[]") { field in
            guard let elements = ArrayLiteral.elements(of: field) else { return nil }
            let texts = elements.compactMap(\.self)
            return texts.count == elements.count ? texts : nil
        }
    }

    /// A `bigint[]` without gaps.
    public mutating func integers() throws(PostgresError) -> [Int] {
        try value(of: "bigint[]") { field in
            guard let elements = ArrayLiteral.elements(of: field) else { return nil }
            let numbers = elements.compactMap { $0.flatMap { Int($0) } }
            return numbers.count == elements.count ? numbers : nil
        }
    }

    /// A `bigint[]` without gaps, or nil for SQL's null.
    public mutating func optionalIntegers() throws(PostgresError) -> [Int]? {
        skipNull() ? nil : try integers()
    }

    private mutating func skipNull() -> Bool {
        guard column < rows.columnCount, rows.isNull(index, column) else { return false }
        column += 1
        return true
    }

    private mutating func value<Value>(
        of type: String, _ decode: (UnsafeRawBufferPointer) -> Value?
    ) throws(PostgresError) -> Value {
        guard column < rows.columnCount else {
            throw PostgresError(
                .decoding, message: "the row has \(rows.columnCount) columns", place: "column \(column + 1)")
        }
        defer { column += 1 }
        guard !rows.isNull(index, column), let value = decode(rows.field(index, column)) else {
            throw PostgresError(
                .decoding, message: "not a \(type)", place: "column \(rows.name(ofColumn: column))")
        }
        return value
    }

    private static func integer(_ field: UnsafeRawBufferPointer) -> Int? {
        let isNegative = field.first == UInt8(ascii: "-")
        let digits = isNegative ? UnsafeRawBufferPointer(rebasing: field.dropFirst()) : field
        guard !digits.isEmpty else { return nil }
        var number = 0
        for byte in digits {
            let digit = Int(byte) - Int(UInt8(ascii: "0"))
            guard (0...9).contains(digit) else { return nil }
            let (tenfold, overflowed) = number.multipliedReportingOverflow(by: 10)
            // Built downwards where negative, since the lowest number has no positive twin.
            let (sum, exceeded) = tenfold.addingReportingOverflow(isNegative ? -digit : digit)
            guard !overflowed, !exceeded else { return nil }
            number = sum
        }
        return number
    }
}
