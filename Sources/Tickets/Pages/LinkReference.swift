import Hummingbird
import Pages

/// A link of a mail as a browser brings it: its text in the path, its seal behind the question mark.
struct LinkReference {
    let link: String
    let seal: String

    init(_ request: Request, _ context: PageContext) throws {
        link = try context.parameter("link")
        seal = Form.query(request)["key"] ?? ""
    }
}

extension LinkRefusal {
    /// The page that says so, in the words of a feature: `answers.refused.wrong.title`.
    func page(_ feature: String, _ views: Views, _ context: PageContext) throws -> Response {
        let (word, status): (String, HTTPResponse.Status) =
            switch self {
            case .wrong: ("wrong", .notFound)
            case .expired: ("expired", .gone)
            case .over: ("over", .gone)
            case .locked: ("locked", .tooManyRequests)
            }
        return try views.page(
            "tickets-answer-refused", title: context.text("\(feature).refused.\(word).title"),
            [
                "title": context.text("\(feature).refused.\(word).title"),
                "mend": context.text("\(feature).refused.\(word).mend"),
            ], context, status: status, frame: Views.Frame(navigation: false))
    }
}
