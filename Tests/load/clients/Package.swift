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
    name: "stream-clients",
    targets: [
        .systemLibrary(name: "CEpoll", path: "CEpoll"),
        .executableTarget(name: "stream-clients", dependencies: ["CEpoll"], path: "Sources", swiftSettings: strict),
    ]
)
