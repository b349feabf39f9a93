import { Command, EmptyState, ErrorSummary, FaultNotice, KeyHint, Loading, Notice, Popover, StatusChip } from '../ui'
import { Fault } from '../bridge'
import { State } from './State'

const pairs = [
  ['surface', 'ink'],
  ['surface', 'ink-quiet'],
  ['surface', 'link'],
  ['ground', 'ink'],
  ['sunken', 'ink-quiet'],
  ['accent', 'accent-ink'],
  ['accent-wash', 'accent-strong'],
  ['good-wash', 'good'],
  ['warn-wash', 'warn'],
  ['bad-wash', 'bad'],
  ['note-wash', 'note'],
  ['rail', 'rail-ink'],
  ['rail-on', 'rail-quiet'],
  ['toast', 'toast-ink'],
]

// Colours is the tokens in pairs as they meet, and the sizes of type.
export function Colours() {
  return (
    <>
      <State name="Colors in pairs">
        <div className="gallery__swatches">
          {pairs.map(([back, front]) => (
            <span key={`${back}-${front}`} style={{ background: `var(--${back})`, color: `var(--${front})` }}>
              {front} on {back}
            </span>
          ))}
        </div>
      </State>
      <State name="Type">
        <p style={{ fontSize: '1.7rem', fontWeight: 700 }}>A screen’s heading</p>
        <p style={{ fontSize: '1.3rem', fontWeight: 700 }}>A part’s heading</p>
        <p>Text of 14 pixels: Nov 22, 2026, GS-0690-09/11, Björn Ångström, 1,234.50</p>
        <p className="quiet">Quiet text, for what is read second</p>
        <p className="number">Numbers of one width: 1,111.10 and 8,888.80</p>
      </State>
    </>
  )
}

// Chips is buttons, chips and keys.
export function Chips() {
  return (
    <>
      <State name="Buttons">
        <div className="row">
          <button type="button" className="usa-button">
            Save and open the next <KeyHint keys="Ctrl+Enter" />
          </button>
          <button type="button" className="usa-button usa-button--outline">
            Choose a place…
          </button>
          <button type="button" className="usa-button usa-button--unstyled">
            Why here?
          </button>
          <button type="button" className="usa-button" disabled>
            Rating…
          </button>
          <Popover label="Columns">
            <button type="button" className="usa-button usa-button--unstyled">
              Show all
            </button>
          </Popover>
        </div>
      </State>
      <State name="Chips">
        <div className="row">
          {['open', 'underreview', 'closed', 'draft', 'keyed', 'refused', 'late'].map((s) => (
            <StatusChip key={s} state={s}>
              {s}
            </StatusChip>
          ))}
        </div>
      </State>
      <State name="Keys">
        <p className="row">
          <KeyHint keys="F2" /> <KeyHint keys="Ctrl+K" /> <KeyHint keys="Alt+N" /> <KeyHint keys="Esc" />
        </p>
      </State>
    </>
  )
}

const fault = new Fault('invalid', 'Some fields need attention.', [
  { name: 'city', words: 'Enter the city' },
  { name: 'zip', words: 'Enter the 5-digit ZIP code' },
])

// Notices is boxes with a level, and a form's summary of errors.
export function Notices() {
  return (
    <div className="stack">
      <Notice>
        <p>Rating waits for the server. It is done at the next sync.</p>
      </Notice>
      <Notice level="good" heading="Exported">
        <p>/home/rosa/Documents/certificate.pdf</p>
      </Notice>
      <Notice level="warn" heading="The last exchange did not succeed">
        <p>The server cannot be reached.</p>
      </Notice>
      <FaultNotice fault={new Fault('refused', 'A preference eligible stands before this person.', [], '5 USC 3319(c)(7)')} />
      <ErrorSummary fault={fault} labels={{ city: 'City', zip: 'ZIP' }} />
    </div>
  )
}

// Empties is what stands where nothing is yet.
export function Empties() {
  return (
    <div className="stack">
      <EmptyState heading="No vacancies yet">Vacancies appear here after the next sync with the server.</EmptyState>
      <EmptyState
        heading="There is no such screen"
        action={
          <button type="button" className="usa-button">
            Go to Today
          </button>
        }
      />
      <Loading what="the vacancy" />
      <Command line="civicdesk recover --data /home/rosa/.local/share/civic-desk --user rdelgado --key FILE" />
    </div>
  )
}
