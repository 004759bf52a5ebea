// The agent's telephone: one RTCPeerConnection kept open all shift. The server moves its leg into calls, so a call
// begins and ends without anything happening here.

import { sendJSON } from './ask.js';
import { audioContext } from './ring.js';

const byId = (id) => document.getElementById(id);
const words = JSON.parse(byId('phone-catalogue').value);
const panel = byId('phone');
const audio = byId('phone-audio');
const isTest = new URLSearchParams(location.search).has('test');

/** off, asking, connecting, connected, retrying, or why there is no phone: see `words.say`. */
let state = 'off';
let connection = null;
let stream = null;
let muted = false;
let lostAt = null;
let tries = 0;
let retryTimer = null;
let serverLink = 'none';
let giveUpLock = null;

/** What this page calls itself. Of an agent's pages on several devices, the one that took the phone last has it. */
const page = window.crypto.randomUUID?.() ?? '';
/** The next offer takes the phone from another device: the page has just been opened, or its person asks for it. */
let takes = true;
/** The server has said that the phone is here. */
let isHere = false;
/** The phone is elsewhere, and stays there until somebody asks for it here. */
const resting = ['elsewhere', 'other-device'];

export const phone = {
  get state() { return state; },
  get pc() { return connection; },
  get muted() { return muted; },
};
window.sahutPhone = phone;

// what the panel says

function show(next) {
  state = next;
  if (next === 'connected') [lostAt, tries] = [null, 0];
  draw();
}

function draw() {
  const said = state === 'connected' && muted ? 'muted' : state;
  panel.dataset.state = said;
  const seconds = lostAt ? Math.round((Date.now() - lostAt) / 1000) : 0;
  const text = words.say[said].replace('{seconds}', seconds);
  if (byId('phone-words').textContent !== text) byId('phone-words').textContent = text;
  const mend = words.mend[state];
  byId('phone-mend').hidden = !mend;
  if (mend) byId('phone-mend').textContent = mend.replace('{address}', `https://${location.host}`);
  byId('phone-again').hidden = !['denied', 'busy-device', 'refused', ...resting].includes(state);
  for (const button of document.querySelectorAll('[data-phone="mute"]')) {
    button.setAttribute('aria-pressed', String(muted));
    button.disabled = state !== 'connected';
  }
}

setInterval(() => { if (state === 'retrying') draw(); }, 1000);

// the microphone

function wish(deviceId) {
  const processing = !isTest;
  return {
    audio: {
      ...(deviceId ? { deviceId: { ideal: deviceId } } : {}),
      channelCount: 1, echoCancellation: processing, noiseSuppression: processing, autoGainControl: processing,
    },
  };
}

const whyNot = {
  NotAllowedError: 'denied', SecurityError: 'denied', NotFoundError: 'no-device', OverconstrainedError: 'no-device',
  NotReadableError: 'busy-device', AbortError: 'busy-device',
};

async function openMicrophone() {
  if (stream?.getAudioTracks()[0]?.readyState === 'live') return stream;
  show('asking');
  stream = await navigator.mediaDevices.getUserMedia(wish(localStorage.getItem('sahut.microphone')));
  const [track] = stream.getAudioTracks();
  track.enabled = !muted;
  track.addEventListener('ended', () => { if (stream?.getAudioTracks()[0] === track) start(); });
  measure();
  await listDevices();
  return stream;
}

let analyser = null;
let shownLevel = 0;
const samples = new Float32Array(2048);

function measure() {
  const context = audioContext();
  if (!context) return;
  analyser?.disconnect();
  analyser = context.createAnalyser();
  analyser.fftSize = samples.length;
  context.createMediaStreamSource(stream).connect(analyser);
}

setInterval(() => {
  if (!analyser || document.hidden) return;
  analyser.getFloatTimeDomainData(samples);
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  // -60 dB is silence, -10 dB is loud speech.
  const level = muted ? 0 : Math.min(1, Math.max(0, (10 * Math.log10(power + 1e-9) + 60) / 50));
  // It rises at once and falls slowly, as the eye likes it.
  shownLevel = Math.max(level, muted ? 0 : shownLevel - 0.08);
  byId('phone-level').style.setProperty('--level', shownLevel.toFixed(2));
  byId('phone-level').setAttribute('aria-valuenow', String(Math.round(shownLevel * 100)));
}, 100);

