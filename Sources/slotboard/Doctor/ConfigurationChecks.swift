import Store

/// Every setting is there and makes sense.
func checkConfiguration(_ stack: Stack) -> [Finding] {
    let advice =
        stack.sockets == nil
        ? "start a stack with bin/up, or name one by SLOTBOARD_HOME" : "correct it and run bin/up again"

    func complaint<Value>(_ setting: Setting<Value>) -> Finding? {
        do {
            _ = try stack.configuration[setting]
            return nil
        } catch {
            return .fail("configuration", error.description, do: advice)
        }
    }
    let complaints = [
        complaint(.databaseURL), complaint(.replicaURL), complaint(.ownerDatabaseURL), complaint(.redisURL),
        complaint(.guardURL), complaint(.publicURL), complaint(.sockets), complaint(.defaultSchool),
        complaint(.logLevel), complaint(.apiProcesses), complaint(.apiThreads), complaint(.liveProcesses),
        complaint(.liveHeartbeat), complaint(.liveLifetime), complaint(.liveDrain), complaint(.nginxWorkers),
        complaint(.nginxKeepalive),
        complaint(.limitRead), complaint(.limitSearch), complaint(.limitWrite), complaint(.limitBooking),
        complaint(.limitSignIn), complaint(.limitBulk), complaint(.limitSchool), complaint(.limitAddressFactor),
    ].compactMap(\.self)
    return complaints.isEmpty ? [.ok("configuration", "every setting makes sense")] : complaints
}

/// An API thread that has accepted a kept connection serves it alone until nginx closes it; so nginx may keep at most
/// half as many connections as there are threads.
func checkKeepalive(_ stack: Stack) -> [Finding] {
    let subject = "keepalive"
    guard let workers = try? stack.configuration[.nginxWorkers],
        let keepalive = try? stack.configuration[.nginxKeepalive],
        let processes = try? stack.configuration[.apiProcesses],
        let threads = try? stack.configuration[.apiThreads]
    else { return [] }
    let kept = workers * keepalive
    let all = processes * threads
    let sum = """
        \(workers) nginx workers × \(keepalive) kept = \(kept), \
        \(processes) api processes × \(threads) threads = \(all)
        """
    guard 2 * kept <= all else {
        return [
            .fail(
                subject, "\(sum): more than half of the threads can be pinned",
                do: "set SLOTBOARD_NGINX_KEEPALIVE to at most \(all / 2 / workers), or raise SLOTBOARD_API_THREADS")
        ]
    }
    return [.ok(subject, "\(sum): at most half of the threads")]
}
