import { mintToken } from './emulated-wix.ts';
import { hostPanel } from './widgets/host-panel.ts';
import { loadElements } from './widgets/load-elements.ts';
import { byId, readDemo } from './read-demo.ts';
import { visitorToken } from './widgets/visitor-token.ts';

const demo = readDemo();
const edited = byId('edited');
const form = byId('view-form') as HTMLFormElement;
form.addEventListener('change', () => form.requestSubmit());

const showMarkup = () => {
  byId('markup').textContent = (edited.cloneNode() as HTMLElement).outerHTML;
};
new MutationObserver(showMarkup).observe(edited, { attributes: true });
showMarkup();

// The widget has a visitor's token, and the panel a site collaborator's.
hostPanel(byId('panel') as HTMLIFrameElement, edited, () =>
  mintToken(demo.instance, 'user', 'opaque'),
);
await loadElements(demo, visitorToken(demo));
