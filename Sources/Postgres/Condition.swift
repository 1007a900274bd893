/// What must hold of a server for its answer to count: a statement that gives one truth value.
public struct Condition: Sendable {
    let sql: String
    let parameters: [Parameter]

    /// Holds where `sql` gives true.
    public init(_ sql: String, _ parameters: [Parameter] = []) {
        self.sql = sql
        self.parameters = parameters
    }
}
