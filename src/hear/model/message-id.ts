import type { MessageId } from '../../kernel/ids.js';

/** The Message-ID of every notice (`compose`, `messageIdFor`), which a relay may have kept as its own. */
const OURS = /^<m\.([1-9]\d{0,17})-[0-9a-f-]{36}@[^>]+>$/i;

/** @param messageId  With its brackets. @returns The message that it would be of; null where it is none of ours. Anybody can write one. */
export const namedBy = (messageId: string): MessageId | null => (OURS.exec(messageId)?.[1] as MessageId | undefined) ?? null;
