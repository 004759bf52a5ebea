// swift-tools-version: 6.2
import PackageDescription

// MARK: - Settings

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

// MARK: - Packages (docs/decisions/0004 says why each one is here)

let packages: [Package.Dependency] = [
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(
        url: "https://github.com/apple/swift-configuration", from: "1.4.0",
        traits: ["JSON", "YAML", "CommandLineArguments"]),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
]

extension Target.Dependency {
    static let asyncHTTPClient = product(name: "AsyncHTTPClient", package: "async-http-client")
    static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let certificates = product(name: "X509", package: "swift-certificates")
    static let heap = product(name: "HeapModule", package: "swift-collections")
    static let configuration = product(name: "Configuration", package: "swift-configuration")
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let cryptoExtras = product(name: "CryptoExtras", package: "swift-crypto")
    static let grdb = product(name: "GRDB", package: "GRDB.swift")
    static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdHTTP2 = product(name: "HummingbirdHTTP2", package: "hummingbird")
    static let hummingbirdTLS = product(name: "HummingbirdTLS", package: "hummingbird")
    static let lifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let log = product(name: "Logging", package: "swift-log")
    static let mustache = product(name: "Mustache", package: "swift-mustache")
    static let nio = product(name: "NIOCore", package: "swift-nio")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
    static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
    static let unixSignals = product(name: "UnixSignals", package: "swift-service-lifecycle")
    static let nioSSL = product(name: "NIOSSL", package: "swift-nio-ssl")
}

// MARK: - Targets: arrows only go down

/// A library of the house, with the folders of pages and templates that it carries.
func house(
    _ name: String, _ dependencies: [Target.Dependency], notes: [String] = [], carries folders: String...
) -> Target {
    .target(
        name: name, dependencies: dependencies, exclude: ["README.md"] + notes,
        resources: folders.map { .copy($0) }, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], carries folders: String...) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: dependencies,
        resources: folders.map { .copy($0) }, swiftSettings: strict)
}

