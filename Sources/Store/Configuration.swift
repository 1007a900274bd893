import FoundationEssentials

/// A setting that is missing or makes no sense: the program must not start.
public struct ConfigurationError: Error, Sendable, CustomStringConvertible {
    /// One line for the person who starts the program.
    public let description: String
}

/// The settings of a program, read from its environment once and passed in.
public struct Configuration: Sendable {
    private let environment: [String: String]

    /// Settings as this process was given them.
    public init() {
        self.init(environment: ProcessInfo.processInfo.environment)
    }

    /// Settings as `environment` has them.
    public init(environment: [String: String]) {
        self.environment = environment
    }

    /// The value of a setting: from its variable, else from its file, else the standard one.
    public subscript<Value>(_ setting: Setting<Value>) -> Value {
        get throws(ConfigurationError) {
            guard let text = try text(setting.name) ?? setting.standard else {
                throw ConfigurationError(description: "\(setting.name) is not set: \(setting.summary)")
            }
            guard let value = setting.parse(text) else {
                let shown = setting.isSecret ? "" : ", not “\(text)”"
                throw ConfigurationError(description: "\(setting.name) must be \(setting.hint)\(shown)")
            }
            return value
        }
    }

    /// `NAME=value` as it counts, a secret as `NAME=…`.
    public func describe<Value>(_ setting: Setting<Value>) throws(ConfigurationError) -> String {
        let text = try text(setting.name) ?? setting.standard ?? ""
        return "\(setting.name)=\(setting.isSecret && !text.isEmpty ? "…" : text)"
    }

    private func text(_ name: String) throws(ConfigurationError) -> String? {
        if let text = environment[name], !text.isEmpty { return text }
        guard let path = environment[name + "_FILE"] else { return environment[name] }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ConfigurationError(description: "\(name)_FILE cannot be read: \(path)")
        }
        let text = String(decoding: data, as: UTF8.self)
        return text.last == "\n" ? String(text.dropLast()) : text
    }
}
