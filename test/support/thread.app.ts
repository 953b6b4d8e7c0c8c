import { CAPTURE_SENDER } from '../../src/capture/identity.js';
import type { Capture } from '../../src/capture/capture.js';
import type { Role } from '../../src/kernel/actor.js';
import { TEST_PASSWORD, testApp, type TestApp } from './app.js';
import { cleanUpCaptures, startTestCapture } from './capture-fixture.js';
import { ThreadClient } from './thread.client.js';
import { freePort } from '../../src/platform/start/free-port.js';

/** The whole service as it runs for real (timers, dispatcher, sockets), between people at its API and the outside world. */
export interface ThreadApp {
  readonly test: TestApp;
  readonly capture: Capture;
  readonly url: string;
  /** Made as the command line makes the first one; everybody else is made by him through the API. */
  readonly admin: ThreadClient;
  hire(...roles: Role[]): Promise<Employee>;
  /** Posts to the capture's control routes: customers write, call; providers misbehave. */
  control<Body = unknown>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Body>;
  close(): Promise<void>;
}

export interface Employee extends ThreadClient {
  readonly personId: string;
}

export interface ThreadOptions {
  readonly now: Date;
  readonly environment?: NodeJS.ProcessEnv;
  /** Lines of the log, every one of them, where a test wants to read them. */
  readonly logLines?: string[];
  /** A mail server in the place of the capture's. */
  readonly smtpUrl?: string;
  /** The same for Twilio's API. */
  readonly twilioUrl?: string;
}

/** Business time stands still until the test moves it, for the service and the capture alike. */
export async function startThread({ now, environment, logLines, smtpUrl, twilioUrl }: ThreadOptions): Promise<ThreadApp> {
  let clock = { now: () => now };
  const capture = await startTestCapture({ now: () => clock.now() });
  // The public address is part of every signature, so it must be known before the service is made.
  const port = await freePort('127.0.0.1');
  const url = `http://127.0.0.1:${port}`;
  const test = await testApp({
    now, ...(logLines ? { logLines } : {}),
    environment: { ROLE: 'all', ...environment },
    surroundings: {
      publicUrl: url, captureUrl: capture.baseUrl, smtpUrl: smtpUrl ?? `smtp://127.0.0.1:${capture.smtpPort}`,
      twilio: { accountSid: capture.accountSid, authToken: capture.authToken, from: CAPTURE_SENDER, apiUrl: twilioUrl ?? capture.baseUrl },
    },
  });
  clock = test.clock;
  await test.app.listen(port, '127.0.0.1');
  const boss = await test.person('admin');
  const admin = await ThreadClient.signIn(url, boss.email, TEST_PASSWORD);
  return { test, capture, url, admin, hire: hiring(url, admin), control: controlling(capture), close: closing(test) };
}

function hiring(url: string, admin: ThreadClient): ThreadApp['hire'] {
  let hired = 0;
  return async (...roles) => {
    hired += 1;
    const email = `${roles[0]}.${hired}@firstword.test`;
    const { id } = await admin.post<{ id: string }>('/api/v1/people', { email, name: `${roles.join(' and ')} ${hired}`, roles, password: TEST_PASSWORD });
    return Object.assign(await ThreadClient.signIn(url, email, TEST_PASSWORD), { personId: id });
  };
}

function controlling({ baseUrl }: Capture): ThreadApp['control'] {
  return async <Body>(method: string, path: string, body?: unknown): Promise<Body> => {
    const answer = await fetch(`${baseUrl}/control${path}`, { method, ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The capture answered ${answer.status} to ${path}: ${text}`);
    return (text === '' ? null : JSON.parse(text)) as Body;
  };
}

/** The service first: what it still has in hand may be answered. */
function closing(test: TestApp): ThreadApp['close'] {
  return async () => {
    await test.close();
    await cleanUpCaptures();
  };
}
