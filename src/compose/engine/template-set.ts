import type { IncidentFacts, IncidentKind } from '../../declare/contract.js';
import type { Labels, NoticeSources, NoticeType, Playbook } from '../contract.js';
import type { MemberInput } from '../model/build-context.js';
import type { CompiledNotice } from './compile-notice.js';

/** One shipped notice in one locale, complete in itself and ready to render. */
export interface NoticeTemplate {
  readonly kind: IncidentKind;
  readonly locale: string;
  readonly type: NoticeType;
  readonly sources: NoticeSources;
  /** SHA-256 (hex) over kind, locale, type, the four texts and the locale's labels, which decide how dates and data classes read. */
  readonly hash: string;
  readonly compiled: CompiledNotice;
}

/** An invented incident of a kind, for previews and tests. */
export interface Sample {
  readonly incident: { readonly reference: string; readonly title: string };
  readonly facts: IncidentFacts;
  readonly member: MemberInput;
}

/** All that lies in `templates/`, checked. The look-ups throw a RangeError for what is not there: callers take kinds and locales from the set. */
export interface TemplateSet {
  /** Locales that are complete, in alphabetical order. */
  readonly locales: readonly string[];
  labels(locale: string): Labels;
  notice(kind: IncidentKind, locale: string, type: NoticeType): NoticeTemplate;
  playbook(kind: IncidentKind): Playbook;
  sample(kind: IncidentKind): Sample;
}
