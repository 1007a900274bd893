import Gzip
import HTTP

/// A page of a list as it is sent to whoever asks for it.
package struct EncodedPage: Sendable {
    package let json: [UInt8]
    /// Where the next page begins; nil on the last one.
    package let next: String?
    /// The JSON in gzip, where the page is kept for many and it pays.
    private(set) var gzipped: [UInt8]?

    /// In memory, about.
    package var size: Int { json.count + (gzipped?.count ?? 0) + (next?.utf8.count ?? 0) }

    init<Element>(
        _ name: StaticString, _ elements: [Element], next: String?, _ write: (inout JSONWriter, Element) -> Void
    ) {
        var writer = JSONWriter()
        writer.object {
            $0.member(name, elements, write)
            $0.member("next_cursor", next)
        }
        self.init(json: writer.bytes, next: next)
    }

    package init(json: [UInt8], next: String?) {
        self.json = json
        self.next = next
    }

    /// The same page, compressed once for all who will be shown it, where that pays.
    package func compressed() -> EncodedPage {
        guard json.count >= PublicAnswer.shortestCompressed else { return self }
        var page = self
        page.gzipped = Gzip.compress(json)
        return page
    }
}

extension Response {
    /// A page, with a link to the next one (RFC 8288).
    static func page(_ page: EncodedPage, of request: Request) -> Response {
        let response = body(of: page, for: request)
        guard let next = page.next else { return response }
        let kept = request.query.items.filter { $0.name != "cursor" }.compactMap { item in
            item.value.map { "\(item.rawName)=\(Query.encode($0))" }
        }
        let query = (kept + ["cursor=\(next)"]).joined(separator: "&")
        return response.setting("Link", "<\(request.path)?\(query)>; rel=\"next\"")
    }

    private static func body(of page: EncodedPage, for request: Request) -> Response {
        guard let gzipped = page.gzipped, ContentCoding(accepting: request.field("accept-encoding")) == .gzip else {
            return Response(.ok, contentType: "application/json", body: page.json)
        }
        return Response(.ok, contentType: "application/json", body: gzipped).setting("Content-Encoding", "gzip")
    }
}
