/** Of this app, as the service is told it; the same as in package.json. */
export const VERSION = '0.1.0'
