/// What a browser hears, measured in the page by the Web Audio API.
extension Browser {
    /// Starts to listen to a stream that an expression in the page gives.
    func listen(to stream: String) async throws {
        try await run(
            """
            const context = new AudioContext();
            const analyser = context.createAnalyser();
            analyser.fftSize = 8192;
            analyser.smoothingTimeConstant = 0;
            context.createMediaStreamSource(\(stream)).connect(analyser);
            window.journeyEar = { context, analyser };
            """)
    }

    struct Heard: Decodable, Sendable {
        /// The loudest frequency, in Hz.
        let hertz: Double
        /// Its strength in dB of full loudness; near -100 for silence.
        let decibel: Double
    }

    /// The loudest tone at this moment.
    func heard() async throws -> Heard {
        try await run(
            """
            const { context, analyser } = window.journeyEar;
            const bins = new Float32Array(analyser.frequencyBinCount);
            analyser.getFloatFrequencyData(bins);
            let best = 0;
            for (let bin = 1; bin < bins.length; bin++) if (bins[bin] > bins[best] || best === 0) best = bin;
            return { hertz: best * context.sampleRate / analyser.fftSize, decibel: Math.max(bins[best], -999) };
            """)
    }

    /// Waits until a tone is the loudest thing heard.
    func untilHears(_ hertz: Double, within limit: Duration = .seconds(15)) async throws {
        try await Patience.until("the browser hears \(hertz) Hz", within: limit) {
            let heard = try await self.heard()
            return heard.decibel > -60 && abs(heard.hertz - hertz) < 15
        }
    }

    /// Waits until somebody speaks: loud at twenty looks, and the loudest frequency of the voice is ever another, as
    /// with no tone, ring or music of the tests.
    func untilHearsSpeech(within limit: Duration = .seconds(15)) async throws {
        var pitches: [Int] = []
        try await Patience.until("the browser hears somebody speak", within: limit) {
            let heard = try await self.heard()
            if heard.decibel > -60 { pitches.append(Int(heard.hertz / 50)) }
            return pitches.count >= 20 && Set(pitches.suffix(20)).count >= 5
        }
    }

    func untilSilent(within limit: Duration = .seconds(15)) async throws {
        try await Patience.until("the browser hears nothing", within: limit) {
            try await self.heard().decibel < -70
        }
    }
}
