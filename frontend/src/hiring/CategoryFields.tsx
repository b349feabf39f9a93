import { Field } from '../ui'
import type { Writer } from './writer'

// CategoryFields is the quality categories, the highest first.
export function CategoryFields({ writer }: { writer: Writer }) {
  const rows = writer.form.categories
  const set = (at: number, patch: { name?: string; from?: string }) =>
    writer.change({ categories: rows.map((row, i) => (i === at ? { ...row, ...patch } : row)) })
  return (
    <fieldset className="field field--group" data-field="categories">
      <legend className="usa-label">Quality categories</legend>
      <div className="field__body categories">
        <span className="usa-hint">The highest first; the last takes everybody rated 70 or more</span>
        {writer.problemAt('categories') && <span className="usa-error-message">{writer.problemAt('categories')}</span>}
        {rows.map((row, i) => (
          // oxlint-disable-next-line react/no-array-index-key -- rows have no name of their own
          <div key={i} className="categories__row">
            <Field label={`Category ${i + 1}`} name={`category.${i}`} value={row.name} onChange={(name) => set(i, { name })} />
            <Field label="From rating" name={`from.${i}`} inputMode="decimal" value={row.from} onChange={(from) => set(i, { from })} />
            <button
              type="button"
              className="usa-button usa-button--unstyled"
              aria-label={`Remove category ${i + 1}`}
              onClick={() => {
                writer.change({ categories: rows.filter((_, j) => j !== i) })
                void writer.save()
              }}
            >
              Remove
            </button>
          </div>
        ))}
        <div>
          <button
            type="button"
            className="usa-button usa-button--outline"
            onClick={() => writer.change({ categories: [...rows, { name: '', from: '' }] })}
          >
            Add a category
          </button>
        </div>
      </div>
    </fieldset>
  )
}
