/** Drawn on a grid of 24, with lines of 1.8. */
const PATHS = {
  codes: 'M12 3.5a8.5 8.5 0 1 0 8.5 8.5M12 7.5V12l3 2',
  history: 'M4 6h16M4 12h16M4 18h10',
  devices: 'M4 5h11v9H4zM2.5 18H13M16 9h5v10h-5z',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.8v4.4M9 14.8v4.4',
  add: 'M12 5v14M5 12h14',
  back: 'M14.5 5.5 8 12l6.5 6.5',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  cross: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  clock: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 8v4.3l2.8 1.7',
  edit: 'M5 19h3.5L19 8.5 15.5 5 5 15.5zM13.5 7l3.5 3.5',
  camera: 'M4 8h3.5L9 6h6l1.5 2H20v10.5H4zM12 10a3 3 0 1 0 0 6.1 3 3 0 0 0 0-6.1',
  image: 'M4 5h16v14H4zM4 16l4.5-4.5L13 16l2.5-2.5L20 18M15 9.5h.1',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  bell: 'M6 16.5h12l-1.5-2.3V10a4.5 4.5 0 0 0-9 0v4.2zM10.3 19.5h3.4',
  phone: 'M7.5 3.5h9v17h-9zM11 17.7h2',
  forward: 'M9.5 5.5 16 12l-6.5 6.5',
  warning: 'M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.1',
  offline:
    'M4 4l16 16M8.5 15.5a5 5 0 0 1 5.6-1M5 12a10 10 0 0 1 4-2.4M13 9.2a10 10 0 0 1 6 2.8M12 19v.1',
  search: 'M11 4.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M16 16l4 4',
} as const

export type IconName = keyof typeof PATHS

/** Always beside words, or on a button that has a name: nothing for screen readers. */
export function Icon({ name }: { readonly name: IconName }) {
  const isDirected = name === 'back' || name === 'forward'
  return (
    <svg className={isDirected ? 'icon directed' : 'icon'} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  )
}
