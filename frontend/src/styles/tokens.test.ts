import { describe, expect, it } from 'vitest'
import css from './tokens.css?raw'

const values = new Map([...css.matchAll(/--([\w-]+): light-dark\((#\w+), (#\w+)\);/g)].map(([, name, light, dark]) => [name, { light, dark }]))

// Relative luminance and contrast as WCAG 2.2 defines them.
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((c) => (c <= 0.040_45 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

const backs = ['ground', 'surface', 'sunken', 'accent-wash']
const texts: [front: string, back: string, least: number][] = [
  ...backs.flatMap((back) => ['ink', 'ink-quiet', 'link', 'accent-strong'].map((front): [string, string, number] => [front, back, 4.5])),
  ...['good', 'warn', 'bad', 'note'].flatMap((front): [string, string, number][] => [
    [front, `${front}-wash`, 4.5],
    [front, 'surface', 4.5],
    ['ink', `${front}-wash`, 4.5],
  ]),
  ['accent-ink', 'accent', 4.5],
  ['accent-ink', 'accent-strong', 4.5],
  ['rail-ink', 'rail', 4.5],
  ['rail-quiet', 'rail', 4.5],
  ['rail-quiet', 'rail-on', 4.5],
  // What is no text but must be seen: edges of controls, the focus, lines of charts.
  ...['line-strong', 'focus', 'series-1', 'series-2', 'series-3'].map((front): [string, string, number] => [front, 'surface', 3]),
  ['focus', 'ground', 3],
]

describe('The colours', () => {
  it.each(texts)('%s can be read on %s', (front, back, least) => {
    const [a, b] = [values.get(front), values.get(back)]
    if (!a?.light || !a.dark || !b?.light || !b.dark) throw new Error(`no token ${front} or ${back}`)
    expect(contrast(a.light, b.light)).toBeGreaterThanOrEqual(least)
    expect(contrast(a.dark, b.dark)).toBeGreaterThanOrEqual(least)
  })
})
