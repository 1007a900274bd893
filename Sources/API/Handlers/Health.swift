import HTTP
import Redis
import Store

/// `GET /health`: 200 while bookings can be made, 503 while PostgreSQL is away; Redis may be away.
func health(_ context: Context) throws -> Response {
    _ = try context.database.epoch()
    let services = context.services
    let redis = services.attempt { redis throws(RedisError) in try redis.run(Command("PING")) }
    let sessions = services.askGuard { redis throws(RedisError) in try redis.run(Command("PING")) }
    return .json { json in
        json.object { $0.member("status", redis == nil || sessions == nil ? "degraded" : "good") }
    }
}
