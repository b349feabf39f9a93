import type { desktop } from '../bridge'
import { Command, Notice } from '../ui'

// OfficeKept says where the records of the office on this computer are, how to make
// a backup, and what there is against a forgotten password.
export function OfficeKept({ office }: { office: desktop.OfficeView }) {
  return (
    <dl className="kept">
      {office.trouble && (
        <div>
          <Notice level="warn" heading={office.trouble}>
            <p>You can work on; what you save is sent to the office when its server runs again.</p>
          </Notice>
        </div>
      )}
      <div>
        <dt>Where the records are</dt>
        <dd>
          <span className="path">{office.folder}</span>
          <p>
            They are sealed with the key in <code>server.key</code> there. Whoever loses that file loses every record; whoever has the whole folder reads
            them.
          </p>
        </dd>
      </div>
      <div>
        <dt>Backups</dt>
        <dd>
          <p>Civic Desk makes none by itself. Close it and run this command, which asks for a passphrase; keep the file on another disk:</p>
          <Command line={office.backup} />
        </dd>
      </div>
      <div>
        <dt>A forgotten password</dt>
        <dd>
          {office.hasRecoveryKey ? (
            <p>
              There is a recovery key. With it, <code>civicdesk recover</code> opens an account again and keeps its unsent work.
            </p>
          ) : (
            <>
              <p>There is no recovery key yet. Without one, unsent work of somebody who forgets the password stays closed. Close Civic Desk and run this command, which makes the key:</p>
              <Command line={office.recoveryKey} />
            </>
          )}
        </dd>
      </div>
      {office.site && (
        <div>
          <dt>Public site</dt>
          <dd>
            <p>
              <span className="path">{office.site}</span> while Civic Desk is open, in a browser on this computer only.
            </p>
          </dd>
        </div>
      )}
    </dl>
  )
}
