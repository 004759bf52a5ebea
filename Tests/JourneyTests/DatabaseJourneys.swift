import Database
import Foundation
import Kernel
import Testing

extension Journeys {
    /// The floor never waits for its database, and nothing of what happened meanwhile is lost.
    @Suite("trouble with the database")
    struct DatabaseTrouble {
        /// Sari at her desk and ready, and a supervisor before the floor.
        private func work(in centre: Sahut) async throws -> (sari: Agent, floor: Browser) {
            let floor = try await Browser.atFloor(of: centre)
            let sari = try await Agent.atDesk("sari", of: centre, saying: agentTone, autoAnswer: true)
            try await sari.ready()
            return (sari, floor)
        }

        /// A whole call while nothing can be written: both hear each other, the alarm stands on both pages, and not
        /// one fact of the call is in the journal.
        private func callInTrouble(_ centre: Sahut, _ sari: Agent, _ floor: Browser, alarm: String) async throws {
            let ani = try await caller(on: centre.stage)
            try await ani.ringForInformation(centre)
            try await sari.until("talking")
            try await ani.untilHears(agentTone)
            try await sari.untilHears(callerTone)
            try await sari.browser.untilText(of: ".desk-alarms .alarm", contains: alarm)
            try await floor.untilText(of: ".floor-rail .alarm", contains: alarm)
            try await sari.hangUp()
            try await ani.untilEnded()
            try await sari.until("wrap-up")
            #expect(try await centre.facts.count("call.arrived") == 0)
        }

        /// Once it can be written all is there, in its order and only once, and the alarm is gone.
        private func allIsWell(_ centre: Sahut, _ sari: Agent, _ floor: Browser) async throws {
            let facts = centre.facts
            let ended = try await facts.until(1, "call.ended", within: .seconds(20))
            #expect(try ended[0].read(CallEnded.self).cause == "by-agent")
            try await sari.browser.untilGone(".desk-alarms .alarm")
            try await floor.untilGone(".floor-rail .alarm")
            #expect(
                try await facts.story(of: ended[0].subject).map(\.kind).filter { $0 != "call.recorded" } == [
                    "call.arrived", "call.chose", "call.queued", "call.offered", "call.connected", "call.ended",
                ])
            try await sari.wrapUp(note: "Tercatat meski basis data sempat berhenti.", ticket: "green")
            // A call's ticket has the call's own name.
            try await facts.until(1, "ticket.opened", of: Subject("ticket", ended[0].subject.id))
            try await facts.until(1, "call.wrapped-up")
            // Neither a contact without its fact, nor a fact without its contact, nor a call that goes on for ever.
            #expect(try await facts.rows(of: "contacts") == facts.count("contact.opened"))
            for table in ["floor_calls", "floor_items", "floor_dialogs"] {
                #expect(try await facts.rows(of: table) == 0, "\(table)")
            }
            for figure in ["arrived", "offered", "answered"] {
                try await floor.untilText(of: testID("figure-\(figure)"), contains: "1")
            }
            for figure in ["abandoned", "lost"] {
                try await floor.untilText(of: testID("figure-\(figure)"), contains: "0")
            }
        }

        @Test("another process holds the database: calls go on, the alarm says so, and all is written once it is free")
        func locked() async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage)
                let (sari, floor) = try await work(in: centre)
                try await centre.facts.place.whileHeld {
                    try await callInTrouble(centre, sari, floor, alarm: "Basis data sibuk")
                }
                try await allIsWell(centre, sari, floor)
            }
        }

        @Test(
            "the disk is full: calls go on, the alarm says so, and all is written once there is room",
            .enabled("mounting a small disk is an administrator's right") { try await SmallDisk.isAllowed() })
        func full() async throws {
            try await Stage.play { stage in
                let disk = try await SmallDisk.mount(on: stage, megabytes: 64)
                let centre = try await Sahut.open(on: stage, at: disk.folder.appendingPathComponent("centre"))
                let (sari, floor) = try await work(in: centre)
                try disk.fill()
                try await centre.facts.useUpSpareRoom()
                try await callInTrouble(centre, sari, floor, alarm: "Penyimpanan penuh")
                try disk.makeRoom()
                try await allIsWell(centre, sari, floor)
            }
        }
    }
}
