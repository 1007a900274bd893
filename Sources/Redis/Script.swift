/// A Lua script that Redis knows by its hash once it has seen it.
public struct Script: Sendable {
    /// The source.
    public let lua: String
    /// The hash of the source, in the hexadecimal that EVALSHA takes.
    public let sha1: String

    /// Hashes the source; keep scripts as constants.
    public init(_ lua: String) {
        self.lua = lua
        sha1 = SHA1.hexadecimal(of: Array(lua.utf8))
    }

    /// The script with these keys and arguments, to be run with others.
    public func call(keys: [String], _ arguments: [[UInt8]]) -> Call {
        Call(byHash: evalsha(keys: keys, arguments), bySource: eval(keys: keys, arguments))
    }

    /// One run of a script.
    public struct Call: Sendable {
        let byHash: Command
        let bySource: Command
    }

    /// The call by hash. Where Redis was restarted it answers NOSCRIPT, and `eval` is the way.
    public func evalsha(keys: [String], _ arguments: [[UInt8]]) -> Command {
        command("EVALSHA", sha1, keys: keys, arguments)
    }

    /// The call by source; Redis knows the hash from then on.
    public func eval(keys: [String], _ arguments: [[UInt8]]) -> Command {
        command("EVAL", lua, keys: keys, arguments)
    }

    private func command(_ name: String, _ body: String, keys: [String], _ arguments: [[UInt8]]) -> Command {
        var command = Command(name, body, String(keys.count))
        for key in keys { command.append(key) }
        for argument in arguments { command.append(bytes: argument) }
        return command
    }
}
