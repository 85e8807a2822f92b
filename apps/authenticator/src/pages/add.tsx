import { useEffect, useRef, useState } from 'react'
import { addAccounts } from '../app/accounts.ts'
import { formatCount } from '../app/format.ts'
import { newId } from '../app/new-id.ts'
import { readAccounts } from '../app/read-accounts.ts'
import { readQrFile, scanCamera } from '../app/scan.ts'
import { useApp, useDoing } from '../parts/context.tsx'
import { Field, Problem } from '../parts/form.tsx'
import { Icon } from '../parts/icon.tsx'
import { Page } from '../parts/page.tsx'

/** An account of another service: by camera, from a picture, or from a link or key. */
export function Add() {
  const { session, say, locale, go, announce } = useApp()
  const { isBusy, problem, setProblem, run } = useDoing()
  const [isScanning, setIsScanning] = useState(false)
  const [text, setText] = useState('')
  const file = useRef<HTMLInputElement>(null)

  const add = async (found: string) => {
    setIsScanning(false)
    const accounts = readAccounts(found, newId)
    const [first] = accounts
    if (first === undefined) return setProblem(say('notAnAccount'))
    await session.changeAccounts((before) => addAccounts(before, accounts))
    announce(say('accountsAdded', { count: formatCount(accounts.length, locale) }))
    // A bare key has no name yet.
    const isNameless = accounts.length === 1 && first.issuer === '' && first.label === ''
    go(isNameless ? { page: 'account', id: first.id } : { page: 'codes' })
  }
  const readFile = async (picture: Blob) => {
    const found = await readQrFile(picture)
    if (found === undefined) return setProblem(say('noQrCode'))
    await add(found)
  }
  return (
    <Page title={say('addAccount')} back={{ page: 'codes' }}>
      {isScanning ? (
        <Camera
          onFound={(found) => run(() => add(found))}
          onClose={() => setIsScanning(false)}
          onFailure={() => {
            setIsScanning(false)
            setProblem(say('noCamera'))
          }}
        />
      ) : (
        <button
          type="button"
          className="primary wide"
          disabled={isBusy}
          onClick={() => {
            setProblem('')
            setIsScanning(true)
          }}
        >
          <Icon name="camera" />
          {say('scan')}
        </button>
      )}
      <button
        type="button"
        className="wide"
        disabled={isBusy}
        onClick={() => file.current?.click()}
      >
        <Icon name="image" />
        {say('chooseImage')}
      </button>
      <input
        ref={file}
        type="file"
        accept="image/*"
        hidden
        aria-label={say('chooseImage')}
        onChange={(event) => {
          const picture = event.target.files?.[0]
          if (picture !== undefined) run(() => readFile(picture))
          event.target.value = ''
        }}
      />
      <Problem text={problem} />
      <form
        className="card"
        onSubmit={(event) => {
          event.preventDefault()
          run(() => add(text))
        }}
      >
        <Field
          label={say('linkOrKey')}
          hint={say('linkOrKeyHint')}
          dir="ltr"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          value={text}
          onText={setText}
        />
        <button type="submit" disabled={isBusy || text.trim() === ''}>
          {say('addAccount')}
        </button>
      </form>
    </Page>
  )
}

interface CameraProps {
  readonly onFound: (text: string) => void
  readonly onClose: () => void
  readonly onFailure: () => void
}

function Camera({ onFound, onClose, onFailure }: CameraProps) {
  const { say } = useApp()
  const video = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    const ending = new AbortController()
    const element = video.current
    const look = async () => {
      if (element === null) return
      const found = await scanCamera(element, ending.signal)
      if (found !== undefined && !ending.signal.aborted) onFound(found)
    }
    void look().catch(() => {
      if (!ending.signal.aborted) onFailure()
    })
    return () => ending.abort()
    // The camera is opened once, whatever else the page draws.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  return (
    <section className="camera" aria-label={say('scan')}>
      <video ref={video} muted playsInline />
      <p>{say('scanLead')}</p>
      <button type="button" onClick={onClose}>
        {say('cancel')}
      </button>
    </section>
  )
}
