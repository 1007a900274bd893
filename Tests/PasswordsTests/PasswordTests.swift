import Passwords
import Testing

@Suite("Passwords")
struct PasswordTests {
    @Test("a password is verified against its own hash only")
    func verify() throws {
        let hash = try Password.hash("slotboard-demo")
        #expect(Password.verify("slotboard-demo", against: hash))
        #expect(!Password.verify("slotboard-demO", against: hash))
        #expect(!Password.verify("", against: hash))
    }

    @Test("the cost is argon2id with two passes over 19 MiB")
    func cost() throws {
        #expect(try Password.hash("x").hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
    }

    @Test("the same password has another hash each time")
    func salt() throws {
        #expect(try Password.hash("x") != Password.hash("x"))
    }

    @Test("a password counts to its last byte, zeros and other scripts included")
    func wholeText() throws {
        let hash = try Password.hash("Schlüssel\0鍵")
        #expect(Password.verify("Schlüssel\0鍵", against: hash))
        #expect(!Password.verify("Schlüssel", against: hash))
        #expect(!Password.verify("Schlüssel\0", against: hash))
    }

    @Test("what is no hash has no password", arguments: ["", "x", "$argon2id$", "$argon2id$v=19$m=19456,t=2,p=1$"])
    func noHash(text: String) {
        #expect(!Password.verify("", against: text))
        #expect(!Password.verify(text, against: text))
    }

    @Test("the decoy costs what a new hash costs, and fits no password that comes to mind")
    func decoy() throws {
        let cost = try Password.hash("x").split(separator: "$").prefix(3)
        #expect(Password.decoyHash.split(separator: "$").prefix(3) == cost)
        #expect(!Password.verify("", against: Password.decoyHash))
        #expect(!Password.verify("slotboard-demo", against: Password.decoyHash))
    }

    @Test("to verify against the decoy is no shortcut")
    func decoyTime() throws {
        let hash = try Password.hash("x")
        let clock = ContinuousClock()
        // The fastest of some rounds, in turns: what else the machine does only slows a round down.
        var fastest = [Duration](repeating: .seconds(60), count: 2)
        for _ in 0..<5 {
            for (index, hash) in [hash, Password.decoyHash].enumerated() {
                fastest[index] = min(fastest[index], clock.measure { _ = Password.verify("y", against: hash) })
            }
        }
        #expect(fastest[1] > fastest[0] / 4)
    }
}
