import ArgumentParser
import Postgres
import Redis
import Scheduling
import Store

struct BlockAccount: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "block", abstract: "Keeps somebody from signing in, and signs them out everywhere, at once.",
        discussion: "Their bookings stand. Done again, it does no harm.")

    @OptionGroup var account: AccountOptions

    func run() throws {
        try account.setBlocked(true)
        print("\(account.email) is blocked and signed out everywhere.")
    }
}

struct UnblockAccount: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unblock", abstract: "Lets somebody who was blocked sign in again.")

    @OptionGroup var account: AccountOptions

    func run() throws {
        try account.setBlocked(false)
        print("\(account.email) can sign in again.")
    }
}

/// Which account a command is about.
struct AccountOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The school's slug.", valueName: "slug"))
    var school: String

    @Argument(help: "The address they sign in with.")
    var email: String

    /// PostgreSQL decides; Redis is told so that no cached session and no open stream outlives it.
    fileprivate func setBlocked(_ isBlocked: Bool) throws {
        let stack = Stack.find()
        let connection = try stack.ownerConnection()
        let school: Int, ended: (person: Int, tokenHashes: [[UInt8]])
        do {
            school = try connection.school(slug: self.school).id
            let found = try Database(connection).setBlocked(isBlocked, email: email.lowercased(), school: school)
            guard let found else { throw Failure("nobody has the address \(email) in this school") }
            ended = found
        } catch let error as PostgresError {
            throw Failure(error)
        }
        guard isBlocked || !ended.tokenHashes.isEmpty else { return }
        do {
            let guardRedis = RedisConnection(try stack.configuration[.guardURL], timeout: 2000)
            let redis = RedisConnection(try stack.configuration[.redisURL], timeout: 2000)
            try SessionCache.bury(school, ended.tokenHashes, guardRedis)
            try Publisher.publish(to: [PersonKey(school: school, id: ended.person): .blocked], redis)
        } catch {
            throw Failure(
                """
                PostgreSQL has it, but Redis could not be told (\(error)): open pages may go on for a minute; \
                run the command again once Redis is back
                """)
        }
    }
}

extension PostgresConnection {
    /// The school with this slug.
    func school(slug: String) throws -> (id: Int, timeZone: String) {
        let rows = try run("select id, time_zone from school where slug = $1::text", [.text(slug)])
        guard var row = rows.first else { throw Failure("there is no school \(slug)") }
        return (try row.int(), try row.text())
    }
}
