import ArgumentParser

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Looks over a running stack: a line for each thing, and what to do about it.",
        discussion: "Exits with 1 if anything has failed.")

    func run() async throws {
        let stack = Stack.find()
        let checks: [(Stack) async -> [Finding]] = [
            checkConfiguration, checkOwner, checkRoles, checkMigrations, checkFunctions, checkTimeZones, checkRedis,
            checkKeepalive, checkDescriptors, checkSockets, checkSite,
        ]
        var hasFailed = false
        for check in checks {
            for finding in await check(stack) {
                print(finding.line)
                hasFailed = hasFailed || finding.level == .fail
            }
        }
        if hasFailed { throw ExitCode(1) }
    }
}
