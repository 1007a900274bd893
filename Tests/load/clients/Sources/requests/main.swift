import FoundationEssentials
import Glibc
import Wire

// request-clients PLAN: sends requests over kept connections, at a fixed rate or as fast as they are answered, in one
// thread. It prints one line of JSON when it is over.
do {
    guard CommandLine.arguments.count == 2 else { throw Failure("usage: request-clients PLAN") }
    let visitors = try Visitors(Plan(file: CommandLine.arguments[1]))
    visitors.run()
    let report = try JSONEncoder().encode(visitors.report)
    print(String(decoding: report, as: UTF8.self))
} catch {
    let line = "request-clients: \(error)\n"
    write(STDERR_FILENO, line, line.utf8.count)
    exit(2)
}
