import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type FastifyInstance } from 'fastify';
import { projectPath } from '../config/project-path.js';

const CHARTS = 'echarts.common.min.js';

/**
 * The files that pages load: style, script, icon, and the chart library from its package. They may be kept for a year, since a
 * page names them with `version`, which is made of their content.
 */
@Injectable()
export class PageAssets implements OnModuleInit {
  private readonly folder = projectPath('templates', 'assets');
  private readonly charts = dirname(createRequire(import.meta.url).resolve(`echarts/dist/${CHARTS}`));
  readonly version = digest([...filesIn(this.folder), join(this.charts, CHARTS)]);

  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    // Not awaited: waiting for a plugin starts Fastify up, and then it is too late for Nest's error handler. It loads with the rest.
    const instance = this.host.httpAdapter.getInstance<FastifyInstance>();
    const kept = { decorateReply: false, index: false, maxAge: '365d', immutable: true } as const;
    void instance.register(fastifyStatic, { ...kept, root: this.folder, prefix: '/assets/' });
    void instance.register(fastifyStatic, { ...kept, root: this.charts, prefix: '/assets/vendor/', allowedPath: (path) => path === `/${CHARTS}` });
  }
}

const filesIn = (folder: string): string[] => readdirSync(folder).sort().map((name) => join(folder, name));

function digest(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}
