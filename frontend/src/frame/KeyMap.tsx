import { Dialog, KeyHint, keysOf } from '../ui'
import { shortcuts } from './keys'

// KeyMap lists every key, by where it works.
export function KeyMap({ onClose }: { onClose: () => void }) {
  return (
    <Dialog heading="Keys" wide onClose={onClose}>
      <div className="keymap">
        {shortcuts.map(({ where, keys }) => (
          <section key={where}>
            <h3>{where}</h3>
            <dl>
              {keys.map((s) => (
                <div key={s.keys}>
                  <dt>
                    <KeyHint keys={s.keys} />
                    <span className="usa-sr-only">{keysOf(s.keys).join(' ')}</span>
                  </dt>
                  <dd>{s.words}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
