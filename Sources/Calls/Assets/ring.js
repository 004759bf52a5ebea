// Sounds that the browser makes itself: the ring for agents who answer by hand. No files.

let context = null;
let timer = null;

/** The one audio context of the page. Browsers start it after the first key or click. */
export function audioContext() {
  if (!context && window.AudioContext) {
    context = new AudioContext();
    const wake = () => { if (context.state === 'suspended') context.resume(); };
    for (const gesture of ['pointerdown', 'keydown']) addEventListener(gesture, wake, { passive: true, capture: true });
  }
  return context;
}

function pulse(at) {
  const gain = context.createGain();
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(0.16, at + 0.02);
  gain.gain.setValueAtTime(0.16, at + 0.32);
  gain.gain.linearRampToValueAtTime(0, at + 0.4);
  gain.connect(context.destination);
  for (const pitch of [425, 530]) {
    const tone = context.createOscillator();
    tone.frequency.value = pitch;
    tone.connect(gain);
    tone.start(at);
    tone.stop(at + 0.42);
  }
}

/** One ring: two pulses. */
export function ringOnce() {
  if (!audioContext()) return;
  const at = context.currentTime + 0.02;
  pulse(at);
  pulse(at + 0.55);
}

export function setRinging(on) {
  if (!on) {
    clearInterval(timer);
    timer = null;
  } else if (timer === null) {
    ringOnce();
    timer = setInterval(ringOnce, 2600);
  }
}
