/// Scripts go by their hash; Redis, restarted or emptied, is told the source when it does not know one.
extension RedisConnection {
    /// Runs a script.
    public func run(_ script: Script, keys: [String], _ arguments: [[UInt8]]) throws(RedisError) -> Reply {
        do throws(RedisError) {
            return try run(script.evalsha(keys: keys, arguments))
        } catch  where error.kind == .server("NOSCRIPT") {
            return try run(script.eval(keys: keys, arguments))
        }
    }

    /// Runs scripts and commands together, in one round trip and, where a script was not known, a second one for it.
    /// The others are run even where one is refused, whose error is then thrown.
    public func run(_ calls: [Script.Call], then commands: [Command]) throws(RedisError) {
        let replies = try pipeline(calls.map(\.byHash) + commands)
        let unknown = zip(calls, replies).filter { $1.isUnknownScript }.map(\.0.bySource)
        let refusals = (replies + (try pipeline(unknown))).compactMap(\.refusal)
        if let refusal = refusals.first(where: { $0.kind != .server("NOSCRIPT") }) { throw refusal }
    }
}

extension Reply {
    fileprivate var refusal: RedisError? {
        if case .failure(let message) = self { RedisError(refusal: message) } else { nil }
    }

    fileprivate var isUnknownScript: Bool { refusal?.kind == .server("NOSCRIPT") }
}
