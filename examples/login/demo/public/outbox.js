const LOOK_EVERY_MS = 700
const CHANNELS = { sms: 'SMS', call: 'Call', email: 'E-mail' }

const list = document.querySelector('.messages')
const template = document.querySelector('template')
const whose = document.querySelector('#whose')
const state = document.querySelector('[data-state]')
const empty = document.querySelector('[data-empty]')
const known = new Set()

function element(message) {
  const item = template.content.cloneNode(true).firstElementChild
  const part = (name) => item.querySelector(`[data-${name}]`)
  item.dataset.recipient = message.to
  item.hidden = whose.value !== '' && whose.value !== message.to
  part('channel').textContent = CHANNELS[message.channel]
  part('to').textContent = message.to
  part('text').textContent = message.text
  part('subject').textContent = message.subject ?? ''
  part('subject').hidden = message.subject === null
  const time = item.querySelector('time')
  time.dateTime = new Date(message.at).toISOString()
  time.textContent = new Date(message.at).toLocaleTimeString()
  const copy = part('copy')
  copy.hidden = message.token === null
  copy.textContent = `Copy ${message.token}`
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(message.token)
    copy.textContent = `Copied ${message.token}`
  })
  return item
}

function addRecipient(to) {
  if ([...whose.options].some((option) => option.value === to)) return
  whose.add(new Option(to, to))
}

async function look() {
  try {
    const response = await fetch('/messages')
    if (!response.ok) throw new Error(`The outbox answered ${response.status}.`)
    const { messages } = await response.json()
    state.hidden = true
    for (const message of messages.toReversed()) {
      if (known.has(message.id)) continue
      known.add(message.id)
      addRecipient(message.to)
      list.prepend(element(message))
    }
    empty.hidden = known.size > 0
  } catch {
    state.textContent = 'The demo does not answer. Start it again; this page goes on by itself.'
    state.hidden = false
  }
}

whose.addEventListener('change', () => {
  for (const item of list.children) {
    item.hidden = whose.value !== '' && whose.value !== item.dataset.recipient
  }
})
await look()
setInterval(look, LOOK_EVERY_MS)
