// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A module of ours: its dependencies are its only arrows, and they all point down this list.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.target(name: name)] + dependencies, swiftSettings: strict)
}

let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "slotboard",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    ],
    targets: [
        // The cellar: one system library, one Swift module that alone imports it.
        .systemLibrary(name: "CFastCGI"),
        .systemLibrary(name: "CPostgres"),
        .systemLibrary(name: "CHiredis"),
        .systemLibrary(name: "CSodium"),
        .systemLibrary(name: "CEvent"),
        .systemLibrary(name: "CDeflate"),
        module("FastCGI", ["CFastCGI"]),
        module("Postgres", ["CPostgres", "Locks"]),
        module("EventLoop", ["CEvent"]),
        module("Redis", ["CHiredis", "EventLoop"]),
        module("Passwords", ["CSodium"]),
        module("Gzip", ["CDeflate"]),

        // Leaves: values, text and locks, no I/O.
        module("Locks"),
        module("HTTP"),
        module("Scheduling"),
        module("Limits", ["Locks"]),

        // What the programs are made of.
        module("Store", ["Locks", "Postgres", "Redis", "Scheduling", "Limits", "HTTP", "Passwords", "Gzip"]),
        module(
            "API",
            [
                "FastCGI", "EventLoop", "Locks", "Store", "Postgres", "Redis", "HTTP", "Scheduling", "Limits",
                "Passwords", "Gzip", log,
            ]),
        module("Live", ["FastCGI", "EventLoop", "Redis", "Store", "Postgres", "HTTP", "Scheduling", "Limits", log]),
        module("Jobs", ["EventLoop", "Store", "Postgres", "Redis", "Scheduling", log]),
        program("slotboard-api", ["API"]),
        program("slotboard-live", ["Live"]),
        program("slotboard-jobs", ["Jobs"]),
        program("slotboard", ["Store", "Postgres", "Redis", "HTTP", "Scheduling", "Passwords", arguments, log]),

        tests(of: "FastCGI"),
        tests(of: "Postgres"),
        tests(of: "EventLoop"),
        tests(of: "Redis", ["EventLoop"]),
        tests(of: "Passwords"),
        tests(of: "Gzip"),
        tests(of: "Locks"),
        tests(of: "HTTP"),
        tests(of: "Scheduling"),
        tests(of: "Limits"),
        tests(of: "Store", ["Scheduling", "Limits", "HTTP"]),
        tests(of: "API", ["HTTP", "Scheduling", "Limits", "Store"]),
        tests(of: "Live", ["HTTP", "Scheduling", "Store"]),
        tests(of: "Jobs", ["Store", "Scheduling"]),
        .testTarget(
            name: "IntegrationTests",
            dependencies: [
                "API", "EventLoop", "Live", "Jobs", "Store", "Postgres", "Redis", "Scheduling", "Limits", "HTTP",
                "Passwords", log,
            ],
            swiftSettings: strict),
    ]
)
