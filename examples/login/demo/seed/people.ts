import type { Chance } from './chance.ts'

export interface SeedPerson {
  readonly name: string
  readonly email: string
  readonly countryCode: string
  /** National digits. */
  readonly phone: string
  readonly city: string
  readonly hasDevice: boolean
  readonly browser: string
}

/** Number ranges that look real in their country and belong to nobody in particular. */
const COUNTRIES = [
  { code: '1', numbers: (n: number) => `3173389${pad(n, 3)}`, cities: ['Indianapolis', 'Chicago'] },
  {
    code: '1',
    numbers: (n: number) => `4155550${pad(n, 3)}`,
    cities: ['San Francisco', 'Oakland'],
  },
  { code: '49', numbers: (n: number) => `151234560${pad(n, 2)}`, cities: ['Hamburg', 'Berlin'] },
  { code: '44', numbers: (n: number) => `7400123${pad(n, 3)}`, cities: ['Leeds', 'London'] },
  { code: '33', numbers: (n: number) => `6123456${pad(n, 2)}`, cities: ['Lyon', 'Nantes'] },
  { code: '34', numbers: (n: number) => `6123456${pad(n, 2)}`, cities: ['Valencia', 'Madrid'] },
  { code: '55', numbers: (n: number) => `119612345${pad(n, 2)}`, cities: ['São Paulo'] },
  { code: '91', numbers: (n: number) => `81234567${pad(n, 2)}`, cities: ['Pune', 'Chennai'] },
  { code: '81', numbers: (n: number) => `90123456${pad(n, 2)}`, cities: ['Osaka', 'Tokyo'] },
] as const

const NAMES = [
  'Anna Keller',
  'Ben Okafor',
  'Chiara Rossi',
  'Daniel Ruiz',
  'Elif Demir',
  'Farid Haddad',
  'Greta Lind',
  'Hiro Tanaka',
  'Ines Moreau',
  'Jonas Weber',
  'Kavya Iyer',
  'Lucas Almeida',
  'Mara Novak',
  'Noah Bennett',
  'Olivia Hart',
  'Paulo Santos',
  'Quentin Roy',
  'Rosa Jimenez',
  'Sofia Marin',
  'Tom Fletcher',
  'Uma Patel',
  'Vera Schmitt',
  'Will Carter',
  'Yuki Mori',
  'Zoe Laurent',
  'Amir Shah',
  'Beatriz Costa',
  'Carl Nilsson',
  'Dina Farouk',
  'Erik Holm',
  'Fatima Zahra',
  'Gabe Morris',
  'Hanna Vogel',
  'Igor Petrov',
  'Julia Brandt',
  'Kenji Sato',
  'Lena Fuchs',
  'Marco Bianchi',
  'Nora Eklund',
  'Oscar Lopez',
] as const

const BROWSERS = [
  'Firefox on Linux',
  'Chrome on Windows',
  'Safari on macOS',
  'Safari on iPhone',
] as const

/** Forty people in nine places, six in ten with an authenticator. */
export function seedPeople(chance: Chance): readonly SeedPerson[] {
  return NAMES.map((name, index) => {
    const country = COUNTRIES[index % COUNTRIES.length] ?? COUNTRIES[0]
    return {
      name,
      email: `${name.toLowerCase().replaceAll(' ', '.')}@example.com`,
      countryCode: country.code,
      phone: country.numbers(index + 10),
      city: chance.oneOf(country.cities),
      hasDevice: chance.is(0.6),
      browser: chance.oneOf(BROWSERS),
    }
  })
}

function pad(number: number, digits: number): string {
  return String(number).padStart(digits, '0')
}
