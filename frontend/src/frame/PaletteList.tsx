import { KeyHint, Pieces } from '../ui'
import { matchOf } from './match'
import type { Target } from './useTargets'

interface Props {
  targets: Target[] // those of one group beside each other
  words: string[]
  at: number
  onPick: (target: Target) => void
}

// PaletteList is what the palette has found, by groups, with what was typed
// marked in it.
export function PaletteList({ targets, words, at, onPick }: Props) {
  const groups = [...new Set(targets.map((t) => t.group))]
  return (
    <div className="palette" id="palette-list" role="listbox" aria-label="Found" tabIndex={-1}>
      {groups.map((group) => (
        <div key={group} role="group" aria-label={group}>
          <p className="palette__group" aria-hidden="true">
            {group}
          </p>
          {targets.map((t, i) =>
            t.group === group ? (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the box above hears the keys
              <div
                key={t.id}
                id={`palette-${i}`}
                className="palette__one"
                role="option"
                tabIndex={-1}
                aria-label={[t.label, t.more, t.field].filter(Boolean).join(', ')}
                aria-selected={i === at}
                onClick={() => onPick(t)}
              >
                <span>
                  <Pieces pieces={t.pieces ?? matchOf(t.label, words) ?? [{ text: t.label, hit: false }]} />
                  {t.field && (
                    <span className="palette__where">
                      {t.field}: <Pieces pieces={t.where ?? []} />
                    </span>
                  )}
                </span>
                {t.more && <span className="quiet">{t.more}</span>}
                {t.keys && <KeyHint keys={t.keys} />}
              </div>
            ) : null,
          )}
        </div>
      ))}
    </div>
  )
}
