/// One row of the table: a key and how its text becomes a value of the configuration.
struct Setting: Sendable {
    let name: SettingName
    let unit: String
    /// What text is accepted, in words that mend a refused one.
    let accepts: String
    let reason: String
    /// A secret is never shown, and may be given as the path of a file that holds it.
    let isSecret: Bool
    /// The default as it would be written.
    let defaultText: String
    /// False when the text is not accepted; the configuration is then as before.
    let store: @Sendable (_ text: String, _ configuration: inout SahutConfiguration) -> Bool
    let show: @Sendable (SahutConfiguration) -> String

    init<Value>(
        _ key: String, _ place: any WritableKeyPath<SahutConfiguration, Value> & Sendable, _ form: Form<Value>,
        secret isSecret: Bool = false, because reason: String
    ) {
        self.init(
            key, get: { $0[keyPath: place] }, set: { $1[keyPath: place] = $0 }, form, secret: isSecret, because: reason)
    }

    /// A setting of a part that occurs more than once.
    init<Part, Value>(
        _ key: String, in part: any WritableKeyPath<SahutConfiguration, Part> & Sendable,
        _ place: any WritableKeyPath<Part, Value> & Sendable, _ form: Form<Value>, because reason: String
    ) {
        self.init(
            key, get: { $0[keyPath: part][keyPath: place] }, set: { $1[keyPath: part][keyPath: place] = $0 }, form,
            because: reason)
    }

    private init<Value>(
        _ key: String, get: @escaping @Sendable (SahutConfiguration) -> Value,
        set: @escaping @Sendable (Value, inout SahutConfiguration) -> Void, _ form: Form<Value>,
        secret isSecret: Bool = false, because reason: String
    ) {
        name = SettingName(key)
        unit = form.unit
        accepts = form.accepts
        self.reason = reason
        self.isSecret = isSecret
        defaultText = form.write(get(SahutConfiguration()))
        store = { text, configuration in
            guard let value = form.read(text) else { return false }
            set(value, &configuration)
            return true
        }
        show = { form.write(get($0)) }
    }

    /// A setting that may be left out.
    init<Value>(
        _ key: String, _ place: any WritableKeyPath<SahutConfiguration, Value?> & Sendable, _ form: Form<Value>,
        secret isSecret: Bool = false, because reason: String
    ) {
        self.init(key, place, form.optional, secret: isSecret, because: reason)
    }

    var key: String { name.key }

    /// Every name by which it may be given.
    var names: [SettingName] { isSecret ? [name, name.ofFile] : [name] }
}
