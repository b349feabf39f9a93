import { type FormEvent, useState } from 'react'
import { Field } from '../Field'
import { Popover } from '../Popover'
import { stateOf, type TableState } from './columns'

// View is a saved state of a table: names of columns, order and filter.
export interface View extends TableState {
  id: string
  name: string
  first: boolean // the table opens with it
}

// Views is where views are kept; the table keeps none itself. Each act resolves to
// the sentence that refused it, or to nothing.
export interface Views {
  all: View[]
  save: (name: string, state: TableState) => Promise<string | undefined>
  rename: (id: string, name: string) => Promise<string | undefined>
  remove: (id: string) => Promise<string | undefined>
  setFirst: (id: string) => Promise<string | undefined> // '': the table opens with none
}

interface Props {
  views: Views
  state: TableState
  onUse: (state: TableState) => void
}

// ViewsMenu uses, saves, renames and removes views, and says with which one the
// table opens. A view that is saved under a name that is taken replaces it.
export function ViewsMenu({ views, state, onUse }: Props) {
  const [name, setName] = useState('')
  const [wrong, setWrong] = useState<string>()
  const save = async (e: FormEvent) => {
    e.preventDefault()
    if (!name.trim()) return setWrong('Enter a name for the view')
    const words = await views.save(name.trim(), state)
    setWrong(words)
    if (!words) setName('')
  }
  return (
    <Popover label="Views">
      <div className="views">
        {views.all.length === 0 && <p className="quiet">No view is saved yet.</p>}
        <ul>
          {views.all.map((view) => (
            <OneView key={view.id} view={view} views={views} onUse={onUse} />
          ))}
        </ul>
        <form className="stack" onSubmit={save}>
          <Field
            label="Name of the view"
            name="view"
            hint="Columns, order and filter as they are now. You alone see it, on any computer of yours."
            value={name}
            error={wrong}
            onChange={setName}
            maxLength={40}
          />
          <button type="submit" className="usa-button usa-button--outline">
            Save the view
          </button>
        </form>
      </div>
    </Popover>
  )
}

function OneView({ view, views, onUse }: { view: View; views: Views; onUse: (state: TableState) => void }) {
  const [name, setName] = useState<string | null>(null) // while it is renamed
  const [wrong, setWrong] = useState<string>()
  const rename = async (e: FormEvent) => {
    e.preventDefault()
    const words = await views.rename(view.id, name ?? '')
    setWrong(words)
    if (!words) setName(null)
  }
  if (name !== null) {
    return (
      <li>
        <form className="views__rename" onSubmit={rename}>
          <Field label="New name of the view" name="rename" value={name} error={wrong} onChange={setName} maxLength={40} />
          <span className="row">
            <button type="submit" className="usa-button usa-button--outline">
              Rename
            </button>
            <button type="button" className="usa-button usa-button--unstyled" onClick={() => setName(null)}>
              Cancel
            </button>
          </span>
        </form>
      </li>
    )
  }
  return (
    <li className="views__one">
      <button type="button" className="usa-button usa-button--unstyled views__use" onClick={() => onUse(stateOf(view))}>
        {view.name}
      </button>
      <button
        type="button"
        className="usa-button usa-button--unstyled"
        aria-pressed={view.first}
        aria-label={`Open the table with ${view.name}`}
        title="The table opens with this view"
        onClick={() => void views.setFirst(view.first ? '' : view.id)}
      >
        {view.first ? '★ Default' : '☆ Default'}
      </button>
      <button type="button" className="usa-button usa-button--unstyled" aria-label={`Rename the view ${view.name}`} onClick={() => setName(view.name)}>
        Rename
      </button>
      <button
        type="button"
        className="usa-button usa-button--unstyled"
        aria-label={`Remove the view ${view.name}`}
        onClick={() => void views.remove(view.id)}
      >
        Remove
      </button>
    </li>
  )
}
