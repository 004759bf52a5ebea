import Calls
import Kernel
import Routing

extension CallPlan {
    /// What a new centre starts with: one number, two menu entries, two queues. Edited as data from then on.
    static func standard(_ configuration: SahutConfiguration) -> CallPlan {
        let floor = configuration.floor
        func queue(_ name: String, _ title: String, _ skill: String) -> Queue {
            Queue(
                name: name, title: title, skills: [skill: 1], strategy: .longestIdle,
                ringLimitSeconds: floor.ringLimitSeconds, wrapUpLimitSeconds: floor.wrapUpLimitSeconds,
                serviceLevelSeconds: floor.serviceLevelSeconds, priority: 0,
                announceEverySeconds: floor.announcementSeconds, music: "musik")
        }
        return CallPlan(
            entries: [
                Entry(
                    number: "*", title: configuration.centre.name, hours: .always, greeting: ["salam", "rekaman"],
                    next: .menu("utama"), closed: ["tutup"])
            ],
            menus: [
                Menu(
                    name: "utama", prompts: ["menu-utama"],
                    options: [
                        Option(digit: "1", title: "Informasi dan pengaduan", next: .queue("informasi")),
                        Option(digit: "2", title: "Pendaftaran dan perubahan data", next: .queue("pendaftaran")),
                        Option(digit: "3", title: "Status tiket", next: .ticketStatus),
                    ],
                    waitSeconds: 6, tries: 3, wrongDigit: ["digit-salah"], noDigit: ["tanpa-digit"],
                    fallback: .queue("informasi"))
            ],
            queues: [
                queue("informasi", "Informasi dan pengaduan", "informasi"),
                queue("pendaftaran", "Pendaftaran dan perubahan data", "pendaftaran"),
            ],
            auxReasons: [
                AuxReason(code: "istirahat", title: "Istirahat", longestSeconds: 3_600),
                AuxReason(code: "ibadah", title: "Ibadah", longestSeconds: 1_200),
                AuxReason(code: "toilet", title: "Toilet", longestSeconds: 600),
                AuxReason(code: "arahan", title: "Arahan", longestSeconds: 1_800),
                AuxReason(code: "pelatihan", title: "Pelatihan dan coaching", longestSeconds: nil),
                AuxReason(code: "administrasi", title: "Pekerjaan lain", longestSeconds: 1_800),
            ],
            sameAgentSeconds: 30, cutContactSeconds: floor.preferredAgentMinutes * 60)
    }
}
