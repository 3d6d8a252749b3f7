import { CONTROL_ROUTES } from './control/control-routes.ts';

/**
 * The index page: a description and the control API. It also answers at `/` when there is no demo
 * site. It loads no script and no other resource.
 */
export function indexPage(origin: string, hasDemo: boolean): string {
  const routes = CONTROL_ROUTES.map(
    ({ method, path, does }) =>
      `<tr><td><b class="${method}">${method}</b></td><td><code>${path}</code></td><td>${does}</td></tr>`,
  ).join('\n');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Wix emulator</title>
<style>
  :root { color-scheme: light dark; --ink: light-dark(#1c2333, #e7eaf3); --soft: light-dark(#5b6478, #9aa4bd);
          --paper: light-dark(#fff, #151a26); --ground: light-dark(#f3f5fa, #0d1018); --line: light-dark(#e2e6ef, #262d3f) }
  body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, sans-serif }
  main { max-width: 46rem; margin: 3rem auto; padding: 0 1.25rem }
  h1 { margin: 0; font-size: 1.75rem; letter-spacing: -.02em } h2 { margin: 2rem 0 .6rem; font-size: 1.05rem }
  p { color: var(--soft); margin: .5rem 0 }
  code, pre { font: .86rem/1.5 ui-monospace, monospace }
  pre, .card { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: .9rem 1.1rem; overflow-x: auto }
  table { border-collapse: collapse; width: 100% } td { padding: .3rem .8rem .3rem 0; vertical-align: baseline }
  td:last-child { color: var(--soft) } b { font: 600 .72rem ui-monospace, monospace; color: #2f6fed }
  .DELETE { color: #d1453b } .POST { color: #1f8a5b } .PUT, .PATCH { color: #b7791f }
</style>
<main>
  <h1>Wix emulator</h1>
  <p>Emulates the three Wix endpoints that the app calls, with a million generated instances.
     Use it for development and tests only: its keys are published and protect nothing.</p>
  <h2>The demo site</h2>
  <p>${
    hasDemo
      ? '<a href="/">A shop with six widgets</a> and <a href="/settings-panel">the settings panel</a>.'
      : '<code>npm start</code> serves it: a shop with six widgets, at <code>/</code>. It requires the built widgets ' +
        'and the endpoint: <code>DEMO_BUNDLES=dist-node DEMO_ENDPOINT=http://localhost:4321</code>.'
  }</p>
  <h2>Mint a token</h2>
  <pre>curl -X POST ${origin}/_emulator/tokens -d '{"kind":"signed","instance":42}'</pre>
  <h2>Control API</h2>
  <div class="card"><table>
${routes}
  </table></div>
  <h2>Emulated endpoints</h2>
  <p><code>POST /oauth2/token-info</code> · <code>POST /oauth2/token</code> · <code>GET /apps/v1/instance</code></p>
</main>
</html>
`;
}
