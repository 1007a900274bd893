public import Scheduling

extension EncodedBoard {
    /// A board that was read from the database, encoded.
    public convenience init(_ board: Board, teacher: Int, _ window: BoardWindow) {
        self.init(
            epoch: board.epoch, version: board.version, span: board.span,
            json: BoardText.json(board, teacher: teacher, window))
    }

    /// The board after a change, without a look at the database: the change must be the very next one and name its slots,
    /// for versions have no gaps and a message has every slot that its version changed. Else nil.
    public func next(after change: ChangeMessage) -> EncodedBoard? {
        guard change.epoch == epoch, change.version == version + 1, !change.lines.isEmpty, let json = try? json(),
            var text = BoardText(json)
        else { return nil }
        for line in change.lines {
            guard line.version == change.version, text.put(line, within: span) else { return nil }
        }
        return EncodedBoard(
            epoch: epoch, version: change.version, span: span, json: text.json(version: change.version), readAt: readAt)
    }
}
