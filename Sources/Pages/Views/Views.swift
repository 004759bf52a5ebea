public import Foundation
public import HTTPTypes
public import Hummingbird
import Mustache
import NIOCore

/// The templates of every feature, filled with models and words.
///
/// Reserved at the root of every model: `t` (words), `csrf`, `form` (by custom).
public final class Views: Sendable {
    public enum Problem: Error, Hashable, Sendable {
        case noTemplate(String)
        case unreadable(file: String, reason: String)
        /// Two features offer a template or an asset of the same name.
        case twice(String)
    }

    /// What a page has around and beside its content.
    public struct Frame: Sendable {
        /// Navigation and state bar; without it the page stands alone, as sign-in and wallboard do.
        public var navigation: Bool
        /// Where the page's live parts come from (one `EventSource`).
        public var live: Path?
        /// Names of assets: `desk.css`, `desk.js` (an ES module).
        public var styles: [String]
        public var scripts: [String]
        /// The content takes the whole width and height and scrolls by itself.
        public var wide: Bool
        /// Always dark, whatever the system says: the wallboard.
        public var dark: Bool

        public init(
            navigation: Bool = true, live: Path? = nil, styles: [String] = [], scripts: [String] = [],
            wide: Bool = false, dark: Bool = false
        ) {
            self.navigation = navigation
            self.live = live
            self.styles = styles
            self.scripts = scripts
            self.wide = wide
            self.dark = dark
        }
    }

    /// So many stand beside each other on an office screen.
    private static let mostPlaces = 9

    public let catalogue: Catalogue
    let assets: Assets
    private let library: MustacheLibrary
    private let navigation: [NavigationItem]

    /// Reads the `Templates` and `Assets` folders of the bundles, and those of Pages itself.
    public init(bundles: [Bundle], navigation: [NavigationItem] = []) throws {
        let bundles = [Bundle.module] + bundles
        catalogue = try Catalogue(bundles: bundles)
        assets = try Assets(bundles: bundles)
        library = MustacheLibrary(templates: try Self.templates(bundles))
        self.navigation = navigation.sorted { $0.order < $1.order }
    }

    /// A whole page. The title is text to show, not a key.
    public func page(
        _ template: String, title: String, _ model: [String: Any], _ context: PageContext,
        status: HTTPResponse.Status = .ok, frame: Frame = Frame()
    ) throws -> Response {
        var model = model
        model["csrf"] = context.csrfToken
        let content = try fragment(template, model, context.language)
        let page = try fragment("pages-layout", layout(title, content, context, frame), context.language)
        return Response(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: page)))
    }

    /// A part of a page, for live updates and for scripts that fetch HTML.
    public func fragment(_ template: String, _ model: [String: Any], _ language: Language) throws -> String {
        var model = model
        model["t"] = catalogue.words(language)
        guard let text = library.render(model, withTemplate: template) else { throw Problem.noTemplate(template) }
        return text
    }

    /// A part of a page as the answer to a script that asked for it.
    public func part(_ template: String, _ model: [String: Any], _ context: PageContext) throws -> Response {
        var model = model
        model["csrf"] = context.csrfToken
        return Response(
            status: .ok, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: try fragment(template, model, context.language))))
    }

    /// Where a person's work begins: the first place of the navigation that the person may see.
    public func firstPlace(for person: SignedIn) -> Path? {
        navigation.first { $0.permission != nil && $0.isFor(person) }?.path
    }

    /// One entry a place, also for those who may see it for several reasons.
    private func places(of person: SignedIn) -> [NavigationItem] {
        var seen: Set<Path> = []
        return navigation.filter { $0.isFor(person) && seen.insert($0.path).inserted }
    }

    private func layout(_ title: String, _ content: String, _ context: PageContext, _ frame: Frame) -> [String: Any] {
        var model: [String: Any] = [
            "language": context.language.rawValue, "title": title, "content": content, "csrf": context.csrfToken,
            "styles": (["sahut.css"] + frame.styles).map { assets.url($0) },
            "scripts": (["page.js"] + frame.scripts).map { assets.url($0) },
            "wide": frame.wide, "dark": frame.dark, "place": context.place.text,
            "languages": Language.allCases.filter { $0 != context.language }.map {
                ["code": $0.rawValue, "name": $0.ownName]
            },
        ]
        if let live = frame.live { model["live"] = live.text }
        if let notice = context.notice {
            model["notice"] = ["words": context.text(notice.key), "look": notice.kind.rawValue]
        }
        if frame.navigation, let person = context.signedIn {
            model["bar"] = bar(of: person, context)
        }
        return model
    }

    private func bar(of person: SignedIn, _ context: PageContext) -> [String: Any] {
        let places = places(of: person)
        let settings = places.count > Self.mostPlaces ? places.filter(\.isSetting) : []
        let paths = Set(settings.map(\.path))
        let work = places.filter { !paths.contains($0.path) }
        // What no longer fits stands in the menu, before what is only set up.
        let more = Array(work.dropFirst(Self.mostPlaces))
        func draw(_ items: [NavigationItem]) -> [[String: Any]] {
            items.map { item in
                [
                    "path": item.path.text, "label": context.text(item.wordKey),
                    "here": item.leads(to: context.place),
                ]
            }
        }
        return [
            "person": person.name, "items": draw(Array(work.prefix(Self.mostPlaces))),
            "more": more.isEmpty ? false : ["items": draw(more)] as Any,
            "settings": settings.isEmpty ? false : ["items": draw(settings)] as Any,
        ]
    }

    private static func templates(_ bundles: [Bundle]) throws -> [String: MustacheTemplate] {
        var templates: [String: MustacheTemplate] = [:]
        for file in try bundles.flatMap({ try $0.files(in: "Templates") }) where file.path.hasSuffix(".mustache") {
            let name = String(file.path.dropLast(".mustache".count))
            guard templates[name] == nil else { throw Problem.twice(name) }
            do {
                templates[name] = try MustacheTemplate(string: String(contentsOf: file.url, encoding: .utf8))
            } catch {
                throw Problem.unreadable(file: file.path, reason: "\(error)")
            }
        }
        return templates
    }
}
