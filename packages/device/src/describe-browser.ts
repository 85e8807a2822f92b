import type { DeviceSystem } from '@countersign/wire'

export interface BrowserFacts {
  /** `navigator.userAgent` */
  readonly userAgent: string
  /** `navigator.maxTouchPoints`: an iPad says that it is a Mac, but no Mac has a touch screen. */
  readonly maxTouchPoints?: number
}

/** The first that fits: each of them names those further down as well. */
const SYSTEMS: readonly (readonly [RegExp, DeviceSystem, string])[] = [
  [/iPhone/, 'ios', 'iPhone'],
  [/iPad/, 'ios', 'iPad'],
  [/iPod/, 'ios', 'iPod'],
  [/Android/, 'android', 'Android'],
  [/CrOS/, 'chromeos', 'ChromeOS'],
  [/Windows/, 'windows', 'Windows'],
  [/Macintosh|Mac OS X/, 'macos', 'Mac'],
  [/Linux|X11/, 'linux', 'Linux'],
]

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg(?:A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]

/**
 * A guess of the system, and a name to offer to the person, who may know a better one. User agents say
 * what they like, so nothing may depend on it.
 *
 * @example
 * ```ts
 * describeBrowser(navigator) // { system: 'android', name: 'Firefox on Android' }
 * ```
 */
export function describeBrowser({ userAgent, maxTouchPoints = 0 }: BrowserFacts): {
  readonly system: DeviceSystem
  readonly name: string
} {
  const [, guess = 'other', systemName] = SYSTEMS.find(([pattern]) => pattern.test(userAgent)) ?? []
  const isIpad = guess === 'macos' && maxTouchPoints > 1
  const system = isIpad ? 'ios' : guess
  const where = isIpad ? 'iPad' : systemName
  const [, browser = 'Browser'] = BROWSERS.find(([pattern]) => pattern.test(userAgent)) ?? []
  return { system, name: where === undefined ? browser : `${browser} on ${where}` }
}
