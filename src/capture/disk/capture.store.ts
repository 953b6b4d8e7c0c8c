import { realpath } from 'node:fs/promises';
import { lockFolder } from './folder-lock.js';
import { MailStore } from './mail.store.js';
import { SmsStore } from './sms.store.js';
import type { Sms } from './sms.js';

/** Everything that arrived, in one folder that one process writes. */
export class CaptureStore {
  private constructor(
    readonly folder: string,
    readonly mail: MailStore,
    readonly sms: SmsStore,
    private readonly release: () => Promise<void>,
  ) {}

  /**
   * @param onSms  Called for each message of an earlier life, oldest first.
   * @throws FolderInUseError while another process captures into the folder.
   */
  static async open(path: string, onSms?: (sms: Sms) => void): Promise<CaptureStore> {
    const release = await lockFolder(path);
    try {
      const folder = await realpath(path);
      const mail = await MailStore.open(folder);
      const sms = await SmsStore.open(folder, onSms);
      return new CaptureStore(folder, mail, sms, release);
    } catch (error) {
      await release();
      throw error;
    }
  }

  /** What the last life left unfinished: bytes cut from torn last lines, and lines that no longer read. */
  get repairs(): { cutBytes: number; damagedLines: number } {
    return {
      cutBytes: this.mail.cutBytes + this.sms.cutBytes,
      damagedLines: this.mail.damaged + this.sms.damaged,
    };
  }

  async wipe(): Promise<void> {
    await Promise.all([this.mail.wipe(), this.sms.wipe()]);
  }

  /** Waits until all that was taken is on disk. */
  async close(): Promise<void> {
    await Promise.all([this.mail.close(), this.sms.close()]);
    await this.release();
  }
}
