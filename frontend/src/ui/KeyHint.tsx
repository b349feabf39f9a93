const mac = navigator.userAgent.includes('Mac')

// keysOf is a shortcut as it stands on this computer's keyboard: "Ctrl+K" is Ctrl
// and K, on a Mac ⌘ and K.
export function keysOf(keys: string, onMac = mac): string[] {
  return keys.split('+').map((k) => (onMac ? ({ Ctrl: '⌘', Alt: '⌥' }[k] ?? k) : k))
}

// KeyHint shows the keys of what it stands in or beside. Screen readers pass it
// by: the button says them with aria-keyshortcuts.
export function KeyHint({ keys }: { keys: string }) {
  return (
    <span className="keys" aria-hidden="true">
      {keysOf(keys).map((k) => (
        <kbd key={k}>{k}</kbd>
      ))}
    </span>
  )
}
