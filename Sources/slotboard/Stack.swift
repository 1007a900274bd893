import Foundation
import Postgres
import Store

/// The installation that a command works on.
struct Stack {
    let configuration: Configuration
    /// Variables that are not settings of programs: where things lie.
    private let environment: [String: String]

    /// The stack that the environment names, or else the one whose `config/slotboard.env` is found: in `SLOTBOARD_HOME`,
    /// in `.run`, or above this program.
    static func find(environment: [String: String] = ProcessInfo.processInfo.environment) -> Stack {
        let owner = Setting.ownerDatabaseURL.name
        guard environment[owner] == nil, environment[owner + "_FILE"] == nil,
            let text = environmentFile(home: environment["SLOTBOARD_HOME"])
        else { return Stack(environment) }
        return Stack(EnvironmentFile(text).variables.merging(environment) { _, typed in typed })
    }

    private init(_ environment: [String: String]) {
        self.environment = environment
        configuration = Configuration(environment: environment)
    }

    /// A connection straight to PostgreSQL as the owner of the tables. People may wait longer than requests.
    func ownerConnection() throws -> PostgresConnection {
        do {
            return PostgresConnection(try configuration[.ownerDatabaseURL], answerTimeout: 600_000)
        } catch {
            throw Failure("\(error.description); start a stack with bin/up, or name one by SLOTBOARD_HOME")
        }
    }

    /// The folder of the unix sockets, where `bin/up` has made one.
    var sockets: String? {
        environment["SLOTBOARD_SOCKETS"] ?? environment["SLOTBOARD_HOME"].map { $0 + "/sock" }
    }

    /// A file of the project, such as `sql/seeds/large.sql`.
    func projectFile(_ path: String) throws -> URL {
        let named = environment["SLOTBOARD_ROOT"].map { [URL(fileURLWithPath: $0)] }
        let roots = named ?? [Self.workingFolder] + Self.foldersAboveProgram
        guard let root = roots.first(where: { Self.exists($0.appendingPathComponent(path)) }) else {
            throw Failure("\(path) is not here; run this in the folder of the project, or name it by SLOTBOARD_ROOT")
        }
        return root.appendingPathComponent(path)
    }

    private static func environmentFile(home: String?) -> String? {
        let folders =
            home.map { [URL(fileURLWithPath: $0)] }
            ?? [workingFolder.appendingPathComponent(".run")] + foldersAboveProgram
        return folders.lazy
            .compactMap { try? String(contentsOf: $0.appendingPathComponent("config/slotboard.env"), encoding: .utf8) }
            .first
    }

    private static var workingFolder: URL {
        URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
    }

    private static var foldersAboveProgram: [URL] {
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let folders = sequence(first: program.deletingLastPathComponent()) { folder in
            folder.path == "/" ? nil : folder.deletingLastPathComponent()
        }
        return Array(folders)
    }

    private static func exists(_ file: URL) -> Bool {
        FileManager.default.fileExists(atPath: file.path)
    }
}

/// `KEY=value` lines as a shell reads them; a value may stand in single or double quotes.
struct EnvironmentFile {
    let variables: [String: String]

    init(_ text: String) {
        let pairs = text.split(whereSeparator: \.isNewline).compactMap { line -> (String, String)? in
            guard let equals = line.firstIndex(of: "="), !line.hasPrefix("#") else { return nil }
            return (String(line[..<equals]), Self.unquoted(line[line.index(after: equals)...]))
        }
        variables = Dictionary(pairs) { _, last in last }
    }

    private static func unquoted(_ value: Substring) -> String {
        guard value.count >= 2, let quote = value.first, quote == "'" || quote == "\"", value.last == quote else {
            return String(value)
        }
        return String(value.dropFirst().dropLast())
    }
}
