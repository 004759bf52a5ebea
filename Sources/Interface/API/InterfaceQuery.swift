import Kernel
import Pages

/// What stands behind the question mark, and in bodies as text, read or refused.
enum InterfaceQuery {
    static let most = 200

    static func limit(_ query: Form) throws(InterfaceProblem) -> Int {
        guard let text = query["limit"] else { return 50 }
        guard let limit = Int(text), (1...most).contains(limit) else { throw .invalid("limit", "is 1 to \(most)") }
        return limit
    }

    static func value<Value: LosslessStringConvertible>(
        _ query: Form, _ name: String
    ) throws(InterfaceProblem) -> Value? {
        guard let text = query[name] else { return nil }
        guard let value = Value(text) else { throw .invalid(name, "cannot be read") }
        return value
    }

    static func choice(_ query: Form, _ name: String, _ words: [String]) throws(InterfaceProblem) -> String? {
        guard let text = query[name] else { return nil }
        guard words.contains(text) else { throw .invalid(name, "is one of \(words.joined(separator: ", "))") }
        return text
    }

    static func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ query: Form, _ name: String
    ) throws(InterfaceProblem) -> Value? {
        try choice(query, name, Value.allCases.map(\.rawValue)).flatMap(Value.init)
    }

    static func phone(_ text: String?) throws(InterfaceProblem) -> PhoneNumber? {
        guard let text else { return nil }
        guard let phone = PhoneNumber(text) else { throw .invalid("phone", "is no telephone number") }
        return phone
    }
}
