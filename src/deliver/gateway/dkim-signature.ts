import { hash, sign as signAsync } from 'node:crypto';
import { promisify } from 'node:util';
import type { DkimSigner } from './dkim-key.js';
import { relaxedBody, relaxedHeader } from './dkim-relaxed.js';
import type { MimeMessage } from './mime-message.js';

const sign = promisify<string | null, Buffer, DkimSigner['privateKey'], Buffer>(signAsync as never);
/** Of base64 on a line of its own. */
const LINE = 72;

/**
 * The DKIM-Signature header of a message, relaxed/relaxed, with CRLF at its end. RSA runs on the thread pool, since 0.4 ms of it for
 * each message would hold up everything else.
 *
 * @source RFC 6376, 3.4.2, 3.4.4, 3.5, 3.7; RFC 8463 for Ed25519, which signs the hash and not the text.
 */
export async function dkimSignature({ headers, body, relaxed: knownBody }: MimeMessage, { domainName, keySelector, privateKey, headerNames }: DkimSigner): Promise<string> {
  const relaxed = new Map(headers.map(relaxedHeader));
  const names = headerNames.filter((name) => relaxed.has(name));
  const bodyHash = hash('sha256', knownBody ?? relaxedBody(Buffer.from(body, 'latin1')), 'base64');
  const algorithm = privateKey.asymmetricKeyType === 'ed25519' ? 'ed25519-sha256' : 'rsa-sha256';
  const unsigned = `DKIM-Signature: v=1; a=${algorithm}; c=relaxed/relaxed; d=${domainName};\r\n s=${keySelector}; bh=${bodyHash};\r\n h=${names.join(':\r\n  ')};\r\n b=`;
  const text = [...names.map((name) => relaxed.get(name)!), relaxedHeader(unsigned)[1]].join('\r\n');
  const bytes = Buffer.from(text, 'latin1');
  const signature = algorithm === 'rsa-sha256' ? await sign('sha256', bytes, privateKey) : await sign(null, hash('sha256', bytes, 'buffer'), privateKey);
  return `${unsigned}${folded(signature.toString('base64'))}\r\n`;
}

function folded(base64: string): string {
  const lines: string[] = [];
  for (let at = 0; at < base64.length; at += LINE) lines.push(base64.slice(at, at + LINE));
  return lines.join('\r\n  ');
}
