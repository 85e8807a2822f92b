interface RingProps {
  /** What is left, 0 to 1. */
  readonly part: number
  readonly seconds: string
  readonly isEnding: boolean
  /** Changes when it starts anew, so that it is full at once. */
  readonly turn: number
}

/** Runs down with the time that a code is good for. */
export function Ring({ part, seconds, isEnding, turn }: RingProps) {
  return (
    <span className={isEnding ? 'ring ending' : 'ring'} aria-hidden="true">
      <svg viewBox="0 0 40 40">
        <circle cx="20" cy="20" r="17" />
        <circle
          key={turn}
          className="left"
          cx="20"
          cy="20"
          r="17"
          pathLength="1"
          style={{ strokeDashoffset: 1 - part }}
        />
      </svg>
      <span>{seconds}</span>
    </span>
  )
}
