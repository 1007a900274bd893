/// Tells a browser's request from another site (cross-site request forgery) from one of our own pages or of no browser.
public enum CrossSite {
    /// Whether a request that changes something may go on.
    ///
    /// `Sec-Fetch-Site` decides where the browser sends it, `Origin` behind it; neither means no browser.
    /// - Parameter publicOrigin: scheme, host and port of the site, such as `http://localhost:8080`.
    public static func allows(secFetchSite: String?, origin: String?, publicOrigin: String, host: String?) -> Bool {
        if let secFetchSite { return secFetchSite == "same-origin" || secFetchSite == "none" }
        guard let origin else { return true }
        if origin == publicOrigin { return true }
        let parts = publicOrigin.split(separator: ":", maxSplits: 2)
        guard let host, parts.count >= 2 else { return false }
        // A school's own host name: scheme and port of the site, and the host that the request itself went to.
        let port = parts.count == 3 ? ":\(parts[2])" : ""
        return origin == "\(parts[0])://\(host)\(port)"
    }
}
