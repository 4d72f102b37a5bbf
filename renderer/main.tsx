import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createClient } from '../api/client.ts';
import { contract } from '../api/contract.ts';
import { App } from './app/App.tsx';
import { pickHost } from './app/transport.ts';
import { ClientProvider } from './state/client.ts';
import './ui/tokens.css';
import './ui/controls.css';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
createRoot(root).render(
  <StrictMode>
    <ClientProvider value={createClient(contract, pickHost(window).transport)}>
      <App />
    </ClientProvider>
  </StrictMode>,
);
