// The filter, the buttons that copy, and the contents on a narrow screen. Without it the page is all there.

const filter = document.querySelector('#filter')
const found = document.querySelector('.found')
const none = document.querySelector('.none')
const contents = document.querySelector('.contents')
const entries = [...document.querySelectorAll('.operation')].map((article) => ({
  article,
  link: document.querySelector(`nav a[href="#${article.id}"]`).parentElement,
  words: [...article.querySelectorAll('h3, .line, .name, .error')]
    .map((part) => part.textContent)
    .join(' ')
    .toLowerCase(),
}))

function show(text) {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean)
  const shown = entries.filter(({ article, link, words }) => {
    const isShown = wanted.every((word) => words.includes(word))
    article.hidden = !isShown
    link.hidden = !isShown
    return isShown
  })
  for (const chapter of document.querySelectorAll('.chapter:has(.operation)'))
    chapter.hidden = chapter.querySelector('.operation:not([hidden])') === null
  for (const group of document.querySelectorAll('nav .group'))
    group.hidden = group.querySelector('li:not([hidden])') === null
  none.hidden = shown.length > 0
  found.textContent = wanted.length === 0 ? '' : `${shown.length} of ${entries.length}`
}

filter.closest('.filter').hidden = false
filter.addEventListener('input', () => {
  show(filter.value)
  contents.open = true
})
// A browser that comes back to the page fills in what was there.
show(filter.value)

// A link leads to its operation, also when the filter has put it away.
function follow() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (target === null || target.closest('[hidden]') === null) return
  filter.value = ''
  show('')
  target.scrollIntoView()
}
addEventListener('hashchange', follow)
follow()

const narrow = matchMedia('(max-width: 860px)')
const fit = () => {
  contents.open = !narrow.matches
}
narrow.addEventListener('change', fit)
fit()
contents.addEventListener('click', (event) => {
  if (narrow.matches && event.target.closest('nav a') !== null) contents.open = false
})

// The contents show where the reader is.
const inView = new IntersectionObserver(
  (changes) => {
    for (const { target, isIntersecting } of changes) {
      const link = document.querySelector(`nav a[href="#${target.id}"]`)
      if (!isIntersecting) link.removeAttribute('aria-current')
      else {
        link.setAttribute('aria-current', 'true')
        if (!narrow.matches) link.scrollIntoView({ block: 'nearest' })
      }
    }
  },
  // A line below the top: one operation crosses it at a time.
  { rootMargin: '-15% 0px -84% 0px' },
)
for (const { article } of entries) inView.observe(article)

// Browsers give pages no clipboard without TLS, except on the machine itself.
if (navigator.clipboard !== undefined) {
  for (const figure of document.querySelectorAll('figure.code')) {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = 'Copy'
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(figure.querySelector('code').textContent)
      button.textContent = 'Copied'
      setTimeout(() => {
        button.textContent = 'Copy'
      }, 2000)
    })
    figure.querySelector('figcaption').append(button)
  }
}
