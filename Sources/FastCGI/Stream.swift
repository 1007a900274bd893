/// A connection that was taken over from libfcgi: one open request whose answer the new owner writes as `Record`s and
/// whose descriptor the new owner closes. The descriptor is non-blocking.
public struct Stream: Sendable {
    /// The connection to nginx.
    public let descriptor: Int32
    /// The request's number on that connection; each record of the answer bears it.
    public let requestID: UInt16
}
