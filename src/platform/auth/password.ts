import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { DomainError } from '../../kernel/domain-error.js';

const derive = promisify(argon2);

/** @source OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, 2 passes, 1 lane. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const VERSION = 19; // 0x13, the only one that is in use
const SALT_BYTES = 16;
const HASH_BYTES = 32;

export const PASSWORD_LENGTH = { min: 12, max: 200 } as const;

interface Parsed {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;
const unpadded = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');

/** @returns `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>` (the PHC string format). 19 MiB and some 20 ms of a thread of the pool. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(SALT_BYTES);
  const hash = await derive('argon2id', { message: password.normalize('NFKC'), nonce, ...COST, tagLength: HASH_BYTES });
  return `$argon2id$v=${VERSION}$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${unpadded(nonce)}$${unpadded(hash)}`;
}

/** @throws Error where `phc` is no Argon2id string: the table was written by someone else. */
export async function verifyPassword(password: string, phc: string): Promise<boolean> {
  const { salt, hash, ...cost } = parse(phc);
  const got = await derive('argon2id', { message: password.normalize('NFKC'), nonce: salt, ...cost, tagLength: hash.length });
  return timingSafeEqual(got, hash);
}

/** True where the hash was made at another cost than today's, and should be made again while the password is at hand. */
export function isDated(phc: string): boolean {
  const { memory, passes, parallelism } = parse(phc);
  return memory !== COST.memory || passes !== COST.passes || parallelism !== COST.parallelism;
}

function parse(phc: string): Parsed {
  const [, memory, passes, parallelism, salt, hash] = PHC.exec(phc) ?? [];
  if (!salt || !hash) throw new Error('A password hash is not in the form of Argon2id.');
  return { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism), salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
}

/**
 * Length is what counts (NIST SP 800-63B); besides, a password must not be the person's own address or one character repeated.
 * @throws DomainError unprocessable `password-weak`
 */
export function checkPassword(password: string, email: string): void {
  const weak = (sentence: string) => new DomainError('unprocessable', 'password-weak', sentence, { errors: [{ path: 'password', message: sentence }] });
  if ([...password].length < PASSWORD_LENGTH.min) throw weak(`A password has at least ${PASSWORD_LENGTH.min} characters.`);
  if (password.length > PASSWORD_LENGTH.max) throw weak(`A password has at most ${PASSWORD_LENGTH.max} characters.`);
  if (new Set(password).size < 4) throw weak('A password is not the same few characters again and again.');
  const local = email.split('@')[0]!.toLowerCase();
  if (password.toLowerCase() === email.toLowerCase() || (local.length >= 4 && password.toLowerCase().replaceAll(local, '').length < 6)) {
    throw weak('A password is not made of the e-mail address.');
  }
}

/**
 * Lets few hashes run at once: each takes 19 MiB and one of the four threads that files and look-ups also need, and a flood of
 * sign-ins must not stop the rest.
 */
export class HashGate {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly atOnce = 2,
    private readonly mostWaiting = 100,
  ) {}

  /** @returns What `work` gave, or null where too many wait already. */
  async run<Value>(work: () => Promise<Value>): Promise<Value | null> {
    if (this.running >= this.atOnce) {
      if (this.waiting.length >= this.mostWaiting) return null;
      await new Promise<void>((go) => this.waiting.push(go)); // whoever ends hands its place over, so `running` stays
    } else {
      this.running++;
    }
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}
