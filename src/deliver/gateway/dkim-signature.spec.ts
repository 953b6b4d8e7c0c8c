import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import nodemailer from 'nodemailer';
import { dkimFault } from './dkim-check.js';
import type { DkimSigner } from './dkim-key.js';
import { relaxedBody, relaxedHeader } from './dkim-relaxed.js';
import { dkimSignature } from './dkim-signature.js';
import { partsOf, wholeMessage } from './mime-message.js';

const signer = (privateKey: DkimSigner['privateKey']): DkimSigner => ({ domainName: 'northwind.example', keySelector: 's1', privateKey, headerNames: ['from', 'to', 'subject', 'list-unsubscribe'] });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ed25519 = generateKeyPairSync('ed25519').privateKey;
const HEADERS = ['From: "Northwind"\r\n <care@northwind.example>', 'To: <ana@mail.example>', 'Subject:  two  spaces\t and a fold\r\n   here ', 'X-Other: not signed'];

describe('the relaxed forms', () => {
  // RFC 6376, 3.4.5 and 3.4.4
  it.each([
    [' C \r\nD \t E\r\n\r\n\r\n', ' C\r\nD E\r\n'],
    ['', ''],
    ['\r\n\r\n', ''],
    [' \t\r\n', ''],
    ['no line end', 'no line end\r\n'],
    ['a\r\n \r\nb\r\n', 'a\r\n\r\nb\r\n'],
    ['a\rb\nc\r\n', 'a\rb\nc\r\n'],
  ])('of the body %j', (body, relaxed) => {
    expect(relaxedBody(Buffer.from(body)).toString()).toBe(relaxed);
  });

  it.each([
    ['A: X', 'a:X'],
    ['B : Y\t\r\n\tZ  ', 'b:Y Z'],
  ])('of the header %j', (header, relaxed) => {
    expect(relaxedHeader(header)[1]).toBe(relaxed);
  });

  it('are those of the mail library, whatever the body', async () => {
    const line = fc.array(fc.constantFrom('a', ' ', '\t', '.', '=', 'é'), { maxLength: 12 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 6 }), async (lines) => {
        const body = Buffer.from(`x\r\n${lines.join('\r\n')}`);
        const raw = wholeMessage({ headers: HEADERS, body: body.toString('latin1') });
        const library = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'windows', dkim: { domainName: 'northwind.example', keySelector: 's1', privateKey: rsa } });
        const { message } = await library.sendMail({ envelope: { from: 'a@b.example', to: 'c@d.example' }, raw });
        const theirs = /bh=([^;]+);/.exec((message as Buffer).toString())![1]!.replace(/\s/g, '');
        const ours = /bh=([^;]+);/.exec(await dkimSignature({ ...partsOf(message as Buffer), headers: HEADERS }, signer(ed25519)))![1]!.replace(/\s/g, '');
        expect(ours).toBe(theirs);
      }),
      { seed: 20260316, numRuns: 60 },
    );
  });
});

describe.each([['RSA', rsa], ['Ed25519', ed25519]])('a signature by %s', (_, key) => {
  const signed = async (headers = HEADERS, body = 'Hello\r\n\r\n  there \r\n') => {
    const message = { headers, body, relaxed: null };
    return wholeMessage(message, await dkimSignature(message, signer(key))).toString('latin1');
  };

  it('holds, through what relays may do to white space', async () => {
    const raw = await signed();
    expect(dkimFault(raw, key)).toBeNull();
    expect(dkimFault(raw.replace('Subject:  two  spaces', 'SUBJECT: two spaces').replace('  there \r\n', ' there\r\n\r\n'), key)).toBeNull();
  });

  it('holds no longer when the message is changed', async () => {
    const raw = await signed();
    expect(dkimFault(raw.replace('Hello', 'Hallo'), key)).toContain('body');
    expect(dkimFault(raw.replace('two  spaces', 'three'), key)).toContain('signature');
    expect(dkimFault(raw.replace('not signed', 'changed'), key)).toBeNull();
    expect(dkimFault(raw, key === rsa ? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey : generateKeyPairSync('ed25519').privateKey)).toContain('signature');
  });

  it('names what it covers, and only what is there', async () => {
    expect(/ h=([^;]+);/.exec(await signed())![1]!.replace(/\s/g, '')).toBe('from:to:subject');
    expect(/ h=([^;]+);/.exec(await signed([...HEADERS, 'List-Unsubscribe: <https://a.example>']))![1]!.replace(/\s/g, '')).toBe('from:to:subject:list-unsubscribe');
  });
});
