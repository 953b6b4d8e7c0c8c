import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';

/**
 * Checks a signed message as a receiver would: both hashes, over relaxed canonical forms.
 *
 * @param raw  The whole message with CRLF line ends, its newest DKIM-Signature first.
 * @param privateKey  The key that should have signed it; the public key is made from it.
 * @returns What is wrong, or null.
 * @source RFC 6376, 3.4.2, 3.4.4, 3.7; RFC 8463. Written apart from what signs, so that one mistake is not made twice.
 */
export function dkimFault(raw: string, privateKey: KeyObject): string | null {
  const end = raw.indexOf('\r\n\r\n');
  const headers = raw.slice(0, end).split(/\r\n(?![ \t])/);
  const body = raw.slice(end + 4);
  const signature = headers.find((header) => /^dkim-signature:/i.test(header));
  if (signature === undefined) return 'the message left unsigned';
  const tags = new Map(signature.slice(signature.indexOf(':') + 1).split(';').map((tag) => {
    const [name = '', ...value] = tag.split('=');
    return [name.trim(), value.join('=').replace(/\s+/g, '')] as const;
  }));
  const rsa = privateKey.asymmetricKeyType === 'rsa';
  if (tags.get('a') !== (rsa ? 'rsa-sha256' : 'ed25519-sha256')) return `the signature's algorithm is ${tags.get('a')}`;
  const bodyHash = createHash('sha256').update(relaxedBody(body), 'latin1').digest('base64');
  if (bodyHash !== tags.get('bh')) return 'the hash of the body does not fit';
  const signed = [...signedHeaders(headers, tags.get('h') ?? ''), relaxedHeader(signature.replace(/(;\s*b=)[^;]*/, '$1'))].join('\r\n');
  const [bytes, publicKey, value] = [Buffer.from(signed, 'latin1'), createPublicKey(privateKey), Buffer.from(tags.get('b') ?? '', 'base64')];
  // Ed25519 signs the hash of what RSA signs itself (RFC 8463, 3).
  const verified = rsa ? verify('sha256', bytes, publicKey, value) : verify(null, createHash('sha256').update(bytes).digest(), publicKey, value);
  return verified ? null : 'the signature does not fit';
}

/** Each name takes the last of its headers that is not taken yet. */
function signedHeaders(headers: readonly string[], names: string): string[] {
  const left = [...headers];
  return names.split(':').flatMap((name) => {
    const at = left.findLastIndex((header) => header.slice(0, header.indexOf(':')).trim().toLowerCase() === name.toLowerCase());
    return at < 0 ? [] : left.splice(at, 1).map(relaxedHeader);
  });
}

function relaxedHeader(header: string): string {
  const colon = header.indexOf(':');
  const value = header.slice(colon + 1).replace(/\r\n/g, '').replace(/[ \t]+/g, ' ').trim();
  return `${header.slice(0, colon).trim().toLowerCase()}:${value}`;
}

function relaxedBody(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''));
  while (lines.length > 0 && lines.at(-1) === '') lines.pop();
  return lines.length === 0 ? '' : `${lines.join('\r\n')}\r\n`;
}
