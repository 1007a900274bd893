import ArgumentParser
import Dispatch
import Foundation
import Store

struct PlayDemo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "play", abstract: "Lets twenty students of the demo school use it, so that its boards move.",
        discussion: """
            student6 to student25 hold, book, let go and cancel through the HTTP interface. At the end, or on Ctrl-C, \
            they give back what they have taken.
            """)

    @Option(help: "How long they play, 1 to 600.")
    var minutes = 10

    func validate() throws {
        guard (1...600).contains(minutes) else { throw ValidationError("--minutes is 1 to 600.") }
    }

    func run() async throws {
        let origin = try Stack.find().configuration[.publicURL].origin
        guard Self.isLoopback(origin) else {
            throw Failure("\(origin) is not on this machine; the play is for a stack that runs here")
        }
        let play = Task { try await Self.play(at: origin, for: .seconds(60 * minutes)) }
        let interruptions = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { play.cancel() }
            source.activate()
            return source
        }
        defer { interruptions.forEach { $0.cancel() } }
        do {
            try await play.value
        } catch is CancellationError {
            // Interrupted before the play began.
        } catch let error as URLError {
            guard error.code != .cancelled else { return }
            throw Failure("\(origin) does not answer; start the stack with bin/up")
        }
    }

    private static func play(at origin: String, for duration: Duration) async throws {
        let answer = try await Site(origin: origin).send("GET", "/api/v1/teachers?limit=20")
        guard answer.status == 200 else { throw Failure("\(origin) answers \(answer.status); see slotboard doctor") }
        let teachers = try answer.decode(Answers.Teachers.self).teachers
        var players: [Player] = []
        for number in 6...25 {
            players.append(try await Player(number: number, origin: origin, teachers: teachers))
        }
        print("Twenty students are at \(origin). Ctrl-C ends it.")
        await withTaskGroup { group in
            for player in players {
                group.addTask {
                    var player = player
                    await player.play()
                }
            }
            try? await Task.sleep(for: duration)
            group.cancelAll()
            print("They give back what they have taken.")
        }
    }

    private static func isLoopback(_ origin: String) -> Bool {
        let host = URLComponents(string: origin)?.host ?? ""
        return ["localhost", "::1", "[::1]"].contains(host) || host.wholeMatch(of: /127(\.\d{1,3}){3}/) != nil
    }
}
