import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { type IncidentId, type PersonId } from '../../kernel/ids.js';
import { type IncidentFacts, type IncidentKind, type Severity } from '../contract.js';

@Entity('incident')
export class IncidentEntity {
  @PrimaryGeneratedColumn('uuid') id!: IncidentId;
  @Column('text') reference!: string;
  @Column('text') kind!: IncidentKind;
  @Column('text') title!: string;
  @Column('text') severity!: Severity;
  @Column('text', { name: 'brand_id' }) brandId!: string;
  @Column('text', { default: 'open' }) status!: 'open' | 'closed';
  @Column('jsonb') facts!: IncidentFacts;
  @Column('timestamptz', { name: 'happened_from', nullable: true }) happenedFrom!: Date | null;
  @Column('timestamptz', { name: 'happened_until', nullable: true }) happenedUntil!: Date | null;
  @Column('timestamptz', { name: 'discovered_at', nullable: true }) discoveredAt!: Date | null;
  @Column('timestamptz', { name: 'press_reported_at', nullable: true }) pressReportedAt!: Date | null;
  @Column('timestamptz', { name: 'declared_at' }) declaredAt!: Date;
  @Column('timestamptz', { name: 'closed_at', nullable: true }) closedAt!: Date | null;
  @Column('uuid', { name: 'commander_id' }) commanderId!: PersonId;
  @Column('boolean', { default: false }) simulated!: boolean;
  @Column('boolean', { default: false }) exercise!: boolean;
  @Column('int', { default: 1 }) revision!: number;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' }) updatedAt!: Date;
}
