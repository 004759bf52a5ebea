/// Arrows only go down; engines and rules are values; SQL lives in stores.
enum Boundaries {
    static let all = [arrows, engines, rules, purity, sql]

    static let ground = ["Kernel", "Database", "Pages", "Exports", "Mail"]
    static let voice = ["WebRTC", "Voice"]
    static let pureEngines = ["Routing", "SIP"]
    /// In the order of imports: each may import those before it.
    static let features = ["Staff", "Members", "Contacts", "Tickets", "Calls", "Interface", "Outbound"]
    static let everything = ground + pureEngines + voice + features + ["sahut"]

    /// What a target of ours may import of ours.
    static func below(_ target: String) -> Set<String> {
        if let place = ground.firstIndex(of: target) { return Set(ground[..<place]) }
        if pureEngines.contains(target) || target == "WebRTC" { return ["Kernel"] }
        if target == "Voice" { return ["Kernel", "WebRTC"] }
        let lower = features.firstIndex(of: target).map { features[..<$0] } ?? features[...]
        return Set(ground + pureEngines + ["Voice"] + lower)
    }

    static let arrows = Taste(
        "imports follow the arrows: door, features in order, engines and voice, ground",
        on: { $0.isSwift && $0.target.map(everything.contains) == true },
        refuses: [
            SourceFile("Sources/Staff/A.swift", "import Calls"),
            SourceFile("Sources/Kernel/A.swift", "public import Database"),
            SourceFile("Sources/SIP/A.swift", "@testable import Voice"),
        ],
        accepts: [
            SourceFile("Sources/Calls/A.swift", "import Foundation\nimport NIOCore\nimport SIP\npublic import Tickets")
        ]
    ) { file in
        guard let target = file.target else { return [] }
        return file.imports.filter { everything.contains($0.module) && !below(target).contains($0.module) }
            .map { file.finding($0.line, "\(target) must not import \($0.module)") }
    }

    static let engines = Taste(
        "an engine imports Kernel and containers or digests, nothing of the outer world",
        on: { $0.isSwift && $0.target.map(pureEngines.contains) == true },
        refuses: [
            SourceFile("Sources/Routing/A.swift", "import Foundation"),
            SourceFile("Sources/SIP/A.swift", "import NIOCore"),
        ],
        accepts: [
            SourceFile("Sources/SIP/A.swift", "import Crypto\npublic import Kernel"),
            SourceFile("Sources/Routing/A.swift", "import HeapModule"),
        ]
    ) { file in
        let allowed: Set = [
            "Kernel", "Crypto", "Collections", "HeapModule", "DequeModule", "OrderedCollections", "HashTreeCollections",
            "BitCollections",
        ]
        return file.imports.filter { !allowed.contains($0.module) }.map {
            file.finding($0.line, "imports \($0.module)")
        }
    }

    static let rules = Taste(
        "rules import Foundation, Kernel, engines and features; Database for the shape of facts only, and no pages",
        on: { $0.isSwift && $0.target.map(features.contains) == true && $0.folders.contains("Rules") },
        refuses: [
            SourceFile("Sources/Tickets/Rules/A.swift", "import Database\nfunc a(_ transaction: any Transaction) {}"),
            SourceFile("Sources/Tickets/Rules/A.swift", "import Hummingbird"),
        ],
        accepts: [
            SourceFile("Sources/Calls/Rules/A.swift", "import Foundation\nimport Kernel\nimport Routing\nimport Staff")
        ]
    ) { file in
        let allowed = Set(
            ["Foundation", "Kernel", "Database", "Collections", "OrderedCollections"] + pureEngines + ["Voice"]
                + features)
        return file.imports.filter { !allowed.contains($0.module) }.map {
            file.finding($0.line, "imports \($0.module)")
        }
            + file.findings(
                ofCode: /\bTransaction\b|\bany Database\b|:\s*SQL\b|\bJournal\(/, "a rule asks the database")
    }

    static let purity = Taste(
        "engines and rules take time, ids and chance as arguments",
        on: { file in
            file.isSwift && file.target != nil
                && (file.target.map(pureEngines.contains) == true || file.folders.contains("Rules"))
        },
        refuses: [
            "Date()", "Date.now", "UUID()", "Int.random(in: 0...1)", "list.shuffled()", "list.randomElement()",
            "SystemRandomNumberGenerator()", "ContinuousClock.now", "SystemClock()", "Task { }",
            "try await Task.sleep(for: a)",
            "FileManager.default", "ProcessInfo.processInfo", "socket(AF_INET, 0, 0)", "clock_gettime(0, &a)",
            "Identifier(at: .now, random: &a)",
        ].map { SourceFile("Sources/Routing/A.swift", "let a = \($0)") },
        accepts: [
            SourceFile("Sources/SIP/A.swift", "let a = UInt64.random(in: 0...9, using: &random) // not Date()"),
            SourceFile("Sources/Tickets/Rules/A.swift", "func due(_ at: Timestamp, on day: Date) -> Date { turn.now }"),
        ]
    ) { file in
        file.findings(ofCode: fromNowhere, "time, an id or chance from nowhere")
            + file.findings(ofCode: machine, "a clock, or the outer world")
    }

    // Made where they are used: a regular expression is no Sendable value.
    private static var fromNowhere: Regex<Substring> {
        #/
        \bDate\(\) | \bUUID\(\) | (?:^|[\s(\[,:])\.now\b | \b[A-Z]\w*\.now\b | [cC]lock\.now\b
        | \.random\(in:[^,)]*\) | \.shuffled\(\) | \.randomElement\(\) | \bSystemRandomNumberGenerator\b
        /#
    }

    private static var machine: Regex<Substring> {
        #/
        \b(?:Continuous|Suspending|System|Scaled)Clock\b | \bDispatch\w+ | \bclock_gettime\b | \bTask\b\s*[.{(]
        | \bFileManager\b | \bFileHandle\b | \bProcessInfo\b | \bThread\b | \bsocket\( | \bURLSession\b
        /#
    }

    static let sql = Taste(
        "SQL is written in stores and in Database only",
        on: { file in
            file.isSwift && file.target != nil && file.target != "Database"
                && !file.folders.contains("Store") && !file.path.hasPrefix("Sources/Pages/Sessions/")
        },
        refuses: [
            SourceFile("Sources/Tickets/Pages/A.swift", "let a: SQL = \"SELECT id FROM tickets\""),
            SourceFile("Sources/Tickets/Rules/A.swift", "let a = \"\"\"\n  INSERT INTO tickets VALUES (1)\n  \"\"\""),
            SourceFile("Sources/Tickets/A.swift", "import GRDB"),
        ],
        accepts: [
            SourceFile("Sources/Tickets/A.swift", "let a = \"Select a queue\" // SELECT id FROM tickets")
        ]
    ) { file in
        let statement =
            #/
            ^\s*(?:SELECT\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s
            |(?:CREATE|ALTER|DROP)\s+TABLE\s|WITH\s+\w+\s+AS)
            /#
        return file.strings.filter { $0.text.contains(statement) }.map { file.finding($0.line, "SQL outside a store") }
            + file.imports.filter { ["GRDB", "CPostgres"].contains($0.module) }.map {
                file.finding($0.line, "imports \($0.module)")
            }
    }
}
