import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { Drawer, EmptyState, FaultNotice, Field, Loading } from '../ui'
import { builderKeys } from './keys'

interface Props {
  asked: string[] // texts of the questions that the draft has
  onAdd: (chosen: desktop.ChosenQuestion[]) => Promise<boolean>
  onClose: () => void
}

// So many are shown; a search shows the others.
const most = 60

// LibraryDrawer chooses questions from those that the office's vacancies ask or
// asked.
export function LibraryDrawer({ asked, onAdd, onClose }: Props) {
  const bridge = useBridge()
  const [text, setText] = useState('')
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const { data, error } = useQuery({ queryKey: builderKeys.library, queryFn: () => bridge.hiring.questionLibrary() })
  const found = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean)
    return (data ?? []).filter((l) => words.every((w) => l.question.text.toLowerCase().includes(w)))
  }, [data, text])
  const add = async () => {
    const chosen = (data ?? []).filter((l) => marked.has(l.key)).map(fromLibrary)
    if (chosen.length > 0 && (await onAdd(chosen))) onClose()
  }
  const toggle = (key: string, on: boolean) => {
    const next = new Set(marked)
    if (on) next.add(key)
    else next.delete(key)
    setMarked(next)
  }
  return (
    <Drawer heading="Question library" onClose={onClose} wide>
      <Field label="Find a question" name="find" value={text} onChange={setText} />
      {error && <FaultNotice fault={error} />}
      {!data && !error && <Loading what="the library" />}
      {data?.length === 0 && (
        <EmptyState heading="The library is empty">Questions appear here once a vacancy of the office asks them. Write the first ones yourself.</EmptyState>
      )}
      {data && data.length > 0 && (
        <>
          <p className="quiet" role="status">
            {found.length === 1 ? '1 question' : `${found.length} questions`}
            {found.length > most && `, the first ${most} shown`}
          </p>
          <ul className="library">
            {found.slice(0, most).map((l) => {
              const there = asked.includes(l.question.text)
              return (
                <li key={l.key}>
                  <label className="library__one">
                    <input type="checkbox" checked={marked.has(l.key)} disabled={there} onChange={(e) => toggle(l.key, e.target.checked)} />
                    <span>
                      {l.question.text}
                      <span className="quiet library__more">
                        {[
                          there ? 'In this draft' : '',
                          l.question.choices.length > 0 ? `${l.question.choices.length} answers` : 'Free answer',
                          l.question.screenOut ? 'can screen out' : '',
                          `asked by ${l.used} ${l.used === 1 ? 'vacancy' : 'vacancies'}, last by ${l.last || 'a draft'}`,
                        ]
                          .filter(Boolean)
                          .join(' · ')}
                      </span>
                    </span>
                  </label>
                </li>
              )
            })}
          </ul>
          <div className="row library__acts">
            <button type="button" className="usa-button" onClick={add} aria-disabled={marked.size === 0}>
              Add {marked.size === 0 ? 'the questions' : marked.size === 1 ? '1 question' : `${marked.size} questions`}
            </button>
          </div>
        </>
      )}
    </Drawer>
  )
}

const fromLibrary = (l: desktop.LibraryQuestion): desktop.ChosenQuestion => ({
  id: '',
  key: l.key,
  text: '',
  kind: '',
  screenOut: false,
  weight: l.question.weight,
  required: l.question.required,
})
