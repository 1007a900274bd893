public import HTTP
public import Limits

/// How whoever asked is told of a limit.
extension Verdict {
    /// What a request that may not go on is answered.
    public var refusal: Problem {
        let cause = policy == RateLimits.school ? "This school is very busy right now." : "That was a little fast."
        return Problem(
            .tooManyRequests, "\(cause) Try again in \(Self.words(reset)).", reason: policy, retryAfter: reset)
    }

    /// Writes what the limit is and what is left of it.
    public func mark(_ response: inout Response) {
        // draft-ietf-httpapi-ratelimit-headers-09: lists of structured fields, quotas under names.
        response.set("RateLimit-Policy", "\"\(policy)\";q=\(quota.count);w=\(quota.window)")
        response.set("RateLimit", "\"\(policy)\";r=\(remaining);t=\(reset)")
    }

    /// `1 second`, `12 seconds`, `2 minutes`.
    private static func words(_ seconds: Int) -> String {
        let (count, unit) = seconds < 100 ? (seconds, "second") : ((seconds + 59) / 60, "minute")
        return "\(count) \(unit)\(count == 1 ? "" : "s")"
    }
}
