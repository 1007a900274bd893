import CPostgres

/// The answer to a statement; owns libpq's result and frees it.
public final class Rows: Sequence {
    private let result: OpaquePointer

    /// How many rows there are.
    public let count: Int
    let columnCount: Int32

    /// Takes the result over.
    init(owning result: OpaquePointer) {
        self.result = result
        count = Int(PQntuples(result))
        columnCount = PQnfields(result)
    }

    deinit { PQclear(result) }

    /// No row came.
    public var isEmpty: Bool { count == 0 }

    /// The first row, ready to be read from its first column.
    public var first: Row? { isEmpty ? nil : row(0) }

    /// A row, ready to be read from its first column. The index must be below `count`.
    public func row(_ index: Int) -> Row {
        precondition((0..<count).contains(index), "row \(index) of \(count)")
        return Row(rows: self, index: Int32(index))
    }

    /// Reads every row: `rows.map { (row) throws(PostgresError) in try row.int() }`.
    public func map<Value, Failure: Error>(
        _ read: (inout Row) throws(Failure) -> Value
    ) throws(Failure) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(count)
        for index in 0..<count {
            var row = row(index)
            values.append(try read(&row))
        }
        return values
    }

    /// Goes through the rows from the first to the last.
    public struct Iterator: IteratorProtocol {
        let rows: Rows
        var index = 0

        /// The next row, if there is one more.
        public mutating func next() -> Row? {
            guard index < rows.count else { return nil }
            defer { index += 1 }
            return rows.row(index)
        }
    }

    /// Rows in the order in which the server sent them.
    public func makeIterator() -> Iterator { Iterator(rows: self) }

    // MARK: Fields, for Row

    func isNull(_ row: Int32, _ column: Int32) -> Bool { PQgetisnull(result, row, column) == 1 }

    func field(_ row: Int32, _ column: Int32) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
    }

    func name(ofColumn column: Int32) -> String {
        PQfname(result, column).map { String(cString: $0) } ?? "\(column + 1)"
    }
}