export function setMuted(on) {
  muted = on;
  for (const track of stream?.getAudioTracks() ?? []) track.enabled = !on;
  draw();
}

// devices

async function listDevices() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  fill('microphone', devices.filter((device) => device.kind === 'audioinput'));
  fill('speaker', devices.filter((device) => device.kind === 'audiooutput'));
  byId('phone-speaker').disabled = !audio.setSinkId;
  await useSpeaker(localStorage.getItem('sahut.speaker'));
}

function fill(kind, devices) {
  const select = byId(`phone-${kind}`);
  const chosen = localStorage.getItem(`sahut.${kind}`);
  select.replaceChildren(...devices.map((device) => new Option(device.label || words[kind], device.deviceId)));
  if (!devices.length) select.replaceChildren(new Option(words[kind], ''));
  if (chosen && devices.some((device) => device.deviceId === chosen)) select.value = chosen;
}

async function useSpeaker(deviceId) {
  if (!deviceId || !audio.setSinkId) return;
  try {
    await audio.setSinkId(deviceId);
  } catch (error) {
    // The headset of another day: forgotten, the default one serves.
    if (error.name === 'NotFoundError') localStorage.removeItem('sahut.speaker');
    else console.warn('speaker not taken', error);
  }
}

async function useMicrophone(deviceId) {
  localStorage.setItem('sahut.microphone', deviceId);
  if (resting.includes(state)) return;
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  try {
    const [track] = (await openMicrophone()).getAudioTracks();
    await connection?.getSenders()[0]?.replaceTrack(track);
    show(connection?.connectionState === 'connected' ? 'connected' : 'connecting');
  } catch (error) {
    show(whyNot[error.name] ?? 'busy-device');
  }
}

// the connection

function prefer(transceiver) {
  const offered = RTCRtpReceiver.getCapabilities('audio')?.codecs ?? [];
  // What the trunk speaks, so that nothing is transcoded (G.711, with telephone events).
  const wanted = ['audio/PCMA', 'audio/PCMU', 'audio/telephone-event'];
  const telephone = offered.filter((codec) => codec.clockRate === 8000);
  const codecs = wanted.flatMap((type) => telephone.filter((codec) => codec.mimeType === type));
  if (codecs.length) transceiver.setCodecPreferences(codecs);
}

function gathered(pc) {
  return new Promise((done) => {
    if (pc.iceGatheringState === 'complete') return done();
    const enough = setTimeout(done, 1000);
    pc.addEventListener('icegatheringstatechange', () => {
      if (pc.iceGatheringState !== 'complete') return;
      clearTimeout(enough);
      done();
    });
  });
}

async function exchange(sdp) {
  const response = await sendJSON('/desk/phone', { sdp, page, takes });
  if (response.ok) {
    takes = false;
    return (await response.json()).sdp;
  }
  const refusal = new Error(`phone refused: ${response.status}`);
  refusal.taken = response.status === 409 && (await response.json()).refusal === 'phoneTaken';
  // What will not change by asking again.
  refusal.final = [400, 401, 403, 404, 422].includes(response.status);
  throw refusal;
}

function hear(track) {
  audio.srcObject = new MediaStream([track]);
  audio.play().then(() => { byId('phone-sound').hidden = true; }, (error) => {
    if (error.name === 'NotAllowedError') byId('phone-sound').hidden = false;
  });
}

function drop() {
  const old = connection;
  connection = null;
  if (old) {
    old.onconnectionstatechange = null;
    old.ontrack = null;
    old.close();
  }
}

