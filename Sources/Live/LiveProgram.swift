import EventLoop
public import FastCGI
import Limits
public import Logging
import Postgres

/// The live program: threads that accept, one loop that holds the streams, one thread that reads PostgreSQL for it.
public enum LiveProgram {
    /// Accepting threads wait for PostgreSQL at times, so one is too few; each more is woken more often for less.
    private static let doorkeepers = 2

    /// Runs until SIGTERM or SIGINT, then ends every stream in order.
    public static func run(settings: Settings, listener: Listener, log: Logger) throws {
        Shutdown.install()
        let loop = try Loop()
        let mailbox = loop.mailbox
        let gate = Gate.forThisProcess()
        let databaseServer = ServerWatch()
        let directory = Directory(defaultSchool: settings.defaultSchool)
        let reader = Reader(conninfo: settings.databaseURL, watch: databaseServer)
        let hub = LoopBound(
            Hub(settings: settings, loop: loop, reader: reader, directory: directory, gate: gate, log: log), to: loop)
        let doorkeeper = Doorkeeper(
            settings: settings, listener: listener, gate: gate, directory: directory, databaseServer: databaseServer,
            buckets: BucketTable(), hub: hub, mailbox: mailbox, log: log)

        var workers = try (0..<doorkeepers).map { _ in try WorkerThread { doorkeeper.run() } }
        workers.append(try WorkerThread { reader.run { answers in mailbox.post { hub.value.take(answers) } } })
        workers.append(
            try WorkerThread {
                Shutdown.wait()
                Shutdown.request()
                log.notice("ending \(gate.streams) streams")
                mailbox.post { hub.value.drain() }
            })
        log.notice("accepting streams")
        hub.value.run()
        reader.stop()
        for worker in workers { worker.join() }
    }
}
