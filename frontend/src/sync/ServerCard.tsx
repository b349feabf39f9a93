import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { Facts, FaultNotice, Notice, SaveDialog, timeWords } from '../ui'
import { syncKeys } from './useSync'

// ServerCard says how it stands between this computer and the server: when it
// answered last, until when work goes on without it, whether everything is here,
// and whether both have the same records. From here unsent work can be taken to
// the server as a file, for the worst case.
export function ServerCard({ sync }: { sync: desktop.SyncView }) {
  const bridge = useBridge()
  const [exporting, setExporting] = useState(false)
  const { data, error } = useQuery({ queryKey: syncKeys.server, queryFn: () => bridge.sync.server() })
  if (error) return <FaultNotice fault={error} />
  return (
    <>
      {data && data.contact && data.daysLeft <= 3 && (
        <Notice level="warn" heading={daysWords(data.daysLeft)}>
          <p>Connect this computer to your agency’s network and sync. Until then nothing that is saved here is lost.</p>
        </Notice>
      )}
      {data && data.undecided.length > 0 && (
        <Notice level="info" heading={`The server keeps ${data.undecided.length} ${data.undecided.length === 1 ? 'entry' : 'entries'} until what belongs to it has arrived`}>
          <ul>
            {data.undecided.map((op) => (
              <li key={op.id}>
                {op.what}, saved {timeWords(op.when)}: {op.words}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <section className="card stack" aria-label="Server">
        <Facts
          facts={[
            { label: 'Server', value: sync.server || 'This computer is an office of its own' },
            { label: 'Last synced', value: sync.lastSynced ? timeWords(sync.lastSynced) : 'Never' },
            ...(data
              ? [
                  { label: 'Works without it', value: data.contact ? `${data.daysLeft} more ${data.daysLeft === 1 ? 'day' : 'days'}` : 'Until the first sync' },
                  { label: 'Records', value: data.behind ? 'The newest are here; older ones are on their way' : 'Everything that you may see is here' },
                  { label: 'Compared', value: data.compared ? `${timeWords(data.compared)}${data.words ? `: ${data.words}` : ''}` : 'Not yet' },
                ]
              : []),
          ]}
        />
        {sync.waiting > 0 && (
          <div className="row">
            <button type="button" className="usa-button usa-button--outline" onClick={() => setExporting(true)}>
              Save unsent work as a file…
            </button>
            <span className="quiet">For a computer that cannot reach the server. Only your agency’s server opens the file.</span>
          </div>
        )}
      </section>
      {exporting && (
        <SaveDialog
          heading="Save unsent work as a file"
          name="unsent-work.civicdesk"
          after="Give the file to your administrator. The work stays here as well; sent twice, it counts once."
          save={(b, path) => b.sync.exportUnsent(path)}
          onClose={() => setExporting(false)}
        />
      )}
    </>
  )
}

function daysWords(days: number): string {
  if (days <= 0) return 'Sign-in on this computer ends today without the server'
  return `Sign-in on this computer ends in ${days} ${days === 1 ? 'day' : 'days'} without the server`
}
