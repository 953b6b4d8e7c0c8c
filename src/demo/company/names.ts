/** Common given and family names of the two languages that the sample company's customers speak; awkward ones on purpose. */
export const NAMES = {
  en: {
    first: ['Ava', 'Liam', 'Mia', 'Noah', 'Ella', 'Owen', 'Zoe', 'Jack', 'Ruth', 'Samuel', 'Grace', 'Henry', 'Nora', 'Isaac', 'Alice', 'Peter', 'Julia', 'Mark', 'Helen', 'Victor', 'Anne-Marie', 'Jo', 'Siobhán', 'D’Andre', 'Wei', 'Priya', 'Kofi', 'Yuki'],
    last: ['Smith', 'Johnson', 'Brown', 'Miller', 'Davis', 'Wilson', 'Moore', 'Clark', 'Lewis', 'Walker', 'Young', 'King', 'Wright', 'Green', 'Baker', 'Adams', 'Nelson', 'Carter', "O'Brien", 'McDonald', 'van der Berg', 'Nguyen', 'Patel', 'Kim', 'Mensah', 'Tanaka', 'St. John'],
  },
  es: {
    first: ['Lucía', 'Mateo', 'Sofía', 'Diego', 'Valentina', 'José', 'Camila', 'Ángel', 'Martina', 'Raúl', 'Elena', 'Andrés', 'Inés', 'Óscar', 'Carmen', 'Íñigo', 'María José', 'Begoña'],
    last: ['García', 'Martínez', 'López', 'Hernández', 'González', 'Pérez', 'Sánchez', 'Ramírez', 'Torres', 'Flores', 'Rivera', 'Gómez', 'Díaz', 'Muñoz', 'de la Cruz', 'Ibáñez', 'Núñez', 'Peña'],
  },
} as const;

/** Where the forty stores stand, and the zone of each place. */
export const CITIES = [
  ['Seattle', 'WA', '98101', 'America/Los_Angeles'],
  ['Tacoma', 'WA', '98402', 'America/Los_Angeles'],
  ['Portland', 'OR', '97204', 'America/Los_Angeles'],
  ['Boise', 'ID', '83702', 'America/Boise'],
  ['Sacramento', 'CA', '95814', 'America/Los_Angeles'],
  ['Oakland', 'CA', '94607', 'America/Los_Angeles'],
  ['San Jose', 'CA', '95113', 'America/Los_Angeles'],
  ['Phoenix', 'AZ', '85004', 'America/Phoenix'],
  ['Denver', 'CO', '80202', 'America/Denver'],
  ['Austin', 'TX', '78701', 'America/Chicago'],
] as const;
