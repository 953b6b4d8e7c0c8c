import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Who signs. The key is parsed once: as text it would be parsed again for each message, at three times the cost. */
export interface DkimSigner {
  readonly domainName: string;
  readonly keySelector: string;
  readonly privateKey: KeyObject;
  readonly headerFieldNames: string;
}

const LEAST_BITS = 2048;
/** What the library signs by itself lacks both of the one-click fields, which RFC 8058 wants signed, and ours. */
const SIGNED_HEADERS =
  'From:Sender:Reply-To:Subject:Date:Message-ID:To:MIME-Version:Content-Type:Content-Transfer-Encoding:Content-Language:' +
  'Auto-Submitted:List-Unsubscribe:List-Unsubscribe-Post:X-Firstword-Notice:X-Firstword-Incident';

/**
 * @returns The signer, or in words why there is none: the library would send unsigned without a word.
 */
export function readSigner(domain: string, selector: string, keyFile: string): DkimSigner | string {
  let key: KeyObject;
  try {
    key = createPrivateKey(readFileSync(keyFile, 'utf8'));
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    return `DKIM_PRIVATE_KEY_FILE can't be used: ${syscall && code ? code : 'it holds no private key'}.`;
  }
  if (key.asymmetricKeyType !== 'rsa') return `The DKIM key is ${key.asymmetricKeyType}; only RSA is signed with and checked everywhere.`;
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < LEAST_BITS) return `The DKIM key has ${bits} bits; receivers want ${LEAST_BITS} or more.`;
  return { domainName: domain, keySelector: selector, privateKey: key, headerFieldNames: SIGNED_HEADERS };
}
