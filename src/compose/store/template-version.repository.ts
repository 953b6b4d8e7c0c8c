import { Injectable } from '@nestjs/common';
import type { Labels, TemplateVersion } from '../contract.js';
import { Database, type Tx } from '../../platform/database/transactions.js';

/** Shipped texts as they were loaded, each for good: a notice of years ago is rendered with the labels of its own day. */
@Injectable()
export class TemplateVersionRepository {
  constructor(private readonly db: Database) {}

  /** Keeps what is new. Two instances may start at once. @returns How many were new. */
  async keep(tx: Tx, versions: readonly (TemplateVersion & { readonly labels: Labels })[]): Promise<number> {
    const rows = versions.map(({ hash, kind, locale, type, sources, labels }) => ({
      hash, kind, locale, notice_type: type, subject: sources.subject, email_html: sources.emailHtml, email_text: sources.emailText, sms: sources.sms, labels,
    }));
    return (await tx.query(KEEP, [JSON.stringify(rows)])).length;
  }

  /** Labels by hash of the version; a hash that is not known is not in the answer. */
  async labels(hashes: readonly string[]): Promise<ReadonlyMap<string, Labels>> {
    const rows = await this.db.query<{ hash: string; labels: Labels }>(LABELS, [hashes]);
    return new Map(rows.map(({ hash, labels }) => [hash, labels]));
  }
}

const KEEP = `
  insert into template_version (hash, kind, locale, notice_type, subject, email_html, email_text, sms, labels)
  select v.hash, v.kind, v.locale, v.notice_type, v.subject, v.email_html, v.email_text, v.sms, v.labels
    from jsonb_to_recordset($1::jsonb)
      as v (hash text, kind text, locale text, notice_type text, subject text, email_html text, email_text text, sms text, labels jsonb)
   order by v.hash                                    -- one order, so that two starts can't wait for each other
  on conflict (hash) do nothing
  returning hash`;

const LABELS = `select v.hash, v.labels from template_version as v where v.hash = any ($1::text[])`;
