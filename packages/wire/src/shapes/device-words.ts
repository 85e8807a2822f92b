/**
 * Authy's word for what a device runs on (docs/wire §8.1): phones by name, all else is `desktop`.
 *
 * @param system as a device named it when it registered: `android`, `ios`, `windows`, `macos`, …
 */
export function osTypeOf(system: string): 'android' | 'ios' | 'desktop' {
  return system === 'android' || system === 'ios' ? system : 'desktop'
}

/** Authy's word for how a device was let in: `push` is by another device (docs/wire §4.3). */
export function registrationMethodOf(via: 'sms' | 'call' | 'device'): 'sms' | 'call' | 'push' {
  return via === 'device' ? 'push' : via
}
