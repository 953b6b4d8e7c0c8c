import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'node:querystring';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCapture, type Capture, type CaptureOptions } from '../../src/capture/capture.js';
import { wellBehaved, type StepDelays } from '../../src/capture/twilio/twilio.policy.js';

/** Messages live through all their steps at once. */
export const AT_ONCE: StepDelays = { sentMs: [0, 0], finalMs: [0, 0] };

const leftovers: (() => Promise<unknown>)[] = [];

/** An empty folder, gone after `cleanUpCaptures`. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'firstword-capture-'));
  leftovers.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A capture of the test's own, in a folder of its own, whose messages live through all their steps at once. */
export async function startTestCapture(options: Partial<CaptureOptions> = {}): Promise<Capture> {
  const dir = options.dir ?? (await temporaryFolder());
  const capture = await startCapture({ webhookRetryMs: 10, ...options, dir });
  capture.setTwilioPolicy(wellBehaved, AT_ONCE);
  leftovers.push(() => capture.stop());
  return capture;
}

/** For `afterEach`: stops every capture and listener of the test, newest first. Safe where the test stopped one itself. */
export async function cleanUpCaptures(): Promise<void> {
  for (const clean of leftovers.splice(0).reverse()) await clean().catch(() => undefined);
}

/** A form that was posted to a `listenForForms`. */
export interface PostedForm {
  readonly url: string;
  readonly signature: string;
  readonly headers: IncomingMessage['headers'];
  readonly params: Record<string, string>;
}

/** A web server that keeps the forms it is posted and answers each with `answer`'s status and body. */
export async function listenForForms(
  answer: (form: PostedForm) => { status: number; body?: string; contentType?: string } | 'hang up' = () => ({ status: 204 }),
): Promise<{ url: string; forms: PostedForm[]; server: Server }> {
  const forms: PostedForm[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const form: PostedForm = {
        url: `${base()}${request.url}`,
        signature: String(request.headers['x-twilio-signature']),
        headers: request.headers,
        params: { ...parse(Buffer.concat(chunks).toString('utf8')) } as Record<string, string>,
      };
      forms.push(form);
      const reply = answer(form);
      if (reply === 'hang up') return void request.socket.destroy();
      response.writeHead(reply.status, { 'content-type': reply.contentType ?? 'text/plain' }).end(reply.body);
    });
  });
  const base = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  leftovers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: base(), forms, server };
}

/** Longer than anything takes on a machine ten times slower, and shorter than a test may take: so that it fails saying what it waited for. */
const PATIENCE_MS = 60_000;

/** Looks again and again until it holds; one that never does fails with what was seen last. */
export async function eventually<T>(look: () => T | Promise<T>, holds: (value: T) => boolean = Boolean, everyMs = 5): Promise<T> {
  for (const began = Date.now(); ; await sleep(everyMs)) {
    const value = await look();
    if (holds(value)) return value;
    if (Date.now() - began > PATIENCE_MS) throw new Error(`Not so after ${PATIENCE_MS / 1_000} s: ${holds.toString()}. Last seen: ${JSON.stringify(value)}`);
  }
}

/** The JSON of a GET at the capture's HTTP port. */
export async function askCapture<T>(capture: { baseUrl: string }, path: string): Promise<T> {
  const answer = await fetch(`${capture.baseUrl}${path}`);
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}
