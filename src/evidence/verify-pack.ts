import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { sha256Hex } from '../kernel/sha256.js';
import { projectPath } from '../platform/config/project-path.js';
import { type Differing, madeAnew } from './made-anew.js';
import { Broken } from './model/broken.js';
import { crossCheck, type ReadPack } from './model/cross-checks.js';
import type { LineCheck } from './model/line-check.js';
import { ChainCheck, checkedJson, MembersCheck, MessagesCheck } from './model/line-checks.js';
import { audiencesSchema, FILES, type Manifest, manifestSchema, membersFile, messagesFile, MOST_OF_MANIFEST, noticesSchema, planSchema } from './model/pack.js';
import { TemplatesCheck } from './model/templates.js';
import { VariantsCheck } from './model/variants.js';
import { type OpenPack, openPack, unreadable } from './zip/open-pack.js';
import { readLines } from './zip/read-lines.js';

const REQUIRED = [FILES.chain, FILES.people, FILES.revisions, FILES.notices, FILES.audiences, FILES.bypasses, FILES.measurements, FILES.reports];
const MEMBERS = /^deliveries\/notice-(\d+)-members\.csv$/;
const MESSAGES = /^deliveries\/notice-(\d+)-messages\.csv$/;
const VARIANTS = /^plans\/([0-9a-f]{64})-variants\.jsonl$/;
const TEMPLATES = /^plans\/([0-9a-f]{64})-templates\.jsonl$/;
const PLAN = /^plans\/([0-9a-f]{64})\.json$/;
const VERSION = (JSON.parse(readFileSync(projectPath('package.json'), 'utf8')) as { version: string }).version;
/** Files that are read whole: of plans and lists, none comes near it. */
const LARGEST_WHOLE = 64 * 1024 * 1024;

/**
 * Proves an evidence pack, without a database or a network.
 *
 * @returns what was proved, as sentences.
 * @throws Broken at the first place that does not hold
 */
export async function verifyPack(path: string): Promise<readonly string[]> {
  const pack = await openPack(path);
  try {
    const { manifest, sha256 } = await manifestOf(pack);
    return [`Files: ${manifest.files.length} of ${manifest.incident.reference}, each as it was written (manifest ${sha256}).`, ...(await new Reading(pack, manifest).check())];
  } finally {
    pack.close();
  }
}

async function manifestOf(pack: OpenPack): Promise<{ readonly manifest: Manifest; readonly sha256: string }> {
  const [text, noted] = [await wholeText(pack, FILES.manifest, MOST_OF_MANIFEST), await wholeText(pack, FILES.manifestHash, 1_000)];
  const sha256 = sha256Hex(text);
  if (noted !== `${sha256}  ${FILES.manifest}\n`) throw new Broken(FILES.manifest, `its SHA-256 is ${sha256}, and ${FILES.manifestHash} says otherwise`);
  const manifest = checkedJson(manifestSchema, text, FILES.manifest);
  checkNames(pack, manifest);
  return { manifest, sha256 };
}

function checkNames(pack: OpenPack, { files }: Manifest): void {
  const listed = new Set(files.map(({ name }) => name));
  if (listed.size < files.length) throw new Broken(FILES.manifest, 'it lists a file twice');
  for (const name of [...REQUIRED, ...listed]) if (!listed.has(name) || !pack.sizes.has(name)) throw new Broken(name, pack.sizes.has(name) ? `it is not in ${FILES.manifest}` : 'it is not in the zip');
  for (const name of pack.sizes.keys()) if (!listed.has(name) && name !== FILES.manifest && name !== FILES.manifestHash) throw new Broken(name, `it is in the zip and not in ${FILES.manifest}: somebody added it`);
  for (const { name, bytes } of files) if (pack.sizes.get(name) !== bytes) throw new Broken(name, `it should have ${bytes} bytes, and has ${pack.sizes.get(name)}`);
}

async function wholeText(pack: OpenPack, name: string, most: number): Promise<string> {
  const size = pack.sizes.get(name);
  if (size === undefined) throw new Broken(name, 'it is not in the zip');
  if (size > most) throw new Broken(name, `it has ${size} bytes; no pack's is so large`);
  const lines: string[] = [];
  const { fault, lines: ends } = await readLines(name, await pack.open(name), (text) => lines.push(text)).catch(unreadable);
  if (fault) throw fault;
  return lines.join('\n') + (ends === lines.length ? '\n' : '');
}

/** Reads each file of the manifest once, in its order. */
class Reading {
  private readonly chain: ChainCheck;
  private readonly members = new Map<number, MembersCheck>();
  private readonly messages = new Map<number, MessagesCheck>();
  private readonly variants = new Map<string, VariantsCheck>();
  private readonly templates = new Map<string, TemplatesCheck>();
  private readonly planTexts = new Map<string, string>();
  private readonly plans = new Map<string, z.output<typeof planSchema>>();
  private notices: ReadPack['notices'] = [];
  private audiences: ReadPack['audiences'] = [];

