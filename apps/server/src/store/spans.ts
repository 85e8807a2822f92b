/**
 * Entries of a log that share a part of its index. The pages of one part (about 5 MB) stay in memory
 * while it grows, and a person is looked for in each part: at 100 million events, in 96.
 */
export const SPAN = 2 ** 20
