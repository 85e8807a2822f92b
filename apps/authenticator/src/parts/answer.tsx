import { asciiDigits } from '../app/phone-number.ts'
import { useApp } from './context.tsx'
import { Field } from './form.tsx'
import { HoldButton } from './hold-button.tsx'
import { Icon } from './icon.tsx'

interface AnswerProps {
  /** What the two digits are, where they are needed. */
  readonly numberLabel: string | undefined
  readonly number: string
  readonly onNumber: (number: string) => void
  readonly expires: string | undefined
  readonly isReady: boolean
  readonly isBusy: boolean
  readonly onApprove: () => void
  readonly onDeny: () => void
}

/** Deny, well away from Approve, and the number that Approve may need. */
export function Answer(props: AnswerProps) {
  const { numberLabel, number, onNumber, expires, isReady, isBusy, onApprove, onDeny } = props
  const { say } = useApp()
  return (
    <div className="answer">
      {expires === undefined ? undefined : (
        <p className="expires">
          <Icon name="clock" />
          {expires}
        </p>
      )}
      {numberLabel === undefined ? undefined : (
        <Field
          label={numberLabel}
          className="big-digits two"
          inputMode="numeric"
          autoComplete="off"
          dir="ltr"
          value={number}
          onText={(text) => onNumber(asciiDigits(text).replaceAll(/\D/g, '').slice(0, 2))}
        />
      )}
      <HoldButton isDisabled={!isReady || isBusy} onApprove={onApprove} />
      <button type="button" className="deny" disabled={isBusy} onClick={onDeny}>
        <Icon name="cross" />
        {say('deny')}
      </button>
    </div>
  )
}
