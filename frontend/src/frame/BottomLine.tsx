import { KeyHint, timeWords } from '../ui'
import { type Saved, useSaved } from './saved'

// BottomLine says whether the form in hand is on disk.
export function BottomLine({ onHelp }: { onHelp: () => void }) {
  const saved = useSaved()
  return (
    <footer className="bottom">
      <span role="status" className={`bottom__saved bottom__saved--${saved.state}`}>
        {words(saved)}
      </span>
      <button type="button" className="bottom__help" aria-keyshortcuts="F1" onClick={onHelp}>
        Keys <KeyHint keys="F1" />
      </button>
    </footer>
  )
}

function words(saved: Saved): string {
  switch (saved.state) {
    case 'none':
      return ''
    case 'typing':
      return '● Typing: kept as you go'
    case 'saving':
      return '◔ Saving…'
    case 'saved':
      return `✓ Saved on this computer at ${timeWords(saved.at ?? '')}`
    case 'kept':
      return '✓ What you typed is kept on this computer until you save it'
    case 'failed':
      return `✕ Not saved: ${saved.words}`
  }
}
