import { type InputHTMLAttributes, type ReactNode, useEffect, useId, useRef } from 'react'
import { Icon } from './icon.tsx'

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'onChange'> {
  readonly label: string
  readonly hint?: string | undefined
  readonly problem?: string | undefined
  /** Takes the focus when its page comes up. */
  readonly isFirst?: boolean
  readonly onText: (text: string) => void
}

/** An input with its label, and what is wrong with it. */
export function Field({
  label,
  hint,
  problem = '',
  isFirst,
  onText,
  className = '',
  ...input
}: FieldProps) {
  const id = useId()
  const isWrong = problem !== ''
  const note = isWrong ? problem : hint
  return (
    <div className={`field ${className}`}>
      <label htmlFor={id}>{label}</label>
      <input
        {...input}
        id={id}
        data-first={isFirst}
        aria-invalid={isWrong}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        onChange={(event) => onText(event.target.value)}
      />
      {note === undefined ? undefined : (
        <p
          id={`${id}-note`}
          className={isWrong ? 'problem' : 'hint'}
          role={isWrong ? 'alert' : undefined}
        >
          {note}
        </p>
      )}
    </div>
  )
}

interface ChoiceProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly choices: readonly (readonly [value: Value, text: string])[]
  readonly onChoice: (value: Value) => void
}

export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const { label, value, choices, onChoice } = props
  const id = useId()
  return (
    <div className="field row">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={(event) => {
          const chosen = choices.find(([each]) => each === event.target.value)
          if (chosen !== undefined) onChoice(chosen[0])
        }}
      >
        {choices.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </div>
  )
}

export function Problem({ text }: { readonly text: string }) {
  return text === '' ? undefined : (
    <p className="problem boxed" role="alert">
      <Icon name="warning" />
      <span>{text}</span>
    </p>
  )
}

interface DialogProps {
  readonly title: ReactNode
  readonly onClose: () => void
  readonly children: ReactNode
}

/** Modal: the browser keeps the focus in it, closes it on Escape, and gives the focus back. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  return (
    <dialog ref={dialog} aria-labelledby={id} onCancel={onClose} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  )
}

interface ConfirmProps extends Omit<DialogProps, 'children'> {
  readonly text: string
  readonly yes: string
  readonly no: string
  readonly problem?: string
  readonly onYes: () => void
}

/** Asks before what cannot be undone. */
export function Confirm({ title, text, yes, no, problem = '', onYes, onClose }: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <Problem text={problem} />
      <div className="buttons">
        <button type="button" className="danger" onClick={onYes}>
          {yes}
        </button>
        <button type="button" onClick={onClose}>
          {no}
        </button>
      </div>
    </Dialog>
  )
}
