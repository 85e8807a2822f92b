import { type ReactNode, useEffect, useRef } from 'react'
import type { Route } from '../app/route.ts'
import { useApp } from './context.tsx'
import { Icon } from './icon.tsx'

interface PageProps {
  readonly title: ReactNode
  /** The title as text, where it is more than that. */
  readonly name?: string
  readonly back?: Route
  /** A button beside the title. */
  readonly beside?: ReactNode
  readonly children: ReactNode
}

/** Whether any page was shown before: the first one leaves the focus where the browser put it. */
let isFirst = true

/** A heading that takes the focus when the page changes, and what is below it. */
export function Page({ title, name, back, beside, children }: PageProps) {
  const { say, go } = useApp()
  const page = useRef<HTMLDivElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const text = name ?? (typeof title === 'string' ? title : '')
  useEffect(() => {
    // What a page is there to have typed, else its heading.
    const input = page.current?.querySelector<HTMLElement>('[data-first="true"]')
    if (input !== null && input !== undefined) input.focus()
    else if (!isFirst) heading.current?.focus()
    isFirst = false
    scrollTo(0, 0)
  }, [])
  useEffect(() => {
    document.title = `${text} – Countersign`
  }, [text])
  return (
    <div ref={page} className="page">
      <header className="page-head">
        {back === undefined ? undefined : (
          <button type="button" className="round" onClick={() => go(back)} aria-label={say('back')}>
            <Icon name="back" />
          </button>
        )}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {beside}
      </header>
      {children}
    </div>
  )
}
