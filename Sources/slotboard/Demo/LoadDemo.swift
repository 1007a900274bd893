import ArgumentParser
import Foundation
import Passwords
import Postgres

struct LoadDemo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load", abstract: "Loads the demo school; again, it adds the days that are missing.")

    @Flag(help: "Also 1,000 teachers and a million slots, for measuring. Takes a few minutes.")
    var large = false

    /// The password of every demo account, as the README says.
    static let password = "slotboard-demo"

    func run() throws {
        let stack = Stack.find()
        let connection = try stack.ownerConnection()
        do {
            _ = try connection.run(
                "select set_config('slotboard.demo_password_hash', $1::text, false)",
                [.text(try Password.hash(Self.password))])
            for seed in ["demo_people", "demo_lessons"] + (large ? ["large", "large_traces"] : []) {
                let file = try stack.projectFile("sql/seeds/\(seed).sql")
                for step in Self.steps(of: try String(contentsOf: file, encoding: .utf8)) {
                    if let title = step.title { FileHandle.standardError.write(Data("  \(title)\n".utf8)) }
                    try connection.script(step.statements)
                }
            }
            print(try Self.summary(connection))
        } catch let error as PostgresError {
            throw Failure(error)
        }
    }

    /// A script in the parts that its lines `-- Step: title` begin: whoever waits for minutes sees where it is.
    private static func steps(of script: String) -> [(title: String?, statements: String)] {
        let parts = script.components(separatedBy: "\n-- Step: ")
        return [(nil, parts[0])]
            + parts.dropFirst().map { part in
                let lines = part.split(separator: "\n", maxSplits: 1)
                return (String(lines[0]), lines.count > 1 ? String(lines[1]) : "")
            }
    }

    private static func summary(_ connection: PostgresConnection) throws -> String {
        let rows = try connection.run(
            """
            select
                (select count(*) from teacher where school_id = school.id),
                (select count(*) from slot where school_id = school.id),
                (select count(*) from booking where school_id = school.id and cancelled_at is null)
            from school
            where slug = 'demo'
            """)
        guard var row = rows.first else { throw Failure("the demo school is not there after loading it") }
        return "Demo school: \(try row.int()) teachers, \(try row.int()) slots, \(try row.int()) bookings."
    }
}
