import { Administration } from '../admin/Administration'
import type { desktop } from '../bridge'
import { BuilderScreen } from '../hiring/BuilderScreen'
import { CertificateScreen } from '../hiring/CertificateScreen'
import { AllApplicants } from '../hiring/AllApplicants'
import { ApplicationScreen } from '../hiring/ApplicationScreen'
import { PaperList } from '../hiring/PaperList'
import { PaperScreen } from '../hiring/PaperScreen'
import { SecondKeying } from '../hiring/SecondKeying'
import { Vacancies } from '../hiring/Vacancies'
import { Vacancy } from '../hiring/Vacancy'
import { CallScreen } from '../inquiries/CallScreen'
import { InquiryScreen } from '../inquiries/InquiryScreen'
import { Queue } from '../inquiries/Queue'
import { ArticleScreen } from '../knowledge/ArticleScreen'
import { Knowledge } from '../knowledge/Knowledge'
import { to } from '../router'
import { AccountScreen } from '../session/AccountScreen'
import { Attention } from '../sync/Attention'
import { SyncPanel } from '../sync/SyncPanel'
import { Today } from '../today/Today'
import { EmptyState } from '../ui'

interface Props {
  route: string[]
  session: desktop.SessionView
}

// Screen is the one place that knows which address shows which screen.
export function Screen({ route, session }: Props) {
  const [first = 'today', second, third, fourth] = route
  switch (first) {
    case 'today':
      return <Today name={session.name} />
    case 'hiring':
      // One element for a new announcement and its draft: the address changes
      // beneath whoever writes it.
      if (second && (second === 'new' || third === 'write')) return <BuilderScreen key="builder" id={second} section={fourth ?? 'position'} />
      return second ? (
        <Vacancy key={second} id={second} tab={third ?? 'announcement'} />
      ) : (
        <Vacancies mayWrite={session.rights.includes('vacancy.write')} />
      )
    case 'applicants':
      return <AllApplicants />
    case 'application':
      if (second) return <ApplicationScreen key={second} id={second} mayReveal={session.rights.includes('application.reveal')} />
      break
    case 'paper':
      // One element for a new form and its draft: the address changes beneath
      // whoever keys it.
      if (second === 'new' && third) return <PaperScreen key="paper" vacancy={third} serial={fourth ?? ''} />
      return second ? <PaperScreen key="paper" id={second} /> : <PaperList />
    case 'second':
      if (second) return <SecondKeying key={second} id={second} />
      break
    case 'certificate':
      if (second === 'new' && third && fourth) return <CertificateScreen key={third + fourth} vacancy={third} grade={fourth} />
      if (second) return <CertificateScreen key={second} id={second} />
      break
    case 'inquiries':
      return <Queue which={second} />
    case 'inquiry':
      if (second) return <InquiryScreen key={second} id={second} />
      break
    case 'call':
      return <CallScreen key={second ?? 'new'} id={second} />
    case 'knowledge':
      return second ? <ArticleScreen key={second + (third ?? '')} slug={second} version={third} /> : <Knowledge />
    case 'admin':
      return <Administration tab={second ?? 'users'} rights={session.rights} />
    case 'attention':
      return <Attention />
    case 'account':
      return <AccountScreen session={session} />
    case 'sync':
      return <SyncPanel />
  }
  return (
    <EmptyState heading="There is no such screen" action={<a href={to('today')}>Go to Today</a>}>
      The address may be from another version of Civic Desk.
    </EmptyState>
  )
}
