import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { projectPath } from '../config/project-path.js';

const CHARTS = 'echarts.common.min.js';
const PASSKEYS = 'webauthn.min.js';
const TYPES: Readonly<Record<string, string>> = { '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.svg': 'image/svg+xml' };
/** Of 1 to 11: the chart library in 90 ms to 218 kB of its 715; the last steps would save 17 kB and take 1.4 s. */
const QUALITY = 9;

const brotli = promisify(brotliCompress);

interface Asset {
  readonly type: string;
  readonly plain: Buffer;
  /** Made when it is first asked for. */
  packed?: Promise<Buffer>;
}

/**
 * The files that pages load: style, script, icon, the chart library and the one for passkeys from their packages. They may be kept for a year, since a
 * page names them with `version`, which is made of their content. They are packed; pages are not, since a packed page would tell by its
 * length what in it is like what somebody else put there (BREACH).
 */
@Injectable()
export class PageAssets implements OnModuleInit {
  private readonly assets: ReadonlyMap<string, Asset> = new Map([...ownFiles(), [`vendor/${CHARTS}`, asset(createRequire(import.meta.url).resolve(`echarts/dist/${CHARTS}`))], [`vendor/${PASSKEYS}`, asset(passkeyLibrary())]]);
  readonly version = digest([...this.assets.values()]);

  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    const instance = this.host.httpAdapter.getInstance<FastifyInstance>();
    instance.get('/assets/*', (request, reply) => this.send(request as FastifyRequest<{ Params: { '*': string } }>, reply));
  }

  /** Only names that are in the map: no path leads anywhere else. */
  private async send(request: FastifyRequest<{ Params: { '*': string } }>, reply: FastifyReply): Promise<void> {
    const found = this.assets.get(request.params['*']);
    if (!found) return reply.callNotFound();
    reply.type(found.type).header('cache-control', 'public, max-age=31536000, immutable').header('vary', 'accept-encoding');
    const packs = /(^|[\s,])br\s*(,|$)/.test(String(request.headers['accept-encoding'] ?? ''));
    if (!packs) return reply.send(found.plain);
    found.packed ??= brotli(found.plain, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } });
    return reply.header('content-encoding', 'br').send(await found.packed);
  }
}

/** The package names its parts for programs; the one for pages lies beside them. */
const passkeyLibrary = (): string => join(dirname(createRequire(import.meta.url).resolve('@simplewebauthn/browser')), '..', 'dist', 'bundle', 'index.umd.min.js');

function ownFiles(): [string, Asset][] {
  const folder = projectPath('templates', 'assets');
  return readdirSync(folder).sort().map((name) => [name, asset(join(folder, name))]);
}

/** @throws Error for a kind of file that no page loads. */
function asset(file: string): Asset {
  const type = TYPES[extname(file)];
  if (!type) throw new Error(`${file}: what is its type?`);
  return { type, plain: readFileSync(file) };
}

function digest(assets: readonly Asset[]): string {
  const hash = createHash('sha256');
  for (const { plain } of assets) hash.update(plain);
  return hash.digest('hex').slice(0, 12);
}
