import { CODE_DIGITS, CODE_MINUTES } from '../hear/model/enquiry.js';

/** Every word of "Am I affected?", in the languages that it speaks. */
export interface AffectedWords {
  readonly lang: 'en' | 'es';
  readonly title: string;
  readonly lead: string;
  readonly label: string;
  readonly hint: string;
  readonly button: string;
  readonly missing: string;
  readonly tooMany: string;
  /** The same whether or not anybody has that reference. */
  readonly codeTitle: string;
  readonly onItsWay: string;
  readonly noCode: (phone: string, hours: string | null) => string;
  readonly codeLabel: string;
  readonly codeHint: string;
  readonly codeButton: string;
  readonly codeWrong: string;
  /** Whatever was typed, while too many were wrong. */
  readonly codeTooMany: string;
  readonly again: string;
  readonly concernsTitle: string;
  readonly concerns: (brand: string) => string;
  readonly openPage: string;
  readonly clearTitle: string;
  readonly clear: (when: string) => string;
  readonly clearLater: string;
  /** In their place where something is not answered for, whoever asks. */
  readonly clearHereTitle: string;
  readonly clearHere: (when: string) => string;
  readonly leavesOut: string;
  /** What is answered for. @param days  After it was settled; 0: none. */
  readonly covers: (days: number) => string;
  readonly settled: (date: string) => string;
  readonly pageShut: string;
  readonly endedTitle: string;
  readonly ended: string;
  readonly call: (phone: string, hours: string | null) => string;
  /** Where several companies speak: before their names; and after each. */
  readonly choose: string;
  readonly callOne: (phone: string, hours: string | null) => string;
  readonly never: string;
  readonly none: string;
  readonly off: string;
}

const EN: AffectedWords = {
  lang: 'en',
  title: 'Am I affected?',
  lead: 'Tell us your customer number. We then send a code to the e-mail address or phone number that we have on file for it, and to no other.',
  label: 'Customer number',
  hint: 'In our message to you, on your invoice, your order confirmation or your customer card.',
  button: 'Send me a code',
  missing: 'Type your customer number.',
  tooMany: 'There were too many questions from your internet connection. Others may use it too. Wait an hour, or call us.',
  codeTitle: 'Type the code',
  onItsWay: 'If we know this number, a code is on its way to the e-mail address or phone number that we have on file. It can take a minute or two.',
  noCode: (phone, hours) => `No code? Look in your spam folder, and check that the number is right. We send at most a few codes a day to one person. You can also call us on ${phone}${hours ? ` (${hours})` : ''}.`,
  codeLabel: 'Code',
  codeHint: `${CODE_DIGITS} digits. It works for ${CODE_MINUTES} minutes.`,
  codeButton: 'Show me',
  codeWrong: 'That code is not right, or it does not work any more. Look at the newest message from us, or ask for another code.',
  codeTooMany: 'There were too many wrong codes from your internet connection. Others may use it too. Wait a minute, then type the code again.',
  again: 'Ask for another code',
  concernsTitle: 'Yes, this concerns you',
  concerns: (brand) => `${brand} has something to tell you. Your own page says what happened, how it affects you, and what you can do.`,
  openPage: 'Read what it means for you',
  clearTitle: 'Nothing that we know of concerns you',
  clear: (when) => `Nothing that we have told our customers up to ${when} concerns you.`,
  clearLater: 'If we learn that something does, we write to you. You need not ask again.',
  clearHereTitle: 'This page has nothing to tell you',
  clearHere: (when) => `Nothing that you can ask about here concerns you. We looked on ${when}.`,
  leavesOut: 'You can’t ask here about everything that we have told our customers. If you are not sure, call us.',
  covers: (days) => (days === 0 ? 'You can ask here about what is going on now.' : `You can ask here about what is going on now, and about what was settled in the last ${days} days.`),
  settled: (date) => `This was settled on ${date}.`,
  pageShut: 'Your own page about it is closed by now. Call us, and we will tell you what it was about.',
  endedTitle: 'Please ask again',
  ended: 'The answer is shown for half an hour, and only in the browser where you typed the code. Here that time is over.',
  choose: 'Choose the company that you ask about.',
  callOne: (phone, hours) => `${phone}${hours ? ` (${hours})` : ''}`,
  call: (phone, hours) => `Questions? Call us on ${phone}${hours ? ` (${hours})` : ''}.`,
  never: 'We never ask for a password, a PIN or a payment.',
  none: 'This page is not in use yet.',
  off: 'You can’t ask here. Call us, and we will tell you whether something concerns you.',
};

