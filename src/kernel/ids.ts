/** A string that the compiler keeps apart from other strings; at run time it is a plain string (a uuid, or a bigint as PostgreSQL sends it). */
type Branded<Name extends string> = string & { readonly __brand: Name };

export type PersonId = Branded<'PersonId'>;
export type ApiKeyId = Branded<'ApiKeyId'>;
export type IncidentId = Branded<'IncidentId'>;
export type CustomerId = Branded<'CustomerId'>;
export type AudienceId = Branded<'AudienceId'>;
export type NoticeId = Branded<'NoticeId'>;
export type MessageId = Branded<'MessageId'>;
