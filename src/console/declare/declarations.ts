import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { personOf } from '../../audience/audience.service.js';
import { type MemberReasons } from '../../audience/contract.js';
import { RuleEstimates } from '../../audience/rule-estimates.service.js';
import { Templates } from '../../compose/contract.js';
import { FirstWords, type ToldIncident } from '../../compose/first-words.service.js';
import { BrandService } from '../../declare/brand.service.js';
import { RestrictionService } from '../../declare/restriction.service.js';
import { type Brand, INCIDENT_KINDS, type IncidentKind } from '../../declare/contract.js';
import { type Declaration, declarationSchema } from '../../declare/model/incident-input.js';
import { isWithin } from '../../kernel/actor.js';
import { canonicalJson } from '../../kernel/canonical-json.js';
import { type PersonId } from '../../kernel/ids.js';
import { SETTINGS } from '../../platform/config/config.module.js';
import { type Settings } from '../../platform/config/config.js';
import { type Saved, type StandingDraft, WorkingDrafts } from '../../platform/pages/working-drafts.js';
import { declaredContent, declaredViewers, proposedContent } from '../incidents/incident-form.js';
import { type AskedRule, askedRule, ofRows } from '../audiences/asked-rule.js';
import { proposedRows } from '../audiences/proposed-rows.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { faultsOfIssues } from '../page/refusal.js';
import { type Viewer } from '../page/viewer.js';
import { type DeclarationDraft, type DraftPart, withPart } from './declaration-draft.js';
import { type Languages } from './readers-of.js';

/** One for each person: whoever begins another gives this one up. */
export const DECLARATION = 'declare';

export type StandingDeclaration = StandingDraft<DeclarationDraft>;

/** What the first step says, read. */
export interface ReadDeclaration {
  /** null where something is wrong with it. */
  readonly declaration: Declaration | null;
  /** The same as the words of the first notice know it; null where something is wrong. */
  readonly told: ToldIncident | null;
  readonly faults: readonly Fault[];
  readonly brand: Brand | undefined;
  readonly zone: string;
}

/** The declaration that somebody is writing: kept while he types, read at each step. */
@Injectable()
export class Declarations {
  constructor(
    private readonly drafts: WorkingDrafts,
    private readonly brands: BrandService,
    private readonly templates: Templates,
    private readonly words: FirstWords,
    private readonly estimates: RuleEstimates,
    private readonly restrictions: RestrictionService,
    private readonly pages: ConsolePages,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SIMULATION'>,
  ) {}

  standing(viewer: Viewer): Promise<StandingDeclaration | null> {
    return this.drafts.standing<DeclarationDraft>(personOf(viewer.actor), DECLARATION);
  }

  /**
   * Saves what a form holds, as far as its window knows what it would write over. What changes nothing stands in nobody's way.
   *
   * @param whileTyping  Nobody pressed anything: what the window sent later stays, in whatever order the two arrive.
   */
  async save(viewer: Viewer, form: Form, kind: IncidentKind, part: DraftPart, whileTyping = false): Promise<Saved> {
    const standing = form.text('anew') === '1' ? null : await this.standing(viewer);
    const seen = Number(form.text(form.text('keep') === '1' ? 'newer' : 'seen')) || 0;
    const content = withPart(standing?.content ?? null, kind, part);
    const window = { window: form.text('window').slice(0, 60) || randomUUID(), seen, turn: turnOf(form), whileTyping };
    if (standing !== null && standing.revision === seen && canonicalJson(content) === canonicalJson(standing.content)) {
      if (!whileTyping && window.turn !== null) await this.drafts.stand(personOf(viewer.actor), DECLARATION, window);
      return { kind: 'saved', ...standing };
    }
    return this.drafts.saveFrom(personOf(viewer.actor), DECLARATION, window, content);
  }

  forget(viewer: Viewer): Promise<void> {
    return this.drafts.forget(personOf(viewer.actor), DECLARATION);
  }