const ES: AffectedWords = {
  lang: 'es',
  title: '¿Me afecta?',
  lead: 'Díganos su número de cliente. Enviaremos un código al correo electrónico o al teléfono que tenemos registrado para ese número, y a ningún otro.',
  label: 'Número de cliente',
  hint: 'Está en nuestro mensaje, en su factura, en la confirmación de su pedido o en su tarjeta de cliente.',
  button: 'Enviarme un código',
  missing: 'Escriba su número de cliente.',
  tooMany: 'Llegaron demasiadas preguntas desde su conexión a internet. Puede que otras personas también la usen. Espere una hora o llámenos.',
  codeTitle: 'Escriba el código',
  onItsWay: 'Si conocemos ese número, un código va en camino al correo electrónico o al teléfono que tenemos registrado. Puede tardar uno o dos minutos.',
  noCode: (phone, hours) => `¿No llega? Mire en la carpeta de correo no deseado y compruebe que el número es correcto. Enviamos solo unos pocos códigos al día a cada persona. También puede llamarnos al ${phone}${hours ? ` (${hours})` : ''}.`,
  codeLabel: 'Código',
  codeHint: `${CODE_DIGITS} cifras. Vale ${CODE_MINUTES} minutos.`,
  codeButton: 'Mostrar',
  codeWrong: 'Ese código no es correcto o ya no vale. Mire nuestro mensaje más reciente o pida otro código.',
  codeTooMany: 'Hubo demasiados códigos equivocados desde su conexión a internet. Puede que otras personas también la usen. Espere un minuto y vuelva a escribir el código.',
  again: 'Pedir otro código',
  concernsTitle: 'Sí, esto le afecta',
  concerns: (brand) => `${brand} tiene algo que decirle. Su propia página cuenta qué sucedió, cómo le afecta y qué puede hacer.`,
  openPage: 'Leer qué significa para usted',
  clearTitle: 'Nada de lo que sabemos le afecta',
  clear: (when) => `Nada de lo que hemos contado a nuestros clientes hasta el ${when} le afecta.`,
  clearLater: 'Si sabemos de algo que le afecte, le escribiremos. No hace falta que vuelva a preguntar.',
  clearHereTitle: 'Esta página no tiene nada que decirle',
  clearHere: (when) => `De lo que se puede consultar en esta página, nada le afecta. Lo miramos el ${when}.`,
  leavesOut: 'En esta página no se puede consultar todo lo que hemos contado a nuestros clientes. Si tiene dudas, llámenos.',
  covers: (days) => (days === 0 ? 'Aquí puede preguntar por lo que sucede ahora.' : `Aquí puede preguntar por lo que sucede ahora y por lo que se resolvió en los últimos ${days} días.`),
  settled: (date) => `Se resolvió el ${date}.`,
  pageShut: 'Su página sobre este asunto ya está cerrada. Llámenos y le diremos de qué se trataba.',
  endedTitle: 'Pregunte otra vez',
  ended: 'La respuesta se muestra durante media hora, y solo en el navegador donde escribió el código. Aquí ese tiempo ya pasó.',
  choose: 'Elija la empresa por la que pregunta.',
  callOne: (phone, hours) => `${phone}${hours ? ` (${hours})` : ''}`,
  call: (phone, hours) => `¿Preguntas? Llámenos al ${phone}${hours ? ` (${hours})` : ''}.`,
  never: 'Nunca pedimos una contraseña, un PIN ni un pago.',
  none: 'Esta página aún no está en uso.',
  off: 'Aquí no se puede preguntar. Llámenos y le diremos si algo le afecta.',
};

export const affectedWords = (lang: string): AffectedWords => (lang === 'es' ? ES : EN);
