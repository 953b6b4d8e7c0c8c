import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** What the demo has done so far; kept on disk, so that one that was killed goes on where it was. */
export interface Done {
  customers?: true;
  purchases?: true;
  volumes?: true;
  calls?: true;
  roster?: true;
  calledIn?: true;
  incidentId?: string;
  audienceId?: string;
  noticeId?: string;
  approved?: true;
  finished?: true;
}

export class Stage {
  private constructor(
    private readonly file: string,
    private done: Done,
  ) {}

  static open(file: string): Stage {
    return new Stage(file, read(file));
  }

  get so(): Readonly<Done> {
    return this.done;
  }

  mark(done: Done): void {
    this.done = { ...this.done, ...done };
    writeFileSync(`${this.file}.new`, JSON.stringify(this.done));
    renameSync(`${this.file}.new`, this.file);
  }
}

function read(file: string): Done {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Done;
  } catch {
    return {};
  }
}
