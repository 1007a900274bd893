import Glibc
package import Scheduling
import Synchronization

/// Counters in memory that the api processes of a machine share: whoever has changed a board counts one on, before
/// answering. So the next request is shown the change by whichever process it reaches, with no message on its way.
///
/// A file of 512 kB, mapped by each process. What is in it when a process starts means nothing; only a difference does.
/// Boards of one counter share its changes: an unneeded look at Redis, never an old board.
package final class ChangeNotes: Sendable {
    private static let counters = 1 << 16
    private static let length = counters * MemoryLayout<Atomic<Int>>.stride

    /// Sendable for what it points to: atomics, which stay mapped as long as the process lives.
    private nonisolated(unsafe) let first: UnsafeMutablePointer<Atomic<Int>>

    /// Maps the file, made where there is none; without a path the memory is this process's alone. Throws errno.
    package init(path: String?) throws(MappingError) {
        var descriptor: Int32 = -1
        if let path {
            descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0, ftruncate(descriptor, off_t(Self.length)) == 0 else {
                throw MappingError(path: path, code: errno)
            }
        }
        defer { if descriptor >= 0 { close(descriptor) } }
        let sharing = descriptor >= 0 ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS
        let memory = mmap(nil, Self.length, PROT_READ | PROT_WRITE, sharing, descriptor, 0)
        guard let memory, memory != MAP_FAILED else { throw MappingError(path: path ?? "memory", code: errno) }
        first = memory.bindMemory(to: Atomic<Int>.self, capacity: Self.counters)
    }

    /// How many changes have been noted for a board; those of another that shares its counter among them.
    package func count(of board: BoardKey) -> Int {
        counter(of: board).pointee.load(ordering: .acquiring)
    }

    /// Notes that a board has changed.
    package func note(_ board: BoardKey) {
        counter(of: board).pointee.wrappingAdd(1, ordering: .releasing)
    }

    private func counter(of board: BoardKey) -> UnsafeMutablePointer<Atomic<Int>> {
        first + ((board.school &* 31 &+ board.teacher) & (Self.counters - 1))
    }

    /// The file could not be made or mapped.
    package struct MappingError: Error, CustomStringConvertible {
        let path: String
        let code: Int32

        package var description: String { "\(path) cannot be shared memory: \(String(cString: strerror(code)))" }
    }
}
