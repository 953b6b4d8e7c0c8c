import type { NoticeType } from '../approve/contract.js';
import type { IncidentKind } from '../declare/contract.js';
import type { ProofKind } from '../hear/model/proof.js';

/** Every word of a reader's own page that is not the notice's, in the languages that it speaks. */
export interface PageWords {
  readonly lang: string;
  readonly wrote: (brand: string, date: string) => string;
  readonly settled: string;
  readonly corrected: string;
  readonly nextUpdate: (when: string) => string;
  readonly happened: string;
  /** What the dates of such an incident are of, before them: also where one page is for everybody. */
  readonly dates: Readonly<Record<IncidentKind, string>>;
  readonly mine: string;
  readonly because: string;
  readonly andMore: (more: number) => string;
  readonly data: string;
  readonly dataInvolved: string;
  readonly noData: string;
  readonly greeting: (name: string, reference: string) => string;
  readonly proofWhy: string;
  readonly proofLabel: Readonly<Record<ProofKind, string>>;
  readonly proofHint: Readonly<Record<ProofKind, string>>;
  readonly proofButton: string;
  readonly proofWrong: (left: number) => string;
  readonly proofLocked: string;
  readonly proofShut: string;
  readonly proofNone: string;
  readonly rights: string;
  readonly todo: string;
  readonly todoHint: string;
  readonly nothingToDo: string;
  readonly save: string;
  readonly saved: string;
  readonly doing: string;
  readonly consequences: string;
  readonly questions: string;
  readonly callUs: (phone: string, hours: string) => string;
  readonly incident: (reference: string) => string;
  readonly question: string;
  readonly answers: Readonly<Record<'yes' | 'partly' | 'no', string>>;
  readonly comment: string;
  readonly commentHint: string;
  readonly recommend: (brand: string) => string;
  readonly recommendHint: string;
  readonly noAnswer: string;
  readonly send: string;
  readonly thanks: string;
  readonly answerMissing: string;
  readonly earlier: string;
  readonly told: Readonly<Record<NoticeType, string>>;
  readonly genuine: string;
  readonly genuineHow: (checkAddress: string, code: string) => string;
  readonly never: string;
  readonly notMe: string;
  readonly notMeWhy: string;
  readonly notMeBy: Readonly<Record<'email' | 'sms', string>>;
  readonly closedTitle: string;
  readonly closed: string;
  readonly closedCall: (brand: string, phone: string, hours: string | null) => string;
  readonly simulated: string;
  /** Whether readers go by AM and PM, as the dates of their messages do (`dateTime` in templates/shared). */
  readonly hour12: boolean;
}

const EN: PageWords = {
  lang: 'en',
  wrote: (brand, date) => `${brand} wrote to you on ${date}. This page always shows the latest that we have told you.`,
  settled: 'This matter is settled.',
  corrected: 'What we put right',
  nextUpdate: (when) => `You will hear from us again by ${when}.`,
  happened: 'What happened',
  dates: {
    'data-breach': 'When the data was exposed', 'fraud-wave': 'Dates of the fraud', 'product-recall': 'Sold',
    'service-outage': 'Time of the outage', 'billing-error': 'Charges affected', 'delayed-order': 'Orders affected',
  },
  mine: 'How this affects you',
  because: 'We wrote to you because of:',
  andMore: (more) => `and ${more} more`,
  data: 'This data of yours was involved:',
  dataInvolved: 'This data was involved:',
  noData: 'No data of yours was involved.',
  greeting: (name, reference) => `For ${name}, customer number ${reference}.`,
  proofWhy: 'This part is for you alone. So that nobody else can read it, type one thing that we already know of you. To show it we ask for nothing else.',
  proofLabel: { 'postal-code': 'Your postal code', 'phone-end': 'The last four digits of your phone number' },
  proofHint: { 'postal-code': 'The one in the address that we have for you.', 'phone-end': 'Of the number that we have for you.' },
  proofButton: 'Show my part',
  proofWrong: (left) => `That is not the same as what we have for you. You can try ${left === 1 ? 'once' : `${left} times`} more.`,
  proofLocked: 'That was too many tries. For your safety this part is locked until tomorrow. Call us if you need it now.',
  proofShut: 'That was too many tries. For your safety this part stays locked. Please call us.',
  proofNone: 'We have nothing on file by which we could know you here. Please call us, and we will tell you how this affects you.',
  rights: 'Your rights',
  todo: 'What to do now',
  todoHint: 'Tick what you have done. We keep it for you.',
  nothingToDo: 'You do not need to do anything.',
  save: 'Save',
  saved: 'Saved.',
  doing: 'What we are doing',
  consequences: 'What can come of it',
  questions: 'Questions',
  callUs: (phone, hours) => `Call us on ${phone} (${hours}). Our team knows about this message.`,
  incident: (reference) => `Give this incident number: ${reference}.`,
  question: 'Did this tell you what you need?',
  answers: { yes: 'Yes', partly: 'Partly', no: 'No' },
  comment: 'What was missing? (if you like)',
  commentHint: 'Please write no card, account or identity numbers.',
  recommend: (brand) => `How likely would you recommend ${brand} to a friend? (if you like)`,
  recommendHint: '0 is not at all, 10 is very likely.',
  noAnswer: 'No answer',
  send: 'Send',
  thanks: 'Thank you. We read every answer.',
  answerMissing: 'Please choose an answer.',
  earlier: 'What we told you before',
  told: { initial: 'Our first message', update: 'News', correction: 'A correction', resolution: 'The end of the matter' },
  genuine: 'Is this page genuine?',
  genuineHow: (checkAddress, code) => `Type ${checkAddress} into your browser and enter the code ${code}.`,
  never: 'We never ask for your password, your PIN, your card number or a payment.',
  notMe: 'Are you somebody else?',
  notMeWhy: 'If our message reached you by mistake, tell us how. We write nothing more there, and this page is closed.',
  notMeBy: { email: 'It came by e-mail: this is not me', sms: 'It came as a text: this is not me' },
  closedTitle: 'This page is closed',
  closed: 'Its time is over, or it was shut at somebody’s wish. What it said may not be true any more.',
  closedCall: (brand, phone, hours) => `If you have questions, call ${brand} on ${phone}${hours ? ` (${hours})` : ''}.`,
  simulated: 'This page belongs to a simulation. No real incident is behind it.',
  hour12: true,
};

