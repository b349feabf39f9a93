import type { Bridge } from '../bridge'

type Field = HTMLInputElement | HTMLTextAreaElement

const inHand = (): Field | null => {
  const at = document.activeElement
  return at instanceof HTMLTextAreaElement || at instanceof HTMLInputElement ? at : null
}

// chosenText is what is marked; never a password or a masked number.
function chosenText(): string {
  const field = inHand()
  if (!field) return window.getSelection()?.toString() ?? ''
  if (field.type === 'password') return ''
  return field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0)
}

// The page's own commands: they keep undo whole and tell the form of the change.
const command = (name: string, text?: string) => document.execCommand(name, false, text)

// edit does what a line of the Edit menu says.
export async function edit(what: string, clipboard: Pick<Bridge['window'], 'copy' | 'pasted'>): Promise<void> {
  switch (what) {
    case 'undo':
    case 'redo':
      command(what)
      return
    case 'all': {
      const field = inHand()
      if (field) field.select()
      else command('selectAll')
      return
    }
    case 'cut':
    case 'copy': {
      const text = chosenText()
      if (!text) return
      if (what === 'cut' && inHand()) command('delete')
      await clipboard.copy(text)
      return
    }
    case 'paste': {
      const text = await clipboard.pasted()
      if (text && inHand()) command('insertText', text)
    }
  }
}
