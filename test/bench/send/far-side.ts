import { Child } from './child.js';

/** What arrived since the last reset. Null is what this far side does not look at. */
export interface Report {
  readonly messages: number;
  /** Addresses that got something. */
  readonly distinct: number | null;
  readonly bytes: number | null;
  /** The first message. */
  readonly sample: string | null;
}

/** Where the messages of the bench go. */
export interface FarSide {
  readonly ports: { readonly smtp: number; readonly twilio: number };
  reset(): Promise<void>;
  /** Resolves once so many have arrived. */
  until(count: number): Promise<void>;
  report(): Promise<Report>;
  cpuMs(): Promise<number>;
  stop(): Promise<void>;
}

/** The project's own, which knows who got what. */
export class OwnSink implements FarSide {
  private constructor(
    private readonly child: Child,
    readonly ports: FarSide['ports'],
  ) {}

  static async start(): Promise<OwnSink> {
    const child = await Child.start('sink.process', {});
    return new OwnSink(child, await child.ask<{ smtp: number; twilio: number }>('ports'));
  }

  async reset(): Promise<void> {
    await this.child.ask('reset');
  }

  async until(count: number): Promise<void> {
    await this.child.ask('until', { count });
  }

  report(): Promise<Report> {
    return this.child.ask<Report & Record<string, unknown>>('report');
  }

  async cpuMs(): Promise<number> {
    return (await this.child.usage()).cpuMs;
  }

  stop(): Promise<void> {
    return this.child.stop();
  }
}
