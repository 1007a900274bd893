import ArgumentParser

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Looks over a running stack: a line for each thing, and what to do about it.",
        discussion: "Exits with 1 if anything has failed.")

    @Flag(help: "Only whether the settings make sense: nothing is asked, so nothing need run.")
    var settings = false

    func run() async throws {
        let stack = Stack.find()
        let ofSettings: [(Stack) async -> [Finding]] = [checkConfiguration, checkKeepalive]
        let ofServers: [(Stack) async -> [Finding]] = [
            checkOwner, checkRoles, checkReplica, checkMigrations, checkFunctions, checkTimeZones,
            checkStatementStatistics, checkRedis, checkGuard, checkDescriptors, checkSockets, checkSite,
        ]
        let checks = settings ? ofSettings : ofSettings + ofServers
        var failures: Set<String> = []
        for check in checks {
            // What several checks stumble over is said once.
            for finding in await check(stack) where !failures.contains(finding.line) {
                print(finding.line)
                if finding.level == .fail { failures.insert(finding.line) }
            }
        }
        if !failures.isEmpty { throw ExitCode(1) }
    }
}
