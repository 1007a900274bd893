import Live
import Testing

@Suite("Regular work is spread over a round")
struct CohortsTests {
    @Test("everybody is served once a round")
    func oncePerRound() {
        var cohorts = Cohorts<Int>(count: 10)
        for member in 0..<500 { cohorts.add(member) }
        var served: [Int] = []
        for tick in 0..<10 {
            #expect(cohorts.isRoundDue == (tick == 0))
            served += cohorts.tick { _ in true }
        }
        #expect(served.sorted() == Array(0..<500))
        #expect(cohorts.isRoundDue)
    }

    @Test("no tick has much more to do than another")
    func evenly() {
        var cohorts = Cohorts<Int>(count: 10)
        for member in 0..<10_000 { cohorts.add(member) }
        for _ in 0..<10 { #expect((800...1200).contains(cohorts.tick { _ in true }.count)) }
    }

    @Test("who has left is forgotten")
    func forgotten() {
        var cohorts = Cohorts<Int>(count: 1)
        for member in 0..<4 { cohorts.add(member) }
        #expect(cohorts.tick { $0 % 2 == 0 }.sorted() == [0, 2])
        #expect(cohorts.members.sorted() == [0, 2])
    }
}

@Suite("A full process stops accepting")
struct GateTests {
    @Test("there is room up to the capacity, and again when a stream has left")
    func capacity() {
        let gate = Gate(capacity: 2)
        gate.enter()
        #expect(!gate.isFull)
        gate.enter()
        #expect(gate.isFull)
        gate.leave()
        #expect(!gate.isFull)
        #expect(gate.streams == 1)
    }

    @Test("this process has room for many streams")
    func thisProcess() {
        #expect(!Gate.forThisProcess().isFull)
    }
}