  constructor(
    private readonly pack: OpenPack,
    private readonly manifest: Manifest,
  ) {
    this.chain = new ChainCheck(manifest);
  }

  async check(): Promise<readonly string[]> {
    for (const file of this.manifest.files) await this.file(file);
    for (const { number, plans } of this.notices) for (const hash of plans) if (!this.plans.has(hash)) throw new Broken(FILES.notices, `notice ${number} was put before approvers as plan ${hash}, which is not here`);
    const { first, head, events } = this.manifest.chain;
    const from = first === 1 ? 'its beginning' : `link ${first} (what stands before it is taken as given)`;
    const { manifest, notices, audiences, plans, variants, members, messages } = this;
    return [
      `Audit record: the chain holds from ${from} to its head, link ${head.position} with the hash ${head.hash}; ${events} of its events are the incident's, and stand there whole.`,
      ...crossCheck({ manifest, chain: this.chain.says, notices, audiences, plans, variants, members, messages }),
      this.madeAnew(),
    ];
  }

  /** A text that differs is a break where this is the version that made the pack: another one may write the same words otherwise. */
  private madeAnew(): string {
    if (this.templates.size === 0) return 'Finished texts were not made anew: the pack does not have the labels for it, it was made under an older version.';
    const found = [...this.planTexts].map(([hash, text]) => madeAnew(hash, text, this.templates.get(hash)?.labels ?? new Map(), this.variants.get(hash)?.variants ?? []));
    const [made, first] = [found.reduce((all, one) => all + one.made, 0), found.map(({ differs }) => differs).find((differs): differs is Differing => differs !== null)];
    if (first === undefined) return `Made anew: ${made} finished texts come of the signed texts, facts and labels, each as it stands in the pack.`;
    if (this.manifest.version === VERSION) throw new Broken(first.where, first.what);
    return `Made anew: with version ${VERSION} ${first.where}: ${first.what}. The pack was made by version ${this.manifest.version}: verify it with that one.`;
  }

  private async file({ name, sha256, bytes, lines }: Manifest['files'][number]): Promise<void> {
    const check = this.checkOf(name, bytes);
    const stream = await this.pack.open(name);
    const read = await readLines(name, stream, (text, no) => check?.line(text, no)).catch(unreadable);
    if (read.fault) throw read.fault;
    if (read.sha256 !== sha256) throw new Broken(name, `its SHA-256 should be ${sha256}, and is ${read.sha256}: it is not what was written`);
    if (read.bytes !== bytes || read.lines !== lines) throw new Broken(name, `it should have ${lines} lines and ${bytes} bytes, and has ${read.lines} and ${read.bytes}`);
    check?.end();
  }

  private checkOf(name: string, bytes: number): LineCheck | null {
    const [members, messages, plan, variants, templates] = [MEMBERS.exec(name)?.[1], MESSAGES.exec(name)?.[1], PLAN.exec(name)?.[1], VARIANTS.exec(name)?.[1], TEMPLATES.exec(name)?.[1]];
    if (name === FILES.chain) return this.chain;
    if (members) return kept(this.members, Number(members), new MembersCheck(membersFile(Number(members))));
    if (messages) return kept(this.messages, Number(messages), new MessagesCheck(messagesFile(Number(messages))));
    if (variants) return kept(this.variants, variants, new VariantsCheck(name));
    if (templates) return kept(this.templates, templates, new TemplatesCheck(name));
    if (plan) return new WholeCheck(name, bytes, planSchema, (value, text) => this.plan(plan, value, text));
    if (name === FILES.notices) return new WholeCheck(name, bytes, noticesSchema, (value) => (this.notices = value));
    if (name === FILES.audiences) return new WholeCheck(name, bytes, audiencesSchema, (value) => (this.audiences = value));
    return null;
  }

  private plan(hash: string, value: z.output<typeof planSchema>, text: string): void {
    const found = sha256Hex(text);
    if (found !== hash) throw new Broken(`plans/${hash}.json`, `its SHA-256 should be its name, and is ${found}: it is not what was signed`);
    this.plans.set(hash, value);
    this.planTexts.set(hash, text);
  }
}

function kept<Key, Check>(checks: Map<Key, Check>, key: Key, check: Check): Check {
  checks.set(key, check);
  return check;
}

/** A file that is one JSON document. */
class WholeCheck<Schema extends z.ZodType> implements LineCheck {
  private readonly lines: string[] = [];

  constructor(
    private readonly name: string,
    bytes: number,
    private readonly schema: Schema,
    private readonly known: (value: z.output<Schema>, text: string) => void,
  ) {
    if (bytes > LARGEST_WHOLE) throw new Broken(name, `it has ${bytes} bytes; no pack's is so large`);
  }

  line(text: string): void {
    this.lines.push(text);
  }

  end(): void {
    const text = this.lines.join('\n');
    this.known(checkedJson(this.schema, text, this.name), text);
  }
}
