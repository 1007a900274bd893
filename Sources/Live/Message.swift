import FastCGI
import HTTP
import Scheduling
import Store

/// An event on its way to many streams: encoded once, the same bytes for all.
///
/// Streams differ in the number of their FastCGI request, but nginx gives each connection's first request the number 1.
final class Message {
    let event: Event
    private let teacher: Int
    let epoch: String
    private var records: [Position.Form: [UInt8]] = [:]

    init(_ event: Event, teacher: Int, epoch: String) {
        self.event = event
        self.teacher = teacher
        self.epoch = epoch
    }

    /// The bytes for a stream that takes the event in this form.
    func record(_ form: Position.Form, requestID: UInt16) -> [UInt8] {
        guard requestID == 1 else { return Record.standardOutput(requestID, text(form)) }
        if let record = records[form] { return record }
        let record = Record.standardOutput(requestID, text(form))
        records[form] = record
        return record
    }

    private func text(_ form: Position.Form) -> [UInt8] {
        let id = form == .whole ? EventID(epoch: epoch, teacher: teacher, version: event.version).description : nil
        var json = JSONWriter(capacity: 512)
        json.object {
            $0.member("teacher_id", teacher)
            $0.member("version", event.version)
            if case .slots(let slots) = event.content { $0.member("slots", slots) { $0.raw($1.json) } }
        }
        let name: StaticString = event.content == .reset ? "reset" : "slots"
        return EventStream.event(name, id: id, data: json.bytes)
    }
}

/// The regular sign of life: it tells a page that the stream lives, and which versions were written to it. The epoch tells
/// one whose stream is new that a board from before counts no more.
struct Heartbeat: Equatable {
    struct Version: Equatable {
        let teacher: Int
        let version: Int
    }

    let versions: [Version]
    let epoch: String
    let now: Instant
    let isDegraded: Bool

    var text: [UInt8] {
        var json = JSONWriter(capacity: 128)
        json.object {
            $0.name("versions")
            $0.raw("{\(versions.map { "\"\($0.teacher)\":\($0.version)" }.joined(separator: ","))}".utf8)
            $0.member("epoch", epoch)
            $0.member("now", now)
            $0.member("degraded", isDegraded)
        }
        return EventStream.event("heartbeat", data: json.bytes)
    }
}

/// What a stream hears of its person's own.
enum OwnEvent {
    static func changed(_ changes: OwnChanges) -> [UInt8] {
        var json = JSONWriter(capacity: 64)
        json.object { $0.member("changed", changes.words) }
        return EventStream.event("mine", data: json.bytes)
    }

    /// The last event of a stream whose session is over.
    static let signedOut = EventStream.event("signed-out", data: Array("{}".utf8))
}
