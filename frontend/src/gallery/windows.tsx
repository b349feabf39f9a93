import { useState } from 'react'
import { Dialog, Drawer, Facts, Field, Notice, SaveDialog, Tabs, useToast } from '../ui'
import { Held, State } from './State'

const tabs = [
  { key: 'announcement', label: 'Announcement' },
  { key: 'questions', label: 'Questions', count: 12 },
  { key: 'applicants', label: 'Applicants', count: 0 },
  { key: 'certificates', label: 'Certificates' },
]

// TabPages is tabs with and without counts.
export function TabPages() {
  return (
    <Held start="questions">
      {(at, set) => (
        <Tabs label="Vacancy" tabs={tabs} current={at} onChange={set}>
          <p>The panel of {tabs.find((t) => t.key === at)?.label}.</p>
        </Tabs>
      )}
    </Held>
  )
}

function Opener({ name, children }: { name: string; children: (close: () => void) => React.ReactNode }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="usa-button" onClick={() => setOpen(true)}>
        {name}
      </button>
      {open && children(() => setOpen(false))}
    </>
  )
}

// Dialogs is a dialog that asks for something.
export function Dialogs() {
  return (
    <Opener name="Open the dialog">
      {(close) => (
        <Dialog heading="Close the vacancy" onClose={close}>
          <Notice level="warn">
            <p>Applications that come later are refused.</p>
          </Notice>
          <Held start="">{(v, set) => <Field label="Reason" name="reason" value={v} onChange={set} required />}</Held>
          <div className="row">
            <button type="button" className="usa-button" onClick={close}>
              Close the vacancy
            </button>
            <button type="button" className="usa-button usa-button--outline" onClick={close}>
              Cancel
            </button>
          </div>
        </Dialog>
      )}
    </Opener>
  )
}

// Drawers is a drawer beside a list.
export function Drawers() {
  return (
    <Opener name="Open the drawer">
      {(close) => (
        <Drawer heading="Delgado, Rosa" onClose={close}>
          <Facts
            facts={[
              { label: 'Office', value: 'Denver Office' },
              { label: 'Received', value: '2026-11-22' },
              { label: 'Phone', value: '' },
            ]}
          />
          <div className="row">
            <button type="button" className="usa-button">
              Open the application
            </button>
          </div>
        </Drawer>
      )}
    </Opener>
  )
}

// SaveDialogs is the dialog that asks where a file goes.
export function SaveDialogs() {
  return (
    <Opener name="Save a copy">
      {(close) => (
        <SaveDialog name="scan.pdf" save={async (_bridge, path) => ({ path: `/home/rosa/Documents/${path || 'scan.pdf'}` })} onClose={close} />
      )}
    </Opener>
  )
}

// ToastPage says a good and a bad thing.
export function ToastPage() {
  const say = useToast()
  return (
    <State name="Press to hear one">
      <div className="row">
        <button type="button" className="usa-button" onClick={() => say('Write A-7K2MQ-9QXD1 on the paper.')}>
          Say that it went well
        </button>
        <button
          type="button"
          className="usa-button usa-button--outline"
          onClick={() => say('The server cannot be reached. Your work is kept on this computer.', true)}
        >
          Say that it failed
        </button>
      </div>
    </State>
  )
}
