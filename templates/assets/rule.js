// Finding the affected without waiting for pages: rows change in place, and the count follows what is typed. Without this the buttons do the same.

const form = document.querySelector('form[data-rule]');
const PAUSE_MS = 500;
let waiting;
let asking;
/** A change of the rows is under way: the next count waits for it, since it would end it. */
let changing = false;

/** Sends the form as that button would, and puts what comes back where it belongs. A newer question ends an older one. */
async function ask(act) {
  clearTimeout(waiting);
  asking?.abort();
  asking = new window.AbortController();
  const { signal } = asking;
  const fields = new URLSearchParams(new FormData(form));
  fields.set('act', act);
  form.setAttribute('aria-busy', 'true');
  changing = act !== 'count' && act !== 'people';
  try {
    const answer = await fetch(form.action, { method: 'POST', body: fields, headers: { accept: 'text/html', 'x-part': 'form' }, signal });
    if (answer.redirected || answer.status === 401 || answer.status === 403) return location.reload(); // the session is over
    if (!answer.ok) return;
    const fresh = document.createElement('form');
    fresh.innerHTML = await answer.text();
    if (signal.aborted) return;
    take(fresh, act, fields);
    changing = false;
    if (act !== 'people' && part(form, 'count').querySelector('.about')) void ask('people');
  } catch (error) {
    if (error.name !== 'AbortError') throw error;
  } finally {
    if (!signal.aborted) {
      form.removeAttribute('aria-busy');
      changing = false;
    }
  }
}

const part = (root, name) => root.querySelector(`[data-part="${name}"]`);

function take(fresh, act, sent) {
  const pressed = document.activeElement?.id;
  const typing = act === 'count' || act === 'people';
  const parts = act === 'people' ? ['people', 'draft'] : ['faults', 'count', 'people', 'draft'];
  for (const name of parts) swap(name, fresh);
  if (pressed && document.activeElement?.id !== pressed) document.getElementById(pressed)?.focus({ preventScroll: true });
  if (act === 'people') return;
  if (form.elements.rule !== document.activeElement) swap('json', fresh);
  if (typing) return;
  const { id, selectionStart } = document.activeElement ?? {};
  form.elements.mode.value = fresh.querySelector('[name="mode"]').value;
  const typed = typedSince(sent);
  swap('rows', fresh);
  if (!act.startsWith('drop')) keep(typed);
  focus(/^(add-|drop|use-)/.test(act) ? null : id, selectionStart, act);
}

/** What was typed while the answer was on its way: ids and values. */
const typedSince = (sent) => [...part(form, 'rows').querySelectorAll('input:not([type="hidden"], [type="checkbox"]), select')].filter(({ name, value }) => sent.has(name) && sent.get(name) !== value).map(({ id, value }) => [id, value]);

function keep(typed) {
  for (const [id, value] of typed) {
    const field = document.getElementById(id);
    if (field) field.value = value;
  }
  if (typed.length > 0) soon();
}

function swap(name, fresh) {
  const [old, next] = [part(document, name), part(fresh, name)];
  if (!next) return; // only a declaration is saved as a whole
  const opened = name === 'json' && old.open;
  old.replaceWith(next);
  if (opened) next.open = true;
  window.firstword.localTimes(next);
  next.querySelectorAll('[data-live]').forEach(window.firstword.live);
}

/** Back to where the eye was, or to the row that a button made. */
function focus(id, at, act) {
  const rows = part(form, 'rows');
  const made = act.startsWith('add-') ? document.getElementById(`row-${rows.dataset.place}`) : null;
  if (act.startsWith('drop')) return besides(act, rows)?.focus();
  if (!id && !/^(add-|use-)/.test(act)) return; // what has the keyboard stands where it stood
  const target = id ? document.getElementById(id) : (act.startsWith('add-where') ? [...(made ?? rows).querySelectorAll('[id^="name-"]')].at(-1) : (made ?? rows).querySelector('select, input:not([type="hidden"])'));
  target?.focus();
  if (id && typeof at === 'number') target?.setSelectionRange?.(at, at);
}

/** What came into the place of what was taken away, else what stands before it, else the button that makes another. */
function besides(act, rows) {
  const [, place, index] = act.split(':');
  if (index !== undefined) return [index, index - 1].map((at) => document.getElementById(`name-${place}-${at}`)).find(Boolean) ?? rows.querySelector(`[value="add-where:${place}"]`);
  const [group, at] = [place.slice(0, place.lastIndexOf('.')), Number(place.slice(place.lastIndexOf('.') + 1))];
  const row = [at, at - 1].map((one) => document.getElementById(`row-${group}.${one}`)).find(Boolean);
  return (row ?? rows).querySelector(row ? 'select, input:not([type="hidden"])' : `[value="add-touchpoint:${group}"]`);
}

const soon = () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => (changing ? soon() : void ask('count')), PAUSE_MS);
};

if (form) {
  form.addEventListener('submit', (event) => {
    const act = event.submitter?.value ?? 'count';
    if (act === 'freeze' || event.submitter?.dataset.leave !== undefined) {
      clearTimeout(waiting);
      asking?.abort();
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    void ask(act);
  }, true);
  form.addEventListener('input', ({ target }) => {
    if (target.id !== 'rule' && !target.matches('select, [type="checkbox"]')) soon();
  });
  form.addEventListener('change', ({ target }) => {
    if (target.id === 'rule') return;
    if (target.matches('[data-refresh]')) void ask('refresh');
    else soon();
  });
  // Loaded after the script that all pages share, which it needs.
  soon();
}
