import './styles/index.css'

import { onWindow, ready, startBridge } from '@start'
import { createRoot } from 'react-dom/client'
import { App } from './App'

const tell = (name: string) => (detail?: string) => window.dispatchEvent(new CustomEvent(name, { detail }))
const ended = tell('session-ended')
onWindow('ended', ended)
onWindow('closing', tell('closing'))
onWindow('settle', tell('settle'))
onWindow('news', tell('news'))
onWindow('menu', tell('menu'))
const root = document.getElementById('root')
if (root) createRoot(root).render(<App bridge={startBridge(ended)} ready={ready} />)
