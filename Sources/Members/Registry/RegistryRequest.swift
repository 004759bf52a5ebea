import Foundation
import Kernel

/// A question to the registry as it travels: a path below the base address, and a body.
struct RegistryRequest: Hashable, Sendable {
    let path: String
    let body: [UInt8]

    /// Verify: the registry compares and tells only what matches. To be preferred, for it gives nothing away.
    static func comparing(
        _ claim: RegistryClaim, _ keys: RegistryKeys, _ dialect: RegistryDialect, transaction: String
    ) -> RegistryRequest {
        var fields = [
            "USER_ID": keys.user, "PASSWORD": keys.password.revealed, "IP_USER": keys.address,
            "TRESHOLD": "\(dialect.threshold)", "transactionId": transaction,
        ]
        for (element, text) in claim.elements(dialect) { fields[element.rawValue] = text }
        return RegistryRequest("CALL_VERIFY_BY_ELEMEN", fields, keys, dialect)
    }

    /// Reads one person.
    static func person(_ nik: NIK, _ keys: RegistryKeys, _ dialect: RegistryDialect) -> RegistryRequest {
        reading("CALL_NIK", nik, keys, dialect)
    }

    /// Reads everybody on the family card that a person stands on.
    static func family(of nik: NIK, _ keys: RegistryKeys, _ dialect: RegistryDialect) -> RegistryRequest {
        reading("CALL_NIK_GET_KK", nik, keys, dialect)
    }

    private static func reading(
        _ method: String, _ nik: NIK, _ keys: RegistryKeys, _ dialect: RegistryDialect
    ) -> RegistryRequest {
        let names: [String] =
            switch dialect.fieldNames {
            case .snake: ["nik", "user_id", "password", "ip_user"]
            case .camel: ["nik", "userId", "password", "ipUser"]
            case .upper: ["NIK", "USER_ID", "PASSWORD", "IP_USER"]
            }
        let values = [nik.digits, keys.user, keys.password.revealed, keys.address]
        return RegistryRequest(method, Dictionary(uniqueKeysWithValues: zip(names, values)), keys, dialect)
    }

    private init(_ method: String, _ fields: [String: String], _ keys: RegistryKeys, _ dialect: RegistryDialect) {
        let segments = ["dukcapil", "get_json", keys.customer] + (dialect.namesUser ? [keys.user] : []) + [method]
        path = segments.map { "/" + RegistryRequest.escaped($0) }.joined()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts by texts: there is nothing in it that cannot be written.
        body = Array(try! encoder.encode(fields))
    }

    private static func escaped(_ segment: String) -> String {
        segment.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(["_", "-", "."])) ?? ""
    }
}

extension RegistryClaim {
    /// What there is to compare, as the registry writes it.
    func elements(_ dialect: RegistryDialect) -> [RegistryElement: String] {
        var elements: [RegistryElement: String] = [.nik: nik.digits]
        elements[.family] = family?.digits
        elements[.name] = name
        elements[.birthPlace] = birthPlace
        elements[.birthDate] = birthDate.map { dialect.write($0) }
        elements[.sex] = sex.map { $0 == .male ? "LAKI-LAKI" : "PEREMPUAN" }
        elements[.mother] = mother
        guard let address else { return elements }
        elements[.street] = address.street
        (elements[.rt], elements[.rw]) = (address.rt, address.rw)
        (elements[.villageCode], elements[.village]) = (address.village.code, address.village.name)
        (elements[.districtCode], elements[.district]) = (address.district.code, address.district.name)
        (elements[.regencyCode], elements[.regency]) = (address.regency.code, address.regency.name)
        (elements[.provinceCode], elements[.province]) = (address.province.code, address.province.name)
        return elements
    }
}

extension RegistryDialect {
    func write(_ day: Day) -> String {
        switch dates {
        case .yearFirst: day.description
        case .dayFirst: day.description.split(separator: "-").reversed().joined(separator: "-")
        }
    }
}
