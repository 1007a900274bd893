import HTTP
import Testing

@Suite("Whose address it is")
struct AddressBlockTests {
    @Test(
        "an IPv4 address stands for itself, an IPv6 address for its 64 bits",
        arguments: [
            ("192.0.2.1", "192.0.2.1"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::9", "2001:db8:1:2::/64"), ("::1", "0:0:0:0::/64"), ("::ffff:192.0.2.1", "192.0.2.1"),
            ("", "unknown"), ("unix:", "unknown"), ("192.0.2", "unknown"),
        ])
    func name(address: String, name: String) {
        #expect(AddressBlock.name(of: address) == name)
    }
}
