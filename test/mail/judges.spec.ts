import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { NOTICE_TYPES, type NoticeType } from '../../src/compose/contract.js';
import { loadTemplates } from '../../src/compose/engine/load-templates.js';
import { buildContext } from '../../src/compose/model/build-context.js';
import { emailHeaders, messageIdFor } from '../../src/compose/model/mail-headers.js';
import { INCIDENT_KINDS, type IncidentKind } from '../../src/declare/contract.js';
import { readSigner } from '../../src/deliver/gateway/dkim-key.js';
import { dkimSignature } from '../../src/deliver/gateway/dkim-signature.js';
import { mimeMessage, wholeMessage } from '../../src/deliver/gateway/mime-message.js';
import { mailTrace } from '../../src/deliver/model/mail-trace.js';
import { unsubscribeHeaders } from '../../src/deliver/model/unsubscribe-headers.js';

const TEMPLATES = fileURLToPath(new URL('../../templates', import.meta.url));
const BRAND = {
  name: 'Northwind', domain: 'northwind.example', website: 'https://www.northwind.example', checkAddress: 'northwind.example/check', phone: '+1 800 555 0100',
  supportHours: { en: 'every day, 8 am to 10 pm Eastern', es: 'todos los días, de 8 a 22 h, hora del Este' }, postalAddress: '200 Harbor Street, Albany, NY 12207', senderName: 'Northwind Customer Care', timeZone: 'America/New_York',
};
const TOKEN = '0123456789abcdefghijklmnopqrs';
/** What SpamAssassin calls spam is 5. */
const MOST_SCORE = 1;

interface Written {
  readonly name: string;
  readonly raw: Buffer;
}
let folder: string;
let messages: readonly Written[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firstword-judges-'));
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keyFile = join(folder, 'key.pem');
  await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const record = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;
  await writeFile(join(folder, 'dns'), `fw._domainkey.northwind.example ${record}\n`);
  await writeFile(join(folder, 'opendkim.conf'), `Mode v\nTestDNSData ${join(folder, 'dns')}\nSyslog no\nOn-Default reject\nOn-NoSignature reject\nOn-BadSignature reject\n`);
  const templates = await loadTemplates(TEMPLATES);
  const signer = readSigner('northwind.example', 'fw', keyFile);
  if (typeof signer === 'string') throw new Error(signer);
  const write = async (kind: IncidentKind, locale: string, type: NoticeType): Promise<Written> => {
    const { facts, incident, member } = templates.sample(kind);
    const notice = { type, number: 1, checkCode: 'K7QF-2M9D' };
    const context = buildContext({ facts, incident: { ...incident, kind, simulated: false }, brand: BRAND, notice, labels: templates.labels(locale), member });
    if (!context.ok) throw new Error(context.refusal.join(', '));
    const rendered = templates.notice(kind, locale, type).compiled.render(context.value);
    if (!rendered.ok) throw new Error(JSON.stringify(rendered.refusal));
    const { subject, emailHtml, emailText } = rendered.value;
    const headers = {
      ...emailHeaders({ noticeId: '0b6c2a52-4b6f-4c0e-9f0a-3a4c1b7d9e11', incidentReference: incident.reference, locale }), ...mailTrace(TOKEN, null, 'smtp').headers,
      ...(type === 'update' ? unsubscribeHeaders(`https://northwind.example/u/${TOKEN}`) : {}),
    };
    const message = mimeMessage({
      from: { name: BRAND.senderName, address: 'care@northwind.example' }, to: 'ana.perez@customers.example', replyTo: 'care@northwind.example', messageId: messageIdFor('17-0b6c2a52-4b6f-4c0e-9f0a-3a4c1b7d9e11', 'northwind.example'),
      subject, html: emailHtml, text: emailText, headers,
    }, new Date());
    return { name: `${kind}/${locale}/${type}`, raw: wholeMessage(message, await dkimSignature(message, signer)) };
  };
  messages = await Promise.all(INCIDENT_KINDS.flatMap((kind) => templates.locales.flatMap((locale) => NOTICE_TYPES.map((type) => write(kind, locale, type)))));
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

it('every message of every playbook and language scores under 1.0 in SpamAssassin', async () => {
  // As a receiver would have it: the return path and the relay that it came by stand in front. Addresses kept for examples would score.
  const received = `Received: from mail.northwind.example (mail.northwind.example [193.0.0.25]) by mx.customers.example with ESMTPS; ${new Date().toUTCString().replace('GMT', '+0000')}`;
  const mbox = messages.map(({ raw }) => `From care@northwind.example Mon Mar  2 09:00:00 2026\nReturn-Path: <bounces+${TOKEN}@northwind.example>\n${received}\n${raw.toString('latin1').replaceAll('\r\n', '\n').replace(/^From /gm, '>From ')}\n`).join('');
  await writeFile(join(folder, 'all.mbox'), mbox, 'latin1');
  const { stdout, stderr, status } = spawnSync('spamassassin', ['--local', '--test-mode', '--mbox', join(folder, 'all.mbox')], { encoding: 'latin1', maxBuffer: 64 * 1024 * 1024, timeout: 1_200_000, env: { ...process.env, HOME: folder } });
  if (status !== 0) throw new Error(stderr);
  const statuses = [...stdout.matchAll(/^X-Spam-Status: (?:Yes|No), score=(-?[\d.]+)[^]*?tests=([A-Z0-9_,\s]*)/gm)];
  expect(statuses).toHaveLength(messages.length);
  const scored = messages.map(({ name }, index) => ({ name, score: Number(statuses[index]![1]), tests: statuses[index]![2]!.replace(/\s+/g, '').replace(/autolearn.*/, '') }));
  console.log(`SpamAssassin: ${scored.length} messages, highest score ${Math.max(...scored.map(({ score }) => score))}`);
  expect(scored.filter(({ score }) => !(score < MOST_SCORE))).toEqual([]);
}, 1_260_000);

it('every message verifies under opendkim, and one that was changed does not', async () => {
  const verdict = async (raw: Buffer): Promise<string | undefined> => {
    const file = join(folder, 'message.eml');
    await writeFile(file, raw);
    const { stdout, stderr } = spawnSync('opendkim', ['-x', join(folder, 'opendkim.conf'), '-vv', '-t', file], { encoding: 'utf8' });
    return /\bdkim=(\w+)/.exec(stdout + stderr)?.[1];
  };
  const verdicts: (readonly [string, string | undefined])[] = [];
  for (const { name, raw } of messages) verdicts.push([name, await verdict(raw)]);
  expect(verdicts.filter(([, said]) => said !== 'pass')).toEqual([]);
  for (const [was, is] of [['Auto-Submitted: auto-generated', 'Auto-Submitted: no'], ['List-Unsubscribe-Post: List-Unsubscribe=One-Click', 'List-Unsubscribe-Post: x'], ['Northwind', 'Southwind']] as const) {
    const { raw } = messages.find(({ name }) => name.endsWith('/update'))!;
    expect(await verdict(Buffer.from(raw.toString('latin1').replace(was, is), 'latin1'))).toBe('fail');
  }
}, 300_000);
