import { initialOf, logoUrl, showParts } from '../app/show-text.ts'
import { useState } from 'react'

/** Text of an app, or of whoever tries to log in there: isolated, and with each control character seen. */
export function Foreign({ text }: { readonly text: string }) {
  return (
    <bdi className="foreign">
      {showParts(text).map((part, index) =>
        part.isControl ? (
          // Parts of one text never move.
          // eslint-disable-next-line react/no-array-index-key
          <span key={index} className="control">
            {part.text}
          </span>
        ) : (
          part.text
        ),
      )}
    </bdi>
  )
}

interface LogoProps {
  readonly name: string
  readonly url?: string | null | undefined
  readonly isLarge?: boolean
}

/** The app's logo over https; its initial where there is none, or while it does not load. */
export function Logo({ name, url, isLarge = false }: LogoProps) {
  const source = logoUrl(url)
  const [isLoaded, setIsLoaded] = useState(false)
  return (
    <span className={isLarge ? 'logo large' : 'logo'} data-hue={hueOf(name)} aria-hidden="true">
      {isLoaded ? undefined : initialOf(name)}
      {source === undefined ? undefined : (
        <img
          src={source}
          alt=""
          referrerPolicy="no-referrer"
          decoding="async"
          hidden={!isLoaded}
          onLoad={() => setIsLoaded(true)}
          onError={() => setIsLoaded(false)}
        />
      )}
    </span>
  )
}

/** One of six tints, always the same for a name. */
function hueOf(name: string): number {
  let sum = 0
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997
  return sum % 6
}
