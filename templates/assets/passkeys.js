// Signing in by a passkey, and adding one. The browser asks the person; what it answers is checked by the service.

const { startAuthentication, startRegistration, browserSupportsWebAuthn } = globalThis.SimpleWebAuthnBrowser;

async function ask(address, body, csrf) {
  const answer = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json', ...(csrf ? { 'x-csrf-token': csrf } : {}) }, body: JSON.stringify(body ?? {}) });
  const content = await answer.json();
  if (!answer.ok) throw new Error(content.detail ?? 'That did not work.');
  return content;
}

/** Whoever closes the browser's question changed his mind; that is no fault. */
const wordsFor = (error) => (error.name === 'NotAllowedError' || error.name === 'AbortError' ? 'Nothing was done: the question was closed, or it took too long.' : error.name === 'InvalidStateError' ? 'This device has a passkey for Firstword already.' : error.message);

function whenAsked(element, event, work) {
  const status = element.querySelector('[role="status"]');
  const button = element.querySelector('button');
  element.addEventListener(event, async (happening) => {
    if (event === 'click' && happening.target !== button) return;
    happening.preventDefault();
    button.disabled = true;
    status.textContent = 'Your browser asks you now.';
    await (browserSupportsWebAuthn() ? work() : Promise.reject(new Error('This browser has no passkeys. Use another, or another way to sign in.'))).catch((error) => {
      status.textContent = wordsFor(error);
    });
    button.disabled = false;
  });
}

for (const element of document.querySelectorAll('[data-passkey="sign-in"]')) {
  whenAsked(element, 'click', async () => {
    const { step, options } = await ask('/api/v1/session/passkey-options');
    const response = await startAuthentication({ optionsJSON: options });
    await ask('/api/v1/session/passkey', { step, response });
    location.assign(element.dataset.next);
  });
}
for (const element of document.querySelectorAll('[data-passkey="new"]')) {
  whenAsked(element, 'submit', async () => {
    const { csrf } = element.dataset;
    const { step, options } = await ask('/api/v1/me/passkeys/options', {}, csrf);
    const response = await startRegistration({ optionsJSON: options });
    await ask('/api/v1/me/passkeys', { name: element.elements.namedItem('name').value, step, response }, csrf);
    location.reload();
  });
}
