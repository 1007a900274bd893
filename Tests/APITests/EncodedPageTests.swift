import API
import Testing

@Suite("Pages as they are sent")
struct EncodedPageTests {
    @Test("a short page is not compressed: in gzip it would be no sooner there", arguments: [34, 999])
    func short(_ length: Int) {
        #expect(page(length).compressed().size == length)
    }

    @Test("a longer one lies in gzip beside its JSON")
    func long() {
        #expect((1001..<2000).contains(page(1000).compressed().size))
    }

    private func page(_ length: Int) -> EncodedPage {
        EncodedPage(json: [UInt8](repeating: 120, count: length), next: nil)
    }
}
