public import Foundation
public import Hummingbird
public import NIOCore

/// What a person typed into a form, kept as typed, with what is wrong beside each field.
///
/// ```swift
/// var form = try await Form.read(request, context)
/// if form["name"] == nil { form.fail("name", "staff.name.missing") }
/// guard form.isSound else { return try views.page("staff-edit", title: …, ["form": form.model(context)], context) }
/// ```
public struct Form: Sendable {
    /// A file that came with a multipart form.
    public struct File: Sendable {
        public let name: String
        public let contentType: String
        public let content: ByteBuffer

        public var bytes: Data { Data(content.readableBytesView) }
    }

    public private(set) var values: [String: [String]]
    public private(set) var files: [String: [File]]
    public private(set) var errors: [String: FieldError] = [:]

    public struct FieldError: Sendable, Hashable {
        public let key: String
        public let arguments: [String: String]
    }

    /// A form to be shown before anything was typed.
    public init(_ values: [String: String] = [:]) {
        self.init(values: values.mapValues { [$0] })
    }

    init(values: [String: [String]], files: [String: [File]] = [:]) {
        self.values = values
        self.files = files
    }

    /// The form of this request. Its token and its size were checked before the page was asked.
    ///
    /// - Throws: `PageRefusal.unreadable` when the request carries no form.
    public static func read(_ request: Request, _ context: PageContext) async throws -> Form {
        guard let form = context.form else { throw PageRefusal.unreadable }
        return form
    }

    /// The fields after the question mark, for filters.
    public static func query(_ request: Request) -> Form {
        Form(values: request.uri.query.map { readURLEncoded(Array($0.utf8)) ?? [:] } ?? [:])
    }

    /// The field without blanks around it; nil when it is absent or blank.
    public subscript(name: String) -> String? {
        guard let value = values[name]?.first?.trimmed, !value.isEmpty else { return nil }
        return value
    }

    /// The field read as a type; nil when it is absent or cannot be read.
    public func value<Value: LosslessStringConvertible>(_ name: String, as type: Value.Type = Value.self) -> Value? {
        self[name].flatMap { Value($0) }
    }

    /// Exactly what was typed, blanks and all: for passwords.
    public func verbatim(_ name: String) -> String { values[name]?.first ?? "" }

    /// Every value of a field that may be chosen several times.
    public func all(_ name: String) -> [String] { values[name, default: []].filter { !$0.isEmpty } }

    /// A box that is ticked.
    public func isTicked(_ name: String) -> Bool { self[name] != nil }

    /// The first file of a field.
    public func file(_ name: String) -> File? { files[name]?.first }

    /// Every file of a field that takes several.
    public func files(_ name: String) -> [File] { files[name] ?? [] }

    /// Says what is wrong with a field by the key of its words. The first complaint stays.
    public mutating func fail(_ field: String, _ messageKey: String, _ arguments: [String: String] = [:]) {
        if errors[field] == nil { errors[field] = FieldError(key: messageKey, arguments: arguments) }
    }

    public mutating func set(_ field: String, _ value: String?) { values[field] = value.map { [$0] } }

    /// Takes a field out so that it is never shown again: passwords.
    public mutating func forget(_ fields: String...) {
        for field in fields { values[field] = nil }
    }

    public var isSound: Bool { errors.isEmpty }

    /// For a template: `{{form.name.value}}`, `{{#form.name.error}}…{{.}}…{{/form.name.error}}`, `{{#form.wrong}}`.
    public func model(_ context: PageContext) -> [String: Any] {
        var model: [String: Any] = ["wrong": !errors.isEmpty]
        for field in Set(values.keys).union(errors.keys) where !field.hasPrefix("_") {
            var part: [String: Any] = ["value": values[field]?.first ?? ""]
            if let error = errors[field] { part["error"] = context.text(error.key, error.arguments) }
            model[field] = part
        }
        return model
    }

    /// Choices of a select or of radio buttons: `{{#roles}}<option value="{{value}}" {{#chosen}}selected{{/chosen}}>`.
    public static func choices(_ choices: [(value: String, label: String)], chosen: Set<String>) -> [[String: Any]] {
        choices.map { ["value": $0.value, "label": $0.label, "chosen": chosen.contains($0.value)] }
    }
}

extension String {
    var trimmed: String {
        guard let start = firstIndex(where: { !$0.isWhitespace }), let end = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[start...end])
    }
}
