// Asks the insurer of a member once the page is there, where nobody did lately: the page never waits for it. Without
// this the button does the same.
import { morph } from './morph.js';

const block = document.querySelector('[data-insurer="due"]');

async function ask() {
  const form = block.querySelector('form');
  const body = new URLSearchParams(new FormData(form));
  body.set('unless', 'fresh');
  try {
    const answer = await fetch(form.action, { method: 'POST', body, redirect: 'manual' });
    // A card has come: what else stands on the page is of the old one.
    if (answer.status === 205) location.reload();
    else if (answer.ok) morph(block, await answer.text());
  } catch {
    // The last known stands there, with its age.
  }
}

if (block) ask();
