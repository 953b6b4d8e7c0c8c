// The editor of templates: shows what is typed as its readers would get it, a moment after the last key.

const form = document.querySelector('form[data-try]');
const trial = document.getElementById('trial');
const PAUSE = 400;
let timer;
let turn = 0;

/** The mail goes into a fresh frame, so that the browser's way back is not paved with every letter typed. */
function showMail() {
  const old = document.getElementById('mail');
  const fresh = old.cloneNode();
  fresh.removeAttribute('src');
  fresh.name = `mail-${turn}`;
  fresh.hidden = true;
  old.after(fresh);
  const sent = document.createElement('form');
  Object.assign(sent, { method: 'post', action: form.dataset.mail, target: fresh.name, hidden: true });
  for (const [name, value] of new FormData(form)) sent.append(Object.assign(document.createElement('textarea'), { name, value }));
  document.body.append(sent);
  fresh.addEventListener('load', () => {
    old.remove();
    fresh.hidden = false;
  }, { once: true });
  sent.submit();
  sent.remove();
}

async function look() {
  const mine = ++turn;
  const answer = await fetch(form.dataset.try, { method: 'POST', body: new URLSearchParams(new FormData(form)), headers: { accept: 'text/html' } }).catch(() => null);
  if (mine !== turn) return; // somebody went on typing
  if (!answer?.ok || answer.redirected) {
    trial.textContent = 'What you type can’t be shown at the moment. Nothing of it is lost as long as this page stays open.';
    return;
  }
  trial.innerHTML = await answer.text();
  if (answer.headers.get('x-shown') === 'true') showMail();
}

if (form) {
  form.addEventListener('input', ({ target }) => {
    if (target.name === 'note') return;
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  if (!document.getElementById('mail').hasAttribute('src')) void look();
}
