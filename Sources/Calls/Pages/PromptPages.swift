import Contacts
import Foundation
import Hummingbird
import Kernel
import NIOCore
import Pages
import Staff

/// What callers hear: listen to it, replace it by a recording, go back to the generated voice; and who did so last.
struct PromptPages: PageGroup {
    let views: Views
    let prompts: PromptRegister
    let staff: StaffStore
    let clock: any WallClock
    let calendar: CentreCalendar

    private var shelf: PromptShelf { prompts.shelf }

    func add(to router: Router<PageContext>) {
        router.get("/prompts") { request, context in
            _ = try context.require(.promptsEdit)
            return try await page(context, form: Form())
        }
        router.get("/prompts/:name/sound", use: listen)
        router.post("/prompts/:name/replacements", use: replace)
        router.post("/prompts/:name/restorations", use: restore)
    }

    private func page(
        _ context: PageContext, form: Form, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let words = Words(context)
        let changes = try await prompts.changes()
        let names = try await AuthorNames(of: changes.values.map(\.by), staff, context)
        let time = WrittenTime(calendar, context)
        let rows = try shelf.prompts().map { prompt -> [String: Any] in
            var row = row(prompt, words)
            row["changed"] = orNothing(
                changes[prompt.name].map { told($0, by: names[$0.by], at: time.moment($0.at), words) })
            return row
        }
        return try views.page(
            "calls-prompts", title: context.text("prompts.title"), ["form": form.model(context), "prompts": rows],
            context, status: status, frame: Views.Frame(styles: ["desk.css", "prompts.css"]))
    }

    private func told(
        _ change: PromptRegister.Change, by name: String, at moment: String, _ words: Words
    ) -> String {
        let key = change.kind == .replaced ? "prompts.changed.replaced" : "prompts.changed.restored"
        return words(key, ["name": name, "time": moment])
    }

    private func row(_ prompt: PromptShelf.Prompt, _ words: Words) -> [String: Any] {
        let tenths = prompt.seconds.map { Int(($0 * 10).rounded()) }
        let comma = words.language == .en ? "." : ","
        return [
            "name": prompt.name.text, "text": orNothing(prompt.words), "replaced": prompt.origin == .replaced,
            "missing": prompt.origin == .missing,
            "length": orNothing(tenths.map { words("prompts.seconds", ["seconds": "\($0 / 10)\(comma)\($0 % 10)"]) }),
            "audio": Path.promptSound(prompt.name).text,
            "replacements": Path.promptReplacements(prompt.name).text,
            "restorations": Path.promptRestorations(prompt.name).text,
            "listenTo": words("prompts.listen-to", ["name": prompt.name.text]),
            "fileFor": words("prompts.file-for", ["name": prompt.name.text]),
        ]
    }

    private func listen(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.promptsEdit)
        let name = PromptName(try context.parameter("name", as: String.self))
        do {
            let sound = try shelf.sound(name)
            return Response(
                status: .ok, headers: [.contentType: "audio/wav", .cacheControl: "no-store"],
                body: .init(byteBuffer: ByteBuffer(bytes: sound)))
        } catch PromptRefusal.unknown {
            throw PageRefusal.notFound
        }
    }

    private func replace(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.promptsEdit)
        let name = PromptName(try context.parameter("name", as: String.self))
        var form = try await Form.read(request, context)
        guard let file = form.file("wav") else { return try await refused(&form, "missing", context) }
        do {
            let bytes = Data(file.content.readableBytesView)
            try await prompts.replace(name, with: bytes, by: viewer.author, at: clock.now())
        } catch PromptRefusal.unknown {
            throw PageRefusal.notFound
        } catch let refusal as PromptRefusal {
            return try await refused(&form, refusal.rawValue, context)
        }
        return .redirect(to: .prompts, notice: "prompts.done.replaced")
    }

    private func refused(_ form: inout Form, _ reason: String, _ context: PageContext) async throws -> Response {
        form.fail("wav", "prompts.refused.\(reason)")
        return try await page(context, form: form, status: .unprocessableContent)
    }

    private func restore(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.promptsEdit)
        let name = PromptName(try context.parameter("name", as: String.self))
        do {
            try await prompts.restore(name, by: viewer.author, at: clock.now())
        } catch PromptRefusal.unknown {
            throw PageRefusal.notFound
        }
        return .redirect(to: .prompts, notice: "prompts.done.restored")
    }
}
