package import Store

/// One slot as it stood at a version of its teacher's board; its JSON is made once, by whoever changed or read it.
package typealias SlotState = ChangeMessage.Line

/// What streams are told of one teacher's board: how it came from version `base` to `version`.
package struct Event: Sendable, Equatable {
    /// A new state for each slot that changed, or the advice to fetch the board anew.
    package enum Content: Sendable, Equatable {
        case slots([SlotState])
        case reset
    }

    /// More slots than this are cheaper to fetch as a board (which is cached) than to send to every stream.
    package static let mostSlots = ChangeMessage.mostLines

    package let base: Int
    package let version: Int
    package let content: Content

    package init(base: Int, version: Int, content: Content) {
        self.base = base
        self.version = version
        self.content = content
    }

    /// There is nothing to write: it only says where a stream stands.
    package var isEmpty: Bool { base == version && content == .slots([]) }
}
