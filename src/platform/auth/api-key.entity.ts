import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { type Role } from '../../kernel/actor.js';
import { type ApiKeyId, type PersonId } from '../../kernel/ids.js';

@Entity('api_key')
export class ApiKeyEntity {
  @PrimaryGeneratedColumn('uuid') id!: ApiKeyId;
  @Column('text') name!: string;
  @Column('text') prefix!: string;
  @Column('text', { name: 'key_hash', unique: true }) keyHash!: string;
  @Column('text', { array: true }) roles!: Role[];
  @Column('text', { array: true, nullable: true }) brands!: string[] | null;
  @Column('uuid', { name: 'created_by' }) createdBy!: PersonId;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'last_used_at', nullable: true }) lastUsedAt!: Date | null;
  @Column('timestamptz', { name: 'expires_at', nullable: true }) expiresAt!: Date | null;
  @Column('timestamptz', { name: 'revoked_at', nullable: true }) revokedAt!: Date | null;
}
