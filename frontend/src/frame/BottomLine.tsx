import { timeWords } from '../ui'
import { type Saved, useSaved } from './saved'

// BottomLine says whether the form in hand is on disk.
export function BottomLine({ onHelp }: { onHelp: () => void }) {
  const { saved } = useSaved()
  return (
    <footer className="bottom">
      <span role="status" className={`bottom__saved bottom__saved--${saved.state}`}>
        {words(saved)}
      </span>
      <button type="button" className="bottom__help" onClick={onHelp}>
        Keys <kbd>F1</kbd>
      </button>
    </footer>
  )
}

function words(saved: Saved): string {
  switch (saved.state) {
    case 'none':
      return ''
    case 'typing':
      return '● Typing: saved when you leave the field'
    case 'saving':
      return '◔ Saving…'
    case 'saved':
      return `✓ Saved on this computer at ${timeWords(saved.at ?? '')}`
    case 'failed':
      return `✕ Not saved: ${saved.words}`
  }
}
