import type { HandsetAnswer, HandsetMessageAnswer } from '@countersign/server/console-api'
import { Button, CopyButton, Text } from '@mantine/core'
import { IconCheck, IconCopy, IconMail, IconPhone, IconVolume } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { Exact } from '../../parts/time.tsx'
import { canSpeak, speak } from './speak.ts'

/** A phone as it would look in the hand of who has this number. */
export function Phone({ phone }: { readonly phone: HandsetAnswer }) {
  const scroll = useRef<HTMLElement>(null)
  const newest = phone.items[0]?.id
  useEffect(() => {
    if (newest !== undefined) scroll.current?.scrollTo({ top: scroll.current.scrollHeight })
  }, [newest])
  return (
    <section className="handset" aria-label={`The phone ${phone.to}`}>
      <div className="handset-screen">
        <div className="handset-bar">
          <h2>{phone.to}</h2>
        </div>
        {/* Who has no mouse scrolls it by its arrows. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <section className="handset-scroll" ref={scroll} tabIndex={0} aria-label="Messages">
          <ol className="handset-messages" aria-live="polite">
            {phone.items.length === 0 ? (
              <li>
                <Text size="sm" c="dimmed" ta="center">
                  Nothing came yet. What the applications send to this number shows here at once.
                </Text>
              </li>
            ) : null}
            {phone.items.toReversed().map((message) => (
              <li key={message.id}>
                <span className="handset-time">
                  {message.appName} · <Exact at={message.at} />
                </span>
                <Bubble message={message} />
              </li>
            ))}
          </ol>
        </section>
      </div>
    </section>
  )
}

function Bubble({ message }: { readonly message: HandsetMessageAnswer }) {
  const { channel, subject, text, token } = message
  return (
    <div className={`bubble bubble-${channel}`}>
      {channel === 'call' ? (
        <Text size="xs" fw={650} mb={4}>
          <IconPhone size={14} aria-hidden /> A call that says
        </Text>
      ) : null}
      {channel === 'email' ? (
        <Text size="sm" fw={650} mb={4}>
          <IconMail size={14} aria-hidden /> {subject ?? 'E-mail'}
        </Text>
      ) : null}
      {text}
      <div className="bubble-acts">
        {token === null ? null : <CopyToken token={token} />}
        {channel === 'call' && canSpeak ? (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconVolume size={14} aria-hidden />}
            onClick={() => speak(text, message.language)}
          >
            Read aloud
          </Button>
        ) : null}
      </div>
    </div>
  )
}

function CopyToken({ token }: { readonly token: string }) {
  return (
    <CopyButton value={token} timeout={2_000}>
      {({ copied, copy }) => (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={
            copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />
          }
          onClick={copy}
        >
          {copied ? 'Copied' : `Copy ${token}`}
        </Button>
      )}
    </CopyButton>
  )
}
