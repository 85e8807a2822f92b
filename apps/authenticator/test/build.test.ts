import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, brotliDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** What a phone on a slow line can load and start in two seconds. */
const MOST_FIRST_LOAD_BYTES = 150_000

let dist: string

beforeAll(() => {
  dist = mkdtempSync(join(tmpdir(), 'authenticator-dist-'))
  execFileSync(process.execPath, [join(import.meta.dirname, '../build/build.ts'), dist], {
    stdio: 'pipe',
  })
})

afterAll(() => rmSync(dist, { recursive: true, force: true }))

function read(name: string): string {
  return readFileSync(join(dist, name), 'utf8')
}

/** The script of the page, what it preloads, and all that those import without being asked. */
function firstLoad(): readonly string[] {
  const names = new Set<string>()
  const visit = (name: string) => {
    if (names.has(name)) return
    names.add(name)
    for (const [, imported = ''] of read(name).matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)) {
      visit(`assets/${imported}`)
    }
  }
  for (const [, name = ''] of read('index.html').matchAll(
    /"\/authenticator\/(assets\/[\w.-]+\.js)"/g,
  )) {
    visit(name)
  }
  return [...names]
}

test('the first load stays within its budget, compressed', () => {
  const names = firstLoad()
  const bytes = names.reduce((sum, name) => {
    const compressed = join(dist, `${name}.gz`)
    return sum + statSync(existsSync(compressed) ? compressed : join(dist, name)).size
  }, 0)
  expect(names.length).toBeGreaterThan(0)
  expect(bytes).toBeLessThan(MOST_FIRST_LOAD_BYTES)
})

test('the first load holds neither the QR reader nor another language', () => {
  const text = firstLoad().map(read).join('\n')
  expect(text).toContain('Hold to approve')
  expect(text).not.toContain('Zum Bestätigen halten')
  expect(readdirSync(join(dist, 'assets')).some((name) => name.startsWith('jsQR'))).toBe(true)
  expect(firstLoad().some((name) => name.includes('jsQR'))).toBe(false)
})

test('the page needs nothing that its policy forbids', () => {
  const page = read('index.html')
  expect(page).not.toMatch(/<style|style=|<script(?![^>]*\bsrc=)|\son\w+=/)
  const scripts = readdirSync(join(dist, 'assets')).filter((name) => name.endsWith('.js'))
  for (const name of scripts) expect(read(`assets/${name}`)).not.toMatch(/\beval\(|new Function\(/)
})

test('the service worker keeps every file that runs or is drawn', () => {
  const worker = read('sw.js')
  const assets = readdirSync(join(dist, 'assets')).filter((name) => /\.(js|css)$/.test(name))
  expect(assets.filter((name) => !worker.includes(`assets/${name}`))).toEqual([])
  expect(worker).not.toContain('/device/')
})

test('what is compressed is what is sent plain', () => {
  const names = readdirSync(dist, { recursive: true, encoding: 'utf8' })
  const compressed = names.filter((name) => name.endsWith('.br'))
  expect(compressed.length).toBeGreaterThan(10)
  for (const name of compressed) {
    const plain = readFileSync(join(dist, name.slice(0, -3)))
    expect(brotliDecompressSync(readFileSync(join(dist, name))).equals(plain)).toBe(true)
    expect(gunzipSync(readFileSync(join(dist, `${name.slice(0, -3)}.gz`))).equals(plain)).toBe(true)
  }
})

test('the manifest names icons that are there', () => {
  const manifest = JSON.parse(read('manifest.webmanifest')) as {
    readonly icons: readonly { readonly src: string; readonly sizes: string }[]
    readonly start_url: string
    readonly scope: string
  }
  expect([manifest.start_url, manifest.scope]).toEqual(['/authenticator/', '/authenticator/'])
  for (const { src, sizes } of manifest.icons) {
    const png = readFileSync(join(dist, src))
    // The width and height in the header of a PNG.
    expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`).toBe(sizes)
  }
})
