import Kernel

extension Branch {
    /// The branches from which a centre starts: 126 in twelve regions. The administrator edits them, or imports others.
    ///
    /// The names and regions stand in a list of the insurer's branches that was found in public, by an unknown hand and
    /// without a license; names are facts, and nothing else of it is here. A second source speaks of 127. The codes are
    /// Sahut's own, since the insurer's were found nowhere. A zone is that of the province (Presidential Decree 41 of
    /// 1987).
    public static let original: [Branch] = branches(
        """
        I WIB: BAC Banda Aceh; GST Gunung Sitoli; KBN Kabanjahe; KSR Kisaran; LNG Langsa; LHK Lhokseumawe;
            LPK Lubuk Pakam; MDN Medan; MLB Meulaboh; PSD Padang Sidempuan; PSN Pematang Siantar; SBL Sibolga;
            TPK Tapaktuan
        II WIB: BTM Batam; BKT Bukittinggi; DUM Dumai; JMB Jambi; MBN Muara Bungo; PDG Padang; PYK Payakumbuh;
            PKU Pekanbaru; RNG Rengat; SLK Solok; TPN Tanjung Pinang
        III WIB: BLM Bandar Lampung; BNG Bengkulu; CRP Curup; KBM Kota Bumi; LBK Lubuklinggau; MET Metro;
            PLM Palembang; PPN Pangkal Pinang; PRB Prabumulih
        IV WIB: JKB Jakarta Barat; JKP Jakarta Pusat; JKS Jakarta Selatan; JKT Jakarta Timur; JKU Jakarta Utara;
            PTK Pontianak; SRN Serang; SNG Singkawang; SNT Sintang; TNG Tangerang; TGR Tigaraksa
        V WIB: BDG Bandung; BJR Banjar; BKS Bekasi; BGR Bogor; CBN Cibinong; CKR Cikarang; CMH Cimahi;
            CRB Cirebon; DPK Depok; KRW Karawang; SRG Soreang; SKB Sukabumi; SUM Sumedang; TSK Tasikmalaya
        VI WIB: BYL Boyolali; KMN Kebumen; KDS Kudus; MGL Magelang; PTI Pati; PKL Pekalongan; PRW Purwokerto;
            SMG Semarang; SLM Sleman; SKA Surakarta; TGL Tegal; UNG Ungaran; YOG Yogyakarta
        VII WIB: BNY Banyuwangi; BJN Bojonegoro; GRS Gresik; JMR Jember; KDR Kediri; MAD Madiun; MLG Malang;
            MJK Mojokerto; PMK Pamekasan; PSR Pasuruan; SDR Sidoarjo; SBY Surabaya; TLN Tulungagung
        VIII WIB: MTW Muara Teweh; PLN Palangkaraya; SMP Sampit
        VIII WITA: BPN Balikpapan; BJM Banjarmasin; BRB Barabai; SMD Samarinda; TRK Tarakan
        IX WIT: AMB Ambon
        IX WITA: BAU Bau Bau; BLK Bulukumba; KND Kendari; MKL Makale; MKS Makassar; MMJ Mamuju; PLP Palopo;
            PPR Pare Pare; PLW Polewali; WTM Watampone
        X WIT: TRN Ternate
        X WITA: GRN Gorontalo; LWK Luwuk; MND Manado; PLU Palu; TND Tondano
        XI WITA: ATM Atambua; BIM Bima; DPS Denpasar; END Ende; KLN Klungkung; KPG Kupang; MTR Mataram;
            MMR Maumere; SEL Selong; SNR Singaraja; WNG Waingapu
        XII WIT: BNM Biak Numfor; JYP Jayapura; MNK Manokwari; MRK Merauke; SOR Sorong; WMN Wamena
        """)

    /// A region and a zone, then codes with names; what does not begin so goes on with those above.
    private static func branches(_ text: String) -> [Branch] {
        var branches: [Branch] = []
        var head: (region: OfficeRegion, zone: IndonesianZone)?
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ": ", maxSplits: 1)
            if parts.count == 2 { head = self.head(parts[0]) }
            guard let head, let entries = parts.last?.split(separator: ";") else { continue }
            branches += entries.compactMap { branch($0, head.region, head.zone) }
        }
        return branches
    }

    private static func head(_ text: Substring) -> (OfficeRegion, IndonesianZone)? {
        let words = text.split(separator: " ").map(String.init)
        guard words.count == 2, let region = OfficeRegion(words[0]), let zone = IndonesianZone(rawValue: words[1])
        else { return nil }
        return (region, zone)
    }

    private static func branch(_ entry: Substring, _ region: OfficeRegion, _ zone: IndonesianZone) -> Branch? {
        let words = entry.split(separator: " ")
        guard let code = words.first.flatMap({ BranchCode(String($0)) }),
            let name = BranchName(words.dropFirst().joined(separator: " "))
        else { return nil }
        return Branch(code: code, name: name, region: region, zone: zone)
    }
}
