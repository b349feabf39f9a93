// The transport of the test build: the generated bindings call
// window.go.desktop.Hiring.Vacancies(...), and this sends the call to the test
// program's loopback port. The shipped page never holds it.

type Method = (...args: unknown[]) => Promise<unknown>

async function call(name: string, args: unknown[]): Promise<unknown> {
  const answer = await fetch(`/rpc/${name}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Civic-Desk': 'e2e' },
    body: JSON.stringify(args),
  })
  const body = (await answer.json()) as { result?: unknown; error?: string }
  if (body.error) throw new Error(body.error)
  return body.result
}

// defineTransport gives the window the objects that Wails would give it.
export function defineTransport(target: Window): void {
  const service = (name: string) =>
    new Proxy({} as Record<string, Method>, {
      get:
        (_, method) =>
        (...args: unknown[]) =>
          call(`desktop.${name}.${String(method)}`, args),
    })
  const desktop = new Proxy({} as Record<string, unknown>, { get: (_, name) => service(String(name)) })
  Object.assign(target, { go: { desktop } })
}
