const NAMES = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' })

/** The name of an ISO 3166 country; a dash where the number does not tell. */
export function countryName(region: string | null): string {
  return region !== null && /^[A-Z]{2}$/.test(region) ? (NAMES.of(region) ?? region) : '–'
}
