/**
 * Puts values into the places a template names, all in one pass, so that a value is never itself read
 * as a template: an app may be called `{code}` or `$&`.
 */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`a text names {${name}}, which nobody provides`)
    return value
  })
}
