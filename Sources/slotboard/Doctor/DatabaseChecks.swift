import Postgres
import Store

/// PostgreSQL answers its owner directly.
func checkOwner(_ stack: Stack) -> [Finding] {
    let subject = "PostgreSQL"
    return askingOwner(stack, subject) { connection in
        let rows = try connection.run(
            """
            select current_setting('server_version_num')::int, current_setting('server_version'), current_user,
                   current_setting('fsync')::bool and current_setting('full_page_writes')::bool
            """)
        var row = rows.row(0)
        let number = try row.int()
        let version = try row.text()
        let user = try row.text()
        guard number >= 150_000 else {
            return [.fail(subject, "version \(version)", do: "install PostgreSQL 15 or newer")]
        }
        guard try row.bool() else {
            return [.fail(subject, "fsync or full_page_writes is off: bookings can be lost", do: "switch both on")]
        }
        return [.ok(subject, "\(version), as \(user)")]
    }
}

/// PgBouncer lets each program's role in, with the limits that keep one rush from stopping the school.
func checkRoles(_ stack: Stack) -> [Finding] {
    guard let url = try? stack.configuration[.databaseURL] else { return [] }
    return ["api", "live", "jobs"].map { program in
        let subject = "PgBouncer, slotboard_\(program)"
        // In a libpq string the last of several equal words counts; a URI is taken as it is.
        let conninfo =
            url.contains("://")
            ? url : "\(url) user=slotboard_\(program) application_name=slotboard-\(program)"
        do throws(PostgresError) {
            let rows = try PostgresConnection(conninfo).run(
                """
                select current_user, current_setting('synchronous_commit'), current_setting('search_path'),
                       current_setting('lock_timeout') <> '0' and current_setting('statement_timeout') <> '0'
                """)
            var row = rows.row(0)
            let user = try row.text()
            guard try row.text() != "off" else {
                return .fail(subject, "synchronous_commit is off: bookings can be lost", do: "switch it on")
            }
            guard try row.text().hasPrefix("slotboard") else {
                return .fail(subject, "search_path does not begin with slotboard", do: "run bin/migrate")
            }
            guard try row.bool() else {
                return .warn(subject, "no lock_timeout or no statement_timeout", do: "run bin/up")
            }
            return .ok(subject, "lets \(user) in")
        } catch {
            return .fail(subject, firstLine(error.message), do: "start the stack with bin/up, or see log/pgbouncer.log")
        }
    }
}

/// The system's zone data knows that British Columbia stays on summer time: older data is an hour wrong there.
func checkTimeZones(_ stack: Stack) -> [Finding] {
    let subject = "tzdata"
    return askingOwner(stack, subject) { connection in
        let rows = try connection.run(
            "select (timestamp '2028-01-17 16:00' at time zone 'America/Vancouver' at time zone 'UTC')::text")
        var row = rows.row(0)
        guard try row.text() == "2028-01-17 23:00:00" else {
            return [
                .fail(
                    subject, "too old: 16:00 in Vancouver on 2028-01-17 should be 23:00 UTC",
                    do: "apt-get install tzdata (2026f or newer) and restart PostgreSQL")
            ]
        }
        return [.ok(subject, "new enough: Vancouver is at −07:00 in January 2028")]
    }
}

/// PostgreSQL counts what statements cost, for the DBA's views. Slotboard works without.
func checkStatementStatistics(_ stack: Stack) -> [Finding] {
    let subject = "pg_stat_statements"
    return askingOwner(stack, subject) { connection in
        // A module's settings are known once it is loaded; shared_preload_libraries is for superusers' eyes.
        var state = try connection.run(
            """
            select coalesce(current_setting('pg_stat_statements.track', true), 'not loaded'),
                   to_regclass('public.pg_stat_statements') is not null
            """
        ).row(0)
        let tracked = try state.text()
        guard tracked != "not loaded" else {
            return [
                .warn(
                    subject, "not loaded: ops.slow_statement knows nothing",
                    do: "set shared_preload_libraries as ops/postgresql does and restart PostgreSQL")
            ]
        }
        guard try state.bool() else {
            return [
                .warn(
                    subject, "the extension is not in this database",
                    do: "as a superuser: create extension pg_stat_statements with schema public")
            ]
        }
        guard tracked != "none" else {
            return [.warn(subject, "counts nothing", do: "set pg_stat_statements.track to top")]
        }
        var count = try connection.run("select count(*) from public.pg_stat_statements").row(0)
        return [.ok(subject, "counts \(try count.int()) statements")]
    }
}

/// Asks the owner's connection; what goes wrong there is the finding. Without its setting, which is a finding already,
/// there is nothing to ask.
func askingOwner(
    _ stack: Stack, _ subject: String, _ ask: (PostgresConnection) throws -> [Finding]
) -> [Finding] {
    guard let url = try? stack.configuration[.ownerDatabaseURL] else { return [] }
    do {
        return try ask(PostgresConnection(url))
    } catch let error as PostgresError where error.isConnection {
        return [
            .fail("PostgreSQL", firstLine(error.message), do: "start the stack with bin/up, or see log/postgresql.log")
        ]
    } catch let error as PostgresError {
        return [.fail(subject, firstLine(error.message), do: "run bin/migrate")]
    } catch {
        return [.fail(subject, "\(error)", do: "correct it and try again")]
    }
}

func firstLine(_ text: String) -> String {
    text.split(separator: "\n").first.map(String.init) ?? text
}
