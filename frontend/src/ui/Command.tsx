import { Fragment } from 'react'

// Command is a line to run in a terminal. It breaks between words alone, so that an
// option is never torn from its dashes, and a word longer than the line within it.
export function Command({ line }: { line: string }) {
  return (
    <code className="command">
      {line.split(' ').map((word, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- the words of a line have no other identity
        <Fragment key={i}>
          {i > 0 && ' '}
          <span className="command__word">{word}</span>
        </Fragment>
      ))}
    </code>
  )
}
