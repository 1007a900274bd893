import CFastCGI
import Glibc

/// One thread's place for requests, one after the other. The thread that makes it is the only one to use it.
///
/// There is no lock around accepting: libfcgi reads the parameters in the same call. On a kept connection the thread
/// waits for nginx's next request there, until nginx closes it.
public final class Exchange {
    /// How much of a body that nobody read is thrown away to keep the connection: more than nginx lets through, since
    /// an answer to a large body is lost if the connection closes while nginx is still sending.
    static let longestDrain = 1 << 20
    /// The pause after an accept that failed, for want of descriptors as a rule.
    private static let pause: UInt32 = 10_000

    /// Stays at one address: libfcgi's streams point to it.
    let request: UnsafeMutablePointer<FCGX_Request>
    private let waiter = Waiter()
    /// There is a request that was accepted and is not finished; else its pointers lead nowhere.
    private(set) var isOpen = false

    /// How often accepting failed and was tried again.
    public private(set) var acceptFailures = 0
    /// Nginx went away before the answer was written.
    public private(set) var isBroken = false

    /// Prepares for requests on the listener.
    public init(listener: Listener) throws(FastCGIError) {
        try Library.start()
        Library.letWakeUpReachThread()
        request = .allocate(capacity: 1)
        let status = FCGX_InitRequest(request, listener.descriptor, FCGI_FAIL_ACCEPT_ON_INTR)
        guard status == 0 else {
            request.deallocate()
            throw FastCGIError(code: status, message: "a request could not be prepared", place: "init")
        }
        Shutdown.add(waiter)
    }

    deinit {
        Shutdown.remove(waiter)
        if isOpen { FCGX_Finish_r(request) }
        FCGX_Free(request, 1)
        request.deallocate()
    }

    /// Waits for the next request; finishes the last one if nobody did. False once `Shutdown` was requested, or when
    /// the listening socket is no more.
    public func accept() -> Bool {
        if isOpen { finish() }
        isBroken = false
        while let status = waiter.wait({ FCGX_Accept_r(request) }) {
            switch -status {
            case 0:
                isOpen = true
                return true
            case EINTR: continue
            case EBADF, ENOTSOCK, EINVAL: return false
            default:
                // EMFILE, ENFILE, ENOMEM and whatever else may pass.
                acceptFailures += 1
                usleep(Self.pause)
            }
        }
        return false
    }

    /// Adds to the answer. Once nginx has gone the bytes go nowhere, and `isBroken` says so.
    public func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { write($0) }
    }

    /// Adds to the answer.
    public func write(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while isOpen, !isBroken, !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest.prefix(Int(Int32.max)))
            let address = part.assumingMemoryBound(to: CChar.self).baseAddress
            let written = FCGX_PutStr(address, Int32(part.count), request.pointee.out)
            if written < 0 { isBroken = true }
            rest = rest.dropFirst(part.count)
        }
    }

    /// Ends the answer. What is left of the body is thrown away, so that it does not spoil the next request of a kept
    /// connection; where too much is left the connection closes.
    public func finish() {
        guard isOpen else { return }
        if !drainBody() { request.pointee.keepConnection = 0 }
        isOpen = false
        FCGX_Finish_r(request)
    }

    /// Takes the connection away from libfcgi, with the request still open; what was written so far is sent. Nil where
    /// nginx has gone or a body without end is in the way: then there is only `finish()`.
    public func takeOver() -> Stream? {
        guard isOpen, !isBroken, drainBody(), FCGX_FFlush(request.pointee.out) == 0 else { return nil }
        let descriptor = request.pointee.ipcFd
        let flags = fcntl(descriptor, F_GETFL)
        guard flags >= 0, fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0 else { return nil }
        let stream = Stream(descriptor: descriptor, requestID: UInt16(truncatingIfNeeded: request.pointee.requestId))
        request.pointee.ipcFd = -1
        isOpen = false
        FCGX_Free(request, 0)
        return stream
    }
}
