import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { projectPath } from '../platform/config/project-path.js';
import { INCIDENT_KINDS, type IncidentKind } from './contract.js';
import { type Playbook, playbookSchema } from './model/playbook.js';

/** The playbooks that came with the service. A broken one stops the start: nobody finds out in the middle of an incident. */
@Injectable()
export class PlaybooksService {
  private readonly playbooks: readonly Playbook[] = INCIDENT_KINDS.map((kind) => readPlaybook(kind, projectPath('templates')));

  /** In the order of the kinds. */
  list(): readonly Playbook[] {
    return this.playbooks;
  }

  get(kind: IncidentKind): Playbook {
    return this.playbooks.find((playbook) => playbook.kind === kind)!;
  }
}

/** @throws Error that names the file and what is wrong in it */
export function readPlaybook(kind: IncidentKind, folder: string): Playbook {
  const file = join(folder, kind, 'playbook.json');
  const parsed = playbookSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  const faults = parsed.error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`) ?? [];
  if (parsed.data && parsed.data.kind !== kind) faults.push(`kind is "${parsed.data.kind}", but the folder is ${kind}`);
  if (faults.length > 0) throw new Error(`The playbook ${file} is wrong: ${faults.join('; ')}.`);
  return parsed.data!;
}
