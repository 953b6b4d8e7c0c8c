import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { type Role } from '../../kernel/actor.js';
import { type PersonId } from '../../kernel/ids.js';

@Entity('person')
export class PersonEntity {
  @PrimaryGeneratedColumn('uuid') id!: PersonId;
  @Column('text') email!: string;
  @Column('text') name!: string;
  @Column('text', { name: 'password_hash' }) passwordHash!: string;
  @Column('text', { array: true }) roles!: Role[];
  @Column('timestamptz', { name: 'disabled_at', nullable: true }) disabledAt!: Date | null;
  /** IANA zone on whose clocks he is told times; null: the company's. */
  @Column('text', { name: 'time_zone', nullable: true }) timeZone!: string | null;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
}
