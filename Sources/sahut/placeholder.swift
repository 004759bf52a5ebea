import ArgumentParser
import Configuration
import ServiceLifecycle
@main struct Sahut { static func main() { print("sahut") } }
