import ArgumentParser
import Postgres

struct Integrity: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Looks for what must never be in the database.",
        discussion: "Prints \"clean\", or a line for each offence and exits with 1.")

    func run() throws {
        let connection = try Stack.find().ownerConnection()
        let offences: [String]
        do {
            let rows = try connection.run("select check_name, school_id, offending, detail from integrity_report()")
            offences = try rows.map { row in
                let name = try row.text()
                let school = try row.optionalText() ?? "–"
                let offending = try row.optionalText() ?? "–"
                return "\(name) — school \(school), id \(offending) — \(try row.optionalText() ?? "no detail")"
            }
        } catch let error as PostgresError {
            throw Failure(error)
        }
        guard offences.isEmpty else {
            offences.forEach { print($0) }
            throw ExitCode(1)
        }
        print("clean")
    }
}
