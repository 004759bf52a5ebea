extension Form {
    /// The fields of an address that was kept, as they stood after its question mark.
    public static func query(text: String) -> Form { Form(values: readURLEncoded(Array(text.utf8)) ?? [:]) }
}
