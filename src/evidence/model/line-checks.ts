import type { z } from 'zod';
import { eventHash, linkHash } from '../../kernel/audit-chain.js';
import { Broken } from './broken.js';
import type { LineCheck } from './line-check.js';
import { type ChainLine, chainLine, FILES, type Manifest, MEMBER_COLUMNS, MESSAGE_COLUMNS } from './pack.js';

/** What the chain says was done, against which the other files are held. */
export interface ChainSays {
  /** By notice and plan hash: who approved it. */
  readonly approved: Map<string, string>;
  /** By audience. */
  readonly frozen: Map<string, { readonly hash: string; readonly members: number }>;
}

export const approvedKey = (notice: string, planHash: string): string => `${notice} ${planHash}`;

/** Recomputes the chain, link after link, from what stands before the first one to its head. */
export class ChainCheck implements LineCheck {
  readonly says: ChainSays = { approved: new Map(), frozen: new Map() };
  private position: number;
  private hash: string;
  private events = 0;

  constructor(private readonly manifest: Pick<Manifest, 'chain' | 'incident'>) {
    this.position = manifest.chain.first - 1;
    this.hash = manifest.chain.before;
  }

  line(text: string, no: number): void {
    const place = `${FILES.chain}, line ${no}`;
    const { position, eventHash: ofEvent, hash, event } = parsed(text, place);
    if (position !== this.position + 1) throw new Broken(place, `link ${this.position + 1} should follow link ${this.position}, and it is link ${position}`);
    if (event) this.event(event, ofEvent, place);
    const expected = linkHash(this.hash, position, ofEvent);
    if (hash !== expected) throw new Broken(place, `link ${position} should have the hash ${expected}, after what stands before it; it has ${hash}`);
    [this.position, this.hash] = [position, hash];
  }

  end(): void {
    const { head, events } = this.manifest.chain;
    if (this.position !== head.position) throw new Broken(FILES.chain, `it should end with link ${head.position}, and ends with link ${this.position}`);
    if (this.hash !== head.hash) throw new Broken(FILES.chain, `its last link should have the hash ${head.hash}, and has ${this.hash}`);
    if (this.events !== events) throw new Broken(FILES.chain, `${events} events of the incident should stand in it, and ${this.events} do`);
  }

  private event(event: NonNullable<ChainLine['event']>, ofEvent: string, place: string): void {
    const expected = eventHash(event);
    if (ofEvent !== expected) throw new Broken(place, `event ${event.id} (${event.action}) should have the hash ${ofEvent}, and has ${expected}: it is not what was linked`);
    if (event.incidentId !== this.manifest.incident.id) throw new Broken(place, `event ${event.id} (${event.action}) is of another incident`);
    this.events += 1;
    const details = (event.details ?? {}) as Record<string, unknown>;
    if (event.action === 'notice.approved') this.says.approved.set(approvedKey(event.subject.id, String(details['planHash'])), event.actor.id);
    if (event.action === 'audience.frozen') this.says.frozen.set(event.subject.id, { hash: String(details['hash']), members: Number(details['members']) });
  }
}

const parsed = (text: string, place: string): ChainLine => checkedJson(chainLine, text, place, (path, why) => `it is no link: ${path} ${why}`);

/**
 * JSON of one shape.
 *
 * @param said  What is told of the first fault.
 * @throws Broken where it is no JSON, or of another shape
 */
export function checkedJson<Schema extends z.ZodType>(schema: Schema, text: string, place: string, said = (path: string, why: string): string => `${path}: ${why}`): z.output<Schema> {
  const read = schema.safeParse(jsonOf(text, place));
  if (read.success) return read.data;
  const [fault] = read.error.issues;
  throw new Broken(place, said(fault!.path.join('.'), fault!.message));
}

function jsonOf(text: string, place: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Broken(place, 'it is no JSON');
  }
}

/** Counts members by outcome; their positions run from 0 without gaps. */
export class MembersCheck implements LineCheck {
  members = 0;
  readonly outcomes: Record<string, number> = {};

  constructor(private readonly file: string) {}

  line(text: string, no: number): void {
    const place = `${this.file}, line ${no}`;
    const cells = cellsOf(text, place, MEMBER_COLUMNS);
    if (no === 1) return requireHeader(cells, MEMBER_COLUMNS, place);
    if (cells[0] !== String(this.members)) throw new Broken(place, `the member at position ${this.members} should stand here, and it is the one at ${cells[0]}`);
    this.members += 1;
    this.outcomes[cells[3]!] = (this.outcomes[cells[3]!] ?? 0) + 1;
  }

  end(): void {}
}

export class MessagesCheck implements LineCheck {
  messages = 0;

  constructor(private readonly file: string) {}

  line(text: string, no: number): void {
    const place = `${this.file}, line ${no}`;
    const cells = cellsOf(text, place, MESSAGE_COLUMNS);
    if (no === 1) return requireHeader(cells, MESSAGE_COLUMNS, place);
    this.messages += 1;
  }

  end(): void {}
}

function requireHeader(cells: readonly string[], columns: readonly string[], place: string): void {
  if (columns.some((column, index) => cells[index] !== column)) throw new Broken(place, `its columns should be ${columns.join(', ')}`);
}

const ROW = /^"(?:[^"]|"")*"(?:,"(?:[^"]|"")*")*\r$/;
const CELL = /"((?:[^"]|"")*)"/g;

/** What a cell says may hold quotes and commas in any order: a row is taken apart by the grammar that it was found whole by. */
function cellsOf(text: string, place: string, columns: readonly string[]): readonly string[] {
  const cells = ROW.test(text) ? [...text.matchAll(CELL)].map(([, cell]) => cell!.replaceAll('""', '"')) : [];
  if (cells.length !== columns.length) throw new Broken(place, `it should be a row of ${columns.length} quoted cells`);
  return cells;
}
