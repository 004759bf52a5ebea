import Database
public import Kernel

extension StaffStore {
    public func sites() async throws -> [WorkSite] {
        try await database.read { transaction in
            try transaction.query("SELECT code, name FROM sites ORDER BY code").map {
                WorkSite(code: try $0("code"), name: try $0("name"))
            }
        }
    }

    public func teams() async throws -> [Team] {
        try await database.read { transaction in
            try transaction.query("SELECT id, name, site FROM teams ORDER BY site, name").map {
                Team(id: try $0("id"), name: try $0("name"), site: try $0("site"))
            }
        }
    }

    public func skills() async throws -> [Skill] {
        try await database.read { transaction in
            try transaction.query("SELECT code, name FROM skills ORDER BY code").map {
                Skill(code: try $0("code"), name: try $0("name"))
            }
        }
    }

    /// Adds sites, or renames those whose code is known.
    public func put(_ sites: [WorkSite], by author: Author = .system("staff")) async throws {
        let now = clock.now()
        try await database.write { transaction in
            for site in sites {
                let touched = try transaction.execute(
                    """
                    INSERT INTO sites (code, name) VALUES (\(site.code), \(site.name))
                    ON CONFLICT (code) DO UPDATE SET name = excluded.name WHERE sites.name <> excluded.name
                    """)
                guard touched > 0 else { continue }
                try transaction.append(
                    StaffFact.SitePut(name: site.name), about: Subject("site", site.code), by: author, at: now)
            }
        }
    }

    /// Adds skills, or renames those whose code is known.
    public func put(_ skills: [Skill], by author: Author = .system("staff")) async throws {
        let now = clock.now()
        try await database.write { transaction in
            for skill in skills {
                let touched = try transaction.execute(
                    """
                    INSERT INTO skills (code, name) VALUES (\(skill.code), \(skill.name))
                    ON CONFLICT (code) DO UPDATE SET name = excluded.name WHERE skills.name <> excluded.name
                    """)
                guard touched > 0 else { continue }
                try transaction.append(
                    StaffFact.SkillPut(name: skill.name), about: Subject("skill", skill.code), by: author, at: now)
            }
        }
    }

    /// The team of that name at a site, made when it is new.
    public func team(_ name: String, at site: String, by author: Author = .system("staff")) async throws -> Team {
        let now = clock.now()
        var random = SystemRandomNumberGenerator()
        let new = TeamID(at: now, random: &random)
        return try await database.write { transaction in
            guard try transaction.scalar("SELECT COUNT(*) FROM sites WHERE code = \(site)", as: Int.self) == 1
            else { throw StaffRefusal.unknownSite }
            try transaction.execute(
                """
                INSERT INTO teams (id, name, site) VALUES (\(new), \(name), \(site)) ON CONFLICT (site, name) DO NOTHING
                """)
            let id: TeamID? = try transaction.scalar("SELECT id FROM teams WHERE site = \(site) AND name = \(name)")
            guard let id else { throw StaffRefusal.unknownTeam }
            if id == new {
                try transaction.append(
                    StaffFact.TeamMade(name: name, site: site), about: Subject("team", id), by: author, at: now)
            }
            return Team(id: id, name: name, site: site)
        }
    }
}
