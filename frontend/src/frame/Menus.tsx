import { useEffect, useMemo } from 'react'
import { type desktop, useBridge } from '../bridge'
import { go, useRoute } from '../router'
import { useToast } from '../ui'
import { edit } from './edit'
import { menusFor } from './menu'
import { heedTyped, press } from './press'

const mac = navigator.userAgent.includes('Mac')

// Menus keeps the window's menu as the person and the screen need it, and does what
// is chosen there.
export function Menus({ session }: { session: desktop.SessionView | null }) {
  const bridge = useBridge()
  const say = useToast()
  const route = useRoute()
  const menus = useMemo(() => menusFor(session, route, mac), [session, route])
  const shown = JSON.stringify(menus)

  useEffect(() => {
    bridge.window.showMenu(JSON.parse(shown) as desktop.MenuView[]).catch(() => {}) // the keys work without it
  }, [bridge, shown])

  useEffect(heedTyped, [])
  useEffect(() => {
    const chosen = (e: Event) => {
      const [kind, what = ''] = split(String((e as CustomEvent).detail))
      if (kind === 'keys') press(what)
      if (kind === 'go' && !document.querySelector('dialog[open]')) go(what)
      if (kind === 'edit') edit(what, bridge.window).catch((fault: Error) => say(fault.message, true))
    }
    window.addEventListener('menu', chosen)
    return () => window.removeEventListener('menu', chosen)
  }, [bridge, say])
  return null
}

// split parts an item's id at its first colon.
function split(id: string): [string, string] {
  const at = id.indexOf(':')
  return [id.slice(0, at), id.slice(at + 1)]
}

// useMenu hears of one command of the menu that the frame does itself.
export function useMenu(id: string, act: () => void): void {
  useEffect(() => {
    const chosen = (e: Event) => (e as CustomEvent).detail === `do:${id}` && act()
    window.addEventListener('menu', chosen)
    return () => window.removeEventListener('menu', chosen)
  })
}
