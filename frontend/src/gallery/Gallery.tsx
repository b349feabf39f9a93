import { useEffect, useState } from 'react'
import { to, useRoute } from '../router'
import { SelectField } from '../ui'
import { pages } from './pages'

const themes = [
  { code: 'light', label: 'Light' },
  { code: 'dark', label: 'Dark' },
]

// Gallery shows each piece of src/ui in all its states, one piece a page.
export function Gallery() {
  const [at = pages[0]?.key] = useRoute()
  const [theme, setTheme] = useState('')
  const page = pages.find((p) => p.key === at)
  useEffect(() => {
    if (theme) document.documentElement.dataset.theme = theme
    else delete document.documentElement.dataset.theme
  }, [theme])
  return (
    <div className="gallery">
      <nav className="gallery__list" aria-label="Pieces">
        {pages.map((p) => (
          <a key={p.key} href={to(p.key)} aria-current={p.key === at ? 'page' : undefined}>
            {p.name}
          </a>
        ))}
        <SelectField label="Colors" name="theme" value={theme} onChange={setTheme} options={themes} none="As the computer" />
      </nav>
      <main className="gallery__page" key={at}>
        <h1>{page?.name ?? 'There is no such piece'}</h1>
        {page?.show()}
      </main>
    </div>
  )
}
