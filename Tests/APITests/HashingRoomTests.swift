import API
import Foundation
import HTTP
import Synchronization
import Testing

@Suite("The room where passwords are hashed")
struct HashingRoomTests {
    private let folder = "/tmp/slotboard-hashing-\(UUID().uuidString.prefix(8))"

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    @Test("turns away whom it has no seat for, and has the seat again afterwards")
    func seats() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let room = try HashingRoom(seats: 1, folder: folder)
        let problem = #expect(throws: Problem.self) { try room.take { try room.take { 1 } } }
        #expect(problem?.kind == .unavailable)
        #expect(problem?.retryAfter == 1)
        #expect(try room.take { 2 } == 2)
    }

    @Test("says where it cannot be")
    func noFolder() {
        let error = #expect(throws: (any Error).self) { try HashingRoom(seats: 1, folder: "/nowhere") }
        #expect(error.map { "\($0)" } == "/nowhere/hashing.1.lock cannot be written: No such file or directory")
    }

    @Test("two at once, be they of one process or of several: rooms that know of each other by the folder alone")
    func machine() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let rooms = try (0..<3).map { _ in try HashingRoom(seats: 8, folder: folder) }
        let inside = Atomic(0), most = Atomic(0), done = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: 12) { number in
            try? rooms[number % 3].take {
                most.max(inside.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
                usleep(10_000)
                inside.subtract(1, ordering: .relaxed)
                done.add(1, ordering: .relaxed)
            }
        }
        #expect(done.load(ordering: .relaxed) == 12)
        #expect(most.load(ordering: .relaxed) <= 2)
    }

    @Test("whoever was killed in there keeps nobody out")
    func killed() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let holders = try (1...2).map { try Holder("\(folder)/hashing.\($0).lock") }
        let problem = #expect(throws: Problem.self) { try HashingRoom(seats: 4, folder: folder).take { 1 } }
        #expect(problem?.kind == .unavailable, "both places are taken for longer than anybody waits")
        for holder in holders { holder.kill() }
        #expect(try HashingRoom(seats: 4, folder: folder).take { 2 } == 2)
    }
}

/// A process that holds a lock until it is killed.
private final class Holder {
    private var process: pid_t = 0

    init(_ path: String) throws {
        let words = ["flock", "--no-fork", path, "sleep", "60"]
        var arguments = words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        try #require(posix_spawnp(&process, "flock", nil, nil, &arguments, environ) == 0)
        let deadline = Date(timeIntervalSinceNow: 10)
        while !isTaken(path) {
            try #require(Date() < deadline, "flock did not take \(path)")
            usleep(5000)
        }
    }

    func kill() {
        Glibc.kill(process, SIGKILL)
        waitpid(process, nil, 0)
    }

    private func isTaken(_ path: String) -> Bool {
        let descriptor = open(path, O_RDWR)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_EX | LOCK_NB) != 0
    }
}
