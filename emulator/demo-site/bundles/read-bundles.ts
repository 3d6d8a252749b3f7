import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Wix's host puts the address of an app's files in its place; here that is the demo site's own root. */
const STATICS_PLACEHOLDER = 'http://_wix_statics_url_placeholder_';

/** Which of the built files are what, by the app manifest: as a site's host finds them. */
export interface Bundles {
  /** Where the files are that a browser may load. */
  readonly folder: string;
  readonly element: {
    readonly tagName: string;
    readonly scriptUrl: string;
    /** In px: Wix gives the element a box of that height. */
    readonly height: number;
  };
  readonly card: {
    readonly clientUrl: string;
    readonly styleUrl: string;
    /** A file, for Node to import. */
    readonly serverFile: string;
  };
  readonly panelUrl: string;
}

interface Manifest {
  readonly components: readonly ManifestComponent[];
}

interface ManifestComponent {
  readonly compType: string;
  readonly compData: {
    readonly customElementWidget?: {
      readonly behaviors: { readonly settings: { readonly settingsUrl: string } };
      readonly size: { readonly height: { readonly defaultHeight: number } };
      readonly widgetData: { readonly tagName: string; readonly scriptUrl: string };
    };
    readonly editorReactComponent?: {
      readonly resources: {
        readonly client: { readonly componentUrl: string; readonly cssUrl: string };
        readonly server: { readonly url: string };
      };
    };
  };
}

/** Reads what a build made; throws, with what to do about it, where there is no build or no widget in it. */
export function readBundles(build: string): Bundles {
  const file = join(build, '_wix/app-manifest.json');
  if (!existsSync(file)) throw new Error(`There is no ${file}: run npm run build:node first`);
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  const parts = manifest.components.map(({ compData }) => compData);
  const widget = parts.find((part) => part.customElementWidget)?.customElementWidget;
  const component = parts.find((part) => part.editorReactComponent)?.editorReactComponent;
  if (!widget || !component) throw new Error(`${file} names no widgets: build it again`);

  // The Node bundle has them in a folder of its own, that of Wix's hosting at its root.
  const folder = existsSync(join(build, 'client')) ? join(build, 'client') : build;
  const { client, server } = component.resources;
  return {
    folder,
    element: {
      tagName: widget.widgetData.tagName,
      scriptUrl: hosted(widget.widgetData.scriptUrl),
      height: widget.size.height.defaultHeight,
    },
    card: {
      clientUrl: hosted(client.componentUrl),
      styleUrl: hosted(client.cssUrl),
      serverFile: join(folder, hosted(server.url)),
    },
    panelUrl: hosted(widget.behaviors.settings.settingsUrl),
  };
}

function hosted(url: string): string {
  return url.replace(STATICS_PLACEHOLDER, '');
}
