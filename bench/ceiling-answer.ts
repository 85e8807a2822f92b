/** As long as the answer to a verify. */
export const BODY = JSON.stringify({ message: 'x'.repeat(330) })

export const CONTENT_TYPE = 'application/json; charset=utf-8'
