import { useQuery, useQueryClient } from '@tanstack/react-query'
import { asFault, type desktop, useBridge } from '../bridge'
import type { TableState, View, Views } from '../ui'

// useViews is a person's saved views of one table. They are kept sealed by the
// program, not by the page: what is typed into a filter may be a name. undefined
// until they have come, so that a table can open with its default.
export function useViews(table: string): Views | undefined {
  const bridge = useBridge()
  const client = useQueryClient()
  const key = ['views', table]
  const { data, error } = useQuery({ queryKey: key, queryFn: () => bridge.session.views(table), staleTime: Number.POSITIVE_INFINITY })
  const change = async (work: Promise<desktop.ViewRow[]>) => {
    try {
      client.setQueryData(key, await work)
      return undefined
    } catch (thrown) {
      return asFault(thrown).words
    }
  }
  if (!data && !error) return undefined
  return {
    all: (data ?? []).flatMap(viewOf),
    save: (name, state) => change(bridge.session.saveView(table, name, JSON.stringify(state))),
    rename: (id, name) => change(bridge.session.renameView(table, id, name)),
    remove: (id) => change(bridge.session.removeView(table, id)),
    setFirst: (id) => change(bridge.session.firstView(table, id)),
  }
}

// viewOf reads a stored view; one that another version wrote in a form that this
// one does not know is left out.
function viewOf(row: desktop.ViewRow): View[] {
  try {
    const state = JSON.parse(row.state) as Partial<TableState>
    if (!Array.isArray(state.columns)) return []
    return [{ id: row.id, name: row.name, first: row.first, columns: state.columns, order: state.order, text: state.text ?? '', chosen: state.chosen ?? {} }]
  } catch {
    return []
  }
}
