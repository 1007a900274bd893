import Redis
import Testing

@Suite("Scripts")
struct ScriptTests {
    @Test(
        "a script's hash is the SHA-1 of its source",
        arguments: [
            // FIPS 180 examples, and lengths around the end of a block.
            ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
            ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
            ),
            (String(repeating: "a", count: 55), "c1c8bbdc22796e28c0e15163d20899b65621d65a"),
            (String(repeating: "a", count: 64), "0098ba824b5c16427bd7a1122a5a442a25ec644d"),
            (String(repeating: "a", count: 1_000), "291e9a6c66994949b57ba5e650361e98fc36b1ba"),
        ])
    func hash(source: String, sha1: String) {
        #expect(Script(source).sha1 == sha1)
    }

    @Test("the call by hash and the call by source differ in two words only")
    func calls() {
        let script = Script("return 1")
        #expect(script.eval(keys: ["k"], [[0, 1]]) == call("EVAL", script.lua))
        #expect(script.evalsha(keys: ["k"], [[0, 1]]) == call("EVALSHA", script.sha1))
    }

    private func call(_ name: String, _ body: String) -> Command {
        var command = Command(name, body, "1", "k")
        command.append(bytes: [0, 1])
        return command
    }
}
