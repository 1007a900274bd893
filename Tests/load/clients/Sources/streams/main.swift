import Glibc
import Wire

// stream-clients PLAN: many visitors with an open board each, in one thread. It reads commands from its standard input,
// a line each, and answers each with a line of JSON (Commands.swift).
do {
    guard CommandLine.arguments.count == 2 else { throw Failure("usage: stream-clients PLAN") }
    let crowd = try Crowd(Plan(file: CommandLine.arguments[1]))
    crowd.run()
} catch {
    let line = "stream-clients: \(error)\n"
    write(STDERR_FILENO, line, line.utf8.count)
    exit(2)
}
