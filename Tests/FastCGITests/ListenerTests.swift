import FastCGI
import Glibc
import Testing

@Suite("Listener")
struct ListenerTests {
    @Test("the socket is for owner and group only")
    func rights() throws {
        let server = try Server()
        var status = stat()
        #expect(lstat(server.path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o660)
        #expect(status.st_mode & S_IFMT == S_IFSOCK)
    }

    @Test("a path that no unix socket can have is refused")
    func longPath() throws {
        let error = try #require(throws: FastCGIError.self) {
            try Listener.bind(path: "/tmp/" + String(repeating: "x", count: 103))
        }
        #expect(error.code == ENAMETOOLONG)
    }

    @Test("a socket left behind is replaced, any other file is left alone")
    func leftBehind() throws {
        let server = try Server()
        let again = try Listener.bind(path: server.path)
        close(again.descriptor)
        unlink(server.path)
        close(open(server.path, O_CREAT | O_WRONLY, 0o600))
        #expect(throws: FastCGIError.self) { try Listener.bind(path: server.path) }
        #expect(access(server.path, F_OK) == 0)
    }
}
