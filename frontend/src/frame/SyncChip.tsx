import { useNews, useSync } from '../sync/useSync'
import { to } from '../router'
import { ageWords, timeWords } from '../ui'

// SyncChip says at a glance whether work waits on this computer, and opens the
// sync panel.
export function SyncChip() {
  const { data: sync } = useSync()
  useNews(sync?.upto)
  if (!sync) return <span />
  const parts = [sync.waiting === 0 ? 'Nothing waiting' : `${sync.waiting} waiting`]
  if (sync.waiting > 0 && sync.oldest) parts.push(`oldest ${ageWords(sync.oldest)}`)
  parts.push(sync.lastSynced ? `last synced ${timeWords(sync.lastSynced)}` : 'never synced')
  const state = sync.attention > 0 ? 'bad' : sync.trouble || sync.waiting > 0 ? 'warn' : 'good'
  return (
    <a className={`sync-chip sync-chip--${state}`} href={to('sync')}>
      <span aria-hidden="true">{sync.running ? '⇅' : state === 'good' ? '✓' : state === 'warn' ? '◔' : '⚑'}</span>
      {sync.running ? 'Syncing…' : parts.join(' · ')}
      {sync.attention > 0 && <span className="sync-chip__more">{sync.attention === 1 ? '1 needs' : `${sync.attention} need`} attention</span>}
    </a>
  )
}
