/** A figure that an aim is about; parts of the bench note those that they measure. */
export type FigureName =
  | `${'sqlite' | 'postgres'} ${'ratio' | 'p99 ms' | 'of 200k at 1M' | 'of 200k at 10M' | 'memory MB' | 'kB per device'}`
  | 'times better-auth'
  | 'start ms'

export type Figures = Map<FigureName, number>

interface Aim {
  readonly says: string
  readonly figure: FigureName
  readonly isMet: (value: number) => boolean
  readonly digits: number
}

const atLeast = (least: number) => (value: number) => value >= least
const under = (most: number) => (value: number) => value < most

const AIMS: readonly Aim[] = [
  {
    says: 'verify with 1,000,000 users on SQLite: 0.20 of a bare answer or more',
    figure: 'sqlite ratio',
    isMet: atLeast(0.2),
    digits: 3,
  },
  {
    says: 'its p99 under 20 ms',
    figure: 'sqlite p99 ms',
    isMet: under(20),
    digits: 1,
  },
  {
    says: 'the same on one PostgreSQL node: 0.15 or more',
    figure: 'postgres ratio',
    isMet: atLeast(0.15),
    digits: 3,
  },
  { says: 'its p99 under 25 ms', figure: 'postgres p99 ms', isMet: under(25), digits: 1 },
  {
    says: 'at least 25 times better-auth',
    figure: 'times better-auth',
    isMet: atLeast(25),
    digits: 1,
  },
  ...(['sqlite', 'postgres'] as const).flatMap((database): readonly Aim[] => [
    {
      says: `${database}: at 1,000,000 users at least 0.9 of what it is at 200,000`,
      figure: `${database} of 200k at 1M`,
      isMet: atLeast(0.9),
      digits: 2,
    },
    {
      says: `${database}: at 10,000,000 users at least 0.8 of that`,
      figure: `${database} of 200k at 10M`,
      isMet: atLeast(0.8),
      digits: 2,
    },
    {
      says: `${database}: under 220 MB with 1,000,000 users under load`,
      figure: `${database} memory MB`,
      isMet: under(220),
      digits: 0,
    },
    {
      says: `${database}: 10 kB or less for an idle device that is connected`,
      figure: `${database} kB per device`,
      isMet: (value) => value <= 10,
      digits: 1,
    },
  ]),
  {
    says: 'from start to first answer under 500 ms, on a database that is there',
    figure: 'start ms',
    isMet: under(500),
    digits: 0,
  },
]

/** Every aim, and whether this run met it. What it did not measure it says so of. */
export function aimsTable(figures: ReadonlyMap<FigureName, number>): string {
  return [
    '| aim | figure | met |',
    '| --- | --- | --- |',
    ...AIMS.map(({ says, figure, isMet, digits }) => {
      const value = figures.get(figure)
      if (value === undefined) return `| ${says} | not measured in this run | |`
      return `| ${says} | ${value.toFixed(digits)} | ${isMet(value) ? 'yes' : 'no'} |`
    }),
  ].join('\n')
}
