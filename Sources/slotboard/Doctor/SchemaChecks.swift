import Foundation
import Passwords
import Postgres

/// Every file of `sql/` is applied as it stands.
func checkMigrations(_ stack: Stack) -> [Finding] {
    let subject = "migrations"
    return askingOwner(stack, subject) { connection in
        let ledger = try connection.run("select file, checksum from migration").map { row in
            (try row.text(), try row.text())
        }
        let applied = Dictionary(uniqueKeysWithValues: ledger)
        let files = try migrationFiles(of: stack)
        let missing = files.filter { applied[$0.name] == nil }.map(\.name)
        let changed = files.filter { applied[$0.name] != nil && applied[$0.name] != $0.checksum }.map(\.name)
        let findings =
            missing.map { Finding.fail(subject, "\($0) is not applied", do: "run bin/migrate") }
            + changed.map { name in
                name.hasPrefix("migrations/")
                    ? .fail(subject, "\(name) has changed since it was applied", do: "put it back")
                    : .fail(subject, "\(name) is newer than the database's", do: "run bin/migrate")
            }
        return findings.isEmpty ? [.ok(subject, "\(files.count) files applied")] : findings
    }
}

/// What the api program calls is there and may be called by it.
func checkFunctions(_ stack: Stack) -> [Finding] {
    let subject = "functions"
    let wanted = [
        "publish_slots", "change_slot", "withdraw_slots", "hold_slot", "release_hold", "book_slot", "cancel_booking",
        "move_booking", "create_person", "board_epoch",
    ]
    return askingOwner(stack, subject) { connection in
        let missing = try connection.run(
            """
            select name
            from unnest($1::text[]) as name
            where not exists (
                select from pg_proc
                where pronamespace = 'slotboard'::regnamespace
                and proname = name
                and has_function_privilege('slotboard_api', pg_proc.oid, 'execute')
            )
            """, [.texts(wanted)]
        ).map { row in try row.text() }
        return missing.isEmpty
            ? [.ok(subject, "slotboard_api may call all \(wanted.count)")]
            : [.fail(subject, "slotboard_api cannot call \(missing.joined(separator: ", "))", do: "run bin/migrate")]
    }
}

/// The files that `bin/migrate` applies, by their names in its ledger.
private func migrationFiles(of stack: Stack) throws -> [(name: String, checksum: String)] {
    let folder = try stack.projectFile("sql/migrations").deletingLastPathComponent()
    let names = try ["migrations", "functions"].flatMap { part in
        try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(part).path)
            .filter { $0.hasSuffix(".sql") }.sorted().map { "\(part)/\($0)" }
    }
    return try (names + ["PERFORMANCE_OPTIMIZATION_INDEXES.sql"]).map { name in
        let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
        let checksum = Password.sha256(bytes).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        return (name, checksum.joined())
    }
}
