import Hummingbird
import Kernel
import NIOCore
import Testing

@testable import Members

@Suite("The insurer, over the network", .timeLimit(.minutes(1)))
struct InsurerTests {
    private let stage = PartnerStage()
    private let today = Day("2025-11-22")!

    @Test(
        "a participant is found by card and by NIK, at both services",
        arguments: Insurer.Convention.allCases,
        [.card(Kampung.siti.membership!.card), .nik(Kampung.siti.nik)] as [Insurer.Key])
    func finds(_ convention: Insurer.Convention, _ key: Insurer.Key) async throws {
        let record = try await stage.insurer().during { port in
            try await stage.withInsurer(at: port, convention) { try await $0.find(key, on: today) }
        }
        #expect(record.card == Kampung.siti.membership?.card)
        #expect(record.nik == Kampung.siti.nik)
        #expect(record.name == "SITI AMINAH")
        #expect(record.birthDate == Kampung.siti.birthDate)
        #expect(record.sex == .female)
        #expect(record.careClass == .third)
        #expect(record.paidBy == .selfPaying)
        #expect(record.isActive == false)
        #expect(record.place == .spouse)
        #expect(record.facility?.text == "PUSKESMAS GAMBIR")
        #expect(record.phones == [Kampung.siti.membership?.phone])
        #expect(record.arrears == (convention == .pcare ? 420_000 : nil))
        #expect(record.notes == [])
    }

    @Test("who is no participant is not found", arguments: Insurer.Convention.allCases)
    func notFound(_ convention: Insurer.Convention) async throws {
        try await stage.insurer().during { port in
            try await stage.withInsurer(at: port, convention) { insurer in
                await #expect(throws: InsurerRefusal.notFound) {
                    try await insurer.find(.nik(Kampung.dimas.nik), on: today)
                }
                #expect(insurer.line.health.condition == .up)
            }
        }
    }

    @Test("a wrong secret, key or sign-in, and a clock that is wrong, are refused as a wrong signature")
    func wrongSignature() async throws {
        var wrong: [(Insurer.Convention, InsurerKeys, any WallClock)] = []
        for change: (inout InsurerKeys) -> Void in [
            { $0.secret = Secret("salah") }, { $0.userKey = nil }, { $0.login?.password = Secret("salah") },
        ] {
            var keys = PartnerStage.insurerKeys
            change(&keys)
            wrong.append((.pcare, keys, stage.clock))
        }
        let late = ManualClock(stage.clock.now() - .seconds(3_600))
        wrong.append((.vclaim, PartnerStage.insurerKeys, late))
        let cases = wrong
        try await stage.insurer().during { port in
            for (convention, keys, clock) in cases {
                try await stage.withInsurer(at: port, convention, keys: keys, clock: clock) { insurer in
                    await #expect(throws: InsurerRefusal.wrongSignature) {
                        try await insurer.find(.nik(Kampung.siti.nik), on: today)
                    }
                    #expect(insurer.line.health.condition == .refusingUs(since: stage.clock.now()))
                }
            }
        }
    }

    @Test("a page that is not there is no participant who is not")
    func wrongAddress() async throws {
        for (status, expected) in [
            (HTTPResponse.Status.notFound, InsurerRefusal.unanswered(.failed(status: 404))),
            (.forbidden, .wrongSignature), (.noContent, .unanswered(.failed(status: 204))),
        ] {
            try await serving { _ in
                Response(status: status)
            } _: { port in
                try await stage.withInsurer(at: port) { insurer in
                    await #expect(throws: expected) { try await insurer.find(.nik(Kampung.siti.nik), on: today) }
                }
            }
        }
    }

    @Test("a refusal that comes with an HTTP error is read")
    func refusalWithStatus() async throws {
        let body = "{\"metaData\":{\"code\":412,\"message\":\"Tanggal tidak sesuai\"},\"response\":null}"
        try await serving { _ in
            Response(status: .preconditionFailed, body: .init(byteBuffer: ByteBuffer(string: body)))
        } _: { port in
            try await stage.withInsurer(at: port) { insurer in
                await #expect(throws: InsurerRefusal.refused(code: "412", message: "Tanggal tidak sesuai")) {
                    try await insurer.find(.nik(Kampung.siti.nik), on: today)
                }
            }
        }
    }

    @Test("somebody else than who was asked for is never taken for her")
    func otherPerson() async throws {
        let body = "{\"metaData\":{\"code\":200},\"response\":{\"peserta\":{\"noKartu\":\"0009990000017\"}}}"
        try await serving { _ in
            Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: body)))
        } _: { port in
            try await stage.withInsurer(at: port) { insurer in
                await #expect(throws: InsurerRefusal.garbage(.otherPerson)) {
                    try await insurer.find(.card(Kampung.siti.membership!.card), on: today)
                }
                // A NIK that the insurer does not tell proves nothing against the record.
                let record = try await insurer.find(.nik(Kampung.budi.nik), on: today)
                #expect(record.nik == nil)
            }
        }
    }
}
