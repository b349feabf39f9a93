// Prose shows text that the program has made into HTML of plain elements without
// any attribute: nothing in it acts, loads or leads anywhere. No other HTML is
// ever given to it.
export function Prose({ html }: { html: string }) {
  // oxlint-disable-next-line react/no-danger -- made by the program from Markdown, see app/inquiry/knowledge/render.go
  return <div className="reading" dangerouslySetInnerHTML={{ __html: html }} />
}
