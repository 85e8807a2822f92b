import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

/** The deep green of the authenticator, from the lightest on. */
const green: MantineColorsTuple = [
  '#eaf7f2',
  '#d6ebe3',
  '#a9d8c6',
  '#79c4a8',
  '#52b38e',
  '#38a87d',
  '#1c8a66',
  '#0f7355',
  '#0b5c49',
  '#07443a',
]

/** Night with a breath of the same green, from text to ground. */
const dark: MantineColorsTuple = [
  '#ecf3ef',
  '#c3cfca',
  '#a2b1aa',
  '#7d8f88',
  '#3d4c47',
  '#2a3733',
  '#1e2926',
  '#17211e',
  '#0e1513',
  '#0a100e',
]

/** What the library's own greys are too pale for (WCAG 2.2, 1.4.3). */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#f8f7f3',
    '--mantine-color-dimmed': '#56625c',
    '--mantine-color-placeholder': '#6b766f',
    '--card': '#fffefb',
  },
  dark: {
    '--mantine-color-body': '#0e1513',
    '--mantine-color-dimmed': '#a2b1aa',
    '--mantine-color-placeholder': '#8b9b94',
    '--card': '#17211e',
  },
})

export const theme = createTheme({
  colors: { green, dark },
  primaryColor: 'green',
  primaryShade: { light: 8, dark: 7 },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily:
    "ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
  headings: { fontWeight: '650' },
  components: {
    // Dialogs and messages have a cross alone, which a screen reader cannot read.
    CloseButton: { defaultProps: { 'aria-label': 'Close' } },
  },
})
