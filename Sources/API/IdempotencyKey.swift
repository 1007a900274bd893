import HTTP
import Passwords
import Store

extension Context {
    /// The request's Idempotency-Key with a hash of what it was sent with; throws `key-missing` without one.
    ///
    /// The field is taken as it stands, with or without the quotes of a structured field.
    func idempotencyKey() throws(Problem) -> Database.IdempotencyKey {
        guard request.fields["idempotency-key"] != nil else {
            throw Problem(.keyMissing, "Send an Idempotency-Key, so that one click can be one booking.")
        }
        guard let text = request.field("idempotency-key"), (1...255).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x20...0x7e).contains($0) })
        else {
            throw Problem.bad("Idempotency-Key", "Send one Idempotency-Key of 1 to 255 ASCII characters.")
        }
        let wish = Array("\(request.method?.rawValue ?? "") \(request.path)\n".utf8) + request.body
        return Database.IdempotencyKey(text: text, requestHash: Password.sha256(wish))
    }
}
