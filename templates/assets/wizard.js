// A form that is saved while it is typed; where it has something to show for that, that follows, too. Without this each step saves it.

const form = document.querySelector('form[data-draft]');
const PAUSE_MS = 800;
let timer;
let turn = 0;

async function save() {
  const mine = ++turn;
  const answer = await fetch(form.dataset.draft, { method: 'POST', body: new URLSearchParams(new FormData(form)), headers: { accept: 'text/html', 'x-part': 'form' } }).catch(() => null);
  if (mine !== turn) return; // somebody went on typing
  if (answer?.redirected || answer?.status === 401) return location.reload(); // the session is over
  if (!answer?.ok) {
    form.querySelector('.saved').textContent = 'Not saved at the moment. Nothing is lost as long as this page stays open.';
    return;
  }
  const fresh = document.createElement('div');
  fresh.innerHTML = await answer.text();
  for (const part of fresh.querySelectorAll('[data-part]')) swap(part);
}

function swap(part) {
  const old = form.querySelector(`[data-part="${part.dataset.part}"]`);
  if (!old || old.contains(document.activeElement)) return;
  old.replaceWith(part);
  window.firstword.localTimes(part);
}

if (form) {
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE_MS);
  });
  form.addEventListener('submit', () => {
    clearTimeout(timer);
    turn++;
  });
}
