import Contacts
import Tickets

/// What people complain of in the demo, and what becomes of it. Invented: nobody's matter is meant.
struct DemoTicketStory: Sendable {
    let category: String
    var kind = ContactKind.complaint
    let text: String
    var marks: Set<UrgentMark> = []
    /// What the branch asks the centre, and is told.
    var question = "Mohon nomor surat rujukan dan tanggal kunjungan peserta."
    var reply = "Menurut peserta, rujukan terbit kemarin dari puskesmas dan masih berlaku."
    /// How far the branch is, and what it did.
    var progress = "Sudah kami hubungi rumah sakit, menunggu jawaban bagian pendaftaran."
    let answer: String
    /// Why the participant is not satisfied.
    var objection = "Peserta datang lagi hari ini dan masih ditolak dengan alasan yang sama."
    /// What the centre writes when it solves the matter by itself.
    var note = "Sudah ditelusuri di aplikasi kepesertaan, menunggu pembaruan malam ini."
    var closing = "Peserta dihubungi dan menerima penjelasan."
}

extension DemoTicketStory {
    static let forBranches: [DemoTicketStory] = [
        DemoTicketStory(
            category: "health.hospital",
            text: """
                Ibu peserta ditolak rawat inap karena kamar kelas II penuh, diminta menunggu tanpa kepastian. \
                Rumah sakit menyarankan pulang, padahal dokter IGD menyatakan perlu dirawat.
                """,
            marks: [.inpatientRefused],
            answer: "Peserta sudah mendapat kamar di kelas setingkat di atasnya tanpa selisih biaya sejak tadi malam.",
            objection: "Peserta masih menunggu di IGD, kamar yang dijanjikan belum ada."),
        DemoTicketStory(
            category: "health.hospital",
            text: "Diminta membayar obat racikan Rp350.000 di rumah sakit, katanya tidak ditanggung. Kuitansi ada.",
            question: "Mohon nama obat dan foto kuitansi dari peserta.",
            reply: "Nama obat tertulis di kuitansi: racikan jantung, tertanggal Selasa lalu.",
            answer: "Rumah sakit mengembalikan biaya. Peserta dapat mengambilnya di loket 3 dengan membawa kuitansi.",
            objection: "Loket menolak mengembalikan biaya karena belum ada surat dari cabang."),
        DemoTicketStory(
            category: "administration.membership",
            text: "Kartu tidak aktif di puskesmas, padahal iuran lunas sampai bulan ini dan bukti bayar ada.",
            progress: "Data iuran sedang kami cocokkan dengan bank.",
            answer: "Status kepesertaan sudah aktif. Peserta dapat berobat mulai hari ini."),
        DemoTicketStory(
            category: "administration.membership",
            text: "Bayi lahir tiga minggu lalu, pendaftaran sudah diajukan di cabang, kartu belum juga terbit.",
            marks: [.child],
            question: "Mohon nomor kartu keluarga yang baru, yang memuat nama bayi.",
            reply: "Kartu keluarga baru sudah ada, peserta akan membawa salinannya besok.",
            answer: "Kartu bayi sudah terbit dan berlaku sejak tanggal lahir."),
        DemoTicketStory(
            category: "health.hospital",
            text: """
                Jadwal cuci darah dipindah dua kali dalam seminggu karena mesin rusak. Peserta cemas terlambat dan \
                meminta rumah sakit lain yang lebih dekat.
                """,
            marks: [.chronic],
            answer: "Peserta dijadwalkan tetap di rumah sakit kedua, Selasa dan Jumat pukul 07.00."),
        DemoTicketStory(
            category: "health.medicine",
            text: "Obat rutin darah tinggi kosong di apotek selama dua minggu. Peserta membeli sendiri.",
            marks: [.chronic],
            answer: "Stok sudah tersedia. Apotek menyiapkan obat untuk 30 hari atas nama peserta."),
        DemoTicketStory(
            category: "health.facility",
            text: "Pindah fasilitas tingkat pertama sejak bulan lalu, di klinik baru namanya belum terdaftar.",
            progress: "Sudah kami ajukan ke bagian data, perubahan berlaku malam ini.",
            answer: "Peserta sudah terdaftar di klinik baru dan dapat dilayani."),
        DemoTicketStory(
            category: "health.hospital",
            text: "Ibu hamil delapan bulan diminta surat rujukan ulang padahal rujukan lama masih berlaku dua minggu.",
            marks: [.pregnant],
            answer: "Rumah sakit meminta maaf. Rujukan lama berlaku, jadwal periksa Kamis pagi."),
        DemoTicketStory(
            category: "administration.contribution",
            text: "Tagihan denda layanan muncul Rp1.200.000, peserta merasa tidak pernah dirawat tahun ini.",
            question: "Apakah peserta pernah dirawat dengan kartu anggota keluarganya?",
            reply: "Tidak pernah. Anak peserta hanya berobat jalan satu kali bulan lalu.",
            answer: "Denda dihapus: klaim rumah sakit salah memasukkan nomor kartu."),
        DemoTicketStory(
            category: "health.hospital",
            text:
                "Antre sejak subuh di rumah sakit, dokter spesialis batal praktik tanpa pemberitahuan, sudah dua kali.",
            answer: "Rumah sakit memberi jadwal pengganti dan akan mengirim pesan bila dokter berhalangan."),
    ]

    static let forCentre: [DemoTicketStory] = [
        DemoTicketStory(
            category: "administration.virtual-account",
            text: "Sudah membayar iuran kemarin sore, di aplikasi masih tertulis belum lunas.",
            answer: "", closing: "Pembayaran sudah masuk. Peserta diberi tahu melalui telepon."),
        DemoTicketStory(
            category: "administration.card", kind: .information,
            text: "Kartu hilang, ingin tahu cara menunjukkan kartu digital di rumah sakit.",
            answer: "", closing: "Peserta dipandu membuka kartu digital dan berhasil."),
        DemoTicketStory(
            category: "administration.personal-details", kind: .dataChange,
            text: "Nama di kartu kurang satu huruf, berbeda dengan KTP. Peserta khawatir ditolak.",
            answer: "", note: "Data dicocokkan dengan kependudukan, diteruskan ke back office.",
            closing: "Nama sudah diperbaiki, peserta diberi tahu."),
        DemoTicketStory(
            category: "administration.contribution", kind: .information,
            text: "Menanyakan rincian tagihan lima anggota keluarga karena jumlahnya lebih besar dari biasanya.",
            answer: "", closing: "Rincian dijelaskan: satu anak baru terdaftar bulan ini."),
        DemoTicketStory(
            category: "health.facility", kind: .information,
            text: "Akan pindah kota sebulan untuk bekerja, ingin tahu cara berobat di sana.",
            answer: "", closing: "Dijelaskan cara berobat di luar wilayah dan batasnya."),
        DemoTicketStory(
            category: "administration.membership",
            text: "Anak yang sudah bekerja masih tercatat sebagai tanggungan dan menimbulkan tagihan ganda.",
            answer: "", note: "Perusahaan anak peserta sudah mendaftarkannya, tinggal penghapusan di keluarga.",
            closing: "Tagihan ganda sudah dihapus."),
    ]

    static let whyElsewhere = "Peserta sudah pindah dan berdomisili di wilayah kerja cabang tujuan."
}
