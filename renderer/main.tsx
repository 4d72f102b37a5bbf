import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@fontsource-variable/inter';
import { createClient } from '../api/client.ts';
import { contract } from '../api/contract.ts';
import { App } from './app/App.tsx';
import { adoptStyleNonce } from './app/style-nonce.ts';
import { pickHost } from './app/transport.ts';
import { createStudio, StudioProvider } from './state/studio.ts';
import './ui/tokens.css';
import './ui/controls.css';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
adoptStyleNonce(document);
const host = pickHost(window);
const studio = createStudio(createClient(contract, host.transport), host, window.localStorage);
createRoot(root).render(
  <StrictMode>
    <StudioProvider value={studio}>
      <App />
    </StudioProvider>
  </StrictMode>,
);
