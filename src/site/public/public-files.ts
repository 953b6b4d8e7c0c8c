import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { SETTINGS } from '../../platform/config/config.module.js';
import { type Settings } from '../../platform/config/config.js';
import { isKnown, type ReadyAnswer, ReadyAnswers } from '../../platform/http/ready-answers.js';
import { PUBLIC_ROOT } from './public.presenter.js';

/** By path below the folder: "status/en/INC-0001.html". */
export type Files = ReadonlyMap<string, string>;

const TYPES: Readonly<Record<string, string>> = { html: 'text/html; charset=utf-8', atom: 'application/atom+xml; charset=utf-8' };
/** A correction must not wait for long in a cache; while we are away, what was said last is better than nothing. Seconds. */
const CACHE = 'public, max-age=30, stale-while-revalidate=60, stale-if-error=86400';

/**
 * The public pages as files under FIRSTWORD_HOME/public. They are served from memory, which is filled from the disk at the start: no
 * request asks the database, and whoever likes can hand the folder to another web server.
 */
@Injectable()
export class PublicFiles implements OnModuleInit {
  private readonly folder: string;
  private served: ReadonlyMap<string, ReadyAnswer> = new Map();

  constructor(
    @Inject(SETTINGS) settings: Pick<Settings, 'FIRSTWORD_HOME'>,
    private readonly host: HttpAdapterHost,
    private readonly ready: ReadyAnswers,
  ) {
    this.folder = join(settings.FIRSTWORD_HOME, 'public');
  }

  async onModuleInit(): Promise<void> {
    const instance = this.host.httpAdapter.getInstance<FastifyInstance>();
    const answer = (request: FastifyRequest, reply: FastifyReply): void => this.answer(request, reply);
    instance.get(PUBLIC_ROOT, answer);
    instance.get(`${PUBLIC_ROOT}/*`, answer);
    this.ready.offer(`${PUBLIC_ROOT}/*`, (url) => (url.startsWith(PUBLIC_ROOT) ? this.served.get(pathOf(url)) : undefined));
    this.serve(await this.load());
  }

  /** Writes what differs, then serves all of it, then removes what is no longer among it. Each file is whole at any time. */
  async replace(files: Files): Promise<void> {
    const before = await this.load();
    for (const [path, text] of files) if (before.get(path) !== text) await this.write(path, text);
    this.serve(files);
    for (const path of before.keys()) if (!files.has(path)) await rm(join(this.folder, path), { force: true });
  }

  /** @param address  As a reader asks for it: "/status/en/INC-0001.html". */
  has(address: string): boolean {
    return this.served.has(pathOf(address));
  }

  private async write(path: string, text: string): Promise<void> {
    const file = join(this.folder, path);
    const beside = `${file}.${randomUUID()}`; // another process may write the same
    await mkdir(dirname(file), { recursive: true });
    await writeFile(beside, text);
    await rename(beside, file);
  }

  private async load(): Promise<Files> {
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true }).catch(() => []);
    const paths = entries.filter((entry) => entry.isFile() && endingOf(entry.name) in TYPES).map((entry) => join(entry.parentPath, entry.name));
    const files = new Map<string, string>();
    for (const path of paths) {
      const text = await readFile(path, 'utf8').catch(() => null); // another process may just have removed it
      if (text !== null) files.set(relative(this.folder, path).replaceAll(sep, '/'), text);
    }
    return files;
  }

  private serve(files: Files): void {
    this.served = new Map([...files].map(([path, text]) => [`/${path}`.replace(/\/index\.html$/, ''), servedOf(path, text)]));
  }

  private answer(request: FastifyRequest, reply: FastifyReply): void {
    const file = this.served.get(pathOf(request.url));
    if (!file) return reply.callNotFound();
    void reply.headers(file.headers);
    if (isKnown(request.headers['if-none-match'], file.headers['etag'])) return void reply.code(304).send();
    void reply.send(file.body);
  }
}

/** Without query and trailing slash. */
const pathOf = (url: string): string => url.split('?', 1)[0]!.replace(/\/$/, '');
const endingOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

function servedOf(path: string, text: string): ReadyAnswer {
  const body = Buffer.from(text);
  return { body, headers: { 'content-type': TYPES[endingOf(path)]!, 'cache-control': CACHE, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"` } };
}
