import Glibc

/// What stands for one visitor's network in a limit.
public enum AddressBlock {
    /// An IPv4 address as it is, of an IPv6 address the 64 bits that a household or a host has all addresses of; whatever
    /// is neither shares one name.
    public static func name(of address: String) -> String {
        var v4 = in_addr()
        if inet_pton(AF_INET, address, &v4) == 1 { return address }
        var v6 = in6_addr()
        guard inet_pton(AF_INET6, address, &v6) == 1 else { return "unknown" }
        return withUnsafeBytes(of: v6) { bytes in
            // An IPv4 address in IPv6 clothes (RFC 4291, section 2.5.5.2).
            if bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 0xff, bytes[11] == 0xff {
                return bytes.suffix(4).map(String.init).joined(separator: ".")
            }
            let groups = stride(from: 0, to: 8, by: 2).map { Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]) }
            return groups.map { String($0, radix: 16) }.joined(separator: ":") + "::/64"
        }
    }
}
