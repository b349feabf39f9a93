// Piece is a part of a text; hit when it is what was typed.
export interface Piece {
  text: string
  hit: boolean
}

// matchOf cuts a text into pieces where the words that were typed stand, or is
// null when one of them does not.
export function matchOf(text: string, words: string[]): Piece[] | null {
  const low = text.toLowerCase()
  const hits = words.map((w) => [low.indexOf(w), w.length] as const)
  if (hits.some(([at]) => at < 0)) return null
  const marked = Array.from(text, () => false)
  for (const [at, length] of hits) marked.fill(true, at, at + length)
  const pieces: Piece[] = []
  for (let i = 0; i < text.length; i++) {
    const hit = marked[i] ?? false
    const last = pieces.at(-1)
    if (last?.hit === hit) last.text += text.charAt(i)
    else pieces.push({ text: text.charAt(i), hit })
  }
  return pieces
}

// wordsOf is the words of what was typed, in small letters.
export const wordsOf = (text: string) => text.toLowerCase().split(/\s+/).filter(Boolean)