  /** Those for which he may speak. */
  async brandsOf(viewer: Viewer): Promise<readonly Brand[]> {
    return (await this.brands.list()).filter(({ id }) => isWithin(viewer.actor, id));
  }

  /** Whom he can let see it, besides himself. */
  async othersOf({ actor }: Viewer): Promise<readonly { readonly id: PersonId; readonly name: string }[]> {
    return (await this.restrictions.people()).filter(({ id }) => id !== actor.id);
  }

  async read(viewer: Viewer, { kind, what }: Pick<DeclarationDraft, 'kind' | 'what'>): Promise<ReadDeclaration> {
    const form = new Form(what ?? {});
    const brands = await this.brandsOf(viewer);
    const brand = brands.find(({ id }) => id === form.text('brandId')) ?? brands[0];
    const zone = form.zone(brand?.timeZone ?? this.pages.zone);
    const checked = declarationSchema.safeParse({ kind, brandId: form.text('brandId'), exercise: form.text('exercise') === 'yes', ...declaredViewers(form), ...declaredContent(form, this.templates.locales(), zone) });
    const faults = [...form.faults, ...faultsOfIssues(checked.error)];
    const declaration = checked.success && faults.length === 0 ? checked.data : null;
    const told = declaration && brand ? { kind, title: declaration.title, facts: declaration.facts, brand, simulated: this.settings.SIMULATION, exercise: declaration.exercise } : null;
    return { declaration, told, faults, brand, zone };
  }

  /** The rule as its step left it, or what the incident itself proposes. */
  async rule({ kind, what, who }: DeclarationDraft, zone: string, act = 'refresh'): Promise<AskedRule> {
    if (who !== null) return askedRule(new Form({ ...who, act }), zone);
    const form = new Form(what ?? {});
    return ofRows(proposedRows(proposedContent(form, zone), await this.templates.playbook(kind), zone), { listId: '', combine: 'union' }, zone, act);
  }

  /** The first notice in each language, as it would be drafted. @param like  As `exampleOf`. */
  firstWords(told: ToldIncident, own: DeclarationDraft['words'], like: MemberReasons | null = null): ReturnType<FirstWords['of']> {
    return this.words.of(told, own, like);
  }

  /** Why one of those whom the rule means is affected; null before the rule means anybody who is known. */
  async exampleOf(told: ToldIncident, content: DeclarationDraft, zone: string): Promise<MemberReasons | null> {
    return this.exampleAmong(told, (await this.rule(content, zone)).selected);
  }

  /** The same where the rule has been read. */
  async exampleAmong({ facts }: ToldIncident, selected: AskedRule['selected']): Promise<MemberReasons | null> {
    return selected && this.estimates.example(selected, facts.dataInvolved);
  }

  /** In which languages these people would be written to, and which of them lack words. @param byLocale  People by the language that they wish for; empty before they are counted. */
  async languages({ kind, facts, brand }: ToldIncident, byLocale: Readonly<Record<string, number>>): Promise<Languages> {
    const [needed, [own]] = await Promise.all([this.templates.forKind(kind, 'initial', Object.keys(byLocale), brand.defaultLocale), this.templates.forKind(kind, 'initial', [], brand.defaultLocale)]);
    const all = needed.map(({ locale }) => locale);
    return { own: own?.locale ?? brand.defaultLocale, all, unwritten: all.filter((locale) => facts.text[locale] === undefined) };
  }
}

/** Milliseconds of the window's clock when it sent the form. */
const turnOf = (form: Form): number | null => (/^\d{1,15}$/.test(form.text('turn')) ? Number(form.text('turn')) : null);

export const kindOf = (text: string): IncidentKind => INCIDENT_KINDS.find((kind) => kind === text) ?? 'data-breach';

export const personIdOf = (viewer: Viewer): PersonId => personOf(viewer.actor);
