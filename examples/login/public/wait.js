// Waits for the answer: told by a stream of events, and by asking where that stream breaks.
const wait = document.querySelector('[data-wait]')
const { path } = wait.dataset

/** Often enough for somebody who watches the page, while there is no stream. */
const ASK_EVERY_MS = 2_000
/** In case the callback got lost on its way to the app: the stream then has nothing to tell. */
const ASK_ANYWAY_EVERY_MS = 10_000

let stream
let isOver = false
let lastAsked = performance.now()

function take(status) {
  if (isOver || status === 'pending') return
  isOver = true
  stream?.close()
  if (status === 'approved') document.querySelector('[data-finish]').requestSubmit()
  // The same address says what became of it.
  else location.reload()
}

async function ask() {
  lastAsked = performance.now()
  try {
    const response = await fetch(`${path}/status`, { headers: { Accept: 'application/json' } })
    if (response.ok) take((await response.json()).status)
  } catch {
    // No network: asked again in a moment.
  }
}

function listen() {
  stream = new EventSource(`${path}/events`)
  stream.addEventListener('message', (event) => take(JSON.parse(event.data).status))
}

const endsAt = performance.now() + Number(wait.dataset.seconds) * 1_000
const timer = document.querySelector('[data-timer]')

function tick() {
  if (isOver) return
  const now = performance.now()
  const seconds = Math.max(0, Math.ceil((endsAt - now) / 1_000))
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  timer.textContent = seconds > 0 ? `Ends in ${clock}` : 'Time is up.'
  const isStreaming = stream?.readyState === EventSource.OPEN && seconds > 0
  if (now - lastAsked >= (isStreaming ? ASK_ANYWAY_EVERY_MS : ASK_EVERY_MS)) void ask()
}

take(wait.dataset.status)
if (!isOver) {
  listen()
  tick()
  setInterval(tick, 500)
}