let system: [Target] = [
    .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "COpus", pkgConfig: "opus", providers: [.apt(["libopus-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CSpandsp", pkgConfig: "spandsp", providers: [.apt(["libspandsp-dev"])]),
    .systemLibrary(name: "CXlsxwriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
    .systemLibrary(name: "CLinux"),
    .target(name: "COpenSSLShims", dependencies: ["COpenSSL"]),
]

let ground: [Target] = [
    house("Kernel", []),
    house("Database", ["Kernel", "CPostgres", .grdb, .log, .nioPosix]),
    house(
        "Pages",
        [
            "Kernel", "Database", .certificates, .crypto, .httpTypes, .hummingbird, .hummingbirdHTTP2, .hummingbirdTLS,
            .log, .mustache, .nio, .nioSSL,
        ], carries: "Templates", "Assets"),
    house(
        "Exports",
        ["Kernel", "Database", "Pages", "CXlsxwriter", .httpTypes, .hummingbird, .log, .nio, .nioPosix],
        carries: "Templates"),
    house(
        "Mail", ["Kernel", "Database", "Pages", "Exports", .hummingbird, .log, .nio, .nioPosix, .nioSSL],
        carries: "Templates"),
]

let engines: [Target] = [
    house("Routing", ["Kernel"]),
    house("SIP", ["Kernel", .crypto]),
    house("WebRTC", ["Kernel", "COpenSSL", "COpenSSLShims"]),
    house("Voice", ["Kernel", "WebRTC", "CLinux", "COpus", "CSpandsp", .log]),
]

let features: [Target] = [
    house(
        "Staff", ["Kernel", "Database", "Pages", "Exports", .cryptoExtras, .hummingbird, .log], carries: "Templates"),
    house(
        "Members",
        [
            "Kernel", "Database", "Pages", "Exports", "Staff", .asyncHTTPClient, .crypto, .cryptoExtras, .httpTypes,
            .hummingbird, .log, .nio, .nioHTTP1,
        ], carries: "Templates", "Assets"),
    house(
        "Contacts", ["Kernel", "Database", "Pages", "Exports", "Staff", "Members", .hummingbird],
        carries: "Templates"),
    house(
        "Tickets",
        [
            "Kernel", "Database", "Pages", "Exports", "Mail", "Staff", "Members", "Contacts", .crypto, .hummingbird,
            .log,
        ], carries: "Templates", "Assets"),
    house(
        "Calls",
        [
            "Kernel", "Database", "Pages", "Routing", "SIP", "Voice", "Staff", "Members", "Contacts", "Tickets",
            .heap, .hummingbird, .log, .nio, .nioPosix,
        ], notes: ["Pages/README.md"], carries: "Templates", "Assets"),
    house(
        "Interface",
        [
            "Kernel", "Database", "Pages", "Staff", "Members", "Contacts", "Tickets", .asyncHTTPClient, .crypto,
            .httpTypes, .hummingbird, .log, .nio, .nioHTTP1,
        ], carries: "Templates", "Description"),
    house(
        "Outbound",
        [
            "Kernel", "Database", "Pages", "Exports", "Staff", "Members", "Contacts", "Tickets", "Calls", "CZlib",
            .crypto, .hummingbird, .log,
        ], carries: "Templates", "Assets"),
]

let door: [Target] = [
    .executableTarget(
        name: "sahut",
        dependencies: [
            "Kernel", "Database", "Pages", "Exports", "Mail", "Routing", "SIP", "Voice", "Staff", "Members", "Contacts",
            "Tickets", "Calls", "Interface", "Outbound", .argumentParser, .configuration, .hummingbird, .lifecycle,
            .log, .unixSignals,
        ], resources: [.copy("Prompts"), .copy("Templates")], swiftSettings: strict),
    .executableTarget(
        name: "Bench",
        dependencies: [
            "Kernel", "Database", "SIP", "Voice", "WebRTC", "Staff", "Members", "Contacts", "Tickets",
        ],
        path: "Benchmarks", exclude: ["README.md"], swiftSettings: strict),
]

let proofs: [Target] = [
    tests("Kernel", ["Kernel"]),
    tests("Database", ["Database", "Kernel"]),
    tests("Pages", ["Pages", "Database", "Kernel", .hummingbird, .httpTypes, .nio, .log]),
    tests("Exports", ["Exports", "Staff", "Pages", "Database", "Kernel", "CXlsxwriter", .log]),
    tests(
        "Mail",
        [
            "Mail", "Exports", "Contacts", "Members", "Staff", "Pages", "Database", "Kernel", .certificates, .crypto,
            .log, .nio, .nioPosix, .nioSSL,
        ]),
    tests("Routing", ["Routing", "Kernel"]),
    tests("SIP", ["SIP", "Kernel"], carries: "Torture"),
    tests("WebRTC", ["WebRTC", "Kernel"]),
    tests("Voice", ["Voice", "WebRTC", "Kernel"]),
    tests("Staff", ["Staff", "Pages", "Database", "Kernel"]),
    tests("Members", ["Members", "Exports", "Staff", "Pages", "Database", "Kernel", .hummingbird, .log, .nio]),
    tests("Contacts", ["Contacts", "Exports", "Members", "Staff", "Pages", "Database", "Kernel"]),
    tests(
        "Tickets",
        ["Tickets", "Exports", "Mail", "Contacts", "Members", "Staff", "Pages", "Database", "Kernel", .log]),
    tests(
        "Calls",
        [
            "Calls", "Tickets", "Contacts", "Members", "Staff", "Pages", "Database", "Routing", "SIP", "Voice",
            "Kernel", .log,
        ]),
    tests(
        "Interface",
        [
            "Interface", "Tickets", "Contacts", "Members", "Staff", "Pages", "Database", "Kernel", .crypto,
            .hummingbird, .httpTypes, .log, .nio,
        ]),
    tests(
        "Outbound",
        [
            "Outbound", "Exports", "Calls", "Tickets", "Contacts", "Members", "Staff", "Pages", "Database", "Kernel",
            "CZlib", .hummingbird, .log,
        ]),
    tests("Journey", ["Database", "Kernel", .nio, .nioPosix]),
    tests("Tidy", []),
]

// MARK: - A part of the house

/// `BUILD_PART=RoutingTests` leaves only that target and what it stands on, so that a part builds without the rest.
func part(_ names: [String], of targets: [Target]) -> [Target] {
    var wanted: Set<String> = []
    var open = names
    while let name = open.popLast() {
        guard wanted.insert(name).inserted, let target = targets.first(where: { $0.name == name }) else { continue }
        for case .byNameItem(let dependency, _) in target.dependencies { open.append(dependency) }
    }
    return targets.filter { wanted.contains($0.name) }
}

let everything = system + ground + engines + features + door + proofs

let package = Package(
    name: "sahut",
    products: [],
    dependencies: packages,
    targets: Context.environment["BUILD_PART"].map { part($0.split(separator: ",").map(String.init), of: everything) }
        ?? everything,
    swiftLanguageModes: [.v6]
)
