public import Foundation
public import Kernel
public import Pages

extension Path {
    public static let exports: Path = "/exports"
    static let exportsLive: Path = "/exports/live"
    static func export(_ id: ExportID) -> Path { "/exports/\(id)" }
    static func exportFile(_ id: ExportID) -> Path { "/exports/\(id)/file" }
}

/// What Exports gives to the site.
public enum ExportsRoom {
    /// Its templates and words.
    public static let bundle = Bundle.module

    public static let navigation = [
        NavigationItem(path: .exports, wordKey: "exports.title", permission: .listsExport, order: 880, isSetting: true)
    ]

    /// One's own files: asking for them, how far they are, taking them.
    ///
    /// - Parameter lists: those that may be written out.
    public static func pages(
        _ store: ExportStore, on shelf: ExportShelf, _ lists: [ExportableList], calendar: CentreCalendar, _ views: Views
    ) -> [any PageGroup] {
        let drawing = ExportDrawing(lists: lists, calendar: calendar, views: views)
        return [
            ExportPages(store: store, shelf: shelf, lists: lists, drawing: drawing, views: views),
            ExportFilePages(store: store, shelf: shelf, lists: lists, drawing: drawing),
        ]
    }
}

/// The buttons on a list's page that have it written out as it is filtered: `{{> exports-ask}}` in its template, and
/// this under `exports` in its model.
public enum ExportAsk {
    /// False for those who may not.
    ///
    /// - Parameter place: the list as it is filtered; nil: as the page's own address says.
    public static func model(
        _ list: String, _ permission: Permission, at place: Path? = nil, _ context: PageContext
    ) -> Any {
        model(list, anyOf: [permission], at: place, context)
    }

    /// For a list that several permissions open, each by itself.
    public static func model(
        _ list: String, anyOf permissions: [Permission], at place: Path? = nil, _ context: PageContext
    ) -> Any {
        guard let viewer = context.signedIn, viewer.may(.listsExport), permissions.contains(where: viewer.may) else {
            return false
        }
        let halves = (place ?? context.place).text.split(separator: "?", maxSplits: 1)
        return ["list": list, "query": halves.count == 2 ? String(halves[1]) : ""]
    }
}

extension PageContext {
    /// Who may not see a list is refused.
    func require(_ list: ExportableList) throws {
        let held = list.permissions.first { signedIn?.may($0) ?? false }
        _ = try require(held ?? list.permissions.first ?? .listsExport)
    }
}
