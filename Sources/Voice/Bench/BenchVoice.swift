import Glibc
import WebRTC

/// One side of a made-up conversation: four seconds of something like speech, four of the noise of a quiet line.
struct BenchVoice {
    private static let talk: [UInt8] = {
        (0..<64_000).map { index in
            let time = Double(index) / 8_000
            let isTalking = index < 32_000
            let syllable = 0.5 + 0.5 * sin(2 * .pi * 4 * time)
            let pitch = 120 + 20 * sin(2 * .pi * 0.7 * time)
            let voice = (1...8).reduce(0.0) { $0 + sin(2 * .pi * pitch * Double($1) * time) / Double($1) }
            let noise = Double(index &* 7_919 % 401 - 200)
            return G711.aLaw.byte(Int16(isTalking ? 4_000 * syllable * voice + noise : noise / 10))
        }
    }()

    private var place: Int
    private var header: RTPHeader

    init(phase: Int, isFirst: Bool) {
        place = (phase + (isFirst ? 0 : 32_000)) / 160 * 160 % 64_000
        header = RTPHeader(
            payloadType: 8, marker: true, sequence: .random(in: 0 ... .max), timestamp: .random(in: 0 ... .max),
            source: .random(in: 1 ... .max))
    }

    /// Writes the next packet: a click or silence, or with nil the talk.
    mutating func write(to packet: UnsafeMutableRawBufferPointer, click: Bool?) -> Int {
        header.write(to: packet)
        header.marker = false
        header.sequence &+= 1
        header.timestamp &+= 160
        for index in 0..<160 {
            packet[12 + index] = click.map { $0 ? 0xA0 : 0xD5 } ?? Self.talk[place + index]
        }
        place = (place + 160) % 64_000
        return 172
    }
}

/// A simulated browser of the farm. Owned by its thread.
final class BenchBrowser {
    private let client: WebRTCClient
    private let socket: DatagramSocket
    private var voice: BenchVoice
    private let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 2_048, alignment: 8)

    init(_ identity: DTLSIdentity, voice: BenchVoice) throws {
        guard let address = SocketAddress("127.0.0.1", port: 0) else { throw SystemCallFailure("bind", EINVAL) }
        var random = SystemRandomNumberGenerator()
        client = WebRTCClient(identity: identity, at: monotonicNanoseconds(), random: &random)
        socket = try DatagramSocket(address)
        self.voice = voice
    }

    deinit { space.deallocate() }

    var offer: String { client.offer }
    var isConnected: Bool { client.state == .connected }

    func accept(_ answer: String) throws { try client.accept(answer, at: monotonicNanoseconds()) }

    func keepUp(at now: UInt64) {
        while true {
            var (source, size) = (sockaddr_storage(), socklen_t(MemoryLayout<sockaddr_storage>.size))
            let count = withUnsafeMutablePointer(to: &source) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    recvfrom(socket.file, space.baseAddress, space.count, 0, $0, &size)
                }
            }
            guard count > 0, let address = SocketAddress(source) else { break }
            let datagram = UnsafeMutableRawBufferPointer(rebasing: space[..<count])
            _ = client.receive(datagram, from: address, at: now) { socket.send($0, to: SocketTarget($1)) }
        }
        client.tick(at: now) { socket.send($0, to: SocketTarget($1)) }
    }

    func speak(click: Bool?) {
        guard isConnected, let remote = client.remote else { return }
        let length = voice.write(to: space, click: click)
        guard let sealed = client.protect(space, length: length) else { return }
        socket.send(UnsafeRawBufferPointer(rebasing: space[..<sealed]), to: SocketTarget(remote))
    }
}

/// A socket whose datagrams carry the kernel's time of their arrival, so that the receiver's own lateness is not
/// measured with them.
final class StampedSocket {
    private let socket: DatagramSocket
    private let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 2_048, alignment: 8)
    private let control = UnsafeMutableRawBufferPointer.allocate(byteCount: 128, alignment: 8)

    var file: Int32 { socket.file }
    var port: UInt16 { socket.port }

    init() throws(SystemCallFailure) {
        guard let address = SocketAddress("127.0.0.1", port: 0) else { throw SystemCallFailure("bind", EINVAL) }
        socket = try DatagramSocket(address, receiveBuffer: 8 << 20)
        var one: Int32 = 1
        guard setsockopt(socket.file, SOL_SOCKET, SO_TIMESTAMPNS, &one, 4) == 0 else {
            throw SystemCallFailure("setsockopt")
        }
        // Beyond the ordinary limit, where the user may.
        var size: Int32 = 8 << 20
        _ = setsockopt(socket.file, SOL_SOCKET, SO_RCVBUFFORCE, &size, 4)
    }

    deinit {
        space.deallocate()
        control.deallocate()
    }

    /// Hands over every datagram that waits, with its sender's port and the time of its arrival.
    func receive(_ take: (UnsafeRawBufferPointer, UInt16, UInt64) -> Void) {
        while true {
            var source = sockaddr_storage()
            var piece = iovec(iov_base: space.baseAddress, iov_len: space.count)
            let count = withUnsafeMutablePointer(to: &source) { source in
                withUnsafeMutablePointer(to: &piece) { piece in
                    var message = msghdr()
                    message.msg_name = UnsafeMutableRawPointer(source)
                    message.msg_namelen = socklen_t(MemoryLayout<sockaddr_storage>.size)
                    message.msg_iov = piece
                    message.msg_iovlen = 1
                    message.msg_control = control.baseAddress
                    message.msg_controllen = control.count
                    return recvmsg(socket.file, &message, 0)
                }
            }
            guard count > 0 else { return }
            // One control message: its head of 16 bytes, then seconds and nanoseconds.
            let seconds = control.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
            let nanoseconds = control.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
            take(
                UnsafeRawBufferPointer(rebasing: space[..<count]), SocketAddress(source)?.port ?? 0,
                seconds * 1_000_000_000 + nanoseconds)
        }
    }
}
