/**
 * Authy's word for what a device runs on (docs/wire §8.1): phones by name, all else is `desktop`.
 *
 * @param system as a device named it when it registered: `android`, `ios`, `windows`, `macos`, …
 */
export function osTypeOf(system: string): 'android' | 'ios' | 'desktop' {
  return system === 'android' || system === 'ios' ? system : 'desktop'
}
