import '../styles/index.css'
import './gallery.css'

import { createRoot } from 'react-dom/client'
import { BridgeContext } from '../bridge'
import { fakeBridge } from '../bridge/fake'
import { Toasts } from '../ui'
import { Gallery } from './Gallery'

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <BridgeContext value={fakeBridge()}>
      <Toasts>
        <Gallery />
      </Toasts>
    </BridgeContext>,
  )
  document.documentElement.dataset.ready = 'yes'
}
