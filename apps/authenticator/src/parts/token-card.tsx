import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { formatCount, groupToken } from '../app/format.ts'
import { showText } from '../app/show-text.ts'
import { useApp } from './context.tsx'
import { Foreign, Logo } from './foreign.tsx'
import { Icon } from './icon.tsx'
import { Ring } from './ring.tsx'

interface TokenCardProps {
  readonly name: string
  readonly label?: string
  readonly logoUrl?: string | null
  /** `undefined` for an HOTP account that has shown none yet. */
  readonly token: string | undefined
  /** Of a TOTP. */
  readonly time?: {
    readonly next: string
    readonly validUntil: number
    readonly periodSeconds: number
    readonly now: number
  }
  readonly isWanted?: boolean
  readonly onCopy?: () => void
  /** Buttons of this card. */
  readonly children?: ReactNode
}

const COPIED_MS = 1_600

/** A code that is copied by a tap. */
export function TokenCard(props: TokenCardProps) {
  const { name, label = '', logoUrl, token, time, isWanted = false, onCopy, children } = props
  const { say, locale, announce } = useApp()
  const [isCopied, setIsCopied] = useState(false)
  const card = useRef<HTMLLIElement>(null)
  const id = useId()
  useEffect(() => {
    if (isWanted) card.current?.scrollIntoView({ block: 'center' })
  }, [isWanted])
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setIsCopied(false), COPIED_MS)
    return () => clearTimeout(timer)
  }, [isCopied])

  const leftMs = time === undefined ? 0 : Math.max(0, time.validUntil - time.now)
  const secondsLeft = Math.ceil(leftMs / 1_000)
  const isEnding = time !== undefined && secondsLeft <= Math.min(5, time.periodSeconds * 0.4)
  const copy = async () => {
    if (token === undefined) return
    await navigator.clipboard.writeText(token)
    setIsCopied(true)
    onCopy?.()
    announce(say('copied'))
  }
  return (
    <li ref={card} className={isWanted ? 'card token-card wanted' : 'card token-card'}>
      {isWanted ? (
        <p className="wanted-note">{say('codeWanted', { app: showText(name) })}</p>
      ) : undefined}
      <button
        type="button"
        className="token"
        disabled={token === undefined}
        aria-describedby={id}
        onClick={() => void copy().catch(() => announce(say('failed')))}
      >
        <Logo name={name} url={logoUrl ?? null} />
        <span className="names">
          <span className="name">
            <Foreign text={name} />
          </span>
          {label === '' || label === name ? undefined : (
            <span className="label">
              <Foreign text={label} />
            </span>
          )}
        </span>
        {time === undefined ? undefined : (
          <Ring
            part={leftMs / (time.periodSeconds * 1_000)}
            seconds={formatCount(secondsLeft, locale)}
            isEnding={isEnding}
            turn={time.validUntil}
          />
        )}
        <span className="digits">
          <bdi className={isEnding ? 'code ending' : 'code'} dir="ltr" translate="no">
            {token === undefined ? '– – –' : groupToken(token)}
          </bdi>
          {isCopied ? (
            <span className="copied">
              <Icon name="check" />
              {say('copied')}
            </span>
          ) : isEnding && time !== undefined ? (
            <span className="upcoming">
              {say('upcoming', { token: groupToken(time.next).replace(' ', '\u00A0') })}
            </span>
          ) : undefined}
        </span>
      </button>
      <span id={id} hidden>
        {say('copyCode', { name: showText(name) })}
      </span>
      {children === undefined ? undefined : <div className="card-buttons">{children}</div>}
    </li>
  )
}
