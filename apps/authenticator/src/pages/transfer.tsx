import { useRef, useState } from 'react'
import { accountUri, addAccounts } from '../app/accounts.ts'
import {
  type ExportFile,
  LEAST_PASSWORD_CHARACTERS,
  openExportFile,
  parseExportFile,
  writeExportFile,
} from '../app/export-file.ts'
import { formatCount } from '../app/format.ts'
import { newId } from '../app/new-id.ts'
import { readAccounts } from '../app/read-accounts.ts'
import { saveFile } from '../app/save-file.ts'
import { useApp, useDoing, useView } from '../parts/context.tsx'
import { Dialog, Field, Problem } from '../parts/form.tsx'
import { Page } from '../parts/page.tsx'

/** The person's own accounts, out of here and in again. */
export function Transfer() {
  const { session, say, locale, announce } = useApp()
  const { accounts } = useView()
  const { isBusy, problem, setProblem, run } = useDoing()
  const [asks, setAsks] = useState<'export' | 'links' | ExportFile>()
  const [added, setAdded] = useState<number>()
  const input = useRef<HTMLInputElement>(null)
  const uris = accounts.map(accountUri)
  const close = () => setAsks(undefined)

  const add = async (text: string) => {
    const found = readAccounts(text, newId)
    if (found.length === 0) return setProblem(say('notAnAccount'))
    const before = accounts.length
    await session.changeAccounts((all) => addAccounts(all, found))
    const count = session.view.get().accounts.length - before
    setAdded(count)
    announce(say('accountsAdded', { count: formatCount(count, locale) }))
  }
  const readFile = async (file: Blob) => {
    setAdded(undefined)
    const text = await file.text()
    const encrypted = parseExportFile(text)
    await (encrypted === undefined ? add(text) : setAsks(encrypted))
  }
  return (
    <Page title={say('transfer')} back={{ page: 'settings' }}>
      <p className="lead">{say('exportLead')}</p>
      <div className="stack">
        <button
          type="button"
          className="primary"
          disabled={uris.length === 0}
          onClick={() => setAsks('export')}
        >
          {say('exportFile')}
        </button>
        <button type="button" disabled={uris.length === 0} onClick={() => setAsks('links')}>
          {say('showLinks')}
        </button>
        <button type="button" disabled={isBusy} onClick={() => input.current?.click()}>
          {say('importFile')}
        </button>
      </div>
      <input
        ref={input}
        type="file"
        accept=".json,.txt,application/json,text/plain"
        hidden
        aria-label={say('importFile')}
        onChange={(event) => {
          const file = event.target.files?.[0]
          if (file !== undefined) run(() => readFile(file))
          event.target.value = ''
        }}
      />
      <Problem text={problem} />
      {added === undefined ? undefined : (
        <output className="done">
          {say('accountsAdded', { count: formatCount(added, locale) })}
        </output>
      )}
      {asks === 'export' ? (
        <AskPassword
          title={say('exportFile')}
          isNew
          onClose={close}
          onPassword={async (password) => {
            const day = new Date().toISOString().slice(0, 10)
            saveFile(`countersign-accounts-${day}.json`, await writeExportFile(uris, password))
            return true
          }}
        />
      ) : undefined}
      {asks === 'links' ? <Links uris={uris} onClose={close} /> : undefined}
      {typeof asks === 'object' ? (
        <AskPassword
          title={say('importFile')}
          onClose={close}
          onPassword={async (password) => {
            const text = await openExportFile(asks, password)
            if (text !== undefined) await add(text)
            return text !== undefined
          }}
        />
      ) : undefined}
    </Page>
  )
}

interface AskPasswordProps {
  readonly title: string
  readonly isNew?: boolean
  readonly onClose: () => void
  /** Whether it was the right one. */
  readonly onPassword: (password: string) => Promise<boolean>
}

function AskPassword({ title, isNew = false, onClose, onPassword }: AskPasswordProps) {
  const { say } = useApp()
  const { isBusy, problem, setProblem, run } = useDoing()
  const [password, setPassword] = useState('')
  const submit = () => {
    if (isNew && password.length < LEAST_PASSWORD_CHARACTERS) {
      return setProblem(say('passwordTooShort'))
    }
    run(async () => {
      if (await onPassword(password)) onClose()
      else setProblem(say('wrongPassword'))
    })
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <Field
          label={say('password')}
          type="password"
          autoComplete={isNew ? 'new-password' : 'off'}
          value={password}
          problem={problem}
          onText={setPassword}
        />
        <div className="buttons">
          <button type="submit" className="primary" disabled={isBusy || password === ''}>
            {say('next')}
          </button>
          <button type="button" onClick={onClose}>
            {say('cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

interface LinksProps {
  readonly uris: readonly string[]
  readonly onClose: () => void
}

function Links({ uris, onClose }: LinksProps) {
  const { say, announce } = useApp()
  const [isCopied, setIsCopied] = useState(false)
  const { problem, run } = useDoing()
  const text = uris.join('\n')
  const copy = () =>
    run(async () => {
      await navigator.clipboard.writeText(text)
      setIsCopied(true)
      announce(say('copied'))
    })
  return (
    <Dialog title={say('showLinks')} onClose={onClose}>
      <p>{say('linksLead')}</p>
      <textarea readOnly rows={6} dir="ltr" aria-label={say('showLinks')} value={text} />
      <Problem text={problem} />
      <div className="buttons">
        <button type="button" className="primary" onClick={copy}>
          {isCopied ? say('copied') : say('copyAll')}
        </button>
        <button type="button" onClick={onClose}>
          {say('done')}
        </button>
      </div>
    </Dialog>
  )
}
