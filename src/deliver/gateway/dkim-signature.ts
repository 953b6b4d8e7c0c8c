import { createHash, sign as signAsync } from 'node:crypto';
import { promisify } from 'node:util';
import type { DkimSigner } from './dkim-key.js';

const sign = promisify<string | null, Buffer, DkimSigner['privateKey'], Buffer>(signAsync as never);
const [TAB, LF, CR, SPACE] = [0x09, 0x0a, 0x0d, 0x20];
/** Of base64 on a line of its own. */
const LINE = 72;

/**
 * The DKIM-Signature header of a message, relaxed/relaxed, with CRLF at its end. RSA runs on the thread pool, since 0.4 ms of it for
 * each message would hold up everything else.
 *
 * @param headers  Each whole, folded or not, without its last CRLF; as bytes (latin1).
 * @param body  With CRLF line ends.
 * @source RFC 6376, 3.4.2, 3.4.4, 3.5, 3.7; RFC 8463 for Ed25519, which signs the hash and not the text.
 */
export async function dkimSignature(headers: readonly string[], body: Buffer, { domainName, keySelector, privateKey, headerNames }: DkimSigner): Promise<string> {
  const relaxed = new Map(headers.map(relaxedHeader));
  const names = headerNames.filter((name) => relaxed.has(name));
  const bodyHash = createHash('sha256').update(relaxedBody(body)).digest('base64');
  const algorithm = privateKey.asymmetricKeyType === 'ed25519' ? 'ed25519-sha256' : 'rsa-sha256';
  const unsigned = `DKIM-Signature: v=1; a=${algorithm}; c=relaxed/relaxed; d=${domainName};\r\n s=${keySelector}; bh=${bodyHash};\r\n h=${names.join(':\r\n  ')};\r\n b=`;
  const text = [...names.map((name) => relaxed.get(name)!), relaxedHeader(unsigned)[1]].join('\r\n');
  const bytes = Buffer.from(text, 'latin1');
  const signature = algorithm === 'rsa-sha256' ? await sign('sha256', bytes, privateKey) : await sign(null, createHash('sha256').update(bytes).digest(), privateKey);
  return `${unsigned}${folded(signature.toString('base64'))}\r\n`;
}

function folded(base64: string): string {
  const lines: string[] = [];
  for (let at = 0; at < base64.length; at += LINE) lines.push(base64.slice(at, at + LINE));
  return lines.join('\r\n  ');
}

/** @returns Its name, and the header in the form that is signed. */
export function relaxedHeader(header: string): [string, string] {
  const colon = header.indexOf(':');
  const name = header.slice(0, colon).trim().toLowerCase();
  return [name, `${name}:${header.slice(colon + 1).replace(/\r\n/g, '').replace(/[ \t]+/g, ' ').trim()}`];
}

/** Runs of white space become one space, none stays at the end of a line, and no empty line at the end of the body. */
export function relaxedBody(body: Buffer): Buffer {
  const out = Buffer.allocUnsafe(body.length + 2);
  let at = 0;
  let written = 0; // up to the last line that has something in it
  let blank = false;
  for (let index = 0; index < body.length; index += 1) {
    const byte = body[index]!;
    if (byte === SPACE || byte === TAB) {
      blank = true;
    } else if (byte === CR && body[index + 1] === LF) {
      out[at++] = CR;
      out[at++] = LF;
      index += 1;
      blank = false;
    } else {
      if (blank) out[at++] = SPACE;
      blank = false;
      out[at++] = byte;
      written = at;
    }
  }
  if (written === 0) return out.subarray(0, 0);
  out[written] = CR;
  out[written + 1] = LF;
  return out.subarray(0, written + 2);
}
