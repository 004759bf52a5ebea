import CLinux
import Glibc
import Kernel
import WebRTC

/// Packets in and out.
extension Stage {
    // MARK: - In

    /// Takes in whatever has come. - Parameter untilPull: samples from now until the next tick.
    func receive(at now: UInt64, untilPull: Int) {
        var count = 0
        repeat {
            count = Int(epoll_wait(selector, ready, Int32(Self.mostReady), 0))
            for index in 0..<max(0, count) {
                let mark = ready[index].data.u64
                if mark == .max {
                    drainBrowsers(at: now, untilPull: untilPull)
                } else if let leg = places[Int(mark >> 1)], case .rtp(let trunk) = leg.line {
                    if mark & 1 == 0 {
                        drain(leg, trunk, at: now, untilPull: untilPull)
                    } else {
                        drainControl(leg, trunk, at: now)
                    }
                }
            }
        } while count == Self.mostReady
    }

    private func drain(_ leg: Leg, _ trunk: TrunkLine, at now: UInt64, untilPull: Int) {
        var count = 0
        repeat {
            count = inbox.receive(from: trunk.media.file)
            for index in 0..<count {
                guard let source = inbox.source(index) else { continue }
                let packet = UnsafeRawBufferPointer(inbox.datagram(index))
                if packet.count >= 2, (192...223).contains(packet[1]) {
                    hearReport(packet, leg, at: now)
                } else if let header = RTPHeader(packet), leg.incoming.isKnown(header),
                    trunk.remote.admits(source, source: header.source, at: now)
                {
                    take(header, packet, leg, at: now, untilPull: untilPull)
                }
            }
        } while count == inbox.capacity
    }

    private func drainControl(_ leg: Leg, _ trunk: TrunkLine, at now: UInt64) {
        let count = inbox.receive(from: trunk.control.file)
        for index in 0..<count {
            guard let source = inbox.source(index), source.host == trunk.remote.target?.address.host else { continue }
            if hearReport(UnsafeRawBufferPointer(inbox.datagram(index)), leg, at: now),
                trunk.controlTarget?.address != source
            {
                trunk.controlTarget = SocketTarget(source)
            }
        }
    }

    private func drainBrowsers(at now: UInt64, untilPull: Int) {
        var count = 0
        repeat {
            count = inbox.receive(from: browserSocket.file)
            for index in 0..<count {
                let datagram = inbox.datagram(index)
                guard let source = inbox.source(index), !datagram.isEmpty, let leg = browser(datagram, from: source),
                    case .browser(let line) = leg.line
                else { continue }
                let inbound = line.peer.receive(datagram, from: source, at: now) { sendToBrowser($0, $1) }
                switch inbound {
                case .rtp(let length):
                    let packet = UnsafeRawBufferPointer(rebasing: datagram[..<length])
                    if let header = RTPHeader(packet) { take(header, packet, leg, at: now, untilPull: untilPull) }
                case .rtcp(let length):
                    leg.lastHeard = now
                    hearReport(UnsafeRawBufferPointer(rebasing: datagram[..<length]), leg, at: now)
                case .none: follow(leg, line)
                }
            }
        } while count == inbox.capacity
    }

    /// Checks name their leg; everything else comes from an address that a check has proved.
    private func browser(_ datagram: UnsafeMutableRawBufferPointer, from source: SocketAddress) -> Leg? {
        if datagram[0] < 4, let name = WebRTCPeer.ufrag(ofBinding: UnsafeRawBufferPointer(datagram)) {
            return browsersByName[name]
        }
        return browsersByAddress[source]
    }

    /// Keeps the table of addresses with where the browser is now.
    func follow(_ leg: Leg, _ line: BrowserLine) {
        guard let remote = line.peer.remote, remote != line.target?.address else { return }
        if let former = line.target?.address, browsersByAddress[former] === leg { browsersByAddress[former] = nil }
        line.target = SocketTarget(remote)
        browsersByAddress[remote] = leg
    }

