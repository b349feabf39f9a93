import type { desktop } from '../bridge'

// Pieces is a text with what was searched for marked in it.
export function Pieces({ pieces }: { pieces: desktop.Piece[] }) {
  return (
    <span>
      {pieces.map((p, n) =>
        // oxlint-disable-next-line react/no-array-index-key -- pieces of one text have no other name
        p.hit ? <mark key={n}>{p.text}</mark> : <span key={n}>{p.text}</span>,
      )}
    </span>
  )
}
