// What the desk's scripts ask of the server: forms as they are, answered in JSON.

/** Sends a form's fields. Rejects when nothing answers within eight seconds. */
export function send(form, submitter) {
  return fetch(form.action, {
    method: 'POST',
    body: new URLSearchParams(new FormData(form, submitter)),
    headers: { Accept: 'application/json' },
    signal: AbortSignal.timeout(8000),
  });
}

/** Sends JSON with the token of this page's session. */
export function sendJSON(address, value) {
  return fetch(address, {
    method: 'POST',
    body: JSON.stringify(value),
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/json',
      'X-CSRF-Token': document.querySelector('meta[name="csrf"]').content,
    },
    signal: AbortSignal.timeout(8000),
  });
}
