const NAMES: Readonly<Record<string, string>> = { login: 'Sign-in', device: 'Registered device' };

/** What customers did, or what happened to them, by its code: "purchase" → "Purchase"; a kind of the company's own likewise. */
export const touchpointName = (kind: string): string => NAMES[kind] ?? `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`.replaceAll(/[-_]/g, ' ');
