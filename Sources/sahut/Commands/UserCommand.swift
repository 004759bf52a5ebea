import ArgumentParser
import Database
import Foundation
import Kernel
import Staff

/// `sahut user`: the staff from the command line, for the first administrator and for bad days.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Adds, lists and disables people.",
        subcommands: [UserAddCommand.self, UserListCommand.self, UserDisableCommand.self])
}

struct UserAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Takes a person on, and tells their temporary password once.")

    @Option(help: "The name to sign in with.")
    var user: String

    @Option(help: "The real name: agents greet callers with it.")
    var name: String

    @Option(
        help:
            """
            inbound, outbound, social, supervisor, quality, branch, back-office, doctor, region, head-office, finance, \
            admin.
            """)
    var role: [String]

    @Option(help: "The code of the branch, for the role branch: SMG.")
    var branch: String?

    @Flag(help: "The person heads that branch.")
    var head = false

    @Option(help: "The region, I to XII, for the role region.")
    var region: String?

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        guard let userName = UserName(user) else {
            throw ValidationError("'\(user)' cannot be a user name: 3 to 32 of a-z 0-9 . _ - and a letter first.")
        }
        let roles = try role.map { text in
            guard let role = Role(rawValue: text) else {
                throw ValidationError(
                    "There is no role '\(text)'. Roles: \(Role.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            return role
        }
        let (branch, region) = (try place(branch) { BranchCode($0) }, try place(region) { OfficeRegion($0) })
        try await StaffDoor.open(options) { staff in
            if branch != nil { try await staff.branches.begin(by: .system("user"), at: SystemClock().now()) }
            let details = PersonDetails(
                name: name, userName: userName, roles: Set(roles), branch: branch, isHead: head, region: region)
            let added = try await staff.add(details, by: .system("user"))
            print("\(added.person.name) signs in as \(userName).")
            if let password = added.temporaryPassword {
                print("Temporary password, to be changed at the first sign-in: \(password)")
            }
        }
    }

    private func place<Place>(_ text: String?, _ read: (String) -> Place?) throws -> Place? {
        guard let text else { return nil }
        guard let place = read(text) else {
            throw ValidationError("'\(text)' is neither a branch's code nor a region, I to XII.")
        }
        return place
    }
}

struct UserListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists everybody.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        try await StaffDoor.open(options) { staff in
            for person in try await staff.list(withDisabled: true) {
                let roles = person.roles.map(\.rawValue).sorted().joined(separator: ",")
                print("\(person.userName)\t\(roles)\t\(person.name)\(person.isDisabled ? "\tdisabled" : "")")
            }
        }
    }
}

struct UserDisableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Lets a person in no more, and ends their sessions.")

    @Option(help: "The name they sign in with.")
    var user: String

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        try await StaffDoor.open(options) { staff in
            guard let userName = UserName(user), let person = try await staff.person(userName) else {
                throw ValidationError("There is nobody called '\(user)'. See: sahut user list")
            }
            try await staff.disable(person.id, by: .system("user"))
            print("\(person.name) is disabled.")
        }
    }
}

/// Opens the register for one command.
enum StaffDoor {
    static func open(_ options: ConfigurationOptions, _ body: (StaffStore) async throws -> Void) async throws {
        let configuration = try options.read()
        let database = try CentreDatabase.open(configuration)
        try await database.migrate(CentreDatabase.migrations)
        do { try await body(StaffStore(database, clock: SystemClock())) } catch let refusal as StaffRefusal {
            throw ValidationError("Not done: \(refusal).")
        }
        try await database.close()
    }
}
