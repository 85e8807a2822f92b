/** Numbers from 0 to 1, the same for the same seed: xorshift (Marsaglia 2003). */
export type Random = () => number

export function seededRandom(seed: number): Random {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0 || 1
  const next = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state / 2 ** 32
  }
  // Seeds that are near each other begin alike.
  for (let drawn = 0; drawn < 8; drawn++) next()
  return next
}

/** A whole number from 0, below `below`. */
export function drawBelow(random: Random, below: number): number {
  return Math.floor(random() * below)
}

export function choose<Choice>(random: Random, choices: readonly [Choice, ...Choice[]]): Choice {
  return choices[drawBelow(random, choices.length)] ?? choices[0]
}

/** Digits, as a token has them. */
export function drawDigits(random: Random, count: number): string {
  return Array.from({ length: count }, () => drawBelow(random, 10)).join('')
}
