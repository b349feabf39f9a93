// Loading says what is being fetched; screens replace it or show a fault.
export function Loading({ what }: { what: string }) {
  return (
    <p className="quiet" role="status">
      Opening {what}…
    </p>
  )
}
