import Foundation
import Redis
import Store

/// Redis answers, and drops only what has a lifetime when it is full: version keys have none.
func checkRedis(_ stack: Stack) -> [Finding] {
    checkRedis("Redis", .redisURL, log: "redis", stack) { policy in
        policy == "volatile-lfu"
            ? .ok("Redis", "answers, \(policy)")
            : .warn(
                "Redis", "maxmemory-policy is \(policy)", do: "set it to volatile-lfu, as ops/redis/redis.conf does")
    }
}

/// The guard answers, and drops nothing to make room: neither the word that a session is over nor what a limit counts.
func checkGuard(_ stack: Stack) -> [Finding] {
    checkRedis("guard", .guardURL, log: "guard", stack) { policy in
        policy == "noeviction"
            ? .ok("guard", "answers, \(policy)")
            : .fail(
                "guard", "maxmemory-policy is \(policy): when full, it forgets limits and sessions that were ended",
                do: "set it to noeviction, as ops/redis/guard.conf does")
    }
}

private func checkRedis(
    _ subject: String, _ setting: Setting<RedisAddress>, log: String, _ stack: Stack,
    judge: (_ policy: String) -> Finding
) -> [Finding] {
    guard let address = try? stack.configuration[setting] else { return [] }
    do throws(RedisError) {
        let redis = RedisConnection(address, timeout: 1000)
        guard try redis.run(Command("PING")).text == "PONG" else {
            return [.fail(subject, "does not answer PING", do: "see log/\(log).log")]
        }
        let policy = try redis.run(Command("CONFIG", "GET", "maxmemory-policy")).elements?.last?.text ?? "unknown"
        return [judge(policy)]
    } catch {
        return [.fail(subject, firstLine(error.message), do: "start the stack with bin/up, or see log/\(log).log")]
    }
}

/// A stream takes one descriptor in `slotboard-live` and two in nginx.
func checkDescriptors(_ stack: Stack) -> [Finding] {
    let subject = "descriptors"
    guard let live = try? stack.configuration[.liveProcesses],
        let workers = try? stack.configuration[.nginxWorkers]
    else { return [] }
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
        return [.warn(subject, "the limit cannot be read", do: "see ulimit -n")]
    }
    // What a process needs beside its streams.
    let reserve = 128
    let usable = Int(clamping: limit.rlim_cur) - reserve
    let streams = max(0, min(live * usable, workers * usable / 2))
    let state = "\(limit.rlim_cur) per process: room for about \(streams) streams"
    return streams >= 1000
        ? [.ok(subject, state)]
        : [.warn(subject, state, do: "raise ulimit -n, SLOTBOARD_NGINX_WORKERS and SLOTBOARD_LIVE_PROCESSES")]
}

/// The unix sockets are there, in a folder that is closed to others: whoever may enter it is trusted.
func checkSockets(_ stack: Stack) -> [Finding] {
    let subject = "sockets"
    guard let folder = stack.sockets else {
        return [.warn(subject, "their folder is not known", do: "name the stack by SLOTBOARD_HOME")]
    }
    let access = (try? FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions]) as? Int
    guard let access else {
        return [.fail(subject, "\(folder) cannot be entered", do: "start the stack with bin/up")]
    }
    guard access & 0o077 == 0 else {
        return [.fail(subject, "\(folder) is open to others", do: "chmod 700 \(folder)")]
    }
    let names = [".s.PGSQL.5432", ".s.PGSQL.6432", "redis.sock", "guard.sock", "api.sock", "live.sock"]
    let missing = names.filter { name in
        let attributes = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
        return attributes?[.type] as? FileAttributeType != .typeSocket
    }
    return missing.isEmpty
        ? [.ok(subject, "all \(names.count) in \(folder), closed to others")]
        : missing.map { .fail(subject, "\(folder)/\($0) is missing", do: "see log/ for the part that makes it") }
}

/// The site answers through nginx.
func checkSite(_ stack: Stack) async -> [Finding] {
    let subject = "site"
    guard let address = try? stack.configuration[.publicURL] else { return [] }
    let url = address.origin + "/health"
    do {
        let status = try await Site(origin: address.origin).send("GET", "/health").status
        return status == 200
            ? [.ok(subject, "\(url) is good")]
            : [.fail(subject, "\(url) answers \(status)", do: "see log/nginx.log and log/api.log")]
    } catch {
        return [.fail(subject, "\(url) does not answer", do: "start the stack with bin/up, or see log/nginx.log")]
    }
}
