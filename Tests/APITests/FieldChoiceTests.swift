import API
import Foundation
import HTTP
import Testing

@Suite("fields=")
struct FieldChoiceTests {
    private let choice = FieldChoice.each(of: "slots", ["id", "status", "version"])

    @Test("takes names in any order, and everything where there is none")
    func wanted() throws {
        #expect(try choice.wanted(by: Query("fields=version,id")) == ["version", "id"])
        #expect(try choice.wanted(by: Query("fields=id%2Cstatus")) == ["id", "status"])
        #expect(try choice.wanted(by: Query("from=2026-12-01")) == nil)
    }

    @Test(
        "refuses a name that is unknown, empty or there twice, and says which",
        arguments: [
            ("fields=id,nothing", "“nothing”"), ("fields=", "An empty name"), ("fields=id,,status", "An empty name"),
            ("fields=id,id", "“id”"), ("fields=Id", "“Id”"), ("fields=%20id", "“ id”"),
            ("fields=id&fields=status", "fields"), ("fields=%ff", "fields"),
        ])
    func refused(query: String, named: String) throws {
        let problem = #expect(throws: Problem.self) { try choice.wanted(by: Query(query)) }
        #expect(problem?.status == .badRequest)
        #expect(problem?.errors.first?.detail.contains(named) == true)
    }

    @Test("the table and public/openapi.json name the same routes and members")
    func document() throws {
        let document = try OpenAPI()
        for route in routes where route.method == .get {
            let operation = try document.operation("get", route.pattern.description)
            #expect(document.hasFields(operation) == (route.fields != nil), "\(route.pattern)")
            guard let fields = route.fields else { continue }
            let names = try document.members(of: operation, list: fields.list)
            #expect(Set(fields.names) == names && fields.names.count == names.count, "\(route.pattern)")
        }
    }
}

/// As much of public/openapi.json as is asked for here.
private struct OpenAPI {
    typealias Object = [String: Any]

    private let root: Object

    init() throws {
        let project = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let data = try Data(contentsOf: project.appending(path: "public/openapi.json"))
        root = try #require(try JSONSerialization.jsonObject(with: data) as? Object)
    }

    func operation(_ method: String, _ path: String) throws -> Object {
        try #require(at(root, "paths", path, method), "\(path) is not documented")
    }

    func hasFields(_ operation: Object) -> Bool {
        let parameters = operation["parameters"] as? [Object] ?? []
        return parameters.contains { $0["$ref"] as? String == "#/components/parameters/Fields" }
    }

    /// The members of an answer's items: what is in its list `list`, or the answer itself.
    func members(of operation: Object, list: String?) throws -> Set<String> {
        var schema = try #require(at(operation, "responses", "200", "content", "application/json", "schema"))
        if let list { schema = try #require(at(try resolved(schema), "properties", list, "items")) }
        return Set(try #require(at(try resolved(schema), "properties")).keys)
    }

    private func resolved(_ schema: Object) throws -> Object {
        guard let reference = schema["$ref"] as? String else { return schema }
        return try #require(at(root, "components", "schemas", String(reference.split(separator: "/").last ?? "")))
    }

    private func at(_ object: Object, _ names: String...) -> Object? {
        names.reduce(object as Object?) { $0?[$1] as? Object }
    }
}
