import Foundation
import FoundationXML

/// What takes in the elements of one part of a workbook, names without their prefixes.
protocol PartReader {
    mutating func begin(_ name: String, _ attributes: [String: String]) throws(SheetRefusal)
    mutating func take(_ text: String)
    mutating func end(_ name: String) throws(SheetRefusal)
}

extension PartReader {
    mutating func take(_ text: String) {}
    mutating func end(_ name: String) throws(SheetRefusal) {}

    /// Walks through a part from start to end. What a spreadsheet has no use for and what makes a small part large is
    /// refused before it is parsed: document types, entities, other encodings than UTF-8.
    mutating func read(_ part: [UInt8]) throws(SheetRefusal) {
        try XMLGate.admit(part)
        let walk = XMLWalk(self)
        let parser = XMLParser(data: Data(part))
        parser.shouldResolveExternalEntities = false
        parser.delegate = walk
        let isWhole = parser.parse()
        if let refusal = walk.refusal { throw refusal }
        // An element that is not closed is no error to it.
        guard isWhole, walk.isClosed else { throw .damaged }
        self = walk.reader
    }
}

private enum XMLGate {
    static func admit(_ part: [UInt8]) throws(SheetRefusal) {
        // UTF-16 begins with a mark or has a zero in its first character.
        guard let first = part.first, first != 0xFE, first != 0xFF, !part.prefix(4).contains(0) else { throw .damaged }
        let head = String(decoding: part.prefix(200), as: UTF8.self).lowercased()
        if let encoding = head.firstMatch(of: /encoding\s*=\s*["']([^"']*)["']/)?.1,
            encoding != "utf-8", encoding != "us-ascii"
        {
            throw .damaged
        }
        for word in ["<!DOCTYPE", "<!ENTITY"] where part.holds(Array(word.utf8)) { throw .entities }
    }
}

extension [UInt8] {
    fileprivate func holds(_ needle: [UInt8]) -> Bool {
        var from = startIndex
        while let place = self[from...].firstIndex(of: needle[0]) {
            if self[place...].starts(with: needle) { return true }
            from = place + 1
        }
        return false
    }
}

private final class XMLWalk<Reader: PartReader>: NSObject, XMLParserDelegate {
    private(set) var reader: Reader
    private(set) var refusal: SheetRefusal?
    private var open: [String] = []

    var isClosed: Bool { open.isEmpty }

    init(_ reader: Reader) { self.reader = reader }

    func parser(
        _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
        qualifiedName qName: String?, attributes attributeDict: [String: String]
    ) {
        open.append(elementName)
        go(parser) { reader throws(SheetRefusal) in try reader.begin(bare(elementName), attributeDict) }
    }

    func parser(
        _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName qName: String?
    ) {
        guard open.popLast() == elementName else { return go(parser) { _ throws(SheetRefusal) in throw .damaged } }
        go(parser) { reader throws(SheetRefusal) in try reader.end(bare(elementName)) }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        go(parser) { reader throws(SheetRefusal) in reader.take(string) }
    }

    func parser(_ parser: XMLParser, foundInternalEntityDeclarationWithName name: String, value: String?) {
        go(parser) { _ throws(SheetRefusal) in throw .entities }
    }

    private func go(_ parser: XMLParser, _ step: (inout Reader) throws(SheetRefusal) -> Void) {
        guard refusal == nil else { return }
        do throws(SheetRefusal) { try step(&reader) } catch {
            refusal = error
            parser.abortParsing()
        }
    }

    private func bare(_ name: String) -> String {
        guard let colon = name.utf8.firstIndex(of: UInt8(ascii: ":")) else { return name }
        return String(name[name.utf8.index(after: colon)...])
    }
}
