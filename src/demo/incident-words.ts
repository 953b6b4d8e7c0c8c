import { type IncidentFacts } from '../declare/contract.js';
import { storeCity, storeNumber } from './company/company.js';
import { PLAN } from './incident-plan.js';

/** "Austin (09 and 39), Boise (03 and 33), …": by city, so that people find theirs. */
function storesHit(and: string): string {
  const cities = Map.groupBy(PLAN.breach.stores, storeCity);
  return [...cities].sort(([a], [b]) => a.localeCompare(b, 'en')).map(([city, stores]) => `${city} (${listed(stores.map(storeNumber), and)})`).join(', ');
}

const listed = (items: readonly string[], and: string): string => (items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${and} ${items.at(-1)}`);

/** What the sample company's commander knows and says, in the two languages that its customers read. */
export const FACTS: IncidentFacts = {
  text: {
    en: {
      whatHappened: 'There was a program on the card readers in 17 of our stores. It copied the numbers and expiry dates of cards that people paid with, from January 28 to February 25. It stopped on February 25. We found its traces on Monday, March 16.',
      whatWeDo: 'The card readers in these stores are switched off until new ones are there. Until then you can pay with cash. A security firm checks every store. We have told the card networks, and they watch the cards that were used. We pay for any charge that is not yours and that your bank does not take back.',
      whatYouCanDo: [
        'Look at the charges on your card since January 28.',
        'Call the number on the back of your card if you see a charge that is not yours. Ask for a new card.',
        'Turn on alerts for card charges in your bank’s app.',
      ],
      consequences: 'Someone can try to pay with a copied card number. Your name, address and PIN were not copied.',
      moreInformation: `The 17 stores: ${storesHit('and')}. The number of the store is on your receipt.`,
    },
    es: {
      whatHappened: 'Hubo un programa en los lectores de tarjetas de 17 de nuestras tiendas. Copió los números y las fechas de caducidad de las tarjetas con que se pagó del 28 de enero al 25 de febrero. Dejó de copiar el 25 de febrero. Encontramos sus rastros el lunes 16 de marzo.',
      whatWeDo: 'Los lectores de tarjetas de esas tiendas están apagados hasta que haya otros nuevos. Mientras tanto, puede pagar en efectivo. Una empresa de seguridad revisa cada tienda. Avisamos a las redes de tarjetas, que vigilan las tarjetas usadas. Pagamos todo cargo que no sea suyo y que su banco no devuelva.',
      whatYouCanDo: [
        'Revise los cargos de su tarjeta desde el 28 de enero.',
        'Si ve un cargo que no es suyo, llame al número que está al dorso de su tarjeta. Pida una tarjeta nueva.',
        'Active los avisos de cargos en la aplicación de su banco.',
      ],
      consequences: 'Alguien puede intentar pagar con un número de tarjeta copiado. No copiaron su nombre, su dirección ni su PIN.',
      moreInformation: `Las 17 tiendas: ${storesHit('y')}. El número de la tienda está en su recibo.`,
    },
  },
  dataInvolved: ['card-number', 'card-expiry'],
  exposure: { from: PLAN.breach.from.toISOString(), until: PLAN.breach.until.toISOString() },
  nextUpdateAt: PLAN.nextUpdateAt.toISOString(),
};

/** Card purchases at the stores that were hit, while they were hit. */
export const RULE = {
  all: [
    {
      touchpoint: {
        kind: 'purchase',
        from: PLAN.breach.from.toISOString(),
        until: PLAN.breach.until.toISOString(),
        where: { store: PLAN.breach.stores.map(String), paid_by: 'card' },
        atLeast: 1,
      },
      data: ['card-number', 'card-expiry'],
    },
  ],
};
