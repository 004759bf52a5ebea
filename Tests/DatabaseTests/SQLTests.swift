import Database
import Testing

@Suite("SQL by interpolation")
struct SQLTests {
    @Test("values become numbered binds and never text")
    func binds() {
        let name = "Budi'; DROP TABLE members; --"
        let sql: SQL = "SELECT * FROM members WHERE name = \(name) AND age > \(30)"
        #expect(sql.text == "SELECT * FROM members WHERE name = $1 AND age > $2")
        #expect(sql.binds == [.text(name), .integer(30)])
    }

    @Test("fragments are joined and their binds renumbered")
    func fragments() {
        let condition: SQL = "colour = \("red")"
        let sql: SQL = "SELECT \(1) FROM t WHERE \(condition) AND \(SQL.all([condition, "x = \(2)"]))"
        #expect(sql.text == "SELECT $1 FROM t WHERE colour = $2 AND colour = $3 AND x = $4")
        #expect(sql.binds == [.integer(1), .text("red"), .text("red"), .integer(2)])
        #expect(SQL.all([]).text == "TRUE")
        #expect((("a = \(1)" as SQL) + " OR b = \(2)").text == "a = $1 OR b = $2")
    }

    @Test("a list becomes as many binds, and an empty one matches nothing")
    func lists() {
        #expect(("IN \(list: [1, 2, 3])" as SQL).text == "IN ($1, $2, $3)")
        #expect(("IN \(list: [Int]())" as SQL).text == "IN (NULL)")
    }

    @Test("rows of a bulk insert")
    func rows() {
        let rows = SQL.rows([("a", 1), ("b", 2)].map { "(\($0.0), \($0.1))" })
        #expect(rows.text == "($1, $2), ($3, $4)")
        #expect(rows.binds == [.text("a"), .integer(1), .text("b"), .integer(2)])
    }

    @Test("an optional that is nil is NULL")
    func null() {
        let nobody: String? = nil
        #expect(("\(nobody)" as SQL).binds == [.null])
        #expect(("\(Optional("Ani"))" as SQL).binds == [.text("Ani")])
    }

    @Test("names are quoted")
    func names() {
        #expect(("SELECT * FROM \(name: "od\"d")" as SQL).text == #"SELECT * FROM "od""d""#)
    }
}
