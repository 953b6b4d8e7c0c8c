/** The people of the sample company. The password is the same for all, printed, and good for nothing but the demo. */
export const DEMO_PASSWORD = 'say-it-first-1';

export const DEMO_PEOPLE = {
  admin: { email: 'admin@harbourpine.example', name: 'Robin Ashe', roles: ['admin', 'ops'] },
  commander: { email: 'maya@harbourpine.example', name: 'Maya Lindgren', roles: ['commander', 'author'] },
  approver: { email: 'tomas@harbourpine.example', name: 'Tomás Varga', roles: ['approver', 'legal'] },
  ops: { email: 'ines@harbourpine.example', name: 'Inês Duarte', roles: ['ops', 'agent', 'auditor'] },
} as const;
