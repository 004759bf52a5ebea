import CZlib

/// The parts of a ZIP archive, strictly: one disk, no encryption, no 64-bit sizes, stored or deflated, every size and
/// checksum as declared (PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16).
///
/// Nothing is unpacked until it is asked for, and all that is unpacked together stays within the limits.
struct ZipArchive {
    private struct Entry {
        let method: UInt16
        let checksum: UInt32
        let packed: Int
        let unpacked: Int
        let offset: Int
    }

    private let bytes: [UInt8]
    private let entries: [String: Entry]
    private let limits: SheetLimits
    private var unpackedSoFar = 0

    init(_ bytes: [UInt8], within limits: SheetLimits) throws(SheetRefusal) {
        (self.bytes, self.limits) = (bytes, limits)
        entries = try Self.directory(bytes, limits)
    }

    func holds(_ name: String) -> Bool { entries[name] != nil }

    /// nil when there is no such part.
    mutating func part(_ name: String) throws(SheetRefusal) -> [UInt8]? {
        guard let entry = entries[name] else { return nil }
        guard unpackedSoFar + entry.unpacked <= limits.unpackedBytes else { throw .unpacksTooLarge }
        unpackedSoFar += entry.unpacked
        let content = try packedContent(entry)
        let part = entry.method == 0 ? Array(content) : try Self.inflate(content, to: entry.unpacked)
        guard part.count == entry.unpacked, Self.checksum(part) == entry.checksum else { throw .damaged }
        return part
    }

    private func packedContent(_ entry: Entry) throws(SheetRefusal) -> ArraySlice<UInt8> {
        let header = entry.offset
        guard Self.number32(bytes, header) == 0x0403_4B50, let name = Self.number16(bytes, header + 26),
            let extra = Self.number16(bytes, header + 28)
        else { throw .damaged }
        let start = header + 30 + Int(name) + Int(extra)
        guard start + entry.packed <= bytes.count else { throw .damaged }
        return bytes[start..<start + entry.packed]
    }

    // MARK: - The directory at the end

    private static func directory(_ bytes: [UInt8], _ limits: SheetLimits) throws(SheetRefusal) -> [String: Entry] {
        guard let end = endRecord(bytes), let disk = number16(bytes, end + 4), let count = number16(bytes, end + 10),
            let size = number32(bytes, end + 12), let start = number32(bytes, end + 16), disk == 0,
            Int(start) + Int(size) <= end
        else { throw .damaged }
        guard count <= limits.entries else { throw .tooManyParts }
        var entries: [String: Entry] = [:]
        var place = Int(start)
        var total = 0
        for _ in 0..<count {
            let (name, entry, next) = try Self.entry(bytes, at: place, limits)
            guard next <= end, entries.updateValue(entry, forKey: name) == nil else { throw .damaged }
            total += entry.unpacked
            guard total <= limits.unpackedBytes else { throw .unpacksTooLarge }
            place = next
        }
        return entries
    }

    /// It stands within the last 64 KB, before a comment of the length that it tells.
    private static func endRecord(_ bytes: [UInt8]) -> Int? {
        var place = bytes.count - 22
        while place >= 0, place >= bytes.count - 22 - 65_535 {
            if number32(bytes, place) == 0x0605_4B50, let comment = number16(bytes, place + 20),
                place + 22 + Int(comment) == bytes.count
            {
                return place
            }
            place -= 1
        }
        return nil
    }

    private static func entry(
        _ bytes: [UInt8], at place: Int, _ limits: SheetLimits
    ) throws(SheetRefusal) -> (name: String, entry: Entry, next: Int) {
        guard number32(bytes, place) == 0x0201_4B50, let flags = number16(bytes, place + 8),
            let method = number16(bytes, place + 10), let checksum = number32(bytes, place + 16),
            let packed = number32(bytes, place + 20), let unpacked = number32(bytes, place + 24),
            let nameLength = number16(bytes, place + 28), let extra = number16(bytes, place + 30),
            let comment = number16(bytes, place + 32), let offset = number32(bytes, place + 42),
            place + 46 + Int(nameLength) <= bytes.count
        else { throw .damaged }
        guard flags & 1 == 0 else { throw .encrypted }
        guard method == 0 || method == 8, packed != .max, unpacked != .max, Int(offset) + Int(packed) <= bytes.count
        else { throw .damaged }
        guard method == 8 || packed == unpacked else { throw .damaged }
        guard Int(unpacked) <= max(limits.ratioFreeBytes, Int(packed) * limits.ratio) else { throw .unpacksTooLarge }
        let name = String(decoding: bytes[(place + 46)..<(place + 46 + Int(nameLength))], as: UTF8.self)
        let entry = Entry(
            method: method, checksum: checksum, packed: Int(packed), unpacked: Int(unpacked), offset: Int(offset))
        return (name, entry, place + 46 + Int(nameLength) + Int(extra) + Int(comment))
    }

    // MARK: - Bytes

    private static func number16(_ bytes: [UInt8], _ place: Int) -> UInt16? {
        guard place >= 0, place + 2 <= bytes.count else { return nil }
        return UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8
    }

    private static func number32(_ bytes: [UInt8], _ place: Int) -> UInt32? {
        guard let low = number16(bytes, place), let high = number16(bytes, place + 2) else { return nil }
        return UInt32(low) | UInt32(high) << 16
    }

    /// Never writes more than was declared: what would become larger is damaged.
    private static func inflate(_ packed: ArraySlice<UInt8>, to size: Int) throws(SheetRefusal) -> [UInt8] {
        var stream = z_stream()
        guard inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw .damaged
        }
        defer { inflateEnd(&stream) }
        var source = Array(packed)
        let room = max(1, size)
        var isWhole = false
        let part = [UInt8](unsafeUninitializedCapacity: room) { target, count in
            source.withUnsafeMutableBufferPointer { source in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(room)
                isWhole = CZlib.inflate(&stream, Z_FINISH) == Z_STREAM_END
                count = room - Int(stream.avail_out)
            }
        }
        guard isWhole, part.count == size else { throw .damaged }
        return part
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBufferPointer { UInt32(truncatingIfNeeded: crc32(0, $0.baseAddress, UInt32($0.count))) }
    }
}
