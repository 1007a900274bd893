public import Scheduling

/// Who is told what a use case has changed.
extension WriteResult {
    /// What every page with one of the boards hears.
    public func boardNews(school: Int, epoch: String) -> [BoardKey: ChangeMessage] {
        let news = changes(school: school).map {
            ($0.board, ChangeMessage(epoch: epoch, version: $0.version, slots: $0.slots))
        }
        return Dictionary(uniqueKeysWithValues: news)
    }

    /// What the people hear whose holds or bookings it was about: the students, and the teachers of the slots.
    public func ownNews(school: Int) -> [PersonKey: OwnMessage] {
        let told = Self.told(holders: holders, bookers: bookers, teachers: entries.compactMap(\.teacherPersonID))
        let news = told.map { (PersonKey(school: school, id: $0.key), OwnMessage.changed($0.value)) }
        return Dictionary(uniqueKeysWithValues: news)
    }

    /// By person, what of theirs has changed. A teacher has each hold and each booking that a student has.
    package static func told(holders: [Int], bookers: [Int], teachers: [Int]) -> [Int: OwnChanges] {
        var told: [Int: OwnChanges] = [:]
        for (kind, students) in [(OwnChanges.holds, holders), (.bookings, bookers)] where !students.isEmpty {
            for person in students + teachers { told[person, default: []].insert(kind) }
        }
        return told
    }
}