const ES: PageWords = {
  lang: 'es',
  wrote: (brand, date) => `${brand} le escribió el ${date}. Esta página tiene siempre lo último que le contamos.`,
  settled: 'Este asunto está resuelto.',
  corrected: 'Lo que corregimos',
  nextUpdate: (when) => `Volverá a saber de nosotros a más tardar el ${when}.`,
  happened: 'Qué sucedió',
  dates: {
    'data-breach': 'Los datos estuvieron expuestos', 'fraud-wave': 'Fechas del fraude', 'product-recall': 'Vendido',
    'service-outage': 'Tiempo de la interrupción', 'billing-error': 'Cobros afectados', 'delayed-order': 'Pedidos afectados',
  },
  mine: 'Cómo le afecta',
  because: 'Le escribimos por:',
  andMore: (more) => `y ${more} más`,
  data: 'Estos datos suyos se vieron afectados:',
  dataInvolved: 'Estos datos se vieron afectados:',
  noData: 'No hay datos suyos afectados.',
  greeting: (name, reference) => `Para ${name}, número de cliente ${reference}.`,
  proofWhy: 'Esta parte es solo para usted. Para que nadie más la lea, escriba un dato suyo que ya tenemos. Para mostrarla no pedimos nada más.',
  proofLabel: { 'postal-code': 'Su código postal', 'phone-end': 'Las últimas cuatro cifras de su teléfono' },
  proofHint: { 'postal-code': 'El de la dirección suya que tenemos.', 'phone-end': 'Del número suyo que tenemos.' },
  proofButton: 'Mostrar mi parte',
  proofWrong: (left) => `No es lo que tenemos de usted. Puede probar ${left === 1 ? 'una vez' : `${left} veces`} más.`,
  proofLocked: 'Fueron demasiados intentos. Por su seguridad, esta parte queda cerrada hasta mañana. Llámenos si la necesita ahora.',
  proofShut: 'Fueron demasiados intentos. Por su seguridad, esta parte queda cerrada. Llámenos, por favor.',
  proofNone: 'No tenemos nada con que reconocerle aquí. Llámenos y le diremos cómo le afecta.',
  rights: 'Sus derechos',
  todo: 'Qué hacer ahora',
  todoHint: 'Marque lo que ya hizo. Lo guardamos para usted.',
  nothingToDo: 'No tiene que hacer nada.',
  save: 'Guardar',
  saved: 'Guardado.',
  doing: 'Qué hacemos nosotros',
  consequences: 'Qué puede pasar',
  questions: 'Preguntas',
  callUs: (phone, hours) => `Llámenos al ${phone} (${hours}). Nuestro equipo conoce este mensaje.`,
  incident: (reference) => `Dé este número de incidente: ${reference}.`,
  question: '¿Le dijo esto lo que necesita saber?',
  answers: { yes: 'Sí', partly: 'En parte', no: 'No' },
  comment: '¿Qué faltó? (si quiere)',
  commentHint: 'No escriba números de tarjeta, de cuenta ni de documentos.',
  recommend: (brand) => `¿Recomendaría ${brand} a un amigo? (si quiere)`,
  recommendHint: '0 es de ninguna manera, 10 es con toda seguridad.',
  noAnswer: 'Sin respuesta',
  send: 'Enviar',
  thanks: 'Gracias. Leemos todas las respuestas.',
  answerMissing: 'Elija una respuesta, por favor.',
  earlier: 'Lo que le contamos antes',
  told: { initial: 'Nuestro primer mensaje', update: 'Noticias', correction: 'Una corrección', resolution: 'El final del asunto' },
  genuine: '¿Es auténtica esta página?',
  genuineHow: (checkAddress, code) => `Escriba ${checkAddress} en su navegador y ponga el código ${code}.`,
  never: 'Nunca le pedimos su contraseña, su PIN, el número de su tarjeta ni un pago.',
  notMe: '¿Es usted otra persona?',
  notMeWhy: 'Si nuestro mensaje le llegó por error, díganos cómo. No escribiremos más ahí y esta página se cerrará.',
  notMeBy: { email: 'Llegó por correo electrónico: no soy yo', sms: 'Llegó como mensaje de texto: no soy yo' },
  closedTitle: 'Esta página está cerrada',
  closed: 'Pasó su plazo, o alguien pidió que se cerrara. Lo que decía puede no ser ya verdad.',
  closedCall: (brand, phone, hours) => `Si tiene preguntas, llame a ${brand} al ${phone}${hours ? ` (${hours})` : ''}.`,
  simulated: 'Esta página es parte de una simulación. No hay ningún incidente real.',
  hour12: false,
};

/** English where the language is not spoken here. */
export const pageWords = (locale: string): PageWords => (locale.toLowerCase().split('-')[0] === 'es' ? ES : EN);
