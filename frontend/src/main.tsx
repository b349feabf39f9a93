import '@uswds/uswds/css/uswds.min.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/ui.css'
import './styles/frame.css'
import './styles/screens.css'

import { onClosing, quit, ready, startBridge } from '@start'
import { createRoot } from 'react-dom/client'
import { App } from './App'

const ended = () => window.dispatchEvent(new Event('session-ended'))
onClosing(() => window.dispatchEvent(new Event('closing')))
const root = document.getElementById('root')
if (root) createRoot(root).render(<App bridge={startBridge(ended)} ready={ready} quit={quit} />)
