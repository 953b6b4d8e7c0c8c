/**
 * Text in which something looks like a value that lies sealed in the database (`platform/seal`): connections would open it wherever it stands, or fail.
 * So nothing that comes from outside may look so: whoever held a sealed value of somebody could else have it opened by sending it as, say, an attribute. In either
 * case of letters and anywhere in a text, since texts are cut into lines and lowered after they came in.
 */
const LOOK = /(?<![a-z0-9])e1(?=\.[a-z0-9]{1,8}\.[a-z0-9_-]{38})/i;
const LOOKS = new RegExp(LOOK.source, 'gi');
/** The shortest. */
const CHARACTERS = 42;

export const looksSealed = (text: string): boolean => text.length >= CHARACTERS && LOOK.test(text);

/** The same words, none of which looks sealed: what a provider or a stranger's mail server wrote is kept, and not refused. */
export const unlikeSealed = (text: string): string => (text.length < CHARACTERS ? text : text.replace(LOOKS, 'e1 '));
