import CHiredis

extension RedisError {
    /// The error of a context, in hiredis's words.
    init(of context: redisContext, at place: String) {
        let message = withUnsafeBytes(of: context.errstr) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        self.init(context.err == REDIS_ERR_PROTOCOL ? .protocol : .connection, message: message, place: place)
    }
}
