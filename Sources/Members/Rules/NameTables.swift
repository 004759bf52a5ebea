/// Words around Indonesian names, and names that are commonly cut short. Our own lists of the commonest, not of all.
enum NameTables {
    /// Before a name: forms of address, religious and academic titles, ranks of nobility; `by` is a newborn.
    static let titles = Set(
        NamePiece.packed(
            """
            h hj haji hajah hajjah kh kyai kiai ust ustad ustadz ustadzah dr drg drh drs dra ir prof tn ny nn tuan
            nyonya nona sdr sdri bpk bapak pak ibu bu by bayi alm almh almarhum rd raden rr rm
            """))

    /// Within a name: son of, daughter of, called.
    static let links = Set(NamePiece.packed("bin binti binte bt alias als"))

    /// Behind a name.
    private static let degrees = Set(
        NamePiece.packed(
            """
            se sh st ss si ssi sp spd spdi spdsd spsi skm skep sked skg skh skom sfarm ssos sip sikom sag sap stp
            spt sst ssth sthi shi sei ssy sstp spdk mm mh mt msi mpd mpdi mkes mkep mkom mhum msc ma mba mph mag mkn
            mars ners ns apt amd amdkeb amdkep amk amg str strkeb strkep skeb spog spa spb spjp span sprad sppd spm
            spkk phd bsc ba be ak ca cpa llm
            """))

    /// What a degree ends with when it is written with blanks: `S. Pd.`, `M. Kes.`
    private static let degreeEnds = Set(
        NamePiece.packed("pd kes hum si kom kep keb ag sos psi farm ked md e h t m p"))

    /// The first letter of such a degree.
    private static let degreeStarts = Set(NamePiece.packed("s m a"))

    /// Names in short, and by which they are meant; Balinese ones are of the order of birth.
    static let short: [UInt64: [UInt8]] = {
        let table = """
            muhammad: moh mohd moch muh muhd much mhd mohm mochd mokh mukh mhmd; ahmad: ach akh ahm achm
            abdul: abd abdl abdu abdur abdus abdud abdun abdut; siti: st sti; nur: nor
            wayan: wyn; ketut: kt; nyoman: nym; gusti: gst; gede: gd; putu: pt; kadek: kd; komang: km
            """
        var short: [UInt64: [UInt8]] = [:]
        for entry in table.split(whereSeparator: { $0 == ";" || $0 == "\n" }) {
            let sides = entry.split(separator: ":")
            for word in NamePiece.packed(String(sides[1])) {
                short[word] = sides[0].utf8.filter { $0 != UInt8(ascii: " ") }
            }
        }
        return short
    }()

    /// Folded, names that many do not use.
    static let muhammad = Array("muhamad".utf8)
    static let siti = Array("siti".utf8)

    /// Folded forms of one name that folding leaves apart.
    static let sameKeys: [UInt64: [UInt8]] = {
        let table = [("muhamad", "muhamed muhamat muhamet muhamud muhmad"), ("ahmad", "ahmed ahmat")]
        let pairs = table.flatMap { key, others in NamePiece.packed(others).map { ($0, Array(key.utf8)) } }
        return Dictionary(uniqueKeysWithValues: pairs)
    }()

    static let abdul = Array("abdul".utf8)

    /// The letters which the Arabic article's l becomes, as they begin in Indonesian.
    static let sunLetters = Set("dlnrstz".utf8)

    /// What is left of Abdullah without its article.
    static let allah: Set<[UInt8]> = [Array("lah".utf8), Array("loh".utf8), Array("ah".utf8), Array("oh".utf8)]

    static func isDegree(_ piece: NamePiece) -> Bool { degrees.contains(piece.packed) }

    /// Where titles end; 0 when nothing would be left.
    static func firstName(in pieces: [NamePiece]) -> Int {
        let first = pieces.firstIndex { !titles.contains($0.packed) } ?? 0
        return pieces[first...].allSatisfy(\.isBehindComma) ? 0 : first
    }

    /// Where degrees begin. Behind a comma everything is a degree that has full stops or is known as one.
    static func endOfNames(in pieces: [NamePiece]) -> Int {
        var end = pieces.count
        while end > 1 {
            let last = pieces[end - 1]
            if isDegree(last) || last.isBehindComma && (last.isDotted || last.letters.count == 1) {
                end -= 1
            } else if degreeEnds.contains(last.packed), degreeStarts.contains(pieces[end - 2].packed), end > 2 {
                end -= 2
            } else {
                break
            }
        }
        return end
    }
}
