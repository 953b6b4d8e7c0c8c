import { excerpt, withoutAccents, type LintPart, type Remark } from './lint-rule.js';

const SECRET_EN =
  'password|passcode|pin|cvv|cvc|security code|card (?:number|details|code)|account number|social security|ssn|one-time (?:code|password)|verification code|log-?in details|credentials|maiden name|date of birth';
const SECRET_ES =
  'contrasena|clave|pin|cvv|cvc|codigo de (?:seguridad|verificacion|acceso)|numero de (?:la |su |tu )?(?:tarjeta|cuenta|seguridad social)|datos de (?:la |su |tu )?tarjeta|dni|nie|fecha de nacimiento';
const VERB_EN = 'enter|type|send|text|e-?mail|submit|provide|supply|confirm|verify|validate|reply with|respond with|(?:give|tell|share) us';
const VERB_ES =
  'introduzca|introduce|ingrese|ingresa|escriba|escribe|teclee|teclea|envie(?:nos)?|envia(?:nos)?|mande(?:nos)?|responda con|responde con|conteste con|proporcione(?:nos)?|proporciona(?:nos)?|facilite(?:nos)?|confirme|confirma|verifique|verifica|valide|valida|indique(?:nos)?|indica(?:nos)?|denos|danos|diganos|dinos';
// Matched without accents. Between the verb and the secret stands "your" or "the": "enter a new password" is advice.
const ASK_EN = new RegExp(`\\b(?:${VERB_EN})\\b[^.;!?\\n]{0,40}?\\b(?:your|the)\\b[^.;!?\\n]{0,30}?\\b(?:${SECRET_EN})\\b`, 'gi');
const ASK_ES = new RegExp(`\\b(?:${VERB_ES})\\b[^.;!?\\n]{0,40}?\\b(?:su|sus|tu|tus|el|la|los)\\b[^.;!?\\n]{0,30}?\\b(?:${SECRET_ES})\\b`, 'gi');
/** Most sentences name no secret, and this is far cheaper than the patterns above. */
const ANY_SECRET = new RegExp(`\\b(?:${SECRET_EN}|${SECRET_ES})\\b`, 'i');
const NEGATION = /\b(?:never|not|don't|won't|nobody|no one|nunca|jamas|no|ni|nadie)\b/gi;
/** What ends the reach of a "not" before it: "we do not know your PIN, so send it". */
const TURN = /\b(?:so|but|please|then|instead|asi que|pero|por favor|entonces)\b/i;

/** A notice that asks for a secret teaches its readers to answer phishing, whoever sent it. */
export function lintSecrets({ text }: LintPart): readonly Remark[] {
  return withoutAccents(text)
    .split(/(?<=[.;!?])\s|\n/)
    .filter((sentence) => ANY_SECRET.test(sentence))
    .flatMap((sentence) => [...sentence.matchAll(ASK_EN), ...sentence.matchAll(ASK_ES)].filter(({ index }) => !isDenied(sentence.slice(0, index))))
    .map(([found]): Remark => ({
      rule: 'asks-for-secret',
      severity: 'block',
      where: excerpt(found),
      why: 'It asks for a password, code or number. Phishing does that; the company never does (FTC, How To Recognize and Avoid Phishing Scams).',
      fix: 'Send readers to the website or the phone number that they know, and say that you never ask for it.',
    }));
}

/** A "not" reaches no further than people read. */
const REACH = 300;

function isDenied(all: string): boolean {
  const before = all.slice(-REACH);
  const last = [...before.matchAll(NEGATION)].at(-1);
  return last !== undefined && !TURN.test(before.slice(last.index));
}
