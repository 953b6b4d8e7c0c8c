import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Who signs. The key is parsed once: as text it would be parsed again for each message, at three times the cost. */
export interface DkimSigner {
  readonly domainName: string;
  readonly keySelector: string;
  /** RSA or Ed25519. */
  readonly privateKey: KeyObject;
  /** Headers that are signed where a message has them, in lower case. */
  readonly headerNames: readonly string[];
}

const LEAST_BITS = 2048;
/** Both of the one-click fields are among them, which RFC 8058 wants signed, and ours. */
const SIGNED_HEADERS = [
  'from', 'sender', 'reply-to', 'subject', 'date', 'message-id', 'to', 'mime-version', 'content-type', 'content-transfer-encoding', 'content-language',
  'auto-submitted', 'list-unsubscribe', 'list-unsubscribe-post', 'x-firstword-notice', 'x-firstword-incident', 'x-firstword-message',
];

/**
 * @returns The signer, or in words why there is none.
 */
export function readSigner(domain: string, selector: string, keyFile: string): DkimSigner | string {
  let key: KeyObject;
  try {
    key = createPrivateKey(readFileSync(keyFile, 'utf8'));
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    return `DKIM_PRIVATE_KEY_FILE can't be used: ${syscall && code ? code : 'it holds no private key'}.`;
  }
  if (key.asymmetricKeyType !== 'rsa' && key.asymmetricKeyType !== 'ed25519') return `The DKIM key is ${key.asymmetricKeyType}; mail is signed with RSA or Ed25519.`;
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType === 'rsa' && bits < LEAST_BITS) return `The DKIM key has ${bits} bits; receivers want ${LEAST_BITS} or more.`;
  return { domainName: domain, keySelector: selector, privateKey: key, headerNames: SIGNED_HEADERS };
}
