import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AtRule, Plugin, Rule } from 'postcss'

// A class of the design system, as it is written in our sources.
const ours = /usa-[\w-]+/g
const classes = /\.((?:[\w-]|\\.)+)/g

const src = join(import.meta.dirname, 'src')

// onlyUsed keeps of the design system's stylesheet what the page uses: rules all
// of whose classes stand in our sources, and the fonts that our styles name. The
// rest is nine tenths of it, and one rule there, ".usa-prose > * + *", makes the
// browser style every row of a table anew whenever one comes or goes.
export function onlyUsed(): Plugin {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((f) => /\.(tsx?|css)$/.test(f))
  const sources = files.map((f) => readFileSync(join(src, f), 'utf8'))
  const used = new Set(sources.flatMap((text) => text.match(ours) ?? []))
  const kept = (selector: string) => !selector.includes('[class') && [...selector.matchAll(classes)].every(([, name]) => used.has(name ?? ''))
  const theirs = (node: Rule | AtRule) => node.source?.input.file?.includes('@uswds') ?? false
  return {
    postcssPlugin: 'uswds-only-used',
    OnceExit(root) {
      root.walkRules((rule) => {
        if (!theirs(rule) || (rule.parent?.type === 'atrule' && (rule.parent as AtRule).name.endsWith('keyframes'))) return
        const selectors = rule.selectors.filter(kept)
        if (selectors.length === 0) rule.remove()
        else rule.selectors = selectors
      })
      root.walkAtRules('font-face', (face) => {
        let family = ''
        face.walkDecls('font-family', (d) => void (family = d.value.replace(/['"]/g, '')))
        if (theirs(face) && !sources.some((text) => text.includes(family))) face.remove()
      })
      root.walkAtRules((at) => {
        if (theirs(at) && at.nodes?.length === 0) at.remove()
      })
    },
  }
}
