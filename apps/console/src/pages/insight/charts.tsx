import type { InsightFigures } from '@countersign/server/console-api'
import { BarChart, LineChart } from '@mantine/charts'
import type { Query } from '../../app/ask.ts'
import { Figure } from './figure.tsx'
import { csvAddress } from './insight-search.ts'
import {
  count,
  countryName,
  duration,
  limitName,
  methodName,
  money,
  pointName,
  share,
} from './words.ts'
import '@mantine/charts/styles.css'

interface ChartsProps {
  readonly figures: InsightFigures
  readonly question: Query
}

const HEIGHT = 220
/** Rows that a chart of bars can show apart; the table has them all. */
const MOST_BARS = 10

/** Every chart of the page. */
export function Charts({ figures, question }: ChartsProps) {
  const { each } = figures
  const csv = (table: string) => csvAddress(table, question)
  const time = each === 'hour' ? 'Hour' : 'Day (UTC)'
  const named = <Row extends { readonly at: number }>(rows: readonly Row[], of = each) =>
    rows.map((row) => ({ ...row, time: pointName(row.at, of) }))
  const lines = {
    h: HEIGHT,
    dataKey: 'time',
    withDots: false,
    curveType: 'monotone' as const,
    withLegend: true,
    valueFormatter: count,
  }
  return (
    <div className="figures-grid">
      <Figure
        title="Verifications"
        about="Tokens and codes that were typed, by what came of them."
        csv={csv('verifications')}
        table={{
          header: [time, 'Right', 'Used before', 'Wrong'],
          rows: figures.verifications.map((row) => [
            pointName(row.at, each),
            row.valid,
            row.reused,
            row.invalid,
          ]),
        }}
        chart={
          <LineChart
            {...lines}
            data={named(figures.verifications)}
            series={[
              { name: 'valid', label: 'Right', color: 'green.7' },
              { name: 'reused', label: 'Used before', color: 'yellow.7' },
              { name: 'invalid', label: 'Wrong', color: 'red.7' },
            ]}
          />
        }
      />
      <Figure
        title="Sent"
        about="Tokens and codes that were sent, by channel."
        csv={csv('sends')}
        table={{
          header: [time, 'SMS', 'Call', 'E-mail'],
          rows: figures.sends.map((row) => [pointName(row.at, each), row.sms, row.call, row.email]),
        }}
        chart={
          <LineChart
            {...lines}
            data={named(figures.sends)}
            series={[
              { name: 'sms', label: 'SMS', color: 'green.7' },
              { name: 'call', label: 'Call', color: 'blue.7' },
              { name: 'email', label: 'E-mail', color: 'grape.7' },
            ]}
          />
        }
      />
      <ConversionFigures figures={figures} csv={csv} />
      <Figure
        title="Delivery time"
        about="From the decision to send until the provider had it: half, and 95 of 100, took at most so long."
        csv={csv('latency')}
        table={{
          header: ['Channel and provider', 'Delivered', 'p50', 'p95'],
          rows: figures.latency.map((row) => [
            `${methodName(row.channel)}, ${row.provider}`,
            row.count,
            duration(row.p50Ms),
            duration(row.p95Ms),
          ]),
        }}
      />
      <Figure
        title="Approvals"
        about={`Requests to devices and their answers. Half were answered within ${duration(figures.answerTime.p50Ms)}, 95 of 100 within ${duration(figures.answerTime.p95Ms)}.`}
        csv={csv('approvals')}
        table={{
          header: [time, 'Asked', 'Approved', 'Denied'],
          rows: figures.approvals.map((row) => [
            pointName(row.at, each),
            row.asked,
            row.approved,
            row.denied,
          ]),
        }}
        chart={
          <LineChart
            {...lines}
            data={named(figures.approvals)}
            series={[
              { name: 'asked', label: 'Asked', color: 'gray.6' },
              { name: 'approved', label: 'Approved', color: 'green.7' },
              { name: 'denied', label: 'Denied', color: 'red.7' },
            ]}
          />
        }
      />
      <Figure
        title="Active people and devices"
        about="Who verified or approved something on a day. Devices are of the whole service: with one application chosen there are none."
        csv={csv('active')}
        table={{
          header: ['Day (UTC)', 'People', 'Devices'],
          rows: figures.active.map((row) => [pointName(row.at, 'day'), row.users, row.devices]),
        }}
        chart={
          <BarChart
            h={HEIGHT}
            dataKey="time"
            withLegend
            valueFormatter={count}
            data={named(figures.active, 'day')}
            series={[
              { name: 'users', label: 'People', color: 'green.7' },
              { name: 'devices', label: 'Devices', color: 'blue.7' },
            ]}
          />
        }
      />
      <Figure
        title="Ways to verify"
        about="What the typed token was, or would have been."
        csv={csv('methods')}
        table={{
          header: ['By', 'Right', 'Used before', 'Wrong'],
          rows: figures.methods.map((row) => [
            methodName(row.by),
            row.valid,
            row.reused,
            row.invalid,
          ]),
        }}
      />
      <Figure
        title="Refused by limits"
        about="Attempts that a limit refused before anything was looked at."
        csv={csv('refused')}
        table={{
          header: ['Limit', 'Attempts'],
          rows: figures.refused.map((row) => [limitName(row.limit), row.count]),
        }}
      />
      {figures.spend.length === 0 ? null : (
        <Figure
          title="Spend"
          about="What providers asked for, where they tell it with the delivery."
          csv={csv('spend')}
          table={{
            header: ['Channel and provider', 'Amount'],
            rows: figures.spend.map((row) => [
              `${methodName(row.channel)}, ${row.provider}`,
              money(row.millionths, row.currency),
            ]),
          }}
        />
      )}
      <Figure
        title="Messages"
        about="Every message that left the service, or did not: tokens, codes, links and notices."
        csv={csv('messages')}
        table={{
          header: ['Channel', 'Sent', 'Given up', 'Refused'],
          rows: figures.messages.map((row) => [
            methodName(row.channel),
            row.sent,
            row.failed,
            row.refused,
          ]),
        }}
      />
    </div>
  )
}

function ConversionFigures({
  figures,
  csv,
}: {
  readonly figures: InsightFigures
  readonly csv: (table: string) => string
}) {
  const of = [
    ['Conversion by country', 'countries', 'Country', figures.conversion.country, countryName],
    ['Conversion by channel', 'channels', 'Channel', figures.conversion.channel, methodName],
    ['Conversion by provider', 'providers', 'Provider', figures.conversion.provider, String],
  ] as const
  return of.map(([title, table, by, rows, name]) => (
    <Figure
      key={table}
      title={title}
      about="Of the tokens and codes that were sent, those that were typed."
      csv={csv(table)}
      table={{
        header: [by, 'Sent', 'Typed', 'Conversion'],
        rows: rows.map((row) => [
          name(row.key),
          row.sent,
          row.verified,
          share(row.verified, row.sent),
        ]),
      }}
      chart={
        <BarChart
          h={HEIGHT}
          dataKey="name"
          withLegend
          valueFormatter={count}
          data={rows.slice(0, MOST_BARS).map((row) => ({ ...row, name: name(row.key) }))}
          series={[
            { name: 'sent', label: 'Sent', color: 'gray.5' },
            { name: 'verified', label: 'Typed', color: 'green.7' },
          ]}
        />
      }
    />
  ))
}
