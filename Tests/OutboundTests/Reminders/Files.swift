import CZlib
import Foundation

@testable import Outbound

/// For tests: workbooks and archives made byte by byte, the good and the hostile.
struct MadeArchive {
    struct Part {
        var name: String
        var content: [UInt8]
        var isDeflated = false
        var isEncrypted = false
    }

    var parts: [Part] = []
    /// What the directory says, where it is to lie.
    var toldUnpacked: UInt32?

    var bytes: [UInt8] {
        var (file, directory): ([UInt8], [UInt8]) = ([], [])
        for part in parts {
            let packed = part.isDeflated ? Self.deflated(part.content) : part.content
            let checksum = part.content.withUnsafeBufferPointer {
                UInt32(truncatingIfNeeded: crc32(0, $0.baseAddress, UInt32($0.count)))
            }
            let name = Array(part.name.utf8)
            let unpacked = toldUnpacked ?? UInt32(part.content.count)
            let shared =
                two(part.isEncrypted ? 1 : 0) + two(part.isDeflated ? 8 : 0) + four(0) + four(checksum)
                + four(UInt32(packed.count)) + four(unpacked) + two(name.count) + two(0)
            directory += four(0x0201_4B50) + two(20) + two(20) + shared + two(0) + two(0) + two(0) + four(0)
            directory += four(UInt32(file.count)) + name
            file += four(0x0403_4B50) + two(20) + shared + name + packed
        }
        let start = UInt32(file.count)
        return file + directory + four(0x0605_4B50) + two(0) + two(0) + two(parts.count) + two(parts.count)
            + four(UInt32(directory.count)) + four(start) + two(0)
    }

    private func two(_ number: Int) -> [UInt8] { [UInt8(number & 255), UInt8(number >> 8 & 255)] }
    private func four(_ number: UInt32) -> [UInt8] { (0..<4).map { UInt8(number >> ($0 * 8) & 255) } }

    private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        deflateInit2_(
            &stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        defer { deflateEnd(&stream) }
        var source = bytes
        let room = Int(deflateBound(&stream, UInt(bytes.count)))
        return [UInt8](unsafeUninitializedCapacity: room) { target, count in
            source.withUnsafeMutableBufferPointer { source in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(room)
                deflate(&stream, Z_FINISH)
                count = room - Int(stream.avail_out)
            }
        }
    }
}

extension MadeArchive {
    /// A workbook with one sheet of this XML within `<sheetData>`.
    static func workbook(
        _ rows: String, strings: [String] = [], date1904: Bool = false, deflated: Bool = true, head: String = ""
    ) -> MadeArchive {
        let book = """
            <?xml version="1.0" encoding="UTF-8"?><workbook><workbookPr date1904="\(date1904)"/><sheets>
            <sheet name="Tersembunyi" sheetId="9" state="hidden" r:id="rId9"/>
            <sheet name="Tunggakan" sheetId="1" r:id="rId1"/></sheets></workbook>
            """
        let relations = """
            <Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>
            <Relationship Id="rId9" Target="worksheets/sheet9.xml"/></Relationships>
            """
        let styles = """
            <styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd\\-mmm\\-yyyy"/>
            <numFmt numFmtId="165" formatCode="&quot;hari&quot; 0"/></numFmts>
            <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
            <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>
            </styleSheet>
            """
        let shared = "<sst>" + strings.map { "<si>\($0)</si>" }.joined() + "</sst>"
        let sheet = "\(head)<worksheet><sheetData>\(rows)</sheetData></worksheet>"
        return MadeArchive(
            parts: [
                ("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", book),
                ("xl/_rels/workbook.xml.rels", relations), ("xl/styles.xml", styles),
                ("xl/sharedStrings.xml", shared), ("xl/worksheets/sheet1.xml", sheet),
            ].map { Part(name: $0.0, content: Array($0.1.utf8), isDeflated: deflated) })
    }

    /// Rows of texts as a spreadsheet writes them within cells.
    static func rows(_ rows: [[String]]) -> String {
        rows.enumerated().map { index, cells in
            let written = cells.map { "<c t=\"inlineStr\"><is><t>\($0)</t></is></c>" }.joined()
            return "<row r=\"\(index + 1)\">\(written)</row>"
        }.joined()
    }
}

/// The texts of a table, headings first.
func texts(_ bytes: [UInt8], within limits: SheetLimits = SheetLimits()) throws -> [[String]] {
    let table = try SheetTable(reading: bytes, within: limits)
    return [table.headings] + table.rows.map { $0.cells.map(\.text) }
}

func texts(_ text: String) throws -> [[String]] { try texts(Array(text.utf8)) }

/// Why a file is refused; nil when it is read.
func refusal(_ bytes: [UInt8], within limits: SheetLimits = SheetLimits()) -> SheetRefusal? {
    do throws(SheetRefusal) {
        _ = try SheetTable(reading: bytes, within: limits)
        return nil
    } catch { return error }
}
