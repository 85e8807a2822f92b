import { describeBrowser } from '@countersign/device/browser'
import type { RegistrationVia } from '@countersign/wire'
import { useState } from 'react'
import { COUNTRIES, countryOfCallingCode, findCountry, guessCountry } from '../app/countries.ts'
import { asciiDigits, toE164 } from '../app/phone-number.ts'
import { VERSION } from '../app/version.ts'
import { useApp, useDoing, useView } from '../parts/context.tsx'
import { Field, Problem } from '../parts/form.tsx'
import { Page } from '../parts/page.tsx'
import { CodeForm, OtherDevice } from './setup-proof.tsx'

/** The number, then the code: what a new device has to go through. */
export function Setup() {
  const { device } = useView()
  const [phone, setPhone] = useState('')
  // A registration that ended is forgotten, and its page with it.
  const [ending, setEnding] = useState('')
  return (
    <div className="setup">
      <p className="brand" aria-hidden="true">
        <img src="/authenticator/icon.svg" alt="" width="40" height="40" />
        Countersign
      </p>
      {device.status !== 'registering' ? (
        <PhoneForm onPhone={setPhone} ending={ending} />
      ) : device.registration.via === 'device' ? (
        <OtherDevice registration={device.registration} onEnd={setEnding} />
      ) : (
        <CodeForm registration={device.registration} phone={phone} />
      )}
    </div>
  )
}

interface PhoneFormProps {
  readonly onPhone: (phone: string) => void
  /** Why the registration before came to nothing. */
  readonly ending: string
}

function PhoneForm({ onPhone, ending }: PhoneFormProps) {
  const { session, say, locale, prefer, go } = useApp()
  const { isRevoked } = useView()
  const { isBusy, problem, setProblem, run } = useDoing()
  const [region, setRegion] = useState(() => guessCountry(navigator.languages).region)
  const [callingCode, setCallingCode] = useState(() => findCountry(region)?.callingCode ?? '')
  const [number, setNumber] = useState('')
  const [name, setName] = useState(() => describeBrowser(navigator).name)

  const choose = (chosen: string) => {
    setRegion(chosen)
    setCallingCode(findCountry(chosen)?.callingCode ?? '')
  }
  const typeCallingCode = (text: string) => {
    const digits = asciiDigits(text).replaceAll(/\D/g, '').slice(0, 3)
    setCallingCode(digits)
    if (findCountry(region)?.callingCode === digits) return
    setRegion(countryOfCallingCode(digits)?.region ?? region)
  }
  const register = (via: RegistrationVia) => {
    const phone = toE164(number, callingCode)
    if (phone === undefined) return setProblem(say('badPhone'))
    run(async () => {
      onPhone(phone)
      const system = describeBrowser(navigator).system
      const device = { name: name.trim() || describeBrowser(navigator).name, system }
      await session.act((own) => own.register({ phone, via, locale, ...device, version: VERSION }))
    })
  }
  const skip = () => {
    prefer({ isWithoutPhone: true })
    go({ page: 'codes' })
  }
  return (
    <Page title={say('welcome')}>
      <p className="lead">{isRevoked ? say('revoked') : say('welcomeLead')}</p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          register('sms')
        }}
      >
        <Countries region={region} onRegion={choose} />
        <div className="phone-line">
          <Field
            label={`${say('country')} (+)`}
            className="calling-code"
            inputMode="numeric"
            autoComplete="tel-country-code"
            dir="ltr"
            value={`+${callingCode}`}
            onText={typeCallingCode}
          />
          <Field
            label={say('phoneNumber')}
            type="tel"
            autoComplete="tel-national"
            dir="ltr"
            required
            value={number}
            onText={setNumber}
          />
        </div>
        <Field label={say('deviceName')} value={name} maxLength={40} onText={setName} />
        <Problem text={problem === '' && !isBusy ? ending : problem} />
        <div className="stack">
          <button type="submit" className="primary" disabled={isBusy}>
            {say('sendSms')}
          </button>
          <button type="button" disabled={isBusy} onClick={() => register('call')}>
            {say('callMe')}
          </button>
          <button type="button" disabled={isBusy} onClick={() => register('device')}>
            {say('useOtherDevice')}
          </button>
          <button type="button" className="link" onClick={skip}>
            {say('skipPhone')}
          </button>
        </div>
      </form>
    </Page>
  )
}

interface CountriesProps {
  readonly region: string
  readonly onRegion: (region: string) => void
}

function Countries({ region, onRegion }: CountriesProps) {
  const { say, locale } = useApp()
  const [names] = useState(() => countryNames(locale))
  return (
    <div className="field">
      <label htmlFor="country">{say('country')}</label>
      <select
        id="country"
        value={region}
        autoComplete="country"
        onChange={(event) => onRegion(event.target.value)}
      >
        {names.map(([each, name, callingCode]) => (
          <option key={each} value={each}>
            {`${name} (+${callingCode})`}
          </option>
        ))}
      </select>
    </div>
  )
}

function countryNames(locale: string): readonly (readonly [string, string, string])[] {
  const names = new Intl.DisplayNames(locale, { type: 'region' })
  const { compare } = new Intl.Collator(locale)
  return COUNTRIES.map(
    ({ region, callingCode }) => [region, names.of(region) ?? region, callingCode] as const,
  ).toSorted(([, a], [, b]) => compare(a, b))
}
