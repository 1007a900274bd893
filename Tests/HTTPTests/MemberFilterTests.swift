import HTTP
import Testing

@Suite("Leaving members out of JSON")
struct MemberFilterTests {
    private func object(_ json: String, keeping names: String...) -> String {
        String(decoding: MemberFilter(keeping: names).object(Array(json.utf8)), as: UTF8.self)
    }

    private func objects(in list: String, of json: String, keeping names: String...) -> String {
        String(decoding: MemberFilter(keeping: names).objects(in: list, of: Array(json.utf8)), as: UTF8.self)
    }

    @Test("keeps what is named, in its order, byte for byte")
    func keeps() {
        let json = #"{"id":7,"name":"Zoë \"\\","more":{"id":[1,{"a":"]}"}],"b":null},"end":true}"#
        #expect(object(json, keeping: "id") == #"{"id":7}"#)
        #expect(object(json, keeping: "end", "name") == #"{"name":"Zoë \"\\","end":true}"#)
        #expect(object(json, keeping: "more") == #"{"more":{"id":[1,{"a":"]}"}],"b":null}}"#)
        #expect(object(json, keeping: "id", "name", "more", "end") == json)
        #expect(object(json) == "{}")
        #expect(object("{}", keeping: "id") == "{}")
    }

    @Test("cuts the items of one list and leaves what stands around it")
    func lists() {
        let json = #"{"id":1,"slots":[{"id":2,"v":3},{"v":4,"id":5}],"other":[{"v":6}],"next":null}"#
        #expect(
            objects(in: "slots", of: json, keeping: "id")
                == #"{"id":1,"slots":[{"id":2},{"id":5}],"other":[{"v":6}],"next":null}"#)
        #expect(objects(in: "slots", of: #"{"slots":[]}"#, keeping: "id") == #"{"slots":[]}"#)
        #expect(objects(in: "absent", of: json, keeping: "id") == json)
        #expect(objects(in: "slots", of: "{}", keeping: "id") == "{}")
    }

    @Test(
        "comes to an end with any text",
        arguments: ["", "{", #"{"a"#, #"{"a":"#, #"{"a":["#, #"{"a":[{"b\"#, "[]", "x"])
    func broken(json: String) {
        _ = object(json, keeping: "a")
        _ = objects(in: "a", of: json, keeping: "b")
    }
}
