import Logging

/// What the database mends by itself is told here; what it cannot is thrown.
let databaseLog = Logger(label: "sahut.database")
