import { Injectable } from '@nestjs/common';
import type { NoticeId } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/transactions.js';
import type { NoticeTexts } from '../contract.js';
import type { Reader } from './reader.js';

@Injectable()
export class NoticeTextRepository {
  /** By locale, in alphabetical order. */
  of(from: Reader, notice: NoticeId): Promise<readonly NoticeTexts[]> {
    return from.query<NoticeTexts>(TEXTS, [notice]);
  }

  async put(tx: Tx, notice: NoticeId, text: NoticeTexts, at: Date): Promise<void> {
    await tx.query(PUT, [notice, text.locale, text.templateHash, text.subject, text.emailHtml, text.emailText, text.sms, at]);
  }

  async remove(tx: Tx, notice: NoticeId, locale: string): Promise<void> {
    await tx.query(`delete from notice_text where notice_id = $1 and locale = $2`, [notice, locale]);
  }
}

const TEXTS = `
  select t.locale, t.template_hash as "templateHash", t.subject, t.email_html as "emailHtml", t.email_text as "emailText", t.sms
    from notice_text as t
   where t.notice_id = $1
   order by t.locale collate "C"`;

const PUT = `
  insert into notice_text (notice_id, locale, template_hash, subject, email_html, email_text, sms, updated_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8)
  on conflict (notice_id, locale) do update
     set template_hash = excluded.template_hash, subject = excluded.subject, email_html = excluded.email_html,
         email_text = excluded.email_text, sms = excluded.sms, updated_at = excluded.updated_at`;
