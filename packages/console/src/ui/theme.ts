// Colours and type: calm, one accent, the system's own fonts. The sign-in page of the server has the same colours.
import { type CSSVariablesResolver, createTheme } from '@mantine/core'

/** Of the element in the frame that menus, lists and hints pop up in. */
export const popupsId = 'popups'

export const theme = createTheme({
  primaryColor: 'harbour',
  primaryShade: { light: 8, dark: 6 },
  colors: {
    harbour: [
      ...(['#eef5fc', '#d9e8f7', '#b0cfee', '#83b4e5', '#7db7f2'] as const),
      ...(['#3f8bd3', '#2f74b8', '#1f61a3', '#12508f', '#0b3f75'] as const),
    ],
    dark: [
      ...(['#e3e6ea', '#c3c9d1', '#9aa3af', '#6b7480', '#4a515b'] as const),
      ...(['#343a42', '#262b31', '#1b1e23', '#16191d', '#121418'] as const),
    ],
  },
  defaultRadius: 'md',
  respectReducedMotion: true,
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace',
  headings: { fontWeight: '600' },
  components: {
    // One size for whatever is read, in tables, cards and dialogs.
    Text: { defaultProps: { size: 'sm' } },
    // Named, so that the style sheet knows it.
    Alert: { defaultProps: { variant: 'light' } },
    // A badge says its words as they are written, and all of them.
    Badge: { defaultProps: { tt: 'none', fw: 500 } },
    // Fields side by side stay on one line, however long what is said below them.
    InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] } },
    // A dialog's head is no banner of the page, and what pops up belongs to the page's landmark (WAI-ARIA 1.2 §5.3.4).
    ModalHeader: { defaultProps: { role: 'presentation' } },
    Popover: { defaultProps: { portalProps: { target: `#${popupsId}` } } },
    Tooltip: { defaultProps: { portalProps: { target: `#${popupsId}` } } },
    // A notice goes by itself; its button would have no name.
    Notification: { defaultProps: { withCloseButton: false } },
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
  },
})

/** What is soft is still read: 4.5 to 1 on both grounds (WCAG 2.2 §1.4.3). */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-text': '#1f2328',
    '--mantine-color-dimmed': '#57606a',
    '--mantine-color-default-border': '#d9dde1',
    '--mantine-color-placeholder': '#6b7480',
    '--mantine-color-error': '#c92a2a',
    // The colours of notices; their icons are seen on them (WCAG 2.2 §1.4.11).
    '--mantine-color-yellow-light': '#fff9db',
    '--mantine-color-yellow-light-color': '#8a5a00',
    '--mantine-color-blue-light': '#eef5fc',
    '--mantine-color-blue-light-color': '#12508f',
    '--mantine-color-teal-light': '#e8f7f1',
    '--mantine-color-teal-light-color': '#0b6b50',
    '--entrepot-ground': '#f6f7f8',
    '--entrepot-code': '#eef0f2',
  },
  dark: {
    '--mantine-color-dimmed': '#9aa3af',
    '--mantine-color-default-border': '#343a42',
    '--mantine-color-placeholder': '#8b95a1',
    '--mantine-color-error': '#ff8787',
    // Warnings and refusals are a tint of the ground they are on, not a colour of their own.
    '--mantine-color-yellow-light': 'rgba(245, 196, 81, 0.09)',
    '--mantine-color-yellow-light-hover': 'rgba(245, 196, 81, 0.14)',
    '--mantine-color-yellow-light-color': '#f5c451',
    '--mantine-color-red-light': 'rgba(255, 135, 135, 0.1)',
    '--mantine-color-red-light-hover': 'rgba(255, 135, 135, 0.16)',
    '--mantine-color-red-light-color': '#ff9b9b',
    '--mantine-color-blue-light': 'rgba(125, 183, 242, 0.1)',
    '--mantine-color-blue-light-hover': 'rgba(125, 183, 242, 0.16)',
    '--mantine-color-blue-light-color': '#7db7f2',
    '--mantine-color-teal-light': 'rgba(99, 211, 170, 0.09)',
    '--mantine-color-teal-light-hover': 'rgba(99, 211, 170, 0.14)',
    '--mantine-color-teal-light-color': '#63d3aa',
    // Seen on a card too, whose ground is the library's own for what is disabled.
    '--mantine-color-disabled': '#343a42',
    '--mantine-color-disabled-color': '#9aa3af',
    '--entrepot-ground': '#121418',
    // What is soft is read on it.
    '--entrepot-code': '#30363e',
  },
})
