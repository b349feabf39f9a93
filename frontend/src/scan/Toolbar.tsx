import type { Command } from './keys'
import type { View } from './view'

interface Props {
  act: (command: Command) => void
  page: number
  count: number
  scale: number
  zoom: View['zoom']
}

const buttons: [command: Command, glyph: string, label: string, keys: string][] = [
  ['previous', '▲', 'Previous page', 'Alt+PageUp'],
  ['next', '▼', 'Next page', 'Alt+PageDown'],
  ['smaller', '−', 'Smaller', 'Control+-'],
  ['larger', '+', 'Larger', 'Control++'],
  ['width', '↔', 'As wide as the pane', 'Control+0'],
  ['page', '▯', 'Whole page', 'Control+9'],
  ['left', '↺', 'Turn left', 'Alt+Shift+R'],
  ['right', '↻', 'Turn right', 'Alt+R'],
]

// Toolbar is the viewer's commands for those who use the mouse, each with its key,
// and where in the file one is.
export function Toolbar({ act, page, count, scale, zoom }: Props) {
  return (
    <div className="scan__tools" role="toolbar" aria-label="Scan">
      <span className="scan__where number" role="status">
        Page {page} of {count}
      </span>
      {buttons.map(([command, glyph, label, keys]) => (
        <button
          key={command}
          type="button"
          className="scan__tool"
          aria-label={label}
          aria-keyshortcuts={keys}
          title={`${label} (${keys.replace('Control', 'Ctrl')})`}
          aria-pressed={command === 'width' || command === 'page' ? zoom === command : undefined}
          aria-disabled={(command === 'previous' && page === 1) || (command === 'next' && page === count) || undefined}
          // The focus stays in the form.
          onMouseDown={(e) => e.preventDefault()}
          onClick={() => act(command)}
        >
          <span aria-hidden="true">{glyph}</span>
        </button>
      ))}
      <span className="scan__zoom number">{Math.round(scale * 100)} %</span>
    </div>
  )
}
