// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A package of its own, so that nobody builds it who does not measure.
let package = Package(
    name: "clients",
    targets: [
        .systemLibrary(name: "CEpoll", path: "CEpoll"),
        .target(name: "Wire", dependencies: ["CEpoll"], swiftSettings: strict),
        .executableTarget(
            name: "stream-clients", dependencies: ["Wire"], path: "Sources/streams", swiftSettings: strict),
        .executableTarget(
            name: "request-clients", dependencies: ["Wire"], path: "Sources/requests", swiftSettings: strict),
    ]
)