async function connect() {
  clearTimeout(retryTimer);
  drop();
  if (tries === 0 && !lostAt) show('connecting');
  const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  connection = pc;
  pc.ontrack = ({ track }) => hear(track);
  pc.onconnectionstatechange = () => changed(pc);
  const transceiver = pc.addTransceiver(stream.getAudioTracks()[0], { direction: 'sendrecv', streams: [stream] });
  prefer(transceiver);
  await pc.setLocalDescription(await pc.createOffer());
  await gathered(pc);
  const answer = await exchange(pc.localDescription.sdp);
  if (connection === pc) await pc.setRemoteDescription({ type: 'answer', sdp: answer });
}

function changed(pc) {
  if (pc !== connection) return;
  if (pc.connectionState === 'connected') return show('connected');
  if (pc.connectionState === 'failed') return retry();
  // A wink of the network mends itself; a second of it may not.
  if (pc.connectionState !== 'disconnected') return;
  setTimeout(() => { if (pc === connection && pc.connectionState !== 'connected') retry(); }, 1000);
}

function retry() {
  if ([...resting, 'denied', 'insecure', 'unsupported', 'no-device', 'busy-device'].includes(state)) return;
  lostAt ??= Date.now();
  clearTimeout(retryTimer);
  show('retrying');
  const wait = tries === 0 ? 50 : Math.min(8000, 500 * 2 ** (tries - 1)) * (0.8 + Math.random() * 0.4);
  tries += 1;
  retryTimer = setTimeout(start, wait);
}

/** Another device has the phone: everything is let go of here, and nothing is asked for by itself. */
function yieldPhone() {
  clearTimeout(retryTimer);
  drop();
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  giveUpLock?.();
  giveUpLock = null;
  [isHere, lostAt, tries] = [false, null, 0];
  show('other-device');
}

/** One tab of a browser holds the phone. A reloaded page waits a moment for the page before it to let go. */
async function claim(steal) {
  if (giveUpLock || !navigator.locks) return true;
  return new Promise((done) => {
    const hold = () => new Promise((release) => {
      giveUpLock = release;
      done(true);
    });
    const options = steal ? { steal: true } : { signal: AbortSignal.timeout(1500) };
    navigator.locks.request('sahut-phone', options, hold).catch(() => {
      if (giveUpLock) {
        giveUpLock = null;
        drop();
        show('elsewhere');
      }
      done(false);
    });
  });
}

/** Brings the phone to life, or says why it cannot live. Safe to call again at any time. */
export async function start({ steal = false } = {}) {
  if (!window.RTCPeerConnection) return show('unsupported');
  if (!window.isSecureContext || !navigator.mediaDevices) return show('insecure');
  if (steal) takes = true;
  if (!await claim(steal)) return show('elsewhere');
  try {
    await openMicrophone();
  } catch (error) {
    return show(whyNot[error.name] ?? 'busy-device');
  }
  try {
    await connect();
  } catch (error) {
    console.warn('phone', error);
    if (error.taken) yieldPhone();
    else if (error.final) show('refused');
    else retry();
  }
}

/**
 * What the server sees of our audio, and which page has the phone. When it has lost our audio, or never had it, we
 * offer anew.
 */
export function setServerLink(link, holder) {
  serverLink = link;
  if (isHere && holder && holder !== page && !resting.includes(state)) return yieldPhone();
  isHere ||= holder === page;
  const isGone = () => state === 'connected' && ['lost', 'none'].includes(serverLink);
  if (!isGone()) return;
  const pc = connection;
  setTimeout(() => { if (pc === connection && isGone()) retry(); }, link === 'lost' ? 200 : 1500);
}

export function startPhone() {
  byId('phone-microphone').addEventListener('change', (event) => useMicrophone(event.target.value));
  byId('phone-speaker').addEventListener('change', (event) => {
    localStorage.setItem('sahut.speaker', event.target.value);
    useSpeaker(event.target.value);
  });
  navigator.mediaDevices?.addEventListener('devicechange', () => {
    if (state === 'no-device') start();
    else if (stream) listDevices();
  });
  addEventListener('online', () => { if (state === 'retrying') start(); });
  addEventListener('pagehide', drop);
  start();
}

/** A microphone that is muted in one call is live again in the next. */
export function callChanged() { if (muted) setMuted(false); }

export { draw as redrawPhone, audio as phoneAudio };
