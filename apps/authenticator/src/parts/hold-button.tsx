import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react'
import { ARMED_AFTER_MS, CONFIRM_WITHIN_MS, decidePress, HOLD_MS } from '../app/hold.ts'
import { useApp } from './context.tsx'
import { Icon } from './icon.tsx'

interface HoldButtonProps {
  readonly isDisabled: boolean
  readonly onApprove: () => void
}

/**
 * Approve, so that nobody does it by accident: a finger or the mouse holds it, a key or a screen
 * reader presses it twice, and none of it counts in the first half second.
 */
export function HoldButton({ isDisabled, onApprove }: HoldButtonProps) {
  const { say } = useApp()
  const [isHeld, setIsHeld] = useState(false)
  const [asks, setAsks] = useState<'hold' | 'keep' | 'again'>('hold')
  const [isArmed, setIsArmed] = useState(false)
  const pressedAt = useRef<number>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    const arming = setTimeout(() => setIsArmed(true), ARMED_AFTER_MS)
    return () => {
      clearTimeout(arming)
      clearTimeout(timer.current)
    }
  }, [])

  const hold = () => {
    setIsHeld(true)
    timer.current = setTimeout(() => {
      setIsHeld(false)
      onApprove()
    }, HOLD_MS)
  }
  const letGo = () => {
    if (!isHeld) return
    clearTimeout(timer.current)
    setIsHeld(false)
    setAsks('keep')
  }
  const press = (event: MouseEvent) => {
    // A pointer's click has a count; that of a key, or of a screen reader, has none.
    if (event.detail !== 0) return
    const decided = decidePress(pressedAt.current, performance.now())
    if (decided === 'approve') return onApprove()
    if (decided === 'ask') {
      pressedAt.current = performance.now()
      setAsks('again')
      clearTimeout(timer.current)
      timer.current = setTimeout(() => setAsks('hold'), CONFIRM_WITHIN_MS)
    }
  }
  const text = { hold: say('approve'), keep: say('keepHolding'), again: say('approveAgain') }[asks]
  return (
    <button
      type="button"
      className={isHeld ? 'primary hold held' : 'primary hold'}
      disabled={isDisabled || !isArmed}
      onPointerDown={(event) => {
        if (event.button === 0) hold()
      }}
      onPointerUp={letGo}
      onPointerLeave={letGo}
      onPointerCancel={letGo}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={refuseRepeats}
      onClick={press}
    >
      <Icon name="check" />
      <span aria-live="polite">{text}</span>
    </button>
  )
}

/** A key that is held down repeats, and would answer its own question. */
function refuseRepeats(event: KeyboardEvent): void {
  if (event.repeat) event.preventDefault()
}
