public enum Sex: String, Sendable, Codable, CaseIterable, Hashable { case male, female }