    private func take(_ header: RTPHeader, _ packet: UnsafeRawBufferPointer, _ leg: Leg, at now: UInt64, untilPull: Int)
    {
        let heard = leg.incoming.accept(header, packet, at: now, untilPull: untilPull)
        guard heard != .foreign else { return }
        leg.lastHeard = now
        leg.saidTimeout = false
        if !leg.isAlive {
            leg.isAlive = true
            events.append(.mediaStarted(leg: leg.id))
        }
        guard case .digit(let key) = heard else { return }
        events.append(.digit(leg: leg.id, digit: String(key)))
        if leg.player?.playback.stopOnDigit == true { endPlay(on: leg, because: .digit) }
    }

    @discardableResult
    private func hearReport(_ packet: UnsafeRawBufferPointer, _ leg: Leg, at now: UInt64) -> Bool {
        guard let heard = RTCP.read(packet) else { return false }
        leg.reports.hear(heard, about: leg.outgoing.source, at: now, clock: clock)
        return true
    }

    // MARK: - Out

    func send(_ samples: UnsafePointer<Int16>?, to leg: Leg, over trunk: TrunkLine) {
        guard let target = trunk.remote.target else {
            leg.outgoing.pause()
            return
        }
        withUnsafeTemporaryAllocation(byteCount: Outgoing.packetLength, alignment: 8) { packet in
            let length = leg.outgoing.write(samples, to: packet)
            trunk.media.send(UnsafeRawBufferPointer(rebasing: packet[..<length]), to: target)
        }
    }

    func send(_ samples: UnsafePointer<Int16>?, to leg: Leg, over browser: BrowserLine) {
        guard browser.peer.state == .connected, let target = browser.target else {
            leg.outgoing.pause()
            return
        }
        if outbox.isFull { outbox.flush(to: browserSocket.file) }
        let slot = outbox.nextSlot
        let length = leg.outgoing.write(samples, to: slot)
        if let sealed = browser.peer.protect(slot, length: length) { outbox.add(length: sealed, to: target) }
    }

    func sendToBrowser(_ bytes: UnsafeRawBufferPointer, _ address: SocketAddress) {
        browserSocket.send(bytes, to: SocketTarget(address))
    }

    func sendReport(_ leg: Leg, at now: UInt64) {
        withUnsafeTemporaryAllocation(byteCount: RTCP.longest + 32, alignment: 8) { packet in
            guard
                let length = leg.reports.write(leg.outgoing, incoming: leg.incoming, at: now, clock: clock, to: packet)
            else { return }
            switch leg.line {
            case .rtp(let trunk):
                guard let target = trunk.controlTarget else { return }
                trunk.control.send(UnsafeRawBufferPointer(rebasing: packet[..<length]), to: target)
            case .browser(let browser):
                guard let target = browser.target, let sealed = browser.peer.protectRTCP(packet, length: length) else {
                    return
                }
                browserSocket.send(UnsafeRawBufferPointer(rebasing: packet[..<sealed]), to: target)
            }
        }
    }

    // MARK: - The selector

    func watch(_ file: Int32, as mark: UInt64) {
        var event = epoll_event()
        event.events = EPOLLIN.rawValue
        event.data.u64 = mark
        let result = epoll_ctl(selector, EPOLL_CTL_ADD, file, &event)
        precondition(result == 0, "a fresh socket can be watched")
    }

    /// Gives a trunk's leg a number and watches its two sockets under it.
    func watch(_ leg: Leg, _ trunk: TrunkLine) {
        let place = freePlaces.popLast() ?? places.count
        if place == places.count { places.append(leg) } else { places[place] = leg }
        watch(trunk.media.file, as: UInt64(place) << 1)
        watch(trunk.control.file, as: UInt64(place) << 1 | 1)
    }

    /// Its sockets leave the selector when they close.
    func unwatch(_ leg: Leg) {
        guard let place = places.firstIndex(where: { $0 === leg }) else { return }
        places[place] = nil
        freePlaces.append(place)
    }
}
