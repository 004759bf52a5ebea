// A <select data-choice> that is typed into: the select stays the form's field, a combobox with a list stands before it
// (WAI-ARIA 1.2, editable combobox with list autocomplete). Without script the select serves by itself.

const fold = (text) => text.toLowerCase().normalize('NFD').replace(/\p{Mn}/gu, '').trim();

function optionsOf(select) {
  return [...select.options].filter((option) => option.value).map((option) => {
    const group = option.parentElement.label ?? '';
    const own = fold(option.label);
    return { value: option.value, label: option.label, group, own, all: `${fold(group)} ${own}` };
  });
}

/** Best first: begins so, has a word that begins so, holds it somewhere. */
function matching(options, typed) {
  const query = fold(typed);
  const words = query.split(/\s+/);
  const rank = (option) => (option.own.startsWith(query) ? 0 : ` ${option.own}`.includes(` ${words[0]}`) ? 1 : 2);
  return options.filter((option) => words.every((word) => option.all.includes(word)))
    .map((option, place) => ({ option, place, rank: rank(option) }))
    .sort((a, b) => a.rank - b.rank || a.place - b.place).map(({ option }) => option);
}

class Choice {
  constructor(select) {
    this.select = select;
    this.options = optionsOf(select);
    this.shown = [];
    this.active = -1;
    this.build();
    this.readSelect();
  }

  build() {
    const { select } = this;
    const [id, test] = [select.id, select.dataset.testid];
    this.box = document.createElement('div');
    this.box.className = 'choice';
    this.input = document.createElement('input');
    const placeholder = select.dataset.placeholder ?? '';
    Object.assign(this.input, { id, type: 'text', autocomplete: 'off', spellcheck: false, placeholder });
    this.list = document.createElement('ul');
    Object.assign(this.list, { className: 'choice-list', id: `${id}-list`, hidden: true });
    this.list.setAttribute('role', 'listbox');
    const attributes = {
      role: 'combobox', 'aria-expanded': 'false', 'aria-controls': this.list.id, 'aria-autocomplete': 'list',
      'aria-required': String(select.required),
    };
    for (const [name, value] of Object.entries(attributes)) this.input.setAttribute(name, value);
    select.id = `${id}-value`;
    select.tabIndex = -1;
    if (test) {
      this.input.dataset.testid = test;
      select.dataset.testid = `${test}-value`;
    }
    select.before(this.box);
    this.box.append(this.input, this.list, select);
    select.addEventListener('change', () => this.readSelect());
    this.input.addEventListener('input', () => this.open(this.input.value));
    this.input.addEventListener('focus', () => { this.input.select(); if (!select.value) this.open(''); });
    this.input.addEventListener('click', () => { if (this.list.hidden) this.open(''); });
    this.input.addEventListener('keydown', (event) => this.key(event));
    this.input.addEventListener('blur', () => this.leave());
    this.list.addEventListener('mousedown', (event) => event.preventDefault());
    this.list.addEventListener('click', (event) => {
      this.take(this.shown[[...this.list.children].indexOf(event.target.closest('li'))]);
    });
  }

  readSelect() {
    const chosen = this.options.find((option) => option.value === this.select.value);
    this.input.value = chosen ? this.spell(chosen) : '';
  }

  spell(option) { return option.group ? `${option.group} › ${option.label}` : option.label; }

  open(typed) {
    this.typed = typed !== '';
    this.shown = matching(this.options, typed).slice(0, 60);
    this.list.replaceChildren(...this.shown.map((option, index) => {
      const item = document.createElement('li');
      item.id = `${this.list.id}-${index}`;
      item.setAttribute('role', 'option');
      if (option.group) {
        const group = document.createElement('small');
        group.textContent = `${option.group} ›`;
        item.append(group, ' ');
      }
      item.append(option.label);
      return item;
    }));
    this.list.hidden = this.shown.length === 0;
    this.input.setAttribute('aria-expanded', String(!this.list.hidden));
    const chosen = this.shown.findIndex((option) => option.value === this.select.value);
    this.point(this.typed ? 0 : chosen);
  }

  point(index) {
    this.active = this.shown.length ? index : -1;
    [...this.list.children].forEach((item, place) => item.setAttribute('aria-selected', String(place === this.active)));
    const item = this.list.children[this.active];
    if (item) {
      this.input.setAttribute('aria-activedescendant', item.id);
      item.scrollIntoView({ block: 'nearest' });
    } else this.input.removeAttribute('aria-activedescendant');
  }

  close() {
    this.list.hidden = true;
    this.typed = false;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }

  take(option) {
    if (!option) return;
    this.close();
    this.select.value = option.value;
    this.select.dispatchEvent(new Event('change', { bubbles: true }));
  }

  key(event) {
    if (event.ctrlKey || event.metaKey) return;
    const last = this.shown.length - 1;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (this.list.hidden) return this.open('');
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.point(this.active + step > last ? 0 : this.active + step < 0 ? last : this.active + step);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (!this.list.hidden) this.take(this.shown[this.active]);
    } else if (event.key === 'Escape' && !this.list.hidden) {
      event.preventDefault();
      this.close();
      this.readSelect();
    }
  }

  /** Tab takes what is pointed at; an empty box takes the choice back; words that match nothing are put back. */
  leave() {
    if (!this.list.hidden && this.active >= 0 && this.typed) return this.take(this.shown[this.active]);
    this.close();
    if (this.input.value.trim() === '' && this.select.value) {
      this.select.value = '';
      this.select.dispatchEvent(new Event('change', { bubbles: true }));
    } else this.readSelect();
  }
}

export function enhanceChoices(root) {
  for (const select of root.querySelectorAll('select[data-choice]:not(.choice select)')) new Choice(select);
}
