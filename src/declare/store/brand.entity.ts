import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('brand')
export class BrandEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text') name!: string;
  @Column('text', { name: 'sender_name' }) senderName!: string;
  @Column('text', { name: 'from_email' }) fromEmail!: string;
  @Column('text', { name: 'reply_to' }) replyTo!: string;
  @Column('text') domain!: string;
  @Column('text') website!: string;
  @Column('text', { name: 'check_address' }) checkAddress!: string;
  @Column('text') phone!: string;
  @Column('jsonb', { name: 'support_hours' }) supportHours!: Record<string, string>;
  @Column('text', { name: 'postal_address' }) postalAddress!: string;
  @Column('text', { name: 'default_locale' }) defaultLocale!: string;
  @Column('text', { name: 'default_country' }) defaultCountry!: string;
  @Column('text', { name: 'time_zone' }) timeZone!: string;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' }) updatedAt!: Date;
}
