// A reader's own page in the browser: it works without this.

const page = document.querySelector('[data-page]');
const address = page?.dataset.page;

/** That a person is here shows by what only a person does; whatever merely opens links does not count. */
function saySeen() {
  const signs = ['pointerdown', 'keydown', 'touchstart', 'wheel'];
  const once = () => {
    for (const sign of signs) removeEventListener(sign, once);
    void fetch(`${address}/seen`, { method: 'POST', keepalive: true }).catch(() => {});
  };
  for (const sign of signs) addEventListener(sign, once, { passive: true });
}

/** A tick is kept at once, so that nobody has to find the button. */
function keepTicks(form) {
  const button = form.querySelector('button');
  const said = form.querySelector('[data-saved]');
  form.addEventListener('change', async () => {
    said.textContent = '';
    const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)), redirect: 'manual' }).catch(() => null);
    // What could not be kept can be sent with the button.
    const kept = answer !== null && (answer.ok || answer.type === 'opaqueredirect');
    button.hidden = kept;
    said.textContent = kept ? said.dataset.saved : '';
  });
}

if (address) {
  saySeen();
  for (const form of document.querySelectorAll('[data-steps]')) keepTicks(form);
}
