import Kernel
import Pages

/// One of finance's files as its page shows it.
struct ReminderUploadDrawing {
    let upload: ReminderUpload
    /// As chosen, also when it cannot be used.
    let mapping: ReminderMapping
    let words: ReminderWords

    var model: [String: Any] {
        let told = Dictionary(mapping.places.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
        var model: [String: Any] = [
            "isOpen": upload.state == .open, "isTaken": upload.state == .taken, "upload": upload.file,
            "headings": upload.headings.enumerated().map { place, heading -> [String: Any] in
                [
                    "word": heading,
                    "tells": told[place].map { words("tells.\($0.rawValue)") as Any } ?? false,
                ]
            },
            "sample": upload.sample.map { ["cells": $0] }, "hasSample": !upload.sample.isEmpty,
            "columns": ReminderColumn.allCases.map(select),
            "problems": mapping.problems.map { words("mapping.\($0.rawValue)") },
        ]
        if let counts = upload.counts, upload.state != .withdrawn, mapping == upload.mapping {
            model["counts"] = draw(counts)
        }
        if upload.state == .taken, let campaign = upload.campaign {
            model["campaign"] = Path.reminderCampaign(campaign).text
        }
        return model
    }

    private func select(_ column: ReminderColumn) -> [String: Any] {
        let place = mapping.places[column]
        return [
            "name": column.rawValue, "label": words("tells.\(column.rawValue)"),
            "isNeeded": [.months, .amount].contains(column), "isNone": place == nil,
            "options": upload.headings.enumerated().map { index, heading -> [String: Any] in
                ["value": "\(index)", "label": heading.isEmpty ? "#\(index + 1)" : heading, "chosen": index == place]
            },
        ]
    }

    private func draw(_ counts: ReminderCounts) -> [String: Any] {
        let kinds = [
            ("lines", counts.lines), ("new", counts.new), ("changed", counts.changed), ("back", counts.back),
            ("same", counts.same), ("padded", counts.padded), ("paid", counts.paid), ("refused", counts.refused),
        ]
        let bad = ReminderFault.allCases.filter { counts.bad[$0.rawValue] != nil }
        return [
            "kinds": kinds.filter { $0.0 == "lines" || $0.1 > 0 }.map {
                ["word": words("counts.\($0.0)"), "count": words.count($0.1)]
            },
            "good": "\(counts.good)", "accept": words("upload.accept", ["count": words.count(counts.good)]),
            "mayAccept": counts.good > 0 || counts.paid > 0, "hasBad": counts.refused > 0,
            "bad": bad.map {
                ["word": words("fault.\($0.rawValue)"), "count": words.count(counts.bad[$0.rawValue, default: 0])]
            },
            "unread": counts.unread > 0 && counts.paid > 0
                ? words("counts.unread", ["count": words.count(counts.unread)]) as Any : false,
        ]
    }
}

extension ReminderWords {
    func reason(_ fault: KeptFault) -> String {
        let reason = self("fault.\(fault.fault.rawValue)")
        return fault.other.map { "\(reason) (\(self("fault.line", ["line": "\($0)"])))" } ?? reason
    }

    func row(_ fault: KeptFault) -> [String: Any] {
        ["line": "\(fault.line)", "reason": reason(fault), "cells": fault.cells]
    }
}
