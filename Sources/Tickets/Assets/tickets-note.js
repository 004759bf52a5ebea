// A note while it is typed: it is kept on the server after each pause, so that a closed page loses nothing and others
// see it; and `@` offers the names of those who can be called. Without this script a note is typed and sent as well.

const note = document.querySelector('textarea[data-draft]');
if (note) {
  keepDraft(note);
  offerNames(note);
}

function keepDraft(note) {
  const { form } = note;
  const state = form.querySelector('[data-draft-state]');
  const token = document.querySelector('meta[name="csrf"]').content;
  const typed = () => JSON.stringify({ text: note.value, isPrivate: form.elements.private.checked });
  let kept = typed();
  let timer = 0;
  let sending = null;
  let isPosted = false;

  async function send(isLast = false) {
    const body = typed();
    try {
      const answer = await fetch(note.dataset.draft, {
        method: 'POST', body, keepalive: isLast,
        headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRF-Token': token },
      });
      if (!answer.ok) throw new Error(`${answer.status}`);
      kept = body;
      state.textContent = note.value.trim() ? (await answer.json()).words : '';
    } catch {
      state.textContent = state.dataset.unsent;
      later(5_000);
    }
  }

  function later(wait = 800) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (isPosted || typed() === kept) return;
      if (sending) return later();
      sending = send().finally(() => {
        sending = null;
      });
    }, wait);
  }

  form.addEventListener('input', () => later());
  // A draft that is on its way must not arrive behind the note itself.
  form.addEventListener('submit', async (event) => {
    isPosted = true;
    clearTimeout(timer);
    if (!sending) return;
    event.preventDefault();
    await sending;
    form.requestSubmit(event.submitter);
  });
  addEventListener('pagehide', () => {
    if (!isPosted && typed() !== kept) send(true);
  });
  addEventListener('pageshow', () => {
    isPosted = false;
  });
}

function offerNames(note) {
  const list = note.form.querySelector('[data-names-list]');
  let people = [];
  let chosen = 0;
  let turn = 0;

  /** What stands between the `@` and the caret. */
  const begun = () => /(?:^|[^\w.@-])@([\w.-]*)$/.exec(note.value.slice(0, note.selectionStart))?.[1];

  async function ask() {
    turn += 1;
    const mine = turn;
    const word = begun();
    if (!word) return show([]);
    try {
      const answer = await fetch(`${note.dataset.names}?q=${encodeURIComponent(word)}`, {
        headers: { Accept: 'application/json' },
      });
      if (mine === turn) show(answer.ok ? await answer.json() : []);
    } catch {
      show([]);
    }
  }

  function show(found) {
    people = found;
    chosen = 0;
    draw();
  }

  function draw() {
    list.replaceChildren(...people.map((person, index) => {
      const item = document.createElement('li');
      item.setAttribute('role', 'option');
      item.setAttribute('aria-selected', `${index === chosen}`);
      item.textContent = `${person.name} @${person.userName}`;
      item.addEventListener('pointerdown', (event) => {
        event.preventDefault();
        choose(index);
      });
      return item;
    }));
    list.hidden = people.length === 0;
  }

  function choose(index) {
    const end = note.selectionStart;
    const start = end - begun().length;
    note.setRangeText(`${people[index].userName} `, start, end, 'end');
    show([]);
    note.dispatchEvent(new Event('input', { bubbles: true }));
  }

  note.addEventListener('input', ask);
  note.addEventListener('blur', () => show([]));
  note.addEventListener('keydown', (event) => {
    if (people.length === 0) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      chosen = (chosen + (event.key === 'ArrowDown' ? 1 : people.length - 1)) % people.length;
      draw();
    } else if (event.key === 'Enter' || event.key === 'Tab') {
      choose(chosen);
    } else if (event.key === 'Escape') {
      show([]);
    } else {
      return;
    }
    event.preventDefault();
  });
}
