/** Packages with machine code, which they load from their own folders: the built command imports them from `node_modules`. */
export const NATIVE = ['better-sqlite3', '@node-rs/argon2']
