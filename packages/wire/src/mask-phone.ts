/** `+1-XXX-XXX-XX12`: the last two digits, whatever the length (docs/wire §4.1). */
export function maskCellphone(countryCode: number, national: string): string {
  return `+${countryCode}-XXX-XXX-XX${lastDigits(national, 2)}`
}

/** `XXX-XXX-1118`: the last four digits, fewer of a number so short that four would tell half of it. */
export function maskPhoneNumber(national: string): string {
  return `XXX-XXX-${lastDigits(national, 4)}`
}

/**
 * `+1 987-654-3210`, `+84 86-674-2932` (docs/wire §6.1): the last four digits, the three before
 * them, and what is left; a number of four digits or fewer stays in one piece.
 */
export function displayPhone(countryCode: number, national: string): string {
  const digits = onlyDigits(national)
  const groups = [digits.slice(0, -7), digits.slice(-7, -4), digits.slice(-4)]
  return `+${countryCode} ${groups.filter((group) => group !== '').join('-')}`
}

function lastDigits(national: string, count: number): string {
  const digits = onlyDigits(national)
  const visible = Math.min(count, Math.floor(digits.length / 2))
  return (visible === 0 ? '' : digits.slice(-visible)).padStart(count, 'X')
}

function onlyDigits(text: string): string {
  return text.replaceAll(/\D/g, '')
}
