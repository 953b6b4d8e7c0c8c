import { ROLES } from '../../src/kernel/actor.js';
import { DEMO_PASSWORD, DEMO_PEOPLE } from '../../src/demo/people.js';
import { ThreadClient } from '../support/thread.client.js';
import { type Visitor } from './ask.js';

const EMAIL = 'scan@harbourpine.example';
const PASSWORD = 'a password of the scan 42';

/** Somebody with every role, and a key that has them too: the demo's administrator hires him and confirms the key. */
export async function visitorAt(base: string): Promise<Visitor> {
  const admin = await ThreadClient.signIn(base, DEMO_PEOPLE.admin.email, DEMO_PASSWORD);
  const enter = () => fetch(`${base}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: EMAIL, password: PASSWORD }) });
  let answer = await enter();
  if (!answer.ok) {
    await admin.post('/api/v1/people', { email: EMAIL, name: 'Scan', roles: ROLES, password: PASSWORD });
    answer = await enter();
  }
  const { csrfToken } = (await answer.json()) as { csrfToken: string };
  const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0]!).join('; ');
  const own = await ThreadClient.signIn(base, EMAIL, PASSWORD);
  const asked = await own.post<{ id: string }>('/api/v1/keys', { name: 'scan', roles: ROLES });
  await admin.post(`/api/v1/access-requests/${asked.id}/confirm`);
  const { key } = await own.post<{ key: string }>(`/api/v1/access-requests/${asked.id}/key`);
  return { base, cookie, csrfToken, key };
}

/** False where the visitor was signed out on the way: what came after that was looked at from outside. */
export async function isStillSignedIn({ base, cookie, key }: Visitor): Promise<boolean> {
  const answers = await Promise.all([fetch(`${base}/api/v1/me`, { headers: { cookie } }), fetch(`${base}/api/v1/me`, { headers: { authorization: `Bearer ${key}` } })]);
  return answers.every(({ ok }) => ok);
}
